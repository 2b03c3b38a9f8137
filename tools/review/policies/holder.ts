import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";

const byType = perPlan((plan) => {
  const types = new Map<string, ResourceChange[]>();
  for (const change of plan.changes) {
    if (change.mode !== "managed") continue;
    const same = types.get(change.type);
    if (same) same.push(change);
    else types.set(change.type, [change]);
  }
  return types;
});

/** The plan's changes of managed resources of a type. */
export const changesOf = (plan: Plan, type: string): readonly ResourceChange[] => byType(plan).get(type) ?? [];

/** Whether the role, user or group that an argument names is there before the plan is applied. */
export function existsBefore(change: ResourceChange, plan: Plan, holder: "role" | "user" | "group"): boolean {
  const name = change.afterAt(holder);
  if (change.isUnknown([holder]) || typeof name !== "string") return false;
  return !changesOf(plan, `aws_iam_${holder}`).some(
    (other) => other.before === undefined && other.afterAt("name") === name,
  );
}
