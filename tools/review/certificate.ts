import type { BlockPlace } from "./configuration";
import { type Json, type Path, printPath } from "./json";
import { perPlan } from "./per-plan";
import type { Plan } from "./plan";
import { list, type ResourceChange } from "./resource-change";

/** The certificate that an argument names, as far as the plan tells. */
export interface Certificate {
  /** How a reader finds it: its ARN, else the address of its block. */
  name: string;
  /** Region of its ARN, else of the provider of its block. */
  region: string | undefined;
  /** Names that it is valid for, in lower case; undefined when one isn't known. */
  names: string[] | undefined;
  /** Its own entry in the plan; none for a certificate that is looked up or managed elsewhere. */
  change: ResourceChange | undefined;
  /** Whether an aws_acm_certificate_validation stands between, which waits until it is issued; it exists if its ARN is known. */
  isAwaited: boolean;
}

interface Source {
  place: BlockPlace;
  isAwaited: boolean;
}

/** References go through a few modules at most; more is a loop. */
const deepest = 20;

/**
 * Follows an argument to its certificate: by ARN when that is known, else along the configuration's references, through
 * validations, module outputs and module variables. Undefined when the argument is empty.
 */
export function certificateOf(plan: Plan, change: ResourceChange, path: Path): Certificate | undefined {
  const arn = change.afterAt(...path);
  if (typeof arn === "string" && arn.startsWith("arn:")) {
    const known = certificatesByArn(plan).get(arn);
    return {
      name: arn,
      region: arn.split(":")[3],
      names: known && namesOf(known, plan),
      change: known,
      isAwaited: true,
    };
  }
  if (!change.isUnknown(path)) return undefined;
  const source = trace(plan, change.moduleAddress, plan.configuration.references(change, path), deepest);
  if (!source)
    return { name: printPath(path), region: undefined, names: undefined, change: undefined, isAwaited: true };
  const { place } = source;
  const own = instanceOf(plan, place, change.address);
  return {
    name: [place.moduleAddress, `${place.mode === "data" ? "data." : ""}${place.type}`, place.name]
      .filter(Boolean)
      .join("."),
    region: textOf(own?.afterAt("region")) ?? plan.configuration.region(place),
    names: own && namesOf(own, plan),
    change: own,
    isAwaited: source.isAwaited || waitsForValidation(plan, change),
  };
}

/** Whether a certificate for these names is valid for a host; a wildcard stands for one label (RFC 6125). */
export const covers = (names: readonly string[], host: string): boolean => {
  const wanted = host.toLowerCase();
  return names.some((name) => name === wanted || name === wanted.replace(/^[^.]+/, "*"));
};

const waitsForValidation = ({ configuration }: Plan, change: ResourceChange): boolean =>
  configuration.dependsOn(change).some((address) => address.startsWith("aws_acm_certificate_validation."));

function trace(
  plan: Plan,
  module: string | undefined,
  references: readonly string[],
  steps: number,
): Source | undefined {
  if (steps === 0) return undefined;
  const { configuration } = plan;
  const follow = (found: readonly string[], within: string | undefined) => trace(plan, within, found, steps - 1);
  for (const reference of references) {
    const [, data, type, name] = /^(data\.)?([a-z0-9_]+)\.([^.[]+)/.exec(reference) ?? [];
    if (type === undefined || name === undefined) continue;
    const place: BlockPlace = { moduleAddress: module, mode: data ? "data" : "managed", type, name };
    const source =
      type === "aws_acm_certificate"
        ? { place, isAwaited: false }
        : type === "aws_acm_certificate_validation"
          ? awaited(follow(configuration.references(place, ["certificate_arn"]), module))
          : type === "module"
            ? throughOutput(reference, module)
            : type === "var" && module !== undefined
              ? follow(configuration.inputReferences(module, name), parentOf(module))
              : undefined;
    if (source) return source;
  }
  return undefined;

  function throughOutput(reference: string, within: string | undefined): Source | undefined {
    const [, call, output] = /^module\.([^.[]+)(?:\[[^\]]*\])?\.([^.[]+)/.exec(reference) ?? [];
    if (call === undefined || output === undefined) return undefined;
    const inner = [within, `module.${call}`].filter(Boolean).join(".");
    return follow(configuration.outputReferences(inner, output), inner);
  }
}

const awaited = (source: Source | undefined): Source | undefined => source && { ...source, isAwaited: true };

const parentOf = (module: string): string | undefined => /^(.*)\.module\.[^.]+(?:\[[^\]]*\])?$/.exec(module)?.[1];

const certificatesByArn = perPlan(
  ({ changes }) =>
    new Map(
      changes
        .filter(({ type }) => type === "aws_acm_certificate")
        .flatMap((change) => [change.beforeAt("arn"), change.afterAt("arn")].map((arn) => [arn, change] as const)),
    ) as ReadonlyMap<Json | undefined, ResourceChange>,
);

/** The instance of a block that another resource's instance uses: the one with its index, or the only one. */
function instanceOf(plan: Plan, place: BlockPlace, user: string): ResourceChange | undefined {
  const instances = (certificatesByBlock(plan).get(keyOf(place)) ?? []).filter(({ isDelete }) => !isDelete);
  const index = indexOf(user);
  return instances.length === 1 ? instances[0] : instances.find(({ address }) => indexOf(address) === index);
}

const certificatesByBlock = perPlan(({ changes }) => {
  const found = new Map<string, ResourceChange[]>();
  for (const change of changes.filter(({ type }) => type === "aws_acm_certificate"))
    found.set(keyOf(change), [...(found.get(keyOf(change)) ?? []), change]);
  return found;
});

const keyOf = ({ moduleAddress, mode, type, name }: BlockPlace): string =>
  [moduleAddress?.replaceAll(/\[[^\]]*\]/g, ""), mode, type, name].join(" ");

const indexOf = (address: string): string | undefined => /\[[^\]]*\]$/.exec(address)?.[0];

/** ACM adds nothing to the names that are asked for, so those that the configuration leaves out are none. Lookups tell none. */
function namesOf(change: ResourceChange, plan: Plan): string[] | undefined {
  const domain = textOf(change.afterAt("domain_name"));
  const asksForMore = plan.configuration.sets(change, "subject_alternative_names");
  if (
    change.mode === "data" ||
    domain === undefined ||
    (asksForMore && change.isUnknown(["subject_alternative_names"]))
  )
    return undefined;
  const more = list(change.afterAt("subject_alternative_names")).filter((name) => typeof name === "string");
  return [...new Set([domain, ...more].map((name) => name.toLowerCase()))];
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
