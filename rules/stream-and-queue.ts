import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { block, blocks, literal, number, shown } from "./values";

const isStream = (mapping: Record<string, unknown>) => /:kinesis:|stream/.test(shown(mapping["event_source_arn"]));

/** What Kinesis streams, Firehose streams and SQS queues take. */
export const streamAndQueueRules: readonly Rule[] = [
  resourceRule({
    id: "stream-capacity",
    checks: "A stream on demand has no shard count, a provisioned one has",
    source: "Kinesis API reference, CreateStream",
    types: ["aws_kinesis_stream"],
    *check({ arguments: { stream_mode_details: details, shard_count: shards } }) {
      const mode = literal(block(details)?.["stream_mode"]) ?? "PROVISIONED";
      if (mode === "ON_DEMAND" && shards !== undefined)
        yield `shard_count: expected none with ON_DEMAND, got ${shown(shards)}`;
      if (mode === "PROVISIONED" && shards === undefined)
        yield "shard_count: expected 1 or more, as the stream isn't ON_DEMAND, got none";
    },
  }),

  resourceRule({
    id: "firehose-buffering",
    checks: "Firehose buffers 1 to 128 MB for up to 900 seconds, both said or neither",
    source: "Firehose API reference, BufferingHints",
    types: ["aws_kinesis_firehose_delivery_stream"],
    *check({ arguments: { extended_s3_configuration: destination } }) {
      const s3 = block(destination);
      const [size, interval] = [number(s3?.["buffering_size"]), number(s3?.["buffering_interval"])];
      if (size !== undefined && (size < 1 || size > 128))
        yield `extended_s3_configuration.buffering_size: expected 1 to 128 MB, got ${size}`;
      if (interval !== undefined && (interval < 0 || interval > 900))
        yield `extended_s3_configuration.buffering_interval: expected 0 to 900 s, got ${interval}`;
      if ((s3?.["buffering_size"] === undefined) !== (s3?.["buffering_interval"] === undefined))
        yield "extended_s3_configuration: expected buffering_size and buffering_interval together, got one of them";
    },
  }),

  resourceRule({
    id: "firehose-prefix",
    checks: "A prefix with expressions has an error prefix that says what went wrong",
    source: "Firehose developer guide, Custom prefixes for Amazon S3 objects",
    types: ["aws_kinesis_firehose_delivery_stream"],
    *check({ arguments: { extended_s3_configuration: destination } }) {
      const s3 = block(destination);
      const [prefix, errors] = [literal(s3?.["prefix"]), literal(s3?.["error_output_prefix"])];
      if (prefix?.includes("!{") && !errors?.includes("!{firehose:error-output-type}"))
        yield `extended_s3_configuration.error_output_prefix: expected one with !{firehose:error-output-type}, as the prefix has expressions, got ${errors ?? "none"}`;
    },
  }),

  resourceRule({
    id: "firehose-encryption",
    checks: "A Firehose stream fed by a Kinesis stream has no encryption of its own: the Kinesis stream's holds",
    source: "Firehose API reference, CreateDeliveryStream.DeliveryStreamEncryptionConfigurationInput",
    types: ["aws_kinesis_firehose_delivery_stream"],
    *check({ arguments: { kinesis_source_configuration: source, server_side_encryption: encryption } }) {
      if (block(source) && block(encryption)?.["enabled"] === true)
        yield "server_side_encryption: expected none, as the source is a Kinesis stream, got one";
    },
  }),

  resourceRule({
    id: "queue-redrive",
    checks: "A queue's dead-letter queue is of its own kind, FIFO or not",
    source: "SQS developer guide, Using dead-letter queues in Amazon SQS",
    types: ["aws_sqs_queue"],
    *check(queue, stack) {
      const policy = queue.arguments["redrive_policy"];
      if (typeof policy !== "string") return;
      const dead = stack
        .resources("aws_sqs_queue")
        .find((other) => other !== queue && policy.includes(`${other.address}.`));
      const isFifo = (resource: { arguments: Record<string, unknown> }) => resource.arguments["fifo_queue"] === true;
      if (dead && isFifo(dead) !== isFifo(queue))
        yield `redrive_policy: expected a ${isFifo(queue) ? "FIFO" : "standard"} queue, got ${dead.address}`;
    },
  }),

  resourceRule({
    id: "queue-name",
    checks: "A FIFO queue's name ends in .fifo, and another one's doesn't",
    source: "SQS API reference, CreateQueue",
    types: ["aws_sqs_queue"],
    *check({ arguments: queue }) {
      const name = literal(queue["name"]);
      const isFifo = queue["fifo_queue"] === true;
      if (name !== undefined && name.endsWith(".fifo") !== isFifo)
        yield `name: expected ${isFifo ? "a" : "no"} name with .fifo at its end, got ${name}`;
      if (!isFifo && queue["content_based_deduplication"] === true)
        yield "content_based_deduplication: expected fifo_queue, for which it is, got a standard queue";
    },
  }),

  resourceRule({
    id: "queue-batch",
    checks: "A function that takes from a FIFO queue gets at most 10 messages at once, and waits for none",
    source: "Lambda API reference, CreateEventSourceMapping.BatchSize, MaximumBatchingWindowInSeconds",
    types: ["aws_lambda_event_source_mapping"],
    *check({ arguments: mapping }, stack) {
      const isFifo =
        stack.target(mapping["event_source_arn"])?.arguments["fifo_queue"] === true ||
        /^arn:aws[\w-]*:sqs:.*\.fifo$/.test(literal(mapping["event_source_arn"]) ?? "");
      if (!isFifo) return;
      const size = number(mapping["batch_size"] ?? 10);
      if (size !== undefined && size > 10) yield `batch_size: expected at most 10 of a FIFO queue, got ${size}`;
      const window = mapping["maximum_batching_window_in_seconds"];
      if (window !== undefined)
        yield `maximum_batching_window_in_seconds: expected none of a FIFO queue, got ${shown(window)}`;
    },
  }),

  resourceRule({
    id: "queue-encryption",
    checks: "A queue is encrypted, by SQS or by a key",
    source: "SQS developer guide, Encryption at rest in Amazon SQS",
    types: ["aws_sqs_queue"],
    *check({ arguments: queue }) {
      if (queue["sqs_managed_sse_enabled"] === false && queue["kms_master_key_id"] === undefined)
        yield "sqs_managed_sse_enabled: expected true or a kms_master_key_id, got false and none";
    },
  }),

  resourceRule({
    id: "queue-visibility",
    checks: "A queue hides a message for six times as long as the function that takes it may run, and a batch's wait",
    source: "Lambda developer guide, Using Lambda with Amazon SQS (configuring a queue)",
    types: ["aws_lambda_event_source_mapping"],
    *check({ arguments: mapping }, stack) {
      const arn = literal(mapping["event_source_arn"]);
      const queue =
        stack.target(mapping["event_source_arn"]) ??
        stack.resources("aws_sqs_queue").find(({ arguments: { name } }) => arn?.endsWith(`:${shown(name)}`));
      const alias = stack.target(mapping["function_name"]);
      const lambda = alias?.type === "aws_lambda_alias" ? stack.target(alias.arguments["function_name"]) : alias;
      if (queue?.type !== "aws_sqs_queue" || lambda?.type !== "aws_lambda_function") return;
      const timeout = number(lambda.arguments["timeout"] ?? 3);
      const window = number(mapping["maximum_batching_window_in_seconds"] ?? 0);
      const visibility = number(queue.arguments["visibility_timeout_seconds"] ?? 30);
      if (timeout === undefined || window === undefined || visibility === undefined) return;
      if (visibility < 6 * timeout + window)
        yield `event_source_arn: expected a queue with a visibility timeout of at least ${6 * timeout + window} s, got ${visibility}`;
    },
  }),

  resourceRule({
    id: "event-source-stream",
    checks:
      "A function that reads a stream gives up a record at some time and says where it goes: else one holds up its shard",
    source: "Lambda developer guide, Using AWS Lambda with Amazon DynamoDB, Retaining discarded records",
    types: ["aws_lambda_event_source_mapping"],
    *check({ arguments: mapping }) {
      if (!isStream(mapping)) return;
      if (mapping["starting_position"] === undefined)
        yield "starting_position: expected LATEST, TRIM_HORIZON or AT_TIMESTAMP, got none";
      const attempts = number(mapping["maximum_retry_attempts"]);
      if (attempts === undefined || attempts < 0)
        yield `maximum_retry_attempts: expected 0 to 10000, got ${shown(mapping["maximum_retry_attempts"])}`;
      if (!block(block(mapping["destination_config"])?.["on_failure"]))
        yield "destination_config.on_failure: expected a queue or topic that is told of given up records, got none";
    },
  }),

  resourceRule({
    id: "event-source-failures",
    checks: "A function that reads a queue or a stream reports what failed, so that the rest isn't repeated",
    source:
      "Lambda developer guide, Handling errors for an SQS event source in Lambda, Configuring partial batch response with DynamoDB and Lambda",
    types: ["aws_lambda_event_source_mapping"],
    *check({ arguments: mapping }, stack) {
      const source = stack.target(mapping["event_source_arn"]);
      const isBatched =
        source?.type === "aws_sqs_queue" ||
        literal(mapping["event_source_arn"])?.startsWith("arn:aws:sqs:") === true ||
        isStream(mapping);
      const reported = [mapping["function_response_types"]].flat();
      if (
        isBatched &&
        !reported.includes("ReportBatchItemFailures") &&
        blocks(mapping["function_response_types"]).length === 0
      )
        yield `function_response_types: expected ReportBatchItemFailures, got ${reported.filter(Boolean).map(shown).join(", ") || "none"}`;
    },
  }),
];
