import { limits } from "../semantics/limits";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { block, blocks, literal, shown } from "./values";

const types = ["aws_dynamodb_table"] as const;

/** What DynamoDB tables take. */
export const tableRules: readonly Rule[] = [
  resourceRule({
    id: "table-capacity",
    checks: "A table on demand has no provisioned capacities",
    source: "DynamoDB API reference, CreateTable.BillingMode",
    types,
    *check({ arguments: table }) {
      if (literal(table["billing_mode"]) !== "PAY_PER_REQUEST") return;
      const holders = [
        ["", table] as const,
        ...blocks(table["global_secondary_index"]).map((index) => ["global_secondary_index.", index] as const),
      ];
      for (const [prefix, holder] of holders)
        for (const argument of ["read_capacity", "write_capacity"])
          if (holder[argument] !== undefined)
            yield `${prefix}${argument}: expected none with PAY_PER_REQUEST, got ${shown(holder[argument])}`;
    },
  }),

  resourceRule({
    id: "table-attributes",
    checks: "A table declares the attributes of its keys and indexes, and no others",
    source: "DynamoDB API reference, CreateTable.AttributeDefinitions",
    types,
    *check({ arguments: table }) {
      const indexes = [...blocks(table["global_secondary_index"]), ...blocks(table["local_secondary_index"])];
      const keys = new Set(
        [table, ...indexes]
          .flatMap(({ hash_key: hash, range_key: range }) => [literal(hash), literal(range)])
          .filter((key) => key !== undefined),
      );
      const declared = new Set(blocks(table["attribute"]).flatMap(({ name }) => literal(name) ?? []));
      for (const key of keys)
        if (!declared.has(key)) yield `attribute: expected one named ${key}, which is a key, got none`;
      for (const name of declared)
        if (!keys.has(name)) yield `attribute: expected attributes of keys alone, got ${name}`;
    },
  }),

  resourceRule({
    id: "table-indexes",
    checks: "A table has at most 20 global secondary indexes",
    source: "DynamoDB developer guide, Quotas in Amazon DynamoDB",
    types,
    *check({ arguments: { global_secondary_index: given } }) {
      const count = blocks(given).length;
      if (count > limits.globalIndexesPerTable)
        yield `global_secondary_index: expected at most ${limits.globalIndexesPerTable}, got ${count}`;
    },
  }),

  resourceRule({
    id: "table-time-to-live",
    checks: "Time to live names its attribute",
    source: "DynamoDB API reference, TimeToLiveSpecification",
    types,
    *check({ arguments: { ttl: given } }) {
      const ttl = block(given);
      if (ttl && ttl["enabled"] !== false && !ttl["attribute_name"])
        yield "ttl.attribute_name: expected an attribute, got none";
    },
  }),

  resourceRule({
    id: "table-recovery",
    checks: "A table can be restored to any second of the last days",
    source: "DynamoDB developer guide, Point-in-time backups for DynamoDB",
    types,
    *check({ arguments: { point_in_time_recovery: recovery } }) {
      if (block(recovery)?.["enabled"] !== true) yield "point_in_time_recovery.enabled: expected true, got none";
    },
  }),

  resourceRule({
    id: "table-protection",
    checks: "DynamoDB and Terraform protect a table together, or neither does",
    source: "DynamoDB developer guide, Using deletion protection; Terraform language, lifecycle prevent_destroy",
    types,
    *check({ arguments: { deletion_protection_enabled: byDynamoDb, lifecycle } }) {
      const byTerraform = block(lifecycle)?.["prevent_destroy"] === true;
      if (typeof byDynamoDb !== "string" && (byDynamoDb === true) !== byTerraform)
        yield `deletion_protection_enabled: expected ${byTerraform}, as lifecycle.prevent_destroy is, got ${shown(byDynamoDb)}`;
    },
  }),
];
