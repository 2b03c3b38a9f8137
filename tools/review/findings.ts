import { compareFindings, type Finding, type Observation } from "./finding";
import type { Plan } from "./plan";
import type { ResourceRule, Rule } from "./rule";

/** What the rules say of plans, worst first. Data sources and resources without any change are asked about by no resource rule. */
export function findAll(plans: readonly Plan[], rules: readonly Rule[]): Finding[] {
  const byType = new Map<string, ResourceRule[]>();
  const rulesOf = (type: string): ResourceRule[] => {
    const known = byType.get(type);
    if (known) return known;
    const own = rules.filter((rule) => "types" in rule && (rule.types === "any" || rule.types.includes(type)));
    byType.set(type, own as ResourceRule[]);
    return own as ResourceRule[];
  };
  return plans
    .flatMap((plan) => [
      ...rules.flatMap((rule) =>
        "findInPlan" in rule ? rule.findInPlan(plan).map((seen) => place(seen, rule, plan, "*")) : [],
      ),
      ...plan.changes
        .filter(
          ({ mode, isChange, previousAddress, isImport }) =>
            mode === "managed" && (isChange || previousAddress !== undefined || isImport),
        )
        .flatMap((change) =>
          rulesOf(change.type).flatMap((rule) =>
            rule.find(change, plan).map((seen) => place(seen, rule, plan, change.address)),
          ),
        ),
    ])
    .toSorted(compareFindings);
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
