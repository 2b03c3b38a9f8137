import type { Observation, Severity } from "../finding";
import type { Json } from "../json";
import { subjectOf } from "../physical-name";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";

/** What is lost with an object of a type, and what else a reviewer should know before that. */
interface State {
  /** Completes "destroys": `every item of the table`. */
  loss: string;
  /** @default "block" */
  severity?: Severity;
  /** What keeps a way back. */
  wayBack?: string;
  /** Argument that makes AWS refuse the delete, so that the apply fails. */
  protection?: (before: ResourceChange) => boolean;
}

const flag =
  (attribute: string, value: Json = true) =>
  (change: ResourceChange): boolean =>
    change.beforeAt(attribute) === value;

const database: State = {
  loss: "the database with all its data",
  wayBack: "take a final snapshot first (skip_final_snapshot = false)",
  protection: flag("deletion_protection"),
};
const search: State = { loss: "the domain with all its indexes", wayBack: "take a manual snapshot first" };
const cache: State = { loss: "the cached data and the endpoint that clients connect to" };
const key: State = {
  loss: "the key; everything encrypted under it can never be read again",
  wayBack: "the key waits for deletion_window_in_days (7 to 30) and can be restored until then",
};

/** Types whose objects hold what Terraform can't make again. */
const states: Readonly<Record<string, State>> = {
  aws_backup_vault: { loss: "the vault; recovery points in it must be deleted first" },
  aws_cloudwatch_event_archive: { loss: "the archived events; they can't be replayed" },
  aws_cloudwatch_log_group: { loss: "every log event of the group", wayBack: "export the log group to S3 first" },
  aws_cognito_identity_pool: { loss: "the identity pool and its identity ids; clients get no credentials" },
  aws_cognito_user_pool: {
    loss: "all users with their passwords; its tokens are no longer accepted and its id changes",
    wayBack: "export the users first; passwords can't be exported",
    protection: flag("deletion_protection", "ACTIVE"),
  },
  aws_cognito_user_pool_client: { loss: "the client id and secret that applications sign in with" },
  aws_cognito_user_pool_domain: { loss: "the host of the sign-in pages and of the token endpoint" },
  aws_db_instance: database,
  aws_docdb_cluster: database,
  aws_dynamodb_table: {
    loss: "every item of the table",
    wayBack:
      "a deleted table with point-in-time recovery leaves a system backup for 35 days; export or back it up first",
    protection: flag("deletion_protection_enabled"),
  },
  aws_dynamodb_table_replica: { loss: "the table's copy in that region; clients there fail", severity: "high" },
  aws_ebs_volume: { loss: "the volume with all its data", wayBack: "take a snapshot first" },
  aws_ecr_repository: { loss: "the repository with its images; functions that run them can't be updated" },
  aws_efs_file_system: { loss: "every file of the file system", wayBack: "back it up first" },
  aws_elasticache_cluster: cache,
  aws_elasticache_replication_group: cache,
  aws_elasticsearch_domain: search,
  aws_keyspaces_table: { loss: "every row of the table" },
  aws_kinesis_firehose_delivery_stream: { loss: "records that are buffered and not yet delivered; producers fail" },
  aws_kinesis_stream: { loss: "every record that consumers haven't read; producers fail until it is back" },
  aws_kms_external_key: key,
  aws_kms_key: key,
  aws_kms_replica_key: key,
  aws_memorydb_cluster: { ...cache, loss: "the database in memory with all its data" },
  aws_msk_cluster: { loss: "every topic with its records" },
  aws_neptune_cluster: database,
  aws_opensearch_domain: search,
  aws_rds_cluster: database,
  aws_redshift_cluster: database,
  aws_route53_zone: {
    loss: "the zone's records; a new zone has other name servers, so the domain stops resolving until its parent points to them",
  },
  aws_s3_bucket: {
    loss: "every object and version in the bucket, or fails if it isn't empty",
    wayBack: "copy the objects first; the bucket's name may be taken by others meanwhile",
  },
  aws_secretsmanager_secret: {
    loss: "the secret's value",
    wayBack: "the secret waits for recovery_window_in_days and can be restored until then",
  },
  aws_sfn_state_machine: { loss: "running executions and their history", severity: "high" },
  aws_sns_topic: { loss: "the topic with every subscription, also those that others made", severity: "high" },
  aws_sqs_queue: { loss: "every message in the queue; senders fail until it is back" },
  aws_ssm_parameter: { loss: "the parameter with its earlier values", severity: "high" },
  aws_timestreamwrite_table: { loss: "every record of the table" },
};

/** What is lost with an object of the type; undefined for types that hold nothing. */
export const lossOf = (type: string): string | undefined =>
  Object.hasOwn(states, type) ? states[type]?.loss : undefined;

export const statefulResourceRules: readonly ResourceRule[] = [
  {
    id: "data-destroyed",
    category: "data",
    severity: "block",
    summary: "A table, bucket, stream, queue, user pool, log group, key, zone or the like is deleted or replaced",
    example: "`hash_key` of a DynamoDB table changes, so Terraform destroys the table and creates an empty one",
    types: Object.keys(states),
    leftovers: true,
    find: (change) => (change.is("delete") ? destroyed(change, states[change.type]) : []),
  },
  {
    id: "data-forgotten",
    category: "data",
    severity: "block",
    summary: "Terraform lets go of something that holds data: it goes on to exist, unprotected by any review",
    example: "`removed { from = aws_dynamodb_table.orders }` with `destroy = false`",
    types: Object.keys(states),
    find: (change) => (change.isForget ? [forgotten(change)] : []),
  },
];

function destroyed(change: ResourceChange, state: State | undefined): Observation[] {
  if (!state) return [];
  const subject = subjectOf(change);
  const refused = state.protection?.(change) === true;
  const isKept = change.beforeAt("skip_destroy") === true;
  const reason = replacementReason(change);
  return [
    {
      ...(isKept ? { severity: "high" } : state.severity && { severity: state.severity }),
      title: isKept
        ? `${subject} is left behind, unmanaged`
        : `${subject} is ${deposedText(change)}${change.isReplace ? `destroyed and created anew${isVessel(change.type) ? ", empty" : ""}` : "deleted"}`,
      detail: [
        isKept ? "skip_destroy keeps the object in AWS; Terraform forgets it." : `This destroys ${state.loss}.`,
        reason && `${reason}.`,
        refused && "Deletion protection is on, so the apply fails here, after other changes were made.",
      ]
        .filter(Boolean)
        .join(" "),
      remedy: [
        change.isReplace
          ? "Create a second one under a new name, copy, switch over, then delete"
          : "Keep it unless nobody needs it",
        state.wayBack,
      ]
        .filter(Boolean)
        .join("; "),
      changes: change.replacePaths.map((path) => change.describe(path)),
    },
  ];
}

const forgotten = (change: ResourceChange): Observation => ({
  title: `${subjectOf(change)} is no longer managed`,
  detail:
    "It goes on to exist and to cost. Its protection, encryption, backups and policies are no longer checked by any plan" +
    (change.isCreate ? ", and a new, empty one is created beside it." : "."),
  remedy: "Say who manages it from now on; import it there in the same change",
});

/** Identities and places rather than what is filled: nobody expects a new one to be empty or full. */
const isVessel = (type: string): boolean => !/_(pool_client|pool_domain|key|zone|parameter|machine)$/.test(type);

const deposedText = ({ deposed }: ResourceChange): string =>
  deposed === undefined ? "" : "left over from an earlier replacement and is ";
