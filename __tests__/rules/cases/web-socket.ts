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
