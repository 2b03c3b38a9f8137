import type { Attributes } from "./plan-builder";
import { findingsOf, said, update, warnings } from "./said";

const orders = "aws_lambda_function.orders";
const lambda: Attributes = {
  function_name: "orders",
  runtime: "nodejs20.x",
  architectures: ["x86_64"],
  handler: "index.handler",
  package_type: "Zip",
  memory_size: 512,
  timeout: 10,
  reserved_concurrent_executions: -1,
  source_code_hash: "aaaa",
  tracing_config: [{ mode: "Active" }],
  dead_letter_config: [{ target_arn: "arn:aws:sqs:eu-central-1:111122223333:dead" }],
};

describe("a function", () => {
  test.each<[what: string, rule: string, after: Attributes, said: string]>([
    [
      "another runtime",
      "function-runtime",
      { runtime: "nodejs22.x" },
      "medium: The function runs on nodejs22.x instead of nodejs20.x",
    ],
    [
      "another processor",
      "function-runtime",
      { architectures: ["arm64"] },
      "medium: The function runs on arm64 instead of x86_64",
    ],
    [
      "another handler",
      "function-runtime",
      { handler: "main.run" },
      "medium: The function starts at main.run instead of index.handler",
    ],
    [
      "a place in a VPC",
      "function-runtime",
      { vpc_config: [{ subnet_ids: ["subnet-1"] }] },
      "medium: The function moves into a VPC",
    ],
    ["less memory", "function-size", { memory_size: 128 }, "medium: Memory falls from 512 to 128 MB"],
    ["less time", "function-size", { timeout: 3 }, "medium: The timeout falls from 10 to 3 seconds"],
    [
      "more time than API Gateway waits",
      "function-size",
      { timeout: 60 },
      "info: The timeout of 60 seconds is longer than API Gateway waits",
    ],
    [
      "no concurrency at all",
      "function-concurrency",
      { reserved_concurrent_executions: 0 },
      "block: The function is stopped: no call is let through",
    ],
    [
      "a limit of concurrency",
      "function-concurrency",
      { reserved_concurrent_executions: 5 },
      "medium: At most 5 calls run at once",
    ],
    ["no dead-letter queue", "dead-letter-queue", { dead_letter_config: [] }, "high: The dead-letter queue is removed"],
    [
      "no traces",
      "observability-off",
      { tracing_config: [{ mode: "PassThrough" }] },
      "medium: X-Ray tracing of the function is switched off",
    ],
  ])("that gets %s is found", (_, rule, after, expected) => {
    expect(said(rule, update(orders, lambda, after))).toEqual([expected.replace(":", ` ${orders}:`)]);
  });

  test("whose own limit disappears may use up the account's concurrency", () => {
    const before = { ...lambda, reserved_concurrent_executions: 10 };
    expect(said("function-concurrency", update(orders, before, { reserved_concurrent_executions: -1 }))).toEqual([
      `medium ${orders}: The function has no limit of its own any more`,
    ]);
  });

  test("that is created stopped is found too", () => {
    const changes = [{ address: orders, after: { ...lambda, reserved_concurrent_executions: 0 } }];
    expect(warnings({ changes })).toEqual([`block function-concurrency ${orders}`]);
  });

  test("that gets new code, more memory and a description gives nothing", () => {
    const after = { ...lambda, source_code_hash: "bbbb", memory_size: 1024, timeout: 20, description: "orders" };
    const unknown = { version: true, qualified_arn: true, last_modified: true };
    expect(warnings({ changes: [{ address: orders, before: { ...lambda, version: "7" }, after, unknown }] })).toEqual(
      [],
    );
  });

  test("that is replaced loses its permissions, and one that is deleted its callers", () => {
    const after = { ...lambda, function_name: "purchases" };
    const replacement = { address: orders, actions: ["delete", "create"], before: lambda, after };
    expect(said("function-replaced", { changes: [{ ...replacement, replacePaths: [["function_name"]] }] })).toEqual([
      `high ${orders}: The function is destroyed and created anew`,
    ]);
    expect(said("function-replaced", { changes: [{ address: orders, before: lambda }] })).toEqual([
      `high ${orders}: The function is deleted`,
    ]);
  });
});

describe("an alias", () => {
  const live = "aws_lambda_alias.live";
  const before = { function_name: "orders", name: "live", function_version: "7", routing_config: [] };

  test("that follows a new version gives nothing, known or unknown", () => {
    expect(findingsOf(update(live, before, { function_version: "8" }))).toEqual([]);
    const { function_version: _, ...after } = before;
    expect(findingsOf({ changes: [{ address: live, before, after, unknown: { function_version: true } }] })).toEqual(
      [],
    );
  });

  test("that goes back, also from two digits to one, is found", () => {
    expect(said("alias-moved", update(live, before, { function_version: "6" }))).toEqual([
      `high ${live}: The alias goes back from version 7 to 6`,
    ]);
    expect(said("alias-moved", update(live, { ...before, function_version: "10" }, { function_version: "9" }))).toEqual(
      [`high ${live}: The alias goes back from version 10 to 9`],
    );
  });

  test("that follows unpublished code is found", () => {
    expect(said("alias-moved", update(live, before, { function_version: "$LATEST" }))).toEqual([
      `high ${live}: The alias follows unpublished code`,
    ]);
  });

  test("that splits its traffic is found", () => {
    const routing_config = [{ additional_version_weights: { "8": 0.1 } }];
    expect(said("alias-moved", update(live, before, { routing_config }))).toEqual([
      `high ${live}: The alias splits its traffic between versions otherwise`,
    ]);
  });

  test("that is deleted leaves its callers without an answer", () => {
    expect(said("alias-moved", { changes: [{ address: live, before }] })).toEqual([
      `high ${live}: The alias is deleted`,
    ]);
  });
});

describe("events", () => {
  test.each([
    "aws_lambda_event_source_mapping.feedback",
    "aws_sns_topic_subscription.audit",
    "aws_cloudwatch_event_rule.nightly",
    "aws_s3_bucket_notification.archive",
  ])("that %s delivered are missed when it is deleted", (address) => {
    expect(said("event-source-removed", { changes: [{ address, before: { id: "1" } }] })).toEqual([
      `high ${address}: Delivery of events ends`,
    ]);
  });

  test.each<[address: string, before: Attributes, after: Attributes]>([
    ["aws_lambda_event_source_mapping.feedback", { enabled: true }, { enabled: false }],
    ["aws_cloudwatch_event_rule.nightly", { state: "ENABLED" }, { state: "DISABLED" }],
    ["aws_pipes_pipe.clicks", { desired_state: "RUNNING" }, { desired_state: "STOPPED" }],
  ])("stop when %s is switched off", (address, before, after) => {
    expect(said("event-source-off", update(address, before, after))).toEqual([
      `high ${address}: Delivery of events is switched off`,
    ]);
  });

  test("that fail have nowhere to go when a queue loses its dead-letter queue", () => {
    const redrive_policy = (maxReceiveCount: number | string) =>
      JSON.stringify({ deadLetterTargetArn: "arn", maxReceiveCount });
    const address = "aws_sqs_queue.feedback";
    expect(
      said("dead-letter-queue", update(address, { redrive_policy: redrive_policy(5) }, { redrive_policy: "" })),
    ).toEqual([`high ${address}: The dead-letter queue is removed`]);
    expect(
      said(
        "dead-letter-queue",
        update(address, { redrive_policy: redrive_policy("5") }, { redrive_policy: redrive_policy(1) }),
      ),
    ).toEqual([`medium ${address}: Messages go to the dead-letter queue after 1 attempt instead of 5`]);
  });

  test("reach no function whose permission is removed", () => {
    const permission = { function_name: "orders", principal: "apigateway.amazonaws.com", statement_id: "api" };
    const address = "aws_lambda_permission.api";
    expect(said("invoke-permission-removed", { changes: [{ address, before: permission }] })).toEqual([
      `high ${address}: apigateway.amazonaws.com may no longer call the function`,
    ]);
    const renamed = { address: "aws_lambda_permission.gateway", after: { ...permission, statement_id: "gateway" } };
    expect(said("invoke-permission-removed", { changes: [{ address, before: permission }, renamed] })).toEqual([]);
  });
});

describe("what is watched", () => {
  const logs = "aws_cloudwatch_log_group.access";
  const stage = "aws_api_gateway_stage.api";
  const settings = "aws_api_gateway_method_settings.all";

  test.each<[before: number, after: number, said: string[]]>([
    [365, 1, [`high ${logs}: Logs are kept for 1 day instead of 365`]],
    [0, 30, [`high ${logs}: Logs are kept for 30 days instead of for ever`]],
    [30, 365, []],
    [30, 0, []],
  ])("is kept for %i and then for %i days", (before, after, expected) => {
    expect(said("log-retention", update(logs, { retention_in_days: before }, { retention_in_days: after }))).toEqual(
      expected,
    );
  });

  test("is missed when a stage loses access logs and traces", () => {
    const before = { access_log_settings: [{ destination_arn: "arn", format: "{}" }], xray_tracing_enabled: true };
    expect(
      said("observability-off", update(stage, before, { access_log_settings: [], xray_tracing_enabled: false })),
    ).toEqual([`medium ${stage}: Access logs are switched off`, `medium ${stage}: X-Ray tracing is switched off`]);
  });

  test("goes elsewhere when access logs get another destination", () => {
    const to = (destination_arn: string) => ({ access_log_settings: [{ destination_arn, format: "{}" }] });
    expect(said("observability-off", update(stage, to("arn:one"), to("arn:two")))).toEqual([
      `medium ${stage}: Access logs go to another place`,
    ]);
  });

  test("must not be what callers send", () => {
    const logging = (more: Attributes) => ({
      settings: [{ logging_level: "INFO", data_trace_enabled: false, ...more }],
    });
    expect(said("payloads-logged", update(settings, logging({}), logging({ data_trace_enabled: true })))).toEqual([
      `high ${settings}: Whole requests and answers are logged`,
    ]);
    expect(said("observability-off", update(settings, logging({}), logging({ logging_level: "OFF" })))).toEqual([
      `medium ${settings}: Execution logs are switched off`,
    ]);
    expect(warnings(update(settings, logging({}), logging({ logging_level: "ERROR" })))).toEqual([]);
  });

  test("tells nobody any more when an alarm is deleted or silenced", () => {
    const alarm = "aws_cloudwatch_metric_alarm.errors";
    const before = { alarm_name: "errors", actions_enabled: true, alarm_actions: ["arn:sns"] };
    expect(said("alarm-removed", { changes: [{ address: alarm, before }] })).toEqual([
      `medium ${alarm}: An alarm is deleted`,
    ]);
    expect(said("alarm-silenced", update(alarm, before, { actions_enabled: false }))).toEqual([
      `medium ${alarm}: The alarm's actions are switched off`,
    ]);
    expect(said("alarm-silenced", update(alarm, before, { alarm_actions: [] }))).toEqual([
      `medium ${alarm}: The alarm has no action any more`,
    ]);
  });

  test("disappears when an alarm is created under the name of the one it replaces", () => {
    const address = "aws_cloudwatch_metric_alarm.errors";
    const before = { alarm_name: "errors" };
    expect(
      said("name-clash", { changes: [{ address, actions: ["create", "delete"], before, after: before }] }),
    ).toEqual([`block ${address}: The replacement destroys itself`]);
  });
});
