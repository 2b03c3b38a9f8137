import { Testing } from "cdktf";
import { service as sample } from "../../contract";
import { caller } from "../../contract/mapping-template";
import { feedbackModels, feedbackRoutes } from "../../contract/orders/feedback";
import type { Api, Route } from "../../contract/route";
import type { Service } from "../../contract/service";
import { EventsStack } from "../../stacks/events-stack";
import { dev, environments, stackNamed, synthesize, SynthesizedStack, synthesizeDoors } from "./synthesis";

const account = "333333333333";
const prod = environments.find(({ name }) => name === "prod")!;
const stack = () => stackNamed("prod-events");

const trustOf = (role: Record<string, unknown>) =>
  (JSON.parse(String(role.assume_role_policy)) as { Statement: { Condition?: unknown }[] }).Statement[0]!.Condition;

/** The stack of a service with its events alone. */
const events = (pins: typeof dev): SynthesizedStack => synthesize([pins])[`${pins.name}-events`]!;

describe("a stream", () => {
  const delivery = () => stack().the("aws_kinesis_firehose_delivery_stream");

  test("is on demand, or has the shards that are pinned", () => {
    expect(stack().the("aws_kinesis_stream")).toMatchObject({
      name: "shop-prod-events",
      stream_mode_details: { stream_mode: "ON_DEMAND" },
      retention_period: 24,
    });
    expect(stack().the("aws_kinesis_stream")).not.toHaveProperty("shard_count");
    expect(stackNamed("dev-events").the("aws_kinesis_stream")).toMatchObject({
      stream_mode_details: { stream_mode: "PROVISIONED" },
      shard_count: 1,
      encryption_type: "KMS",
      kms_key_id: "alias/aws/kinesis",
    });
  });

  test("is delivered as gzipped lines, in folders by hour, with errors apart", () => {
    const hour = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/";
    expect(delivery()).toMatchObject({
      name: "shop-prod-events",
      kinesis_source_configuration: {
        kinesis_stream_arn: `arn:aws:kinesis:eu-west-1:${account}:stream/shop-prod-events`,
      },
      extended_s3_configuration: {
        bucket_arn: `arn:aws:s3:::shop-prod-events-${account}-eu-west-1`,
        prefix: `events/${hour}`,
        error_output_prefix: `errors/events/!{firehose:error-output-type}/${hour}`,
        compression_format: "GZIP",
        processing_configuration: { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] },
        cloudwatch_logging_options: { enabled: true },
      },
    });
    expect(delivery()).not.toHaveProperty("server_side_encryption");
  });

  test("is gathered as the environment pins, else as cheaply as Firehose can", () => {
    expect(delivery().extended_s3_configuration).toMatchObject({ buffering_size: 64, buffering_interval: 300 });
    expect(
      stackNamed("dev-events").the("aws_kinesis_firehose_delivery_stream").extended_s3_configuration,
    ).toMatchObject({ buffering_size: 128, buffering_interval: 900 });
  });

  test("is delivered by a role that Firehose assumes for this account, once it may read and write", () => {
    expect(trustOf(stack().all("aws_iam_role").events_delivery_role!)).toEqual({
      StringEquals: { "sts:ExternalId": account },
    });
    expect(delivery().depends_on).toEqual([
      "aws_iam_role_policy.events_delivery_policy",
      "aws_kinesis_stream.events_stream",
      "aws_s3_bucket_policy.bucket_policy",
    ]);
  });

  test("ends in a bucket that deletes after the pinned days, with the environment's key", () => {
    const { rule } = stack().the("aws_s3_bucket_lifecycle_configuration");
    expect(rule).toMatchObject([{ expiration: [{ days: 365 }] }]);
    expect(stack().the("aws_s3_bucket_server_side_encryption_configuration").rule).toMatchObject([
      { apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms" }, bucket_key_enabled: true },
    ]);
    expect(stack().the("aws_s3_bucket").lifecycle).toEqual({ prevent_destroy: true });
    expect(stackNamed("dev-events").the("aws_s3_bucket")).toMatchObject({ force_destroy: true });
  });
});

describe("a queue", () => {
  test("moves what was received five times to its dead letters, which take nothing from others", () => {
    const { feedback_queue: queue, feedback_queue_dead_letters: dead } = stack().all("aws_sqs_queue");
    expect(JSON.parse(String(queue!.redrive_policy))).toEqual({
      deadLetterTargetArn: `arn:aws:sqs:eu-west-1:${account}:shop-prod-feedback-dead-letters`,
      maxReceiveCount: 5,
    });
    expect(JSON.parse(String(dead!.redrive_allow_policy))).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: [`arn:aws:sqs:eu-west-1:${account}:shop-prod-feedback`],
    });
    expect(dead!.message_retention_seconds).toBe(14 * 24 * 3600);
  });

  test("hides a message for six times the function's timeout", () => {
    const slow = events({ ...dev, lambda: { ...dev.lambda, timeout: 20 } });
    expect(slow.all("aws_sqs_queue").feedback_queue!.visibility_timeout_seconds).toBe(120);
  });

  test("gives batches to the consumer's alias, which answers what failed", () => {
    expect(stack().the("aws_lambda_event_source_mapping")).toMatchObject({
      event_source_arn: `arn:aws:sqs:eu-west-1:${account}:shop-prod-feedback`,
      function_name: "${aws_lambda_alias.feedback_consumer_alias.arn}",
      batch_size: 10,
      function_response_types: ["ReportBatchItemFailures"],
      scaling_config: { maximum_concurrency: 20 },
    });
  });
});

describe("a queue that keeps the order", () => {
  const queues = {
    feedback: { ...sample.queues.feedback, fifo: { contentBasedDeduplication: true } },
  } satisfies Service["queues"];
  const ordered: Service = { ...sample, queues };

  test("is a FIFO queue by name, as its dead letters are, and its function waits for no batch", () => {
    const app = Testing.app();
    const made = new SynthesizedStack("dev-events", Testing.synth(new EventsStack(app, dev, ordered)));
    const { feedback_queue: queue, feedback_queue_dead_letters: dead } = made.all("aws_sqs_queue");
    expect(queue).toMatchObject({
      name: "shop-dev-feedback.fifo",
      fifo_queue: true,
      content_based_deduplication: true,
    });
    expect(dead).toMatchObject({ name: "shop-dev-feedback-dead-letters.fifo", fifo_queue: true });
    expect(JSON.parse(String(queue!.redrive_policy))).toMatchObject({
      deadLetterTargetArn: expect.stringMatching(/:shop-dev-feedback-dead-letters\.fifo$/) as string,
    });
    const mapping = made.the("aws_lambda_event_source_mapping");
    expect(mapping.event_source_arn).toMatch(/:shop-dev-feedback\.fifo$/);
    expect(mapping).not.toHaveProperty("maximum_batching_window_in_seconds");
  });

  test("is where its routes lead, by a role for it", () => {
    const [first] = sample.apis;
    const { sendFeedback } = feedbackRoutes;
    const integration = { ...sendFeedback.integration, messageGroupId: caller };
    const api: Api = {
      ...first,
      models: { ...first.models, ...feedbackModels },
      routes: { sendFeedback: { ...sendFeedback, integration } },
    };
    const door = synthesizeDoors({ ...dev, doors: ["regional"] }, { ...ordered, apis: [api] }).regional;
    expect(door.the("aws_api_gateway_rest_api").body).toMatch(/sqs:path\/\d{12}\/shop-dev-feedback\.fifo"/);
    const policy = door.all("aws_iam_role_policy").sqs_feedback_policy!.policy;
    expect(policy).toMatch(/"arn:aws:sqs:eu-west-1:\d{12}:shop-dev-feedback\.fifo"/);
  });
});

describe("a state machine", () => {
  test("invokes its functions' aliases, repeats with jitter, and undoes what failed", () => {
    const definition = JSON.parse(String(stack().the("aws_sfn_state_machine").definition)) as {
      States: Record<string, unknown>;
    };
    expect(definition).toMatchObject({ StartAt: "ReserveStock", TimeoutSeconds: 900 });
    expect(definition.States.ChargePayment).toMatchObject({
      Parameters: {
        FunctionName: `arn:aws:lambda:eu-west-1:${account}:function:shop-prod-fulfilment-charge-events:live`,
        Payload: { "orderId.$": "$.orderId", "executionId.$": "$$.Execution.Name" },
      },
      TimeoutSeconds: 30,
      Retry: [{ JitterStrategy: "FULL", MaxAttempts: 5 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "ReleaseOrder" }],
      Next: "ShipOrder",
    });
  });

  test("logs what failed without its data, and traces", () => {
    expect(stack().the("aws_sfn_state_machine")).toMatchObject({
      type: "STANDARD",
      logging_configuration: { level: "ERROR", include_execution_data: false },
      tracing_configuration: { enabled: true },
    });
  });

  test("has a role that Step Functions assumes for it alone", () => {
    expect(trustOf(stack().all("aws_iam_role").fulfilment_states_role!)).toEqual({
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:aws:states:eu-west-1:${account}:stateMachine:shop-prod-fulfilment` },
    });
  });
});

test("every function lies behind a queue or a state machine, and reserves what is pinned for them", () => {
  const functions = Object.values(stack().all("aws_lambda_function"));
  expect(functions.map((lambda) => String(lambda.function_name)).toSorted()).toEqual([
    "shop-prod-feedback-consumer-events",
    "shop-prod-fulfilment-charge-events",
    "shop-prod-fulfilment-release-events",
    "shop-prod-fulfilment-reserve-events",
    "shop-prod-fulfilment-ship-events",
  ]);
  for (const lambda of functions) expect(lambda.reserved_concurrent_executions).toBe(prod.events!.maxConcurrency);
});

test("a service without any of it has no such stack", () => {
  const { streams: _streams, queues: _queues, stateMachines: _machines, ...others } = sample;
  const leadsThere = ({ integration: { type } }: Route) => ["sqs", "kinesis", "stepFunctions"].includes(type);
  const apis = others.apis.map((api) => ({
    ...api,
    routes: Object.fromEntries(Object.entries<Route>(api.routes).filter(([, route]) => !leadsThere(route))),
  }));
  expect(
    Object.keys(synthesize([{ ...dev, throttle: { rateLimit: 1, burstLimit: 1 } }], { ...others, apis })),
  ).not.toContain("dev-events");
});
