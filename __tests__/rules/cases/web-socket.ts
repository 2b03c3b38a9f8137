import { type Case, numbered, type Resources } from "./case";

const socket: Resources = {
  aws_apigatewayv2_api: { w: { protocol_type: "WEBSOCKET", route_selection_expression: "$request.body.action" } },
};
const id = { api_id: "${aws_apigatewayv2_api.w.id}" };
const route = (key: string, authorization?: string): Resources => ({
  ...socket,
  aws_apigatewayv2_route: { r: { ...id, route_key: key, ...(authorization && { authorization_type: authorization }) } },
});
const authorizer = (settings: Record<string, unknown>): Resources => ({
  ...socket,
  aws_apigatewayv2_authorizer: { a: { ...id, ...settings } },
});
const stage = (settings: Record<string, unknown>): Resources => ({ aws_apigatewayv2_stage: { s: settings } });
const deployment = (settings: Record<string, unknown>, more: Resources): Resources => ({
  ...more,
  aws_apigatewayv2_deployment: { d: { ...id, ...settings } },
});

const lambda: Resources = {
  aws_lambda_function: { f: { function_name: "f" } },
  aws_lambda_alias: { a: { name: "live", function_name: "${aws_lambda_function.f.function_name}" } },
};
const permission: Resources = {
  aws_lambda_permission: {
    p: {
      function_name: "${aws_lambda_function.f.function_name}",
      qualifier: "${aws_lambda_alias.a.name}",
      principal: "apigateway.amazonaws.com",
    },
  },
};
const integrated = (settings: Record<string, unknown>, permissions = permission): Resources => ({
  ...socket,
  ...lambda,
  ...permissions,
  aws_apigatewayv2_integration: {
    i: {
      ...id,
      integration_type: "AWS_PROXY",
      integration_method: "POST",
      integration_uri: "${aws_lambda_alias.a.invoke_arn}",
      ...settings,
    },
  },
});
const response: Resources = {
  aws_apigatewayv2_route_response: { r: { ...id, route_id: "${aws_apigatewayv2_route.r.id}" } },
};
const answering = (settings: Record<string, unknown>, responses = response): Resources => ({
  ...socket,
  ...responses,
  aws_apigatewayv2_route: { r: { ...id, route_key: "subscribe", ...settings } },
});
const executionLogs: Resources = {
  aws_cloudwatch_log_group: { l: { name: "/aws/apigateway/${aws_apigatewayv2_api.w.id}/dev" } },
};
const logging = (level: string, groups: Resources, dependencies: string[] = []): Resources => ({
  ...socket,
  ...groups,
  ...stage({ ...id, default_route_settings: { logging_level: level }, depends_on: dependencies }),
});

export const cases: Record<string, Case> = {
  "websocket-route-selection": {
    keeps: [socket, { aws_apigatewayv2_api: { h: { protocol_type: "HTTP" } } }],
    breaks: [["no expression", { aws_apigatewayv2_api: { w: { protocol_type: "WEBSOCKET" } } }, /got none/]],
  },
  "websocket-authorization": {
    keeps: [route("$connect", "CUSTOM"), route("subscribe")],
    breaks: [
      ["an authorizer on another route", route("subscribe", "CUSTOM"), /expected NONE on subscribe/],
      ["an open $connect", route("$connect"), /everybody may connect/],
      ["JWT", route("$connect", "JWT"), /only HTTP APIs know JWT/],
    ],
  },
  "websocket-authorizer": {
    keeps: [authorizer({ identity_sources: ["route.request.querystring.token"] })],
    breaks: [
      ["a source of HTTP APIs", authorizer({ identity_sources: ["$request.header.Authorization"] }), /got \$request/],
      ["a time to live", authorizer({ authorizer_result_ttl_in_seconds: 300 }), /as it is of HTTP APIs, got 300/],
    ],
  },
  "websocket-deployment": {
    keeps: [stage({ auto_deploy: true }), stage({ deployment_id: "d" })],
    breaks: [
      ["both", stage({ auto_deploy: true, deployment_id: "d" }), /expected false beside a deployment_id/],
      ["neither", stage({}), /serves nothing, got neither/],
    ],
  },
  "websocket-routes": {
    keeps: [deployment({ depends_on: ["aws_apigatewayv2_route.r"] }, route("$connect", "CUSTOM"))],
    breaks: [
      ["no routes", deployment({}, socket), /expected an API with routes/],
      [
        "a route that may come later",
        deployment({}, route("$connect", "CUSTOM")),
        /expected aws_apigatewayv2_route\.r/,
      ],
    ],
  },
  "websocket-integration": {
    keeps: [integrated({}), integrated({ integration_type: "MOCK" }, {})],
    breaks: [
      ["another verb", integrated({ integration_method: "GET" }), /expected POST, by which every function/],
      ["no permission", integrated({}, {}), /permission for API Gateway to invoke aws_lambda_alias\.a/],
    ],
  },
  "websocket-answer": {
    keeps: [answering({ route_response_selection_expression: "$default" }), route("subscribe")],
    breaks: [
      ["a response that nobody selects", answering({}), /expected \$default, as aws_apigatewayv2_route_response\.r/],
      [
        "a selection without a response",
        answering({ route_response_selection_expression: "$default" }, {}),
        /expected a route response/,
      ],
      [
        "another selection",
        answering({ route_response_selection_expression: "$request.body.id" }),
        /expected \$default, the only one/,
      ],
    ],
  },
  "websocket-log-group-first": {
    keeps: [logging("ERROR", executionLogs, ["aws_cloudwatch_log_group.l"]), logging("OFF", {})],
    breaks: [
      ["no group", logging("ERROR", {}), /expected a log group/],
      ["a group that may come later", logging("INFO", executionLogs), /expected a dependency on/],
    ],
  },
  "websocket-throttle": {
    keeps: [stage({ default_route_settings: { throttling_rate_limit: 10, throttling_burst_limit: 5 } }), stage({})],
    breaks: [
      [
        "a rate without burst",
        stage({ default_route_settings: { throttling_rate_limit: 10 } }),
        /throttling_burst_limit: expected more than 0/,
      ],
    ],
  },
  "websocket-log-level": {
    keeps: [stage({ default_route_settings: { data_trace_enabled: false } })],
    breaks: [
      ["messages in the log", stage({ default_route_settings: { data_trace_enabled: true } }), /expected false/],
    ],
  },
  "websocket-quotas": {
    keeps: [{ ...socket, aws_apigatewayv2_route: numbered(300, id) }],
    breaks: [
      ["301 routes", { ...socket, aws_apigatewayv2_route: numbered(301, id) }, /at most 300 routes, got 301/],
      [
        "301 integrations",
        { ...socket, aws_apigatewayv2_integration: numbered(301, id) },
        /at most 300 integrations, got 301/,
      ],
      [
        "an integration that waits longer",
        { ...socket, aws_apigatewayv2_integration: { i: { ...id, timeout_milliseconds: 30_000 } } },
        /aws_apigatewayv2_integration\.i to wait 50 to 29000 ms, got 30000/,
      ],
    ],
  },
};
