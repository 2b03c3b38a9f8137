import { createHash } from "node:crypto";
import { at, isObject, type Json } from "./json";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

/**
 * A name for what a plan would do, 32 hexadecimal digits: equal for two plans of the same changes, however much time, and
 * whatever other computed values, lie between. A deployment compares it with that of the plan that was reviewed.
 * Sensitive values take part only by whether they change, so the fingerprint may be published.
 */
export function fingerprint(plan: Plan): string {
  const parts = {
    errored: plan.errored,
    changes: plan.changes
      .filter((change) => change.isChange || change.previousAddress !== undefined || change.isImport)
      .map(describe)
      .toSorted((a, b) => (a.address < b.address ? -1 : 1)),
    outputs: plan.outputs
      .filter(({ actions }) => actions.join() !== "no-op")
      .map((output) => ({
        name: output.name,
        sensitive: output.beforeSensitive || output.afterSensitive,
        value: output.beforeSensitive || output.afterSensitive ? null : (output.after ?? null),
        unknown: output.afterUnknown,
      })),
  };
  return createHash("sha256")
    .update(JSON.stringify(sorted(parts as unknown as Json)))
    .digest("hex")
    .slice(0, 32);
}

function describe(change: ResourceChange) {
  const attributes = new Set([change.before, change.after, change.afterUnknown].flatMap(keysOf));
  return {
    address: `${change.address} ${change.deposed ?? ""}`,
    previous: change.previousAddress ?? null,
    import: change.isImport,
    actions: change.actions,
    replacePaths: change.replacePaths,
    values: [...attributes]
      .filter((attribute) => change.changes([attribute]))
      .toSorted()
      .map((attribute) => [
        attribute,
        change.isSensitive([attribute])
          ? "sensitive"
          : [at(change.before, [attribute]) ?? null, at(change.after, [attribute]) ?? null],
        at(change.afterUnknown, [attribute]) ?? null,
      ]),
  };
}

const keysOf = (value: Json | undefined): string[] => (isObject(value) ? Object.keys(value) : []);

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key]!)]),
  );
}
