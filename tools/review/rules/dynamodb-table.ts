import { changed, leaves, lowered, removed, turnedOff, turnedOn, type Watch, watchRule } from "../attribute-watch";
import type { Rule } from "../rule";

const types = ["aws_dynamodb_table"];

const recovery: readonly Watch[] = [
  {
    types,
    path: ["point_in_time_recovery", 0, "enabled"],
    when: turnedOff,
    title: "Point-in-time recovery is switched off",
    detail:
      "The continuous backups are deleted at once; a mistake can no longer be undone. Switching it on again starts with an empty history.",
    remedy: "Leave it on, or take an on-demand backup before",
  },
  {
    types,
    path: ["point_in_time_recovery", 0, "recovery_period_in_days"],
    when: (before, after) => lowered(before, after) && after !== 0,
    title: (before, after) => `The recovery period falls from ${before} to ${after} days`,
    detail: "Backups that are older are deleted at once.",
    remedy: "Take an on-demand backup before, or keep the period",
  },
];

const expiry: readonly Watch[] = [
  {
    types,
    path: ["ttl", 0, "enabled"],
    when: turnedOff,
    title: "Items no longer expire",
    detail:
      "TTL is switched off: items that should disappear stay, such as sessions, connections and personal data, and storage grows. Switched on again, it deletes the backlog.",
    remedy: "Make sure that something else deletes them, and that no promise of deletion is broken",
  },
  {
    types,
    path: ["ttl", 0, "enabled"],
    when: turnedOn,
    title: "Items begin to expire",
    detail:
      "TTL is switched on for a table that has items: all whose attribute holds a time in the past are deleted within days, and nothing asks again.",
    remedy: "Count the items whose attribute lies in the past before this is applied; take a backup",
  },
  {
    types,
    path: ["ttl", 0, "attribute_name"],
    when: (before, after) => changed(before, after) && typeof after === "string" && after !== "",
    title: (before, after) => `Items expire by ${after} instead of ${before}`,
    detail:
      "Items that have only the old attribute never expire; items whose new attribute holds a time in the past are deleted within days. AWS refuses a second change within an hour.",
    remedy: "Write the new attribute to every item first; take a backup",
  },
];

const capacity: readonly Watch[] = [
  ...(["read_capacity", "write_capacity"].map((attribute) => ({
    types,
    path: [attribute],
    when: (before, after, change) => lowered(before, after) && change.afterAt("billing_mode") !== "PAY_PER_REQUEST",
    title: (before: string, after: string) => `${attribute} falls from ${before} to ${after}`,
    detail: "What exceeds it is throttled, so callers see errors or retries.",
    remedy: "Compare it with the consumed capacity of the last weeks",
  })) satisfies Watch[]),
  ...["max_read_request_units", "max_write_request_units"].map((attribute) => ({
    types,
    path: ["on_demand_throughput", 0, attribute],
    when: lowered,
    title: (before: string, after: string) => `${attribute} falls from ${before} to ${after}`,
    detail: "What exceeds it is throttled, so callers see errors or retries.",
    remedy: "Compare it with the consumed capacity of the last weeks",
  })),
  ...["min_capacity", "max_capacity"].map((attribute) => ({
    types: ["aws_appautoscaling_target"],
    path: [attribute],
    when: lowered,
    title: (before: string, after: string) => `${attribute} of autoscaling falls from ${before} to ${after}`,
    detail: "What exceeds it is throttled, so callers see errors or retries.",
    remedy: "Compare it with the consumed capacity of the last weeks",
  })),
  {
    types,
    path: ["billing_mode"],
    when: leaves("PAY_PER_REQUEST"),
    title: "The table no longer scales on demand",
    detail: "With provisioned capacity, what exceeds it is throttled. AWS allows a few switches a day only.",
    remedy: "Provision for the highest peak, and have autoscaling in the same change",
  },
];

const stream: readonly Watch[] = [
  {
    types,
    path: ["stream_enabled"],
    when: turnedOff,
    title: "The table's stream is switched off",
    detail: "Whatever reads it stops hearing of changes; records that aren't read yet are lost to it.",
    remedy: "Remove its readers first, and wait until they have caught up",
  },
  {
    types,
    path: ["stream_view_type"],
    when: (before, after) => changed(before, after) && !removed(before, after),
    title: (before, after) => `The table's stream changes from ${before} to ${after}`,
    detail:
      "AWS makes a new stream with a new ARN. Readers of the old one stop until they are moved, and records that aren't read yet are lost to them.",
    remedy: "Let readers catch up first; check that they can read the new view",
  },
];

export const dynamodbTableRules: readonly Rule[] = [
  watchRule(
    {
      id: "table-recovery",
      category: "data",
      severity: "high",
      summary: "Point-in-time recovery of a table is switched off or its period shortened",
      example: "`point_in_time_recovery { enabled = false }`",
      equivalents: ["CKV_AWS_28", "AWS-0024"],
    },
    recovery,
  ),
  watchRule(
    {
      id: "table-expiry",
      category: "data",
      severity: "high",
      summary: "TTL of a table that has items is switched on or off, or goes by another attribute",
      example: '`ttl { attribute_name = "expiresAt" }` is added to a table',
    },
    expiry,
  ),
  watchRule(
    {
      id: "table-capacity",
      category: "data",
      severity: "medium",
      summary: "A table gets less capacity, or no longer scales on demand",
      example: "`write_capacity` falls from 100 to 10",
    },
    capacity,
  ),
  watchRule(
    {
      id: "table-stream",
      category: "data",
      severity: "high",
      summary: "A table's stream is switched off or replaced",
      example: "`stream_view_type` changes from NEW_AND_OLD_IMAGES to KEYS_ONLY",
    },
    stream,
  ),
];
