import { becomes, type Judgement, leaves, turnedOff, turnedOn } from "../attribute-watch";
import type { ResourceRule } from "../rule";

/** Arguments that keep Terraform from destroying what holds data, on whatever type has them. */
const protections: Readonly<Record<string, { isLost: Judgement; effect: string }>> = {
  deletion_protection: {
    isLost: (before, after) => turnedOff(before, after) || leaves("ACTIVE")(before, after),
    effect: "A delete or a replacement in a later change passes",
  },
  deletion_protection_enabled: { isLost: turnedOff, effect: "A delete or a replacement in a later change passes" },
  enable_deletion_protection: { isLost: turnedOff, effect: "A delete or a replacement in a later change passes" },
  force_delete: { isLost: turnedOn, effect: "A later delete takes its contents along instead of failing" },
  force_destroy: { isLost: turnedOn, effect: "A later delete takes its contents along instead of failing" },
  recovery_window_in_days: { isLost: becomes(0), effect: "A later delete is final at once" },
  skip_destroy: { isLost: turnedOff, effect: "A later delete destroys it instead of leaving it behind" },
  skip_final_snapshot: { isLost: turnedOn, effect: "A later delete leaves no snapshot" },
};

export const deletionProtectionRules: readonly ResourceRule[] = [
  {
    id: "deletion-protection-off",
    category: "data",
    severity: "high",
    summary: "What protects a table, bucket, load balancer, user pool or database from deletion is switched off",
    example: "`deletion_protection_enabled = false`, often the step before a delete",
    types: "any",
    find: (change) =>
      change.isUpdate
        ? Object.entries(protections)
            .filter(
              ([attribute, { isLost }]) =>
                !change.isUnknown([attribute]) && isLost(change.beforeAt(attribute), change.afterAt(attribute)),
            )
            .map(([attribute, { effect }]) => ({
              title: `Protection against deletion is lost: ${attribute}`,
              detail: `${effect}. This is often the step before a delete.`,
              remedy: "Keep it on; switch it off only in the change that really deletes",
              changes: [change.describe([attribute])],
            }))
        : [],
  },
];
