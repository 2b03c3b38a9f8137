import { changed, type Judgement, removed, turnedOff, turnedOn, type Watch, watchRule } from "../attribute-watch";
import type { Rule } from "../rule";

/** CloudWatch Logs keeps events for ever when retention is 0 or left out. */
const keepsShorter: Judgement = (before, after) => days(after) < days(before);
const silenced: Judgement = (before, after) => changed(before, after) && after === "OFF";
const days = (value: unknown): number => (typeof value === "number" && value > 0 ? value : Infinity);

const stages = ["aws_api_gateway_stage", "aws_apigatewayv2_stage"];
const settings = ["aws_api_gateway_method_settings"];

const retention: readonly Watch[] = [
  {
    types: ["aws_cloudwatch_log_group"],
    path: ["retention_in_days"],
    when: keepsShorter,
    title: (before, after) =>
      `Logs are kept for ${after} ${after === "1" ? "day" : "days"} instead of ${before === "0" || before === "none" ? "for ever" : before}`,
    detail: "Log events that are older are deleted for good, usually within 72 hours.",
    remedy: "Export what audits or investigations may need first",
  },
];

const observability: readonly Watch[] = [
  {
    types: stages,
    path: ["access_log_settings"],
    when: removed,
    title: "Access logs are switched off",
    detail: "Nobody can tell any more who called what and how it was answered.",
    remedy: "Keep access logs on; shorten their format or retention if they cost too much",
  },
  {
    types: stages,
    path: ["access_log_settings", 0, "destination_arn"],
    when: (before, after) => changed(before, after) && !removed(before, after),
    title: "Access logs go to another place",
    detail: "Searches, alarms and audits that read the old one see nothing new.",
    remedy: "Move what reads them in the same change",
  },
  {
    types: ["aws_api_gateway_stage"],
    path: ["xray_tracing_enabled"],
    when: turnedOff,
    title: "X-Ray tracing is switched off",
    detail: "Traces end at the callers; slow requests can't be followed through the API.",
    remedy: "Keep it on; lower the sampling rate if it costs too much",
  },
  {
    types: ["aws_lambda_function"],
    path: ["tracing_config", 0, "mode"],
    when: (before, after) => before === "Active" && after !== "Active",
    title: "X-Ray tracing of the function is switched off",
    detail: "Its part of a request is missing from traces, unless its caller samples it.",
    remedy: "Keep it on; lower the sampling rate if it costs too much",
  },
  ...(
    [
      [settings, ["settings", 0, "logging_level"]],
      [["aws_apigatewayv2_stage"], ["default_route_settings", 0, "logging_level"]],
    ] as const
  ).map(([types, path]) => ({
    types,
    path,
    when: silenced,
    title: "Execution logs are switched off",
    detail: "Errors of integrations, authorizers and mapping templates leave no trace.",
    remedy: "Keep ERROR at least",
  })),
  {
    types: ["aws_sfn_state_machine"],
    path: ["logging_configuration", 0, "level"],
    when: silenced,
    title: "Execution logs of the state machine are switched off",
    detail: "Executions of EXPRESS state machines leave no trace at all.",
    remedy: "Keep ERROR at least",
  },
  {
    types: ["aws_sfn_state_machine"],
    path: ["tracing_configuration", 0, "enabled"],
    when: turnedOff,
    title: "X-Ray tracing of the state machine is switched off",
    detail: "Its part of a request is missing from traces.",
    remedy: "Keep it on; lower the sampling rate if it costs too much",
  },
  {
    types: ["aws_api_gateway_account"],
    path: ["cloudwatch_role_arn"],
    when: removed,
    title: "API Gateway loses its role for logs",
    detail:
      "Every REST and WebSocket API of the account in this region stops writing execution logs and, with CloudWatch as their destination, access logs.",
    remedy: "Keep the role; it belongs to the account, not to one API",
  },
  {
    types: settings,
    path: ["settings", 0, "metrics_enabled"],
    when: turnedOff,
    title: "Metrics per method are switched off",
    detail: "Alarms on single methods see no data any more.",
    remedy: "Move those alarms to metrics of the stage first",
  },
];

export const loggingRules: readonly Rule[] = [
  watchRule(
    {
      id: "log-retention",
      category: "runtime",
      severity: "high",
      summary: "A log group keeps its events for a shorter time",
      example: "`retention_in_days` falls from 365 to 1",
      equivalents: ["CKV_AWS_66", "CKV_AWS_338"],
    },
    retention,
  ),
  watchRule(
    {
      id: "observability-off",
      category: "runtime",
      severity: "medium",
      summary: "Access logs, execution logs, metrics or traces are switched off or moved",
      example: "The `access_log_settings` block of a stage is removed",
      equivalents: ["CKV_AWS_73", "CKV_AWS_76", "CKV2_AWS_4", "CKV_AWS_50", "AWS-0001", "AWS-0003", "AWS-0066"],
    },
    observability,
  ),
  watchRule(
    {
      id: "payloads-logged",
      category: "runtime",
      severity: "high",
      summary: "Data trace is switched on: whole requests and answers go to the log",
      example: "`data_trace_enabled = true`",
      equivalents: ["CKV_AWS_276"],
    },
    [
      {
        types: settings,
        path: ["settings", 0, "data_trace_enabled"],
        when: turnedOn,
        title: "Whole requests and answers are logged",
        detail: "Data trace writes bodies, headers and tokens of callers to the execution log.",
        remedy: "Use it for a short time in an environment without real data",
      },
      {
        types: ["aws_apigatewayv2_stage"],
        path: ["default_route_settings", 0, "data_trace_enabled"],
        when: turnedOn,
        title: "Whole messages are logged",
        detail: "Data trace writes bodies and headers of callers to the execution log.",
        remedy: "Use it for a short time in an environment without real data",
      },
    ],
  ),
];
