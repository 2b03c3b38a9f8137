import { type Difference, differences } from "./differences";
import { isEmpty, isSame, type Json } from "./json";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

/** What others than Terraform did to a resource since the last apply. */
export interface Drift {
  address: string;
  /** Somebody deleted the object itself. */
  deleted: boolean;
  /** From what Terraform knew to what it found; none for a deleted object. */
  differences: Difference[];
  /** Whether the plan undoes it. Elsewhere it stays as somebody made it. */
  repaired: boolean;
}

/**
 * The drift that somebody made. Terraform lists mostly echoes: computed attributes that an apply changed and nobody read
 * back, and empty values written in another way; what was left out comes back as zero or false, which providers can't tell
 * from nothing. What counts is an argument that the configuration sets.
 */
export function driftOf(plan: Plan): Drift[] {
  const planned = new Map(plan.changes.map((change) => [change.address, change]));
  return plan.drift.flatMap((change): Drift[] => {
    const next = planned.get(change.address);
    if (change.is("delete"))
      return [{ address: change.address, deleted: true, differences: [], repaired: next?.isCreate ?? false }];
    const found = differences(change).filter(
      (difference) =>
        difference.argument !== "tags_all" &&
        !(isZero(difference.before) && isZero(difference.after)) &&
        isOurs(plan, change, difference.argument),
    );
    const repaired = next?.isChange === true && found.every(({ argument }) => next.changes([argument]));
    return found.length > 0 ? [{ address: change.address, deleted: false, differences: found, repaired }] : [];
  });
}

const isZero = (value: Json | undefined): boolean => isEmpty(value) || value === 0 || value === false;

/** Without a configuration nobody can tell, so everything counts. */
const isOurs = (plan: Plan, change: ResourceChange, argument: string): boolean =>
  plan.configuration.block(change) === undefined || plan.configuration.sets(change, argument);

/** Whether a change does nothing but undo what others did. */
export const onlyRepairs = (change: ResourceChange, real: readonly Difference[], drift: Drift | undefined): boolean =>
  drift !== undefined &&
  drift.repaired &&
  (drift.deleted ||
    (change.isUpdate &&
      real.length > 0 &&
      real.every((difference) =>
        drift.differences.some(
          ({ attribute, before, after }) =>
            attribute === difference.attribute && isSame(before, difference.after) && isSame(after, difference.before),
        ),
      )));
