import type { Attributes } from "./plan-builder";
import { findingsOf, said, update, warnings } from "./said";

const byCustomer = { name: "byCustomer", hash_key: "customer", projection_type: "ALL", read_capacity: 5 };
const byState = {
  name: "byState",
  hash_key: "state",
  projection_type: "INCLUDE",
  non_key_attributes: ["total", "currency"],
};
const table: Attributes = {
  name: "orders",
  billing_mode: "PROVISIONED",
  hash_key: "pk",
  read_capacity: 20,
  stream_enabled: true,
  stream_view_type: "NEW_AND_OLD_IMAGES",
  deletion_protection_enabled: false,
  point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 35 }],
  ttl: [{ enabled: true, attribute_name: "expiresAt" }],
  global_secondary_index: [byCustomer, byState],
  replica: [{ region_name: "eu-west-1" }],
};
const orders = "aws_dynamodb_table.orders";

describe("a table", () => {
  test("that is replaced loses every item, and the reason is named", () => {
    const [finding] = findingsOf({
      changes: [
        {
          address: orders,
          actions: ["delete", "create"],
          before: table,
          after: { ...table, hash_key: "id" },
          replacePaths: [["hash_key"]],
        },
      ],
    });
    expect(finding).toMatchObject({
      severity: "block",
      rule: "data-destroyed",
      address: orders,
      title: "DynamoDB table orders is destroyed and created anew, empty",
      changes: [{ attribute: "hash_key", before: "pk", after: "id" }],
    });
    expect(finding?.detail).toContain("hash_key can't be changed in place");
  });

  test("that is deleted loses every item", () => {
    expect(said("data-destroyed", { changes: [{ address: orders, before: table }] })).toEqual([
      `block ${orders}: DynamoDB table orders is deleted`,
    ]);
  });

  test("under deletion protection makes the apply fail, and the review says so", () => {
    const before = { ...table, deletion_protection_enabled: true };
    expect(findingsOf({ changes: [{ address: orders, before }] })[0]?.detail).toContain("so the apply fails here");
  });

  test("that only changes its address is told by the name that both share", () => {
    const [finding] = findingsOf({
      changes: [
        { address: orders, before: table },
        { address: "aws_dynamodb_table.purchases", after: table },
      ],
    });
    expect(finding?.remedy).toBe(
      `Add a moved block from ${orders} to aws_dynamodb_table.purchases; then nothing is destroyed`,
    );
  });

  test("that is forgotten is no longer protected by any plan", () => {
    expect(said("data-forgotten", { changes: [{ address: orders, actions: ["forget"], before: table }] })).toEqual([
      `block ${orders}: DynamoDB table orders is no longer managed`,
    ]);
  });

  test("whose leftover of a failed replacement is deleted loses what that one still holds", () => {
    expect(said("data-destroyed", { changes: [{ address: orders, before: table, deposed: "a1b2c3d4" }] })).toEqual([
      `block ${orders}: DynamoDB table orders is left over from an earlier replacement and is deleted`,
    ]);
  });

  test("can't be created before its namesake is destroyed", () => {
    const change = { address: orders, before: table, after: { ...table, hash_key: "id" } };
    expect(said("name-clash", { changes: [{ ...change, actions: ["create", "delete"] }] })).toEqual([
      `block ${orders}: The replacement can't be created: its name is still taken`,
    ]);
    expect(said("name-clash", { changes: [{ ...change, actions: ["delete", "create"] }] })).toEqual([]);
  });

  test("with a generated name can be created before the old one is destroyed", () => {
    const { name: _, ...after } = table;
    const changes = [{ address: orders, actions: ["create", "delete"], before: table, after, unknown: { name: true } }];
    expect(said("name-clash", { changes })).toEqual([]);
  });

  test.each<[what: string, rule: string, after: Attributes, said: string]>([
    [
      "that loses point-in-time recovery",
      "table-recovery",
      { point_in_time_recovery: [{ enabled: false, recovery_period_in_days: 0 }] },
      "high: Point-in-time recovery is switched off",
    ],
    [
      "whose recovery block is removed",
      "table-recovery",
      { point_in_time_recovery: [] },
      "high: Point-in-time recovery is switched off",
    ],
    [
      "whose recovery period is shortened",
      "table-recovery",
      { point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 7 }] },
      "high: The recovery period falls from 35 to 7 days",
    ],
    ["whose items stop to expire", "table-expiry", { ttl: [] }, "high: Items no longer expire"],
    [
      "whose items expire by another attribute",
      "table-expiry",
      { ttl: [{ enabled: true, attribute_name: "deleteAt" }] },
      "high: Items expire by deleteAt instead of expiresAt",
    ],
    ["that gets less capacity", "table-capacity", { read_capacity: 5 }, "medium: read_capacity falls from 20 to 5"],
    [
      "whose stream is switched off",
      "table-stream",
      { stream_enabled: false, stream_view_type: "" },
      "high: The table's stream is switched off",
    ],
    [
      "whose stream shows less",
      "table-stream",
      { stream_view_type: "KEYS_ONLY" },
      "high: The table's stream changes from NEW_AND_OLD_IMAGES to KEYS_ONLY",
    ],
    ["that loses an index", "table-index", { global_secondary_index: [byState] }, "high: Index byCustomer is removed"],
    [
      "whose index has another key",
      "table-index",
      {
        global_secondary_index: [{ name: "byCustomer", hash_key: "account", projection_type: "ALL" }, byState],
      },
      "high: Index byCustomer is deleted and built anew",
    ],
    ["that loses a replica", "table-index", { replica: [] }, "high: The replica in eu-west-1 is deleted"],
  ])("%s is found without a destroy in the plan", (_, rule, after, expected) => {
    expect(said(rule, update(orders, table, after))).toEqual([expected.replace(":", ` ${orders}:`)]);
  });

  test("whose items begin to expire may lose what lies in the past", () => {
    expect(said("table-expiry", update(orders, { ...table, ttl: [] }, { ttl: table["ttl"] }))).toEqual([
      `high ${orders}: Items begin to expire`,
    ]);
  });

  test("that no longer scales on demand is found", () => {
    const before = { ...table, billing_mode: "PAY_PER_REQUEST" };
    expect(said("table-capacity", update(orders, before, { billing_mode: "PROVISIONED" }))).toEqual([
      `medium ${orders}: The table no longer scales on demand`,
    ]);
  });

  test("whose indexes are only written in another order gives nothing", () => {
    const global_secondary_index = [
      { name: "byState", hash_key: "state", projection_type: "INCLUDE", non_key_attributes: ["currency", "total"] },
      { name: "byCustomer", hash_key: "customer", projection_type: "ALL", range_key: "", read_capacity: 5 },
    ];
    expect(warnings(update(orders, table, { global_secondary_index, tags: { team: "shop" } }))).toEqual([]);
  });

  test("that gains an index, capacity and protection gives nothing", () => {
    const more = [byCustomer, byState, { name: "byDay", hash_key: "day" }];
    const after = { global_secondary_index: more, read_capacity: 40, deletion_protection_enabled: true };
    expect(warnings(update(orders, table, after))).toEqual([]);
  });

  test("whose indexes are known only after apply can't be judged, and the review says so", () => {
    const { global_secondary_index: _, ...after } = table;
    const changes = [{ address: orders, before: table, after, unknown: { global_secondary_index: true } }];
    expect(said("table-index", { changes })).toEqual([
      `medium ${orders}: global_secondary_index can't be judged: its new value is known only after apply`,
    ]);
  });

  test("that is deleted is told as that, not by every attribute that goes with it", () => {
    const kept = { address: "aws_sns_topic.orders", before: {}, after: {} };
    expect(
      warnings({ changes: [{ address: orders, before: { ...table, deletion_protection_enabled: true } }, kept] }),
    ).toEqual([`block data-destroyed ${orders}`]);
  });

  test("that is created with expiry and without recovery gives nothing: there is nothing to lose", () => {
    const after = { name: "orders", hash_key: "pk", ttl: table["ttl"] };
    expect(warnings({ changes: [{ address: orders, after }] })).toEqual([]);
  });
});

describe("what holds data besides tables", () => {
  test.each([
    ["aws_s3_bucket.archive", "S3 bucket"],
    ["aws_kinesis_stream.clicks", "Kinesis stream"],
    ["aws_sqs_queue.feedback", "SQS queue"],
    ["aws_cognito_user_pool.customers", "Cognito user pool"],
    ["aws_cognito_user_pool_client.web", "Cognito user pool client"],
    ["aws_cloudwatch_log_group.access", "CloudWatch log group"],
    ["aws_kms_key.data", "KMS key"],
    ["aws_secretsmanager_secret.partner", "Secrets Manager secret"],
    ["aws_route53_zone.public", "Route 53 zone"],
  ])("%s is not deleted in silence", (address, kind) => {
    expect(said("data-destroyed", { changes: [{ address, before: { id: "1" } }] })).toEqual([
      `block ${address}: ${kind} is deleted`,
    ]);
  });

  test("a log group that skip_destroy keeps is left behind instead of deleted", () => {
    const address = "aws_cloudwatch_log_group.access";
    expect(said("data-destroyed", { changes: [{ address, before: { name: "/access", skip_destroy: true } }] })).toEqual(
      [`high ${address}: CloudWatch log group /access is left behind, unmanaged`],
    );
  });

  test.each<[address: string, before: Attributes, after: Attributes]>([
    [orders, { deletion_protection_enabled: true }, { deletion_protection_enabled: false }],
    ["aws_lb.internal", { enable_deletion_protection: true }, { enable_deletion_protection: false }],
    ["aws_cognito_user_pool.customers", { deletion_protection: "ACTIVE" }, { deletion_protection: "INACTIVE" }],
    ["aws_s3_bucket.archive", { force_destroy: false }, { force_destroy: true }],
    ["aws_db_instance.orders", { skip_final_snapshot: null }, { skip_final_snapshot: true }],
    ["aws_secretsmanager_secret.partner", { recovery_window_in_days: 30 }, { recovery_window_in_days: 0 }],
    ["vendor_database.orders", { deletion_protection: true }, { deletion_protection: false }],
  ])("%s that loses its protection against deletion is found", (address, before, after) => {
    expect(said("deletion-protection-off", update(address, before, after))).toEqual([
      `high ${address}: Protection against deletion is lost: ${Object.keys(after)[0]}`,
    ]);
  });

  test("a stream with fewer shards and a shorter memory is found", () => {
    const before = { shard_count: 2, retention_period: 168, stream_mode_details: [{ stream_mode: "PROVISIONED" }] };
    expect(warnings(update("aws_kinesis_stream.clicks", before, { shard_count: 1, retention_period: 24 }))).toEqual([
      "medium message-retention aws_kinesis_stream.clicks",
      "medium stream-capacity aws_kinesis_stream.clicks",
    ]);
  });

  test("a stream that begins to scale on demand gives nothing", () => {
    const before = { shard_count: 2, stream_mode_details: [{ stream_mode: "PROVISIONED" }] };
    const after = { shard_count: 0, stream_mode_details: [{ stream_mode: "ON_DEMAND" }] };
    expect(warnings(update("aws_kinesis_stream.clicks", before, after))).toEqual([]);
  });

  test("a bucket whose versioning is suspended or given up is found", () => {
    const address = "aws_s3_bucket_versioning.archive";
    const before = { versioning_configuration: [{ status: "Enabled" }] };
    const after = { versioning_configuration: [{ status: "Suspended" }] };
    expect(said("bucket-versioning", update(address, before, after))).toEqual([
      `high ${address}: Versioning is suspended`,
    ]);
    expect(said("bucket-versioning-removed", { changes: [{ address, before }] })).toEqual([
      `high ${address}: Versioning is suspended`,
    ]);
  });

  test("a lifecycle rule that deletes objects sooner is found, one of a new bucket isn't", () => {
    const address = "aws_s3_bucket_lifecycle_configuration.archive";
    const rule = (days: number) => ({ id: "old", status: "Enabled", expiration: [{ days }] });
    expect(said("bucket-expiry", update(address, { rule: [rule(365)] }, { rule: [rule(30)] }))).toEqual([
      `high ${address}: Objects are deleted after 30 days instead of 365`,
    ]);
    expect(said("bucket-expiry", update(address, { rule: [rule(30)] }, { rule: [rule(365)] }))).toEqual([]);
    const after = { bucket: "archive", rule: [rule(30)] };
    expect(said("bucket-expiry", { changes: [{ address, after }] })).toEqual([
      `high ${address}: Objects are deleted after 30 days`,
    ]);
    const bucket = { address: "aws_s3_bucket.archive", after: { bucket: "archive" } };
    expect(said("bucket-expiry", { changes: [{ address, after }, bucket] })).toEqual([]);
  });

  test("a key that changes or disappears is found, also when the new one is known only after apply", () => {
    const encryption = (kms_key_arn: string) => ({ server_side_encryption: [{ enabled: true, kms_key_arn }] });
    const [one, other] = ["1", "2"].map((id) => `arn:aws:kms:eu-central-1:111122223333:key/${id}`);
    expect(said("encryption-key", update(orders, encryption(one!), encryption(other!)))).toEqual([
      `high ${orders}: The encryption key changes`,
    ]);
    expect(warnings(update(orders, encryption(one!), { server_side_encryption: [] }))).toEqual([
      `high encryption-off ${orders}`,
    ]);
    const unknown = { server_side_encryption: [{ kms_key_arn: true }] };
    const changes = [{ address: orders, before: encryption(one!), after: { server_side_encryption: [{}] }, unknown }];
    expect(said("encryption-key", { changes })).toEqual([`high ${orders}: The encryption key changes`]);
  });

  test("a queue that gets a key of its own gives nothing, one that is left plain does", () => {
    const before = { sqs_managed_sse_enabled: true, kms_master_key_id: "" };
    const off = { sqs_managed_sse_enabled: false };
    expect(warnings(update("aws_sqs_queue.feedback", before, { ...off, kms_master_key_id: "alias/feedback" }))).toEqual(
      [],
    );
    expect(said("encryption-off", update("aws_sqs_queue.feedback", before, off))).toEqual([
      "high aws_sqs_queue.feedback: Encryption is switched off",
    ]);
  });

  test("a KMS key that is disabled locks everything under it", () => {
    expect(said("kms-key", update("aws_kms_key.data", { is_enabled: true }, { is_enabled: false }))).toEqual([
      "block aws_kms_key.data: The key is disabled",
    ]);
  });
});
