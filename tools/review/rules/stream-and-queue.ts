import { leaves, lowered, removed, turnedOff, type Watch, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { at, isEmpty, isSame, type Json } from "../json";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

const capacity: readonly Watch[] = [
  {
    types: ["aws_kinesis_stream"],
    path: ["shard_count"],
    when: (before, after) => lowered(before, after) && after !== 0,
    title: (before, after) => `The stream shrinks from ${before} to ${after} shards`,
    detail:
      "Each shard takes 1 MB and 1,000 records a second; producers beyond that are throttled and callers see errors.",
    remedy: "Compare it with the incoming bytes and records of the last weeks",
  },
  {
    types: ["aws_kinesis_stream"],
    path: ["stream_mode_details", 0, "stream_mode"],
    when: leaves("ON_DEMAND"),
    title: "The stream no longer scales on demand",
    detail: "Producers beyond its shards are throttled. AWS allows two switches a day.",
    remedy: "Provision for the highest peak",
  },
];

const retention: readonly Watch[] = [
  {
    types: ["aws_kinesis_stream"],
    path: ["retention_period"],
    when: lowered,
    title: (before, after) => `Records can be read for ${after} hours instead of ${before}`,
    detail: "Older records are gone at once, for consumers that lag and for replays.",
    remedy: "Check that no consumer lags by more than that",
  },
  {
    types: ["aws_sqs_queue"],
    path: ["message_retention_seconds"],
    when: lowered,
    title: (before, after) => `Messages are kept for ${after} seconds instead of ${before}`,
    detail: "Older messages are deleted, in a dead-letter queue before anybody looked at them.",
    remedy: "Work off the queue first",
  },
];

const destinations: readonly Watch[] = ["bucket_arn", "prefix"].map((argument) => ({
  types: ["aws_kinesis_firehose_delivery_stream"],
  path: ["extended_s3_configuration", 0, argument],
  when: (before, after) => !isSame(before, after),
  title: (before, after) =>
    `Records are delivered to ${argument === "prefix" ? "prefix " : ""}${after} instead of ${before}`,
  detail: "Whoever reads the old place sees nothing new, and retention and access of the new one hold for it.",
  remedy: "Move its readers, and check who may read the new place",
}));

export const streamAndQueueRules: readonly Rule[] = [
  watchRule(
    {
      id: "stream-capacity",
      category: "data",
      severity: "medium",
      summary: "A Kinesis stream gets fewer shards or no longer scales on demand",
      example: "`shard_count` falls from 2 to 1",
    },
    capacity,
  ),
  watchRule(
    {
      id: "message-retention",
      category: "data",
      severity: "medium",
      summary: "A stream or queue keeps what it holds for a shorter time",
      example: "`retention_period` of a Kinesis stream falls from 168 to 24",
    },
    retention,
  ),
  watchRule(
    {
      id: "stream-destination",
      category: "data",
      severity: "medium",
      summary: "A delivery stream writes to another place",
      example: "`extended_s3_configuration.bucket_arn` of a Firehose stream names another bucket",
    },
    destinations,
  ),
  watchRule(
    {
      id: "queue-delivery",
      category: "runtime",
      severity: "medium",
      summary: "A queue hands messages out again sooner",
      example: "`visibility_timeout_seconds` falls below the consumer's timeout",
    },
    [
      {
        types: ["aws_sqs_queue"],
        path: ["visibility_timeout_seconds"],
        when: lowered,
        title: (before, after) => `Messages are handed out again after ${after} seconds instead of ${before}`,
        detail: "A consumer that works longer gets the same message twice. Lambda needs six times its own timeout.",
        remedy: "Keep it above six times the timeout of the function that reads the queue",
      },
      {
        types: ["aws_sqs_queue"],
        path: ["content_based_deduplication"],
        when: turnedOff,
        title: "Messages with the same content are no longer deduplicated",
        detail: "Senders without a deduplication id get an error.",
        remedy: "Let senders set MessageDeduplicationId first",
      },
    ],
  ),
  {
    id: "dead-letter-queue",
    category: "runtime",
    severity: "high",
    summary: "A queue or function loses its dead-letter queue, or gives up sooner",
    example: "`redrive_policy` is removed from a queue",
    equivalents: ["CKV_AWS_116"],
    types: ["aws_sqs_queue", "aws_sqs_queue_redrive_policy", "aws_lambda_function", "aws_sns_topic_subscription"],
    find: (change) => [...deadLetters(change), ...receiveCount(change)],
  },
];

/** Where types say what happens to what can't be processed. */
const deadLetterPaths: Readonly<Record<string, readonly [argument: string, ...rest: (string | number)[]]>> = {
  aws_lambda_function: ["dead_letter_config", 0, "target_arn"],
  aws_sns_topic_subscription: ["redrive_policy"],
  aws_sqs_queue: ["redrive_policy"],
  aws_sqs_queue_redrive_policy: ["redrive_policy"],
};

function deadLetters(change: ResourceChange): Observation[] {
  const path = deadLetterPaths[change.type];
  if (!path || change.isUnknown(path)) return [];
  const isLost = change.isDelete
    ? change.type === "aws_sqs_queue_redrive_policy"
    : removed(at(change.before, path), at(change.after, path));
  if (!isLost) return [];
  return [
    {
      title: "The dead-letter queue is removed",
      detail: "What can't be processed is lost, or comes back until it expires and holds up what follows.",
      remedy: "Keep a dead-letter queue and an alarm on its depth",
      changes: [change.describe(path)],
    },
  ];
}

function receiveCount(change: ResourceChange): Observation[] {
  if (!change.isUpdate || !change.type.startsWith("aws_sqs_queue")) return [];
  const [before, after] = [countOf(change.beforeAt("redrive_policy")), countOf(change.afterAt("redrive_policy"))];
  if (before === undefined || after === undefined || after >= before) return [];
  return [
    {
      severity: "medium",
      title: `Messages go to the dead-letter queue after ${after} ${after === 1 ? "attempt" : "attempts"} instead of ${before}`,
      detail: "A short outage of the consumer moves good messages there.",
      remedy: "Use 5 at least with Lambda, and have a way to redrive",
      changes: [{ attribute: "redrive_policy.maxReceiveCount", before, after }],
    },
  ];
}

/** The policy is JSON inside a string; the count may be written as a string. */
function countOf(policy: Json | undefined): number | undefined {
  if (typeof policy !== "string" || isEmpty(policy)) return undefined;
  try {
    const count = Number(at(JSON.parse(policy) as Json, ["maxReceiveCount"]));
    return Number.isFinite(count) ? count : undefined;
  } catch {
    return undefined;
  }
}
