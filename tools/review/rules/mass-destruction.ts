import type { Plan } from "../plan";
import { perPlan } from "../per-plan";
import type { ResourceChange } from "../resource-change";
import type { PlanRule } from "../rule";

/** From how many deletes on a plan is more than anybody reads line by line. */
const many = 10;

const deletes = perPlan(({ changes }) =>
  changes.filter(({ mode, isDelete, deposed }) => mode === "managed" && isDelete && deposed === undefined),
);

const existing = perPlan(({ changes }) =>
  changes.filter(({ mode, before, deposed }) => mode === "managed" && before !== undefined && deposed === undefined),
);

/** Whether nothing of at least two resources is left. */
export const destroysEverything = (plan: Plan): boolean =>
  existing(plan).length > 1 && deletes(plan).length === existing(plan).length;

export const massDestructionRules: readonly PlanRule[] = [
  {
    id: "everything-destroyed",
    category: "runtime",
    severity: "block",
    summary: "The plan destroys all that the stack has",
    example: "`terraform plan -destroy`, or a stack whose resources all left the configuration",
    findInPlan: (plan) =>
      destroysEverything(plan)
        ? [
            {
              title: `All ${existing(plan).length} resources of ${plan.name} are destroyed`,
              detail: `Nothing of the stack is left: ${countTypes(deletes(plan))}.`,
              remedy: "Apply it only if the whole stack is to go; then empty buckets and take backups first",
            },
          ]
        : [],
  },
  {
    id: "mass-delete",
    category: "runtime",
    severity: "high",
    summary: `The plan deletes ${many} resources or more`,
    example: "A module or a `for_each` loses most of its instances",
    findInPlan: (plan) =>
      deletes(plan).length >= many && !destroysEverything(plan)
        ? [
            {
              title: `${deletes(plan).length} of ${existing(plan).length} resources are deleted`,
              detail: `They are ${countTypes(deletes(plan))}. If addresses were only renamed, Terraform creates the same things again.`,
              remedy: "Split the change, or add moved blocks if this is a refactoring",
            },
          ]
        : [],
  },
];

/** `3 aws_lambda_permission, 1 aws_sqs_queue` */
function countTypes(changes: readonly ResourceChange[]): string {
  const counts = new Map<string, number>();
  for (const { type } of changes) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .toSorted(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))
    .map(([type, count]) => `${count} ${type}`)
    .join(", ");
}
