import { unknownAfterApply } from "../attribute-watch";
import type { Observation } from "../finding";
import { at, isSame, type Json } from "../json";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

export const dynamodbIndexRules: readonly Rule[] = [
  {
    id: "table-index",
    category: "data",
    severity: "high",
    summary: "A global secondary index or a replica of a table is removed or built anew; the plan shows 0 to destroy",
    example: "A `global_secondary_index` block is deleted",
    types: ["aws_dynamodb_table"],
    find: (change) =>
      change.isUpdate
        ? [
            ...(whollyUnknown(change, "global_secondary_index") ?? indexes(change)),
            ...(whollyUnknown(change, "replica") ?? replicas(change)),
          ]
        : [],
  },
];

/** Blocks that come from a for_each over something unknown. */
const whollyUnknown = (change: ResourceChange, argument: string): Observation[] | undefined =>
  change.isUnknown([argument]) && change.afterAt(argument) === undefined && list(change.beforeAt(argument)).length > 0
    ? [unknownAfterApply(argument, change.beforeAt(argument))]
    : undefined;

/** Arguments of an index that AWS can't change: the provider deletes it and builds another. */
const fixed = ["hash_key", "range_key", "key_schema", "projection_type", "non_key_attributes"];

function indexes(change: ResourceChange): Observation[] {
  const after = new Map(named(change.afterAt("global_secondary_index"), "name"));
  return named(change.beforeAt("global_secondary_index"), "name").flatMap(([name, index]) => {
    const next = after.get(name);
    if (next === undefined) return [indexRemoved(name, index)];
    const isKnown = (argument: string) =>
      at(next, [argument]) !== undefined || !change.isUnknown(["global_secondary_index"]);
    const changes = fixed
      .filter((argument) => isKnown(argument))
      .map((argument) => ({
        attribute: `global_secondary_index[${name}].${argument}`,
        before: sorted(at(index, [argument])),
        after: sorted(at(next, [argument])),
      }))
      .filter(({ before, after: becomes }) => !isSame(before, becomes));
    return changes.length > 0 ? [indexRebuilt(name, changes)] : [];
  });
}

/** Blocks by the argument that names them. */
const named = (blocks: Json | undefined, argument: string): [name: string, block: Json][] =>
  list(blocks).flatMap((block) => {
    const name = at(block, [argument]);
    return typeof name === "string" ? [[name, block]] : [];
  });

/** Sets have no order. */
const sorted = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) && value.every((item) => typeof item === "string") ? value.toSorted() : value;

const indexRemoved = (name: string, index: Json): Observation => ({
  title: `Index ${name} is removed`,
  detail: `Queries on ${name} fail from then on. Getting it back means building it over the whole table, which takes up to hours and costs its writes.`,
  remedy: "Make sure that no deployed code queries it; remove it one release after the code",
  changes: [{ attribute: `global_secondary_index[${name}]`, before: index }],
});

const indexRebuilt = (name: string, changes: NonNullable<Observation["changes"]>): Observation => ({
  title: `Index ${name} is deleted and built anew`,
  detail: "Queries on it fail until it is built over the whole table, which takes up to hours.",
  remedy: "Add an index under a new name, move queries to it, then remove the old one",
  changes,
});

function replicas(change: ResourceChange): Observation[] {
  const after = new Map(named(change.afterAt("replica"), "region_name"));
  return named(change.beforeAt("replica"), "region_name")
    .filter(([region]) => !after.has(region))
    .map(([region]) => ({
      title: `The replica in ${region} is deleted`,
      detail: "Clients in that region fail, and failing over to it is no longer possible.",
      remedy: "Move the region's clients first",
      changes: [{ attribute: "replica", before: region }],
    }));
}
