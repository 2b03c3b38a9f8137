import {
  comparePolicies,
  parsePolicy,
  type Policy,
  type PolicyComparison,
  PolicyError,
  type Statement,
} from "../../../semantics/policy";
import { at, isEmpty, isObject, isSame, type Json } from "../json";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import { list, type ResourceChange } from "../resource-change";
import type { Surroundings } from "./danger";
import { changesOf } from "./holder";
import { everybodyEverything, openWithoutPolicy, type PolicyAttribute, policyAttributes } from "./attributes";

/** A policy document of a resource, before and after. */
interface PolicyDocument extends PolicyAttribute {
  /** The argument that holds it: `policy`, `inline_policy`. */
  argument: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** What a plan does to one policy document. */
export type PolicyChange = PolicyDocument & {
  surroundings: Surroundings;
  /** There was nothing that the policy was about: the resource is new. */
  isNew: boolean;
} & (
    | { state: "compared"; comparison: PolicyComparison; left: Policy | undefined; right: Policy | undefined }
    /** Known after apply only. */
    | { state: "unknown" }
    | { state: "unreadable"; message: string }
  );

const known = new WeakMap<ResourceChange, PolicyChange[]>();

/** What happens to the policies of a resource; those that stay the same are left out. */
export function policyChanges(change: ResourceChange, plan: Plan): PolicyChange[] {
  const found = known.get(change);
  if (found) return found;
  const changes = change.isForget
    ? []
    : documentsOf(change).flatMap((document) => policyChange(document, change, plan) ?? []);
  known.set(change, changes);
  return changes;
}

const documentsOf = (change: ResourceChange): PolicyDocument[] => [
  ...(policyAttributes[change.type] ?? []).map((policy) => ({
    ...policy,
    argument: policy.attribute,
    before: change.beforeAt(policy.attribute),
    after: change.afterAt(policy.attribute),
  })),
  ...(change.type === "aws_iam_role" ? inlinePolicies(change) : []),
];

/** A role's blocks `inline_policy`, by their names. */
function inlinePolicies(change: ResourceChange): PolicyDocument[] {
  const argument = "inline_policy";
  const [before, after] = [change.beforeAt(argument), change.afterAt(argument)];
  if (change.isUnknown([argument]))
    return [{ attribute: argument, argument, kind: "identity", before, after: undefined }];
  const byName = (blocks: Json | undefined) =>
    new Map(list(blocks).map((block) => [at(block, ["name"]), at(block, ["policy"])]));
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name): name is string => typeof name === "string" && name !== "")
    .map((name) => ({
      attribute: `${argument} ${name}`,
      argument,
      kind: "identity",
      before: old.get(name),
      after: now.get(name),
    }));
}

function policyChange(document: PolicyDocument, change: ResourceChange, plan: Plan): PolicyChange | undefined {
  const { kind, argument, before, after } = document;
  const surroundings = { accounts: accountsOf(plan), isPrivate: kind === "api" && isPrivate(change, plan) };
  const common = { ...document, surroundings, isNew: change.before === undefined };
  if (change.isUnknown([argument])) {
    // optional arguments that nobody sets are the provider's to compute
    const isComputed = plan.configuration.block(change) !== undefined && !plan.configuration.sets(change, argument);
    return isComputed || change.isDelete ? undefined : { ...common, state: "unknown" };
  }
  if (sameDocument(before, after) || (change.isDelete && goesWithItsOwner(change, plan))) return undefined;
  try {
    const [left, right] = [before, after].map((text) => completed(read(text), change)) as [Policy?, Policy?];
    const unset = openWithoutPolicy[kind] && !surroundings.isPrivate ? everybodyEverything : undefined;
    const start = common.isNew ? left : (left ?? unset);
    const end = change.after === undefined && !isAttachment(change) ? undefined : (right ?? unset);
    return { ...common, state: "compared", comparison: comparePolicies(start, end), left, right };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { ...common, state: "unreadable", message: error.message };
  }
}

/** Whether what the policy was attached to is destroyed as well. */
function goesWithItsOwner(change: ResourceChange, plan: Plan): boolean {
  if (!isAttachment(change) || !isObject(change.before)) return true;
  const names = new Set(Object.values(change.before));
  return changesOf(plan, change.type.replace(/_polic(y|ies)$/, "")).some(
    (owner) => owner.isDelete && names.has(owner.beforeAt("id") ?? {}),
  );
}

/** A policy that is a resource of its own: what it was attached to stays when it goes. */
const isAttachment = ({ type }: ResourceChange): boolean => /_polic(y|ies)$/.test(type);

function sameDocument(before: Json | undefined, after: Json | undefined): boolean {
  if (isSame(before, after)) return true;
  if (typeof before !== "string" || typeof after !== "string") return false;
  try {
    return isSame(JSON.parse(before) as Json, JSON.parse(after) as Json);
  } catch {
    return false;
  }
}

/** More than any service of AWS takes. */
const longestPolicy = 50_000;

/** A document without statements says nothing; parsePolicy refuses it. */
function read(text: Json | undefined): Policy | undefined {
  if (isEmpty(text)) return undefined;
  if (typeof text !== "string") throw new PolicyError("policy: expected JSON text, got something else");
  if (text.length > longestPolicy)
    throw new PolicyError(`policy: expected at most ${longestPolicy} characters, got ${text.length}`);
  if (/^\s*\{\s*\}\s*$/.test(text) || /"Statement"\s*:\s*\[\s*\]/.test(text)) return undefined;
  return parsePolicy(text);
}

/** API Gateway completes `execute-api:/stage/METHOD/path` when it stores the policy: both forms mean the same API. */
function completed(policy: Policy | undefined, change: ResourceChange): Policy | undefined {
  const api = change.beforeAt("execution_arn") ?? change.afterAt("execution_arn");
  if (!policy || typeof api !== "string") return policy;
  const complete = (texts: string[]) => texts.map((text) => text.replace(/^execute-api:\//, `${api}/`));
  return {
    ...policy,
    statements: policy.statements.map((one): Statement => ({
      ...one,
      ...(one.resources && { resources: complete(one.resources) }),
      ...(one.notResources && { notResources: complete(one.notResources) }),
    })),
  };
}

/** Whether the API or domain that a policy belongs to is private after the plan. */
function isPrivate(change: ResourceChange, plan: Plan): boolean {
  const owner = change.type === "aws_api_gateway_rest_api_policy" ? apiOf(change, plan) : change;
  const endpoint = owner?.after ?? owner?.before;
  return isSame(at(endpoint, ["endpoint_configuration", 0, "types", 0]), "PRIVATE");
}

function apiOf(policy: ResourceChange, plan: Plan): ResourceChange | undefined {
  const id = policy.afterAt("rest_api_id") ?? policy.beforeAt("rest_api_id");
  const references = plan.configuration.references(policy, ["rest_api_id"]);
  return changesOf(plan, "aws_api_gateway_rest_api").find(
    (change) =>
      (typeof id === "string" && change.beforeAt("id") === id) ||
      (change.moduleAddress === policy.moduleAddress && references.includes(`${change.type}.${change.name}`)),
  );
}

/** Accounts in the ARNs of the plan's resources and in its providers' settings. */
const accountsOf = perPlan(
  (plan): ReadonlySet<string> =>
    new Set(
      plan.changes
        .filter(({ mode }) => mode === "managed")
        .flatMap((change) => [
          ...[change.beforeAt("arn"), change.afterAt("arn")].flatMap(accountIn),
          ...plan.configuration.accounts(change),
        ]),
    ),
);

const accountIn = (arn: Json | undefined): string | [] =>
  typeof arn === "string" ? (/^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? []) : [];
