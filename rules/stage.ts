import { limits } from "../semantics/limits";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { block, literal, number, shown } from "./values";

const stages = ["aws_api_gateway_stage", "aws_apigatewayv2_stage"] as const;

/** What a stage takes. */
export const stageRules: readonly Rule[] = [
  resourceRule({
    id: "stage-name",
    checks: "A stage's name is 1 to 128 letters, digits, `-` and `_` (WebSocket and HTTP APIs also take `$default`)",
    source: "API Gateway API reference, CreateStage; API Gateway v2 API reference, CreateStage",
    types: stages,
    *check(stage) {
      const argument = stage.type === "aws_api_gateway_stage" ? "stage_name" : "name";
      const name = literal(stage.arguments[argument]);
      if (name === undefined || limits.stageName.test(name)) return;
      if (stage.type === "aws_apigatewayv2_stage" && name === "$default") return;
      yield `${argument}: expected 1 to 128 letters, digits, - or _, got ${name}`;
    },
  }),

  resourceRule({
    id: "stage-variables",
    checks:
      "Stage variables have alphanumeric names of up to 64 characters and values that API Gateway takes, 100 at most",
    source: "API Gateway API reference, Stage.variables; developer guide, Quotas for configuring a REST API",
    types: ["aws_api_gateway_stage"],
    *check(stage) {
      const own: [argument: string, variables: unknown][] = [
        ["variables", stage.arguments["variables"]],
        [
          "canary_settings.stage_variable_overrides",
          block(stage.arguments["canary_settings"])?.["stage_variable_overrides"],
        ],
      ];
      const { name: namePattern, value: valuePattern } = limits.stageVariables;
      const maximum = limits.stageVariablesPerStage;
      for (const [argument, variables] of own) {
        const entries = Object.entries(block(variables) ?? {});
        if (entries.length > maximum) yield `${argument}: expected at most ${maximum}, got ${entries.length}`;
        for (const [name, value] of entries) {
          if (!namePattern.test(name))
            yield `${argument}: expected names of 1 to 64 letters, digits and _, got ${name}`;
          const text = literal(value);
          if (text !== undefined && !valuePattern.test(text))
            yield `${argument}.${name}: expected 1 to 512 letters, digits and -._~:/?#&=, got ${text}`;
        }
      }
    },
  }),

  resourceRule({
    id: "cache-cluster-size",
    checks: "A stage with a cache cluster says its size, and one that exists",
    source: "API Gateway API reference, CreateStage.cacheClusterSize",
    types: ["aws_api_gateway_stage"],
    *check(stage) {
      const size = stage.arguments["cache_cluster_size"];
      const known = literal(size) ?? (typeof size === "number" ? String(size) : undefined);
      if (stage.arguments["cache_cluster_enabled"] === true && size === undefined)
        yield `cache_cluster_size: expected one of ${limits.cacheSizes.join(", ")} (GB), as cache_cluster_enabled is true, got none`;
      if (known !== undefined && !(limits.cacheSizes as readonly string[]).includes(known))
        yield `cache_cluster_size: expected one of ${limits.cacheSizes.join(", ")} (GB), got ${known}`;
    },
  }),

  resourceRule({
    id: "access-log-format",
    checks: "An access log's format is one line with a request id and no other expressions than `$context`",
    source: "API Gateway developer guide, Set up CloudWatch logging; API reference, AccessLogSettings",
    types: stages,
    *check(stage) {
      const format = literal(block(stage.arguments["access_log_settings"])?.["format"]);
      if (format === undefined) return;
      if (!/\$context\.(requestId|extendedRequestId)\b/.test(format))
        yield "access_log_settings.format: expected $context.requestId or $context.extendedRequestId in it, got none";
      if (/[\r\n]/.test(format)) yield "access_log_settings.format: expected one line, got several";
      const foreign = /\$(?!context\b)[A-Za-z]\w*/.exec(format)?.[0];
      if (foreign) yield `access_log_settings.format: expected no other expressions than $context, got ${foreign}`;
    },
  }),

  resourceRule({
    id: "access-log-destination",
    checks: "Access logs go to a log group's ARN without `:*`, or to a Firehose stream named `amazon-apigateway-...`",
    source: "API Gateway API reference, AccessLogSettings.destinationArn",
    types: stages,
    *check(stage) {
      const settings = block(stage.arguments["access_log_settings"]);
      const arn = settings?.["destination_arn"];
      if (typeof arn !== "string") return;
      if (arn.endsWith(":*"))
        yield `access_log_settings.destination_arn: expected a log group's ARN without :*, which a REST API refuses, got ${arn}`;
      const stream = /^arn:aws:firehose:[^$]*deliverystream\/([^$]*)$/.exec(arn)?.[1];
      if (stream !== undefined && !stream.startsWith("amazon-apigateway-"))
        yield `access_log_settings.destination_arn: expected a Firehose stream named amazon-apigateway-..., got ${stream}`;
    },
  }),

  resourceRule({
    id: "execution-log-group-first",
    checks:
      "A REST API stage depends on the log group of its execution log, which would otherwise be made without retention",
    source: "API Gateway developer guide, Set up CloudWatch logging for REST APIs",
    types: ["aws_api_gateway_method_settings"],
    *check(settings, stack) {
      const level = literal(block(settings.arguments["settings"])?.["logging_level"]);
      if (level === undefined || level === "OFF") return;
      const stage = stack
        .resources("aws_api_gateway_stage")
        .find((candidate) => stack.refersTo(settings.arguments["stage_name"], candidate));
      if (!stage) return;
      const api = stack.target(stage.arguments["rest_api_id"]);
      const group = stack
        .resources("aws_cloudwatch_log_group")
        .find(
          ({ arguments: { name } }) =>
            typeof name === "string" &&
            name.startsWith("API-Gateway-Execution-Logs_") &&
            (!api || stack.refersTo(name, api)),
        );
      if (!group)
        yield `settings.logging_level: expected a log group API-Gateway-Execution-Logs_<api>/<stage> with retention for the level ${level}, got none`;
      else if (!stack.dependsOn(stage, group))
        yield `settings.logging_level: expected ${stage.address} to depend on ${group.address}, got no dependency`;
    },
  }),

  resourceRule({
    id: "method-settings-path",
    checks: "The path of method settings has no leading slash and ends in a method",
    source: "API Gateway API reference, UpdateStage, methodSettings; developer guide, Set stage settings",
    types: ["aws_api_gateway_method_settings"],
    *check(settings) {
      const path = literal(settings.arguments["method_path"]);
      if (path === undefined || /^(\*\/\*|[^/].*\/(\*|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY))$/.test(path)) return;
      yield `method_path: expected */*, orders/GET or ~1orders~1{orderId}/GET, without a leading /, got ${path}`;
    },
  }),

  resourceRule({
    id: "method-settings-throttle",
    checks: "Method settings say both throttles: one left out is written as -1, which takes the stage's limit away",
    source: "API Gateway API reference, MethodSetting; provider hashicorp/aws 5.100, aws_api_gateway_method_settings",
    types: ["aws_api_gateway_method_settings"],
    *check(settings) {
      const given = block(settings.arguments["settings"]) ?? {};
      for (const argument of ["throttling_rate_limit", "throttling_burst_limit"]) {
        if (given[argument] === undefined) yield `settings.${argument}: expected a limit, got none, which removes it`;
        const limit = number(given[argument]);
        if (limit !== undefined && limit < 0) yield `settings.${argument}: expected 0 or more, got ${limit}`;
      }
    },
  }),

  resourceRule({
    id: "method-settings-order",
    checks: "Settings of one method depend on those of `*/*`, which AWS copies into them when they are made",
    source: "API Gateway API reference, UpdateStage (recorded behaviour); hashicorp/terraform-provider-aws issue 41104",
    types: ["aws_api_gateway_method_settings"],
    *check(settings, stack) {
      if (settings.arguments["method_path"] === "*/*") return;
      const all = stack
        .resources("aws_api_gateway_method_settings")
        .find(
          (other) =>
            other.arguments["method_path"] === "*/*" &&
            other.arguments["rest_api_id"] === settings.arguments["rest_api_id"],
        );
      if (all && !stack.dependsOn(settings, all))
        yield `depends_on: expected ${all.address}, whose settings it overrides, got no dependency`;
    },
  }),

  resourceRule({
    id: "cache-ttl",
    checks: "A cache keeps answers for 0 to 3600 seconds",
    source: "API Gateway developer guide, Cache settings for REST APIs",
    types: ["aws_api_gateway_method_settings"],
    *check(settings) {
      const { minimum, maximum } = limits.cacheTtlSeconds;
      const seconds = number(block(settings.arguments["settings"])?.["cache_ttl_in_seconds"]);
      if (seconds !== undefined && (seconds < minimum || seconds > maximum))
        yield `settings.cache_ttl_in_seconds: expected ${minimum} to ${maximum}, got ${seconds}`;
    },
  }),

  resourceRule({
    id: "cache-protection",
    checks: "A cache is encrypted, and only callers who may do so invalidate its entries",
    source: "API Gateway developer guide, Cache settings for REST APIs, Invalidate a cache entry",
    types: ["aws_api_gateway_method_settings"],
    *check(settings) {
      const given = block(settings.arguments["settings"]) ?? {};
      if (given["caching_enabled"] !== true) return;
      if (given["cache_data_encrypted"] !== true)
        yield `settings.cache_data_encrypted: expected true, as answers are cached, got ${shown(given["cache_data_encrypted"])}`;
      if (given["require_authorization_for_cache_control"] === false)
        yield "settings.require_authorization_for_cache_control: expected true, as every client could bypass the cache otherwise, got false";
    },
  }),

  resourceRule({
    id: "data-trace",
    checks: "Execution logs carry no payloads: data tracing is off",
    source: "API Gateway developer guide, Set up CloudWatch logging for REST APIs",
    types: ["aws_api_gateway_method_settings"],
    *check(settings) {
      if (block(settings.arguments["settings"])?.["data_trace_enabled"] === true)
        yield "settings.data_trace_enabled: expected false, as it writes requests and answers into the log, got true";
    },
  }),
];
