import { type Case, type Resources } from "./case";

const table = (settings: Record<string, unknown>): Resources => ({ aws_dynamodb_table: { t: settings } });
const protectedBy = (byDynamoDb: boolean, byTerraform: boolean) =>
  table({ deletion_protection_enabled: byDynamoDb, lifecycle: { prevent_destroy: byTerraform } });

export const cases: Record<string, Case> = {
  "table-capacity": {
    keeps: [table({ billing_mode: "PAY_PER_REQUEST" }), table({ billing_mode: "PROVISIONED", read_capacity: 1 })],
    breaks: [
      [
        "a capacity of the table",
        table({ billing_mode: "PAY_PER_REQUEST", read_capacity: 5 }),
        /read_capacity: expected none/,
      ],
      [
        "a capacity of an index",
        table({ billing_mode: "PAY_PER_REQUEST", global_secondary_index: [{ name: "i", write_capacity: 5 }] }),
        /global_secondary_index\.write_capacity/,
      ],
    ],
  },
  "table-attributes": {
    keeps: [
      table({
        hash_key: "pk",
        attribute: [{ name: "pk" }, { name: "c" }],
        global_secondary_index: [{ hash_key: "c" }],
      }),
    ],
    breaks: [
      ["a key that isn't declared", table({ hash_key: "pk", attribute: [] }), /expected one named pk/],
      [
        "an attribute that is no key",
        table({ hash_key: "pk", attribute: [{ name: "pk" }, { name: "note" }] }),
        /got note/,
      ],
    ],
  },
  "table-time-to-live": {
    keeps: [table({ ttl: { attribute_name: "expiresAt", enabled: true } }), table({})],
    breaks: [["no attribute", table({ ttl: { enabled: true } }), /expected an attribute, got none/]],
  },
  "table-recovery": {
    keeps: [table({ point_in_time_recovery: { enabled: true } })],
    breaks: [["no recovery", table({}), /expected true, got none/]],
  },
  "table-protection": {
    keeps: [protectedBy(true, true), protectedBy(false, false)],
    breaks: [
      ["one guard of two", protectedBy(false, true), /expected true, as lifecycle\.prevent_destroy is, got false/],
    ],
  },
  "table-indexes": {
    keeps: [table({ global_secondary_index: Array.from({ length: 20 }, (_, i) => ({ name: `i${i}` })) })],
    breaks: [
      [
        "21 indexes",
        table({ global_secondary_index: Array.from({ length: 21 }, (_, i) => ({ name: `i${i}` })) }),
        /at most 20, got 21/,
      ],
    ],
  },
};
