import { becomes, changed, lowered, turnedOff, type Watch, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { at, isEmpty, isSame, type Path } from "../json";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

/** Where types name the key that encrypts what they hold. */
const keys: Readonly<Record<string, Path>> = {
  aws_cloudwatch_log_group: ["kms_key_id"],
  aws_dynamodb_table: ["server_side_encryption", 0, "kms_key_arn"],
  aws_efs_file_system: ["kms_key_id"],
  aws_kinesis_stream: ["kms_key_id"],
  aws_lambda_function: ["kms_key_arn"],
  aws_s3_bucket_server_side_encryption_configuration: [
    "rule",
    0,
    "apply_server_side_encryption_by_default",
    0,
    "kms_master_key_id",
  ],
  aws_secretsmanager_secret: ["kms_key_id"],
  aws_sfn_state_machine: ["encryption_configuration", 0, "kms_key_id"],
  aws_sns_topic: ["kms_master_key_id"],
  aws_sqs_queue: ["kms_master_key_id"],
};

/** A key of one's own takes the place of the one that SQS manages. */
const leftPlain: Watch["when"] = (before, after, change) =>
  turnedOff(before, after) && !change.isUnknown(["kms_master_key_id"]) && isEmpty(change.afterAt("kms_master_key_id"));

const switches: readonly Watch[] = [
  {
    ...off("aws_dynamodb_table", ["server_side_encryption", 0, "enabled"], turnedOff, ""),
    title: "Encryption falls back to a key of AWS",
    detail:
      "The table is encrypted under a key that AWS owns: no key policy, audit trail or revocation of yours holds for it any more.",
  },
  off("aws_kinesis_stream", ["encryption_type"], becomes("NONE"), "no encryption"),
  off("aws_sqs_queue", ["sqs_managed_sse_enabled"], leftPlain, "no encryption"),
  off(
    "aws_kinesis_firehose_delivery_stream",
    ["server_side_encryption", 0, "enabled"],
    turnedOff,
    "no encryption while records are buffered",
  ),
];

function off(type: string, path: Path, when: Watch["when"], what: string): Watch {
  return {
    types: [type],
    path,
    when,
    title: "Encryption is switched off",
    detail: `What is written from then on has ${what}.`,
    remedy: "Keep it, unless a key of another kind takes its place in the same change",
  };
}

const kmsKey: readonly Watch[] = [
  {
    types: ["aws_kms_key"],
    path: ["is_enabled"],
    when: turnedOff,
    severity: "block",
    title: "The key is disabled",
    detail: "Whatever is encrypted under it can't be read or written until it is enabled again.",
    remedy: "Move tables, streams, queues and logs to another key first",
  },
  {
    types: ["aws_kms_external_key", "aws_kms_replica_key"],
    path: ["enabled"],
    when: turnedOff,
    severity: "block",
    title: "The key is disabled",
    detail: "Whatever is encrypted under it can't be read or written until it is enabled again.",
    remedy: "Move tables, streams, queues and logs to another key first",
  },
  {
    types: ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"],
    path: ["deletion_window_in_days"],
    when: lowered,
    severity: "medium",
    title: (before, after) => `A deleted key can be restored for ${after} days instead of ${before}`,
    detail: "The window begins with the delete; after it everything under the key is lost.",
    remedy: "Keep 30 days for keys that encrypt data",
  },
  {
    types: ["aws_kms_key"],
    path: ["enable_key_rotation"],
    when: turnedOff,
    severity: "medium",
    title: "The key is no longer rotated",
    detail: "Its material stays the same from then on.",
    remedy: "Keep rotation on; it costs readers nothing",
  },
  {
    types: ["aws_kms_alias"],
    path: ["target_key_id"],
    when: changed,
    title: "The alias points to another key",
    detail:
      "Whoever encrypts through the alias uses the other key from then on; what is encrypted already stays under the old one. Roles need kms:Decrypt on both.",
    remedy: "Keep the old key enabled, and permit both keys",
  },
];

export const encryptionRules: readonly Rule[] = [
  {
    id: "encryption-key",
    category: "data",
    severity: "high",
    summary: "The key that encrypts a table, stream, queue, topic, bucket, log group or function changes",
    example: "`server_side_encryption { kms_key_arn = ... }` names another key",
    equivalents: ["CKV_AWS_119", "AWS-0025"],
    types: Object.keys(keys),
    find: (change) => (change.isUpdate ? keyChanged(change, keys[change.type]) : []),
  },
  watchRule(
    {
      id: "encryption-off",
      category: "data",
      severity: "high",
      summary: "Encryption at rest is switched off or falls back to AWS's own key",
      example: '`encryption_type = "NONE"` on a Kinesis stream',
    },
    switches,
  ),
  watchRule(
    {
      id: "kms-key",
      category: "data",
      severity: "high",
      summary: "A KMS key is disabled, no longer rotated or easier to lose; an alias points to another key",
      example: "`is_enabled = false`",
      equivalents: ["CKV_AWS_7", "CKV_AWS_227", "AWS-0065"],
    },
    kmsKey,
  ),
];

/** Then the key's end is said with it. */
const isSwitchedOff = (change: ResourceChange): boolean =>
  switches.some(
    ({ types, path, when }) =>
      types.includes(change.type) && when(at(change.before, path), at(change.after, path), change),
  );

function keyChanged(change: ResourceChange, path: Path | undefined): Observation[] {
  const key = path && change.describe(path);
  if (!key || isEmpty(key.before) || isSame(key.before, key.after)) return [];
  const isRemoved = !key.unknown && isEmpty(key.after);
  if (isRemoved && isSwitchedOff(change)) return [];
  return [
    {
      title: isRemoved ? "The encryption key is removed" : "The encryption key changes",
      detail: isRemoved
        ? "What is written from then on is no longer under your key: its policy, its audit trail and its revocation no longer apply."
        : "Readers and writers need permission for the new key at once. What was written before stays under the old key on most services, so it must stay enabled.",
      remedy: isRemoved
        ? "Keep the key, unless giving it up is the purpose of this change"
        : "Permit both keys in the roles of readers and writers, and keep the old key until nothing is under it",
      changes: [key],
    },
  ];
}
