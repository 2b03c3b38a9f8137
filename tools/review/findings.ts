import { compareFindings, type Finding, isAtLeast, type Observation } from "./finding";
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
      const ask = (rulesOf: typeof first, asked: readonly ResourceChange[]) =>
        asked.flatMap((change) =>
          rulesOf(change.type).flatMap((rule) =>
            rule.find(change, plan).map((seen) => place(seen, rule, plan, change.address)),
          ),
        );
      const said = [
        ...ofPlan.flatMap((rule) => rule.findInPlan(plan).map((seen) => place(seen, rule, plan, "*"))),
        ...ask(first, changes),
      ];
      const addresses = new Set(
        said.filter(({ severity }) => isAtLeast(severity, "medium")).map(({ address }) => address),
      );
      return [
        ...said,
        ...ask(
          last,
          changes.filter(({ address }) => !addresses.has(address)),
        ),
      ];
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

const place = (seen: Observation, rule: Rule, plan: Plan, address: string): Finding => ({
  severity: seen.severity ?? rule.severity,
  rule: rule.id,
  plan: plan.name,
  address: seen.address ?? address,
  title: seen.title,
  detail: seen.detail,
  remedy: seen.remedy,
  changes: seen.changes ?? [],
});
