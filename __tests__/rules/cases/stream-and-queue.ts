import { type Case, type Resources } from "./case";

const stream = (settings: Record<string, unknown>): Resources => ({ aws_kinesis_stream: { s: settings } });
const firehose = (s3: Record<string, unknown>, more: Record<string, unknown> = {}): Resources => ({
  aws_kinesis_firehose_delivery_stream: { f: { extended_s3_configuration: s3, ...more } },
});
const redriven = (fifo: boolean): Resources => ({
  aws_sqs_queue: { q: { redrive_policy: '{"deadLetterTargetArn":"${aws_sqs_queue.d.arn}"}' }, d: { fifo_queue: fifo } },
});
const mapping = (settings: Record<string, unknown>): Resources => ({
  aws_lambda_event_source_mapping: { m: { event_source_arn: "${aws_sqs_queue.q.arn}", ...settings } },
  aws_sqs_queue: { q: {} },
});

const consumer = (queue: Record<string, unknown>, settings: Record<string, unknown> = {}): Resources => ({
  aws_sqs_queue: { q: { name: "feedback", ...queue } },
  aws_lambda_function: { f: { timeout: 10 } },
  aws_lambda_alias: { a: { function_name: "${aws_lambda_function.f.function_name}" } },
  aws_lambda_event_source_mapping: {
    m: {
      event_source_arn: "arn:aws:sqs:eu-west-1:111111111111:feedback",
      function_name: "${aws_lambda_alias.a.arn}",
      ...settings,
    },
  },
});

const reading = (settings: Record<string, unknown>): Resources => ({
  aws_lambda_event_source_mapping: {
    m: {
      event_source_arn: "${data.aws_dynamodb_table.t.stream_arn}",
      starting_position: "LATEST",
      maximum_retry_attempts: 5,
      destination_config: { on_failure: { destination_arn: "arn:aws:sqs:eu-west-1:111111111111:q" } },
      ...settings,
    },
  },
});

export const cases: Record<string, Case> = {
  "stream-capacity": {
    keeps: [stream({ stream_mode_details: { stream_mode: "ON_DEMAND" } }), stream({ shard_count: 1 })],
    breaks: [
      [
        "shards on demand",
        stream({ stream_mode_details: { stream_mode: "ON_DEMAND" }, shard_count: 2 }),
        /expected none with ON_DEMAND/,
      ],
      ["neither", stream({}), /expected 1 or more/],
    ],
  },
  "firehose-buffering": {
    keeps: [firehose({ buffering_size: 64, buffering_interval: 300 }), firehose({})],
    breaks: [
      ["500 MB", firehose({ buffering_size: 500, buffering_interval: 300 }), /expected 1 to 128 MB, got 500/],
      ["1000 seconds", firehose({ buffering_size: 64, buffering_interval: 1000 }), /expected 0 to 900 s/],
      ["one of both", firehose({ buffering_size: 64 }), /together, got one/],
    ],
  },
  "firehose-prefix": {
    keeps: [
      firehose({ prefix: "a/!{timestamp:yyyy}/", error_output_prefix: "errors/!{firehose:error-output-type}/" }),
      firehose({ prefix: "a/" }),
    ],
    breaks: [
      ["no error prefix", firehose({ prefix: "a/!{timestamp:yyyy}/" }), /as the prefix has expressions, got none/],
    ],
  },
  "firehose-encryption": {
    keeps: [firehose({}, { kinesis_source_configuration: { role_arn: "arn" } })],
    breaks: [
      [
        "encryption of its own behind a stream",
        firehose({}, { kinesis_source_configuration: { role_arn: "arn" }, server_side_encryption: { enabled: true } }),
        /expected none, as the source is a Kinesis stream/,
      ],
    ],
  },
  "queue-redrive": {
    keeps: [redriven(false)],
    breaks: [["a FIFO queue for a standard one", redriven(true), /expected a standard queue, got aws_sqs_queue\.d/]],
  },
  "queue-name": {
    keeps: [
      {
        aws_sqs_queue: { q: { name: "a.fifo", fifo_queue: true, content_based_deduplication: true }, p: { name: "a" } },
      },
    ],
    breaks: [
      [
        "a FIFO queue",
        { aws_sqs_queue: { q: { name: "a", fifo_queue: true } } },
        /expected a name with \.fifo at its end, got a/,
      ],
      ["a standard queue", { aws_sqs_queue: { q: { name: "a.fifo" } } }, /expected no name with \.fifo at its end/],
      [
        "content that tells messages apart",
        { aws_sqs_queue: { q: { content_based_deduplication: true } } },
        /expected fifo_queue, for which it is/,
      ],
    ],
  },
  "queue-batch": {
    keeps: [
      mapping({ event_source_arn: "arn:aws:sqs:eu-west-1:111111111111:a.fifo", batch_size: 10 }),
      consumer({}, { batch_size: 100, maximum_batching_window_in_seconds: 5 }),
    ],
    breaks: [
      [
        "a large batch",
        { ...mapping({ batch_size: 11 }), aws_sqs_queue: { q: { fifo_queue: true } } },
        /batch_size: expected at most 10 of a FIFO queue, got 11/,
      ],
      [
        "a batch that is waited for",
        mapping({
          event_source_arn: "arn:aws:sqs:eu-west-1:111111111111:a.fifo",
          maximum_batching_window_in_seconds: 1,
        }),
        /maximum_batching_window_in_seconds: expected none of a FIFO queue, got 1/,
      ],
    ],
  },
  "queue-encryption": {
    keeps: [{ aws_sqs_queue: { q: { sqs_managed_sse_enabled: true } } }, { aws_sqs_queue: { q: {} } }],
    breaks: [["plain text", { aws_sqs_queue: { q: { sqs_managed_sse_enabled: false } } }, /got false and none/]],
  },
  "queue-visibility": {
    keeps: [
      consumer({ visibility_timeout_seconds: 65 }, { maximum_batching_window_in_seconds: 5 }),
      consumer({ visibility_timeout_seconds: "${var.seconds}" }),
    ],
    breaks: [
      ["a function that may take longer", consumer({ visibility_timeout_seconds: 59 }), /at least 60 s, got 59/],
      [
        "a batch that is waited for",
        consumer({ visibility_timeout_seconds: 60 }, { maximum_batching_window_in_seconds: 5 }),
        /at least 65 s, got 60/,
      ],
      ["a queue as it is by default", consumer({}), /at least 60 s, got 30/],
    ],
  },
  "event-source-stream": {
    keeps: [reading({}), mapping({})],
    breaks: [
      ["no starting position", reading({ starting_position: undefined }), /starting_position: expected LATEST/],
      ["attempts without end", reading({ maximum_retry_attempts: undefined }), /expected 0 to 10000, got none/],
      ["no destination", reading({ destination_config: undefined }), /told of given up records, got none/],
    ],
  },
  "event-source-failures": {
    keeps: [
      mapping({ function_response_types: ["ReportBatchItemFailures"] }),
      reading({ function_response_types: ["ReportBatchItemFailures"] }),
    ],
    breaks: [
      ["all or nothing", mapping({}), /expected ReportBatchItemFailures, got none/],
      ["all or nothing of a stream", reading({}), /expected ReportBatchItemFailures, got none/],
    ],
  },
};
