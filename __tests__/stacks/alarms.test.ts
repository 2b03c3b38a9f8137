import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Testing } from "cdktf";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { alarmKinds } from "../../constructs/alarm";
import { service } from "../../contract";
import { addAlarms } from "../../stacks/alarms";
import { EnvironmentStack } from "../../stacks/environment-stack";
import { dev, environments, stackNamed, SynthesizedStack, synthesize } from "./synthesis";

const watched = environments.filter(({ alarms }) => alarms);
const prod = environments.find(({ name }) => name === "prod")!;
const topic = "arn:aws:sns:eu-west-1:333333333333:shop-prod-alarms";
const alarmsOf = (stack: SynthesizedStack) =>
  Object.fromEntries(Object.values(stack.all("aws_cloudwatch_metric_alarm")).map((each) => [each.alarm_name, each]));

test("an environment that pins no alarms has none, and no topic", () => {
  const { alarms: _alarms, ...pins } = prod;
  for (const stack of Object.values(synthesize([pins]))) {
    expect(stack.all("aws_cloudwatch_metric_alarm")).toEqual({});
    expect(stack.all("aws_cloudwatch_composite_alarm")).toEqual({});
    expect(stack.all("aws_sns_topic")).toEqual({});
  }
});

/** `[type, its name, dimension of its metrics]` of everything that has to be watched wherever it turns up. */
const dimensions: Record<string, { name: string; dimension: string }> = {
  aws_lambda_function: { name: "function_name", dimension: "FunctionName" },
  aws_dynamodb_table: { name: "name", dimension: "TableName" },
  aws_api_gateway_rest_api: { name: "name", dimension: "ApiName" },
  aws_apigatewayv2_stage: { name: "api_id", dimension: "ApiId" },
};

test.each(watched.map(({ name }) => name))(
  "nothing of %s is unwatched: alarms are in the stack of what they watch",
  (name) => {
    const own = Object.values(synthesize(watched)).filter((stack) => stack.name.startsWith(`${name}-`));
    const unwatched = own.flatMap((stack) => {
      const alarms = JSON.stringify(stack.all("aws_cloudwatch_metric_alarm"));
      return Object.entries(dimensions).flatMap(([type, { name: argument, dimension }]) =>
        Object.values(stack.all(type))
          .map((each) => String(each[argument]))
          .filter((physical) => !alarms.includes(`"${dimension}":"${physical}"`)),
      );
    });
    expect(unwatched).toEqual([]);
  },
);

test("every queue that takes what others gave up is watched", () => {
  const unwatched = Object.values(synthesize(watched)).flatMap((stack) => {
    const alarms = JSON.stringify(stack.all("aws_cloudwatch_metric_alarm"));
    const givers = JSON.stringify(
      ["aws_lambda_function_event_invoke_config", "aws_lambda_event_source_mapping", "aws_sqs_queue"].map((type) =>
        stack.all(type),
      ),
    );
    return Object.entries(stack.all("aws_sqs_queue"))
      .filter(
        ([address, { name }]) =>
          givers.includes(`aws_sqs_queue.${address}.arn`) || givers.includes(`:${String(name)}"`),
      )
      .map(([, { name }]) => String(name))
      .filter((name) => !alarms.includes(`"QueueName":"${name}"`));
  });
  expect(unwatched).toEqual([]);
});

describe("a door", () => {
  const stack = () => stackNamed("prod-regional");
  const alarm = (name: string) => alarmsOf(stack())[name]!;

  test("tells when more than 1 % of its requests are answered with 5XX", () => {
    expect(alarm("shop-prod-orders-regional-v1-server-errors")).toMatchObject({
      threshold: 1,
      comparison_operator: "GreaterThanThreshold",
      treat_missing_data: "notBreaching",
      alarm_actions: [topic, "arn:aws:sns:eu-west-1:333333333333:on-call"],
      ok_actions: [topic, "arn:aws:sns:eu-west-1:333333333333:on-call"],
      metric_query: [
        { expression: "IF(errors > 1, 100 * errors / requests, 0)", return_data: true },
        { id: "errors", metric: { metric_name: "5XXError", stat: "Sum" } },
        {
          id: "requests",
          metric: {
            namespace: "AWS/ApiGateway",
            metric_name: "Count",
            dimensions: { ApiName: "shop-prod-orders-regional-v1", Stage: "prod" },
          },
        },
      ],
    });
  });

  test("tells when the 99th percentile of its latency stays above the threshold", () => {
    expect(alarm("shop-prod-orders-regional-v1-latency")).toMatchObject({
      metric_name: "Latency",
      extended_statistic: "p99",
      threshold: 2000,
      evaluation_periods: 3,
      datapoints_to_alarm: 2,
    });
  });

  test("tells of its functions once, and only where clients don't notice", () => {
    for (const kind of ["errors", "throttles", "near-timeout"])
      expect(alarm(`shop-prod-orders-regional-${kind}`)).not.toHaveProperty("alarm_actions");
    const { alarm_rule, alarm_actions } = stack().the("aws_cloudwatch_composite_alarm");
    expect(alarm_actions).toContain(topic);
    const any = (...addresses: string[]) =>
      addresses.map((address) => `ALARM("\${aws_cloudwatch_metric_alarm.alarms_${address}.alarm_name}")`).join(" OR ");
    const causes = any(
      ...["errors", "throttles", "near_timeout"].map((kind) => `orders_regional_${kind}`),
      ...["errors", "throttles", "near_timeout"].map((kind) => `order_export_regional_${kind}`),
      ...["errors", "throttles", "near_timeout"].map((kind) => `customer_erasure_regional_${kind}`),
      ...["authorizer_errors", "throttles", "near_timeout"].map((kind) => `partner_authorizer_regional_${kind}`),
      ...["errors", "throttles", "near_timeout"].map((kind) => `quote_regional_${kind}`),
    );
    const symptoms = any(
      ...["v1", "v2"].flatMap((version) =>
        ["server_errors", "latency"].map((kind) => `orders_regional_${version}_${kind}`),
      ),
      "customer_erasure_regional_failures_dead_letters",
    );
    expect(alarm_rule).toBe(`(${causes}) AND NOT (${symptoms})`);
  });

  test("calls an invocation near its timeout at 80 % of it", () => {
    expect(alarm("shop-prod-orders-regional-near-timeout")).toMatchObject({
      metric_name: "Duration",
      statistic: "Maximum",
      threshold: prod.lambda.timeout * 800,
    });
  });
});

test("a table and each of its indexes tell of throttled reads and writes", () => {
  const alarms = alarmsOf(stackNamed("prod-data"));
  expect(new Set(Object.keys(alarms))).toEqual(
    new Set(
      [
        "orders",
        "orders-by-customer",
        "connections",
        "connections-by-order",
        "credentials",
        "feedback",
        "shipping-rates",
      ].flatMap((subject) => ["read", "write"].map((kind) => `shop-prod-${subject}-${kind}-throttles`)),
    ),
  );
  expect(alarms["shop-prod-orders-by-customer-write-throttles"]).toMatchObject({
    namespace: "AWS/DynamoDB",
    metric_name: "WriteThrottleEvents",
    dimensions: { TableName: "shop-prod-orders", GlobalSecondaryIndexName: "by-customer" },
    alarm_actions: [topic, expect.anything()],
  });
});

test("thresholds are the environment's", () => {
  const alarms = alarmsOf(stackNamed("staging-edge"));
  expect(alarms["shop-staging-orders-edge-v1-server-errors"]!.threshold).toBe(5);
  expect(alarms["shop-staging-orders-edge-v1-latency"]!.threshold).toBe(3000);
});

describe("of a function", () => {
  /** A stack of prod with what no stack has yet. */
  class Others extends EnvironmentStack {
    constructor() {
      super(Testing.app(), "others", prod, service);
      const lambda = (name: string) =>
        new LambdaFunction(this, name, { functionName: `shop-prod-${name}`, role: "arn:aws:iam::333333333333:role/r" });
      new LambdaEventSourceMapping(this, "mapping", {
        functionName: lambda("push").functionName,
        eventSourceArn: "arn:aws:kinesis:eu-west-1:333333333333:stream/clicks",
      });
      new LambdaPermission(this, "permission", {
        functionName: lambda("authorizer").functionName,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: "arn:aws:execute-api:eu-west-1:333333333333:api/authorizers/*",
      });
      const failures = new SqsQueue(this, "failures", { name: "shop-prod-push-failures" });
      const redrivePolicy = JSON.stringify({ deadLetterTargetArn: failures.arn, maxReceiveCount: 3 });
      new SqsQueue(this, "messages", { name: "shop-prod-push-messages", redrivePolicy });
      addAlarms(this);
    }
  }
  const alarms = () => alarmsOf(new SynthesizedStack("prod-others", Testing.synth(new Others(), true)));

  test("that reads a stream, the age of the records is watched", () => {
    expect(alarms()["shop-prod-push-iterator-age"]).toMatchObject({
      namespace: "AWS/Lambda",
      metric_name: "IteratorAge",
      statistic: "Maximum",
      dimensions: { FunctionName: "shop-prod-push" },
      threshold: 60_000,
      alarm_actions: [topic, expect.anything()],
    });
    expect(alarms()).not.toHaveProperty("shop-prod-authorizer-iterator-age");
  });

  test("that authorizes, failures are failed authorizations", () => {
    expect(alarms()["shop-prod-authorizer-authorizer-errors"]).toMatchObject({ metric_name: "Errors", threshold: 0 });
    expect(alarms()).not.toHaveProperty("shop-prod-authorizer-errors");
    expect(alarms()).toHaveProperty("shop-prod-push-errors");
  });

  test("that has no door, each cause tells", () => {
    expect(alarms()["shop-prod-push-throttles"]!.alarm_actions).toContain(topic);
  });

  test("that gave messages up, one of them is enough", () => {
    expect(alarms()["shop-prod-push-failures-dead-letters"]).toMatchObject({
      metric_name: "ApproximateNumberOfMessagesVisible",
      threshold: 0,
      dimensions: { QueueName: "shop-prod-push-failures" },
    });
    expect(alarms()).not.toHaveProperty("shop-prod-push-messages-dead-letters");
  });
});

describe("the load balancer before functions", () => {
  const stack = () => stackNamed("prod-balancer");
  const alarm = (name: string) => alarmsOf(stack())[name]!;
  const balancer = { LoadBalancer: "${aws_lb.balancer.arn_suffix}" };

  test("tells when more than 1 % of its requests are answered with 5XX, whoever answered", () => {
    expect(alarm("shop-prod-load-balancer-errors")).toMatchObject({
      threshold: 1,
      alarm_actions: [topic, expect.anything()],
      metric_query: [
        { return_data: true },
        { metric: { metric_name: "HTTPCode_ELB_5XX_Count", dimensions: balancer } },
        { metric: { metric_name: "HTTPCode_Target_5XX_Count", dimensions: balancer } },
        { metric: { metric_name: "RequestCount", dimensions: balancer } },
      ],
    });
  });

  test("tells when it is slow, in milliseconds, as CloudWatch measures seconds", () => {
    expect(alarm("shop-prod-load-balancer-latency")).toMatchObject({
      threshold: 2000,
      metric_query: [
        { expression: "1000 * seconds" },
        { metric: { namespace: "AWS/ApplicationELB", metric_name: "TargetResponseTime", stat: "p99" } },
      ],
    });
  });

  test("tells when a version fails its health checks", () => {
    expect(alarm("shop-prod-orders-v1-unhealthy-targets")).toMatchObject({
      metric_name: "UnHealthyHostCount",
      threshold: 0,
      dimensions: { ...balancer, TargetGroup: "${aws_lb_target_group.orders_v1.arn_suffix}" },
    });
  });

  test("tells of its function once, and only where clients don't notice", () => {
    expect(alarm("shop-prod-orders-balancer-errors")).not.toHaveProperty("alarm_actions");
    expect(stack().the("aws_cloudwatch_composite_alarm").alarm_rule).toMatch(
      /alarms_orders_balancer_errors\..* AND NOT \(.*alarms_shop_prod_load_balancer_errors\./,
    );
  });
});

describe("behind the API", () => {
  const alarms = () => alarmsOf(stackNamed("prod-events"));

  test.each([
    ["shop-prod-feedback-message-age", "ApproximateAgeOfOldestMessage", { QueueName: "shop-prod-feedback" }],
    [
      "shop-prod-feedback-dead-letters-dead-letters",
      "ApproximateNumberOfMessagesVisible",
      { QueueName: "shop-prod-feedback-dead-letters" },
    ],
    ["shop-prod-events-stream-age", "GetRecords.IteratorAgeMilliseconds", { StreamName: "shop-prod-events" }],
    ["shop-prod-events-stream-throttles", "WriteProvisionedThroughputExceeded", { StreamName: "shop-prod-events" }],
    ["shop-prod-events-delivery-age", "DeliveryToS3.DataFreshness", { DeliveryStreamName: "shop-prod-events" }],
  ])("%s tells", (name, metric, watchedBy) => {
    expect(alarms()[name]).toMatchObject({
      metric_name: metric,
      dimensions: watchedBy,
      alarm_actions: [topic, expect.anything()],
    });
  });

  test("executions that failed or took too long are counted together, by the state machine's ARN", () => {
    const { metric_query: queries, alarm_actions: actions } = alarms()["shop-prod-fulfilment-execution-failures"]!;
    expect(actions).toContain(topic);
    const machine = { StateMachineArn: "arn:aws:states:eu-west-1:333333333333:stateMachine:shop-prod-fulfilment" };
    expect(queries).toMatchObject([
      { expression: "FILL(failed, 0) + FILL(late, 0)", return_data: true },
      { metric: { metric_name: "ExecutionsFailed", dimensions: machine } },
      { metric: { metric_name: "ExecutionsTimedOut", dimensions: machine } },
    ]);
  });

  test("writes of Firehose that fail tell", () => {
    const { metric_query: queries } = alarms()["shop-prod-events-delivery-failures"]!;
    expect(queries).toMatchObject([{ expression: "100 * (1 - success)" }, { metric: { stat: "Average" } }]);
  });

  test("a task that fails shows only, as its execution tells", () => {
    expect(alarms()["shop-prod-fulfilment-charge-events-errors"]).not.toHaveProperty("alarm_actions");
  });
});

describe("the topic", () => {
  const policyOf = (stack: SynthesizedStack) =>
    (JSON.parse(String(stack.the("aws_sns_topic_policy").policy)) as { Statement: Record<string, unknown>[] })
      .Statement;

  test("takes messages of the environment's alarms only, over TLS only", () => {
    const operations = stackNamed("prod-operations");
    expect(operations.the("aws_sns_topic").name).toBe("shop-prod-alarms");
    expect(policyOf(operations)).toMatchObject([
      {
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["sns:Publish"],
        Condition: {
          StringEquals: { "aws:SourceAccount": "333333333333" },
          ArnLike: { "aws:SourceArn": ["arn:aws:cloudwatch:eu-west-1:333333333333:alarm:shop-prod-*"] },
        },
      },
      { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]);
  });

  test("writes to the addresses that the environment pins", () => {
    const stacks = synthesize([{ ...dev, alarms: { notify: ["orders@example.com"] } }]);
    expect(stacks["dev-operations"]!.the("aws_sns_topic_subscription")).toMatchObject({
      protocol: "email",
      endpoint: "orders@example.com",
    });
    expect(stackNamed("prod-operations").all("aws_sns_topic_subscription")).toEqual({});
  });
});

test("every alarm says what happened, and where its first steps are", () => {
  const page = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8");
  const anchors = new Set([...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading));
  expect([...anchors]).toEqual(expect.arrayContaining(Object.values(alarmKinds).map(({ name }) => name)));
  for (const stack of Object.values(synthesize(watched)))
    for (const type of ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"])
      for (const { alarm_description } of Object.values(stack.all(type))) {
        const [, anchor] =
          /^[A-Z].+\. First steps: docs\/operations\.md#([\w-]+)$/.exec(String(alarm_description)) ?? [];
        expect(anchors).toContain(anchor);
      }
});
