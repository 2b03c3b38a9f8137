import { driftOf } from "./drift";
import { compareFindings, type Finding, isAtLeast, type Observation } from "./finding";
import { perPlan } from "./per-plan";
import { newAddressOf } from "./renamed-address";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";
import type { PlanRule, ResourceRule, Rule } from "./rule";

/** What the rules say of plans, worst first. Data sources and resources without any change are asked about by no resource rule. */
export function findAll(plans: readonly Plan[], rules: readonly Rule[]): Finding[] {
  const ofPlan = rules.filter((rule): rule is PlanRule => "findInPlan" in rule);
  const ofResource = rules.filter((rule): rule is ResourceRule => "find" in rule);
  const first = byType(ofResource.filter(({ unlessSaid }) => !unlessSaid));
  const last = byType(ofResource.filter(({ unlessSaid }) => unlessSaid));
  return plans
    .flatMap((plan) => {
      const changes = plan.changes.filter(isAskedAbout);
      const ask = (rulesOf: typeof first, change: ResourceChange) =>
        rulesOf(change.type)
          .filter(({ leftovers }) => change.deposed === undefined || leftovers)
          .flatMap((rule) =>
            placed(() => rule.find(change, plan), rule, plan, change.address).map((finding) =>
              withNewAddress(finding, change, plan),
            ),
          );
      const said = [
        ...ofPlan.flatMap((rule) => placed(() => rule.findInPlan(plan), rule, plan, "*")),
        ...changes.flatMap((change) => ask(first, change)),
      ];
      const spokenOf = new Set(
        said.filter(({ severity }) => isAtLeast(severity, "medium")).map(({ address }) => address),
      );
      const silent = changes.filter(({ address }) => !spokenOf.has(address));
      return [...said, ...silent.flatMap((change) => ask(last, change))];
    })
    .toSorted(compareFindings);
}

const isAskedAbout = ({ mode, isChange, previousAddress, isImport }: ResourceChange): boolean =>
  mode === "managed" && (isChange || previousAddress !== undefined || isImport);

/** The rules that are asked about a type, looked up once per type. */
function byType(rules: readonly ResourceRule[]): (type: string) => readonly ResourceRule[] {
  const known = new Map<string, readonly ResourceRule[]>();
  return (type) => {
    const own = known.get(type) ?? rules.filter(({ types }) => types === "any" || types.includes(type));
    known.set(type, own);
    return own;
  };
}

/** A plan of a shape that a rule didn't expect must not hide what other rules see, nor pass in silence. */
function placed(find: () => Observation[], rule: Rule, plan: Plan, address: string): Finding[] {
  let seen: Observation[];
  try {
    seen = find();
  } catch (error) {
    seen = [failed(rule, error)];
  }
  return seen.map((observation) => place(observation, rule, plan, address));
}

/** What a rule says of an end is true, but a moved block is all that it takes to avoid it. */
function withNewAddress(finding: Finding, change: ResourceChange, plan: Plan): Finding {
  const address = finding.address === change.address ? newAddressOf(change, plan) : undefined;
  if (address === undefined) return finding;
  return {
    ...finding,
    detail: `${finding.detail} ${address} is created as the same thing: this looks like a renamed address.`,
    remedy: `Add a moved block from ${change.address} to ${address}; then nothing is destroyed`,
  };
}

const failed = ({ id }: Rule, error: unknown): Observation => ({
  severity: "high",
  title: `Rule ${id} could not judge this`,
  detail: `It failed with ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}. Nothing is known about what it looks for.`,
  remedy: "Read this change yourself, and report the failure",
});

function place(seen: Observation, rule: Rule, plan: Plan, ruleAddress: string): Finding {
  const address = seen.address ?? ruleAddress;
  const changes = seen.changes ?? [];
  const undone = "find" in rule ? undoneDrift(plan).get(address) : undefined;
  const undoes = changes.some(({ attribute }) => undone?.has(attribute));
  return {
    severity: seen.severity ?? rule.severity,
    rule: rule.id,
    plan: plan.name,
    address,
    title: seen.title,
    detail: undoes ? `${seen.detail} It undoes what somebody set outside Terraform.` : seen.detail,
    remedy: seen.remedy,
    changes,
  };
}

/** Attributes that somebody changed outside Terraform and the plan sets back, by address. */
const undoneDrift = perPlan(
  (plan) =>
    new Map(
      driftOf(plan)
        .filter(({ repaired }) => repaired)
        .map(({ address, differences }) => [address, new Set(differences.map(({ attribute }) => attribute))]),
    ),
);
