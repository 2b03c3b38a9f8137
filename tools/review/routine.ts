import { type Difference, differences, isComputed } from "./differences";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

/** Changes of one kind that nobody has to read one by one. */
export interface Routine {
  kind: keyof typeof kinds;
  /** For one line: `new deployment`, `code`. */
  title: string;
  /** An address, with what little there is to say of it: `aws_lambda_function.orders: zip 1a2b3c4d -> 5e6f7a8b`. */
  items: string[];
}

const kinds = {
  deployment: "New deployments of APIs, which stages then point to",
  code: "New code of functions",
  alias: "Aliases that follow the new version of their function",
  tags: "Tags that the provider adds to everything",
  echo: "Values that only the provider computes",
  read: "Data sources that are read during the apply",
} as const;

/** Arguments whose change is the effect of another one, whoever set them. */
const echoes = new Set([
  "tags_all",
  "last_modified",
  "qualified_arn",
  "qualified_invoke_arn",
  "version",
  "code_sha256",
]);

const codeArguments = new Set(["source_code_hash", "filename", "s3_key", "s3_object_version", "source_code_size"]);

/** What happens without anybody having to read it; undefined where something has to be read. */
type Fold = (
  change: ResourceChange,
  real: Difference[],
  plan: Plan,
) => { kind: Routine["kind"]; item: string } | undefined;

const folds: Fold[] = [
  ({ mode, actions, address }) =>
    mode === "data" && actions.every((action) => action === "read" || action === "no-op")
      ? { kind: "read", item: address }
      : undefined,
  ({ type, address, createsBeforeDestroy, deposed }) =>
    isDeployment(type) && createsBeforeDestroy && deposed === undefined
      ? { kind: "deployment", item: address }
      : undefined,
  ({ type, isUpdate, address }, real) =>
    isUpdate &&
    isStage(type) &&
    real.length > 0 &&
    real.every(({ argument, unknown }) => argument === "deployment_id" && unknown)
      ? { kind: "deployment", item: address }
      : undefined,
  ({ type, isUpdate, address }, real) =>
    isUpdate &&
    type === "aws_lambda_function" &&
    real.length > 0 &&
    real.every(({ argument }) => codeArguments.has(argument))
      ? { kind: "code", item: `${address}${hashes(real)}` }
      : undefined,
  ({ type, isUpdate, address }, real) =>
    isUpdate && type === "aws_lambda_alias" && real.length > 0 && real.every(isNextVersion)
      ? { kind: "alias", item: address }
      : undefined,
  (change, real, plan) => {
    if (!change.isUpdate || real.length > 0) return undefined;
    const all = differences(change);
    const onlyTags = all.length > 0 && all.every(({ argument }) => argument === "tags_all");
    return onlyTags || plan.configuration.block(change) !== undefined
      ? { kind: onlyTags ? "tags" : "echo", item: change.address }
      : undefined;
  },
];

/** The differences that somebody asked for. */
export const realDifferences = (plan: Plan, change: ResourceChange): Difference[] =>
  differences(change).filter((difference) => !echoes.has(difference.argument) && !isComputed(plan, change, difference));

/** Says what is routine about a change as a whole; undefined for one that has to be read. */
export function routineOf(plan: Plan, change: ResourceChange, real: Difference[]) {
  for (const fold of folds) {
    const found = fold(change, real, plan);
    if (found) return found;
  }
  return undefined;
}

/** One entry per kind, in a fixed order. */
export function groupRoutine(found: readonly { kind: Routine["kind"]; item: string }[]): Routine[] {
  return (Object.keys(kinds) as Routine["kind"][]).flatMap((kind) => {
    const items = found.filter((each) => each.kind === kind).map(({ item }) => item);
    return items.length > 0 ? [{ kind, title: kinds[kind], items: items.toSorted() }] : [];
  });
}

const isDeployment = (type: string) => type === "aws_api_gateway_deployment" || type === "aws_apigatewayv2_deployment";

const isStage = (type: string) => type === "aws_api_gateway_stage" || type === "aws_apigatewayv2_stage";

const isNextVersion = ({ argument, before, after, unknown }: Difference): boolean =>
  argument === "function_version" && (unknown || Number(after) > Number(before));

function hashes(real: readonly Difference[]): string {
  const hash = real.find(({ argument }) => argument === "source_code_hash");
  if (!hash || hash.sensitive) return "";
  const short = (value: unknown) => (typeof value === "string" ? value.slice(0, 8) : "none");
  return `: zip ${short(hash.before)} -> ${hash.unknown ? "known after apply" : short(hash.after)}`;
}
