import { type Case, type Resources } from "./case";

const stage = (settings: Record<string, unknown>): Resources => ({ aws_api_gateway_stage: { live: settings } });
const settings = (given: Record<string, unknown>, more: Record<string, unknown> = {}): Resources => ({
  aws_api_gateway_method_settings: { all: { method_path: "*/*", settings: given, ...more } },
});
const logs = (format: string, arn = "arn:aws:logs:eu-west-1:111111111111:log-group:access") =>
  stage({ access_log_settings: { format, destination_arn: arn } });
const logged = (group: Resources, dependsOn: string[]): Resources => ({
  ...settings({ logging_level: "ERROR" }, { stage_name: "${aws_api_gateway_stage.live.stage_name}" }),
  aws_api_gateway_rest_api: { a: {}, b: {} },
  aws_api_gateway_stage: {
    live: { rest_api_id: "${aws_api_gateway_rest_api.a.id}", stage_name: "dev", depends_on: dependsOn },
  },
  ...group,
});
const executionLogsOf = (api: string) => ({
  name: `API-Gateway-Execution-Logs_\${aws_api_gateway_rest_api.${api}.id}/dev`,
});
const executionLogs = { aws_cloudwatch_log_group: { execution: executionLogsOf("a") } };
const logsOfTwo = { aws_cloudwatch_log_group: { other: executionLogsOf("b"), execution: executionLogsOf("a") } };

export const cases: Record<string, Case> = {
  "stage-name": {
    keeps: [stage({ stage_name: "dev_1-a" }), { aws_apigatewayv2_stage: { live: { name: "$default" } } }],
    breaks: [
      ["a blank and a slash", stage({ stage_name: "dev env/1" }), /stage_name: expected .* got dev env\/1/],
      [
        "a WebSocket stage with a blank",
        { aws_apigatewayv2_stage: { live: { name: "a b" } } },
        /name: expected .* got a b/,
      ],
    ],
  },
  "stage-variables": {
    keeps: [stage({ variables: { backend: "https://a.example.com/x?y=1", other: "${aws_lb.x.dns_name}" } })],
    breaks: [
      ["a name with a hyphen", stage({ variables: { "bad-key": "a" } }), /variables: expected names .* got bad-key/],
      [
        "a value with blanks",
        stage({ variables: { greeting: "a {b}" } }),
        /variables.greeting: expected .* got a \{b\}/,
      ],
      [
        "more than a hundred",
        stage({ variables: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`v${i}`, "a"])) }),
        /at most 100, got 101/,
      ],
    ],
  },
  "cache-cluster-size": {
    keeps: [stage({ cache_cluster_enabled: true, cache_cluster_size: "0.5" }), stage({})],
    breaks: [
      ["no size", stage({ cache_cluster_enabled: true }), /expected one of 0\.5.*, got none/],
      ["a size that isn't sold", stage({ cache_cluster_size: "7" }), /got 7/],
    ],
  },
  "access-log-format": {
    keeps: [logs('{"id":"$context.requestId"}')],
    breaks: [
      ["no request id", logs("$context.status"), /\$context\.requestId .* got none/],
      ["two lines", logs("$context.requestId\n$context.status"), /expected one line, got several/],
      ["another expression", logs("$context.requestId $input.body"), /got \$input/],
    ],
  },
  "access-log-destination": {
    keeps: [
      logs("$context.requestId"),
      logs("$context.requestId", "arn:aws:firehose:eu-west-1:111111111111:deliverystream/amazon-apigateway-a"),
    ],
    breaks: [
      ["the ARN of all streams", logs("$context.requestId", "${aws_cloudwatch_log_group.a.arn}:*"), /without :\*/],
      [
        "another name of a Firehose stream",
        logs("$context.requestId", "arn:aws:firehose:eu-west-1:111111111111:deliverystream/logs"),
        /amazon-apigateway-\.\.\., got logs/,
      ],
    ],
  },
  "execution-log-group-first": {
    keeps: [
      logged(executionLogs, ["aws_cloudwatch_log_group.execution"]),
      logged(logsOfTwo, ["aws_cloudwatch_log_group.execution"]),
      settings({ logging_level: "OFF" }),
    ],
    breaks: [
      ["no log group", logged({}, []), /expected a log group API-Gateway-Execution-Logs_/],
      ["a stage that doesn't wait for it", logged(executionLogs, []), /aws_api_gateway_stage.live to depend on/],
      [
        "a stage that waits for another API's",
        logged(logsOfTwo, ["aws_cloudwatch_log_group.other"]),
        /to depend on aws_cloudwatch_log_group.execution/,
      ],
    ],
  },
  "method-settings-path": {
    keeps: [
      settings({}),
      settings({}, { method_path: "~1orders~1{orderId}/GET" }),
      settings({}, { method_path: "orders/GET" }),
    ],
    breaks: [["a leading slash", settings({}, { method_path: "/orders/GET" }), /got \/orders\/GET/]],
  },
  "method-settings-throttle": {
    keeps: [settings({ throttling_rate_limit: 10, throttling_burst_limit: 20 })],
    breaks: [
      ["neither", settings({}), /throttling_rate_limit: expected a limit, got none/],
      ["-1", settings({ throttling_rate_limit: -1, throttling_burst_limit: 5 }), /expected 0 or more, got -1/],
    ],
  },
  "method-settings-order": {
    keeps: [
      {
        aws_api_gateway_method_settings: {
          all: { method_path: "*/*", rest_api_id: "a" },
          one: { method_path: "orders/GET", rest_api_id: "a", depends_on: ["aws_api_gateway_method_settings.all"] },
        },
      },
    ],
    breaks: [
      [
        "an override that doesn't wait",
        {
          aws_api_gateway_method_settings: {
            all: { method_path: "*/*", rest_api_id: "a" },
            one: { method_path: "orders/GET", rest_api_id: "a" },
          },
        },
        /depends_on: expected aws_api_gateway_method_settings\.all/,
      ],
    ],
  },
  "cache-ttl": {
    keeps: [settings({ cache_ttl_in_seconds: 3600 })],
    breaks: [["two hours", settings({ cache_ttl_in_seconds: 7200 }), /expected 0 to 3600, got 7200/]],
  },
  "cache-protection": {
    keeps: [settings({ caching_enabled: true, cache_data_encrypted: true }), settings({ caching_enabled: false })],
    breaks: [
      ["plain text", settings({ caching_enabled: true }), /cache_data_encrypted: expected true/],
      [
        "anyone who may invalidate",
        settings({ caching_enabled: true, cache_data_encrypted: true, require_authorization_for_cache_control: false }),
        /require_authorization_for_cache_control: expected true/,
      ],
    ],
  },
  "data-trace": {
    keeps: [settings({ data_trace_enabled: false })],
    breaks: [["payloads in the log", settings({ data_trace_enabled: true }), /expected false/]],
  },
};
