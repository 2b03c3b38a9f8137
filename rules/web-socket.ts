import { limits } from "../semantics/limits";
import { functionOf, permissionsFor } from "./invocation";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { block, list, literal, number, shown } from "./values";

function isWebSocket(apiId: unknown, stack: StackConfiguration): boolean {
  return literal(stack.target(apiId)?.arguments["protocol_type"]) === "WEBSOCKET";
}

const apiOf = (resource: Resource, stack: StackConfiguration) => stack.target(resource.arguments["api_id"]);

/** What WebSocket APIs take. */
export const webSocketRules: readonly Rule[] = [
  resourceRule({
    id: "websocket-route-selection",
    checks: "A WebSocket API says which part of a message selects the route",
    source: "API Gateway developer guide, Working with routes for WebSocket APIs",
    types: ["aws_apigatewayv2_api"],
    *check({ arguments: api }) {
      if (literal(api["protocol_type"]) === "WEBSOCKET" && api["route_selection_expression"] === undefined)
        yield "route_selection_expression: expected an expression such as $request.body.action, got none";
    },
  }),

  resourceRule({
    id: "websocket-authorization",
    checks:
      "Callers of a WebSocket API are authorized when they connect: other routes take no authorizer, and $connect has one",
    source: "API Gateway developer guide, Controlling and managing access to a WebSocket API",
    types: ["aws_apigatewayv2_route"],
    *check(route, stack) {
      if (!isWebSocket(route.arguments["api_id"], stack)) return;
      const key = literal(route.arguments["route_key"]);
      const authorization = literal(route.arguments["authorization_type"]) ?? "NONE";
      if (key !== undefined && key !== "$connect" && authorization !== "NONE")
        yield `authorization_type: expected NONE on ${key}, as only $connect is authorized, got ${authorization}`;
      if (key === "$connect" && authorization === "NONE")
        yield "authorization_type: expected CUSTOM or AWS_IAM on $connect, without which everybody may connect, got NONE";
      if (authorization === "JWT")
        yield "authorization_type: expected CUSTOM or AWS_IAM, as only HTTP APIs know JWT, got JWT";
    },
  }),

  resourceRule({
    id: "websocket-authorizer",
    checks: "A WebSocket authorizer has identity sources of a route's request, and nothing of HTTP APIs",
    source: "API Gateway v2 API reference, CreateAuthorizer",
    types: ["aws_apigatewayv2_authorizer"],
    *check(authorizer, stack) {
      if (!isWebSocket(authorizer.arguments["api_id"], stack)) return;
      for (const source of list(authorizer.arguments["identity_sources"])) {
        const text = literal(source);
        if (
          text !== undefined &&
          !/^(route\.request\.(header|querystring|multivalueheader)\.|context\.|stageVariables\.)/.test(text)
        )
          yield `identity_sources: expected route.request.header.<name> or route.request.querystring.<name>, got ${text}`;
      }
      for (const argument of [
        "authorizer_payload_format_version",
        "authorizer_result_ttl_in_seconds",
        "enable_simple_responses",
      ])
        if (authorizer.arguments[argument] !== undefined)
          yield `${argument}: expected none, as it is of HTTP APIs, got ${shown(authorizer.arguments[argument])}`;
    },
  }),

  resourceRule({
    id: "websocket-deployment",
    checks: "A stage is deployed by one way: a deployment of its own, or auto_deploy",
    source: "API Gateway v2 API reference, CreateStage; hashicorp/terraform-provider-aws issue 36078",
    types: ["aws_apigatewayv2_stage"],
    *check({ arguments: stage }) {
      const [automatic, deployment] = [stage["auto_deploy"] === true, stage["deployment_id"] !== undefined];
      if (automatic && deployment) yield "auto_deploy: expected false beside a deployment_id, got true";
      if (!automatic && !deployment)
        yield "deployment_id: expected a deployment, or auto_deploy, without which the stage serves nothing, got neither";
    },
  }),

  resourceRule({
    id: "websocket-routes",
    checks: "A WebSocket API that is deployed has routes, and its deployment comes after them",
    source: "API Gateway v2 API reference, CreateDeployment",
    types: ["aws_apigatewayv2_deployment"],
    *check(deployment, stack) {
      const api = apiOf(deployment, stack);
      if (!api || api.arguments["body"] !== undefined) return;
      const routes = stack
        .resources("aws_apigatewayv2_route")
        .filter(({ arguments: { api_id: id } }) => stack.refersTo(id, api));
      if (routes.length === 0) yield "api_id: expected an API with routes, got one without";
      for (const route of routes)
        if (!stack.dependsOn(deployment, route))
          yield `depends_on: expected ${route.address}, which it has to deploy, got no dependency`;
    },
  }),

  resourceRule({
    id: "websocket-quotas",
    checks: "A WebSocket API has at most 300 routes and 300 integrations, which wait 50 ms to 29 s",
    source: "API Gateway developer guide, Quotas for configuring and running a WebSocket API",
    types: ["aws_apigatewayv2_api"],
    *check(api, stack) {
      if (literal(api.arguments["protocol_type"]) !== "WEBSOCKET") return;
      const ofApi = (type: string) =>
        stack.resources(type).filter(({ arguments: { api_id: id } }) => stack.refersTo(id, api));
      const integrations = ofApi("aws_apigatewayv2_integration");
      const counts = [
        ["routes", ofApi("aws_apigatewayv2_route").length, limits.webSocketRoutesPerApi],
        ["integrations", integrations.length, limits.webSocketIntegrationsPerApi],
      ] as const;
      for (const [what, count, most] of counts)
        if (count > most) yield `name: expected at most ${most} ${what}, got ${count}`;
      const { minimum, maximum } = limits.webSocketIntegrationTimeoutMs;
      for (const {
        address,
        arguments: { timeout_milliseconds: given },
      } of integrations) {
        const timeout = number(given);
        if (timeout !== undefined && (timeout < minimum || timeout > maximum))
          yield `name: expected ${address} to wait ${minimum} to ${maximum} ms, got ${timeout}`;
      }
    },
  }),

  resourceRule({
    id: "websocket-integration",
    checks: "A WebSocket integration invokes its function by POST, and has the permission to",
    source: "API Gateway v2 API reference, CreateIntegration",
    types: ["aws_apigatewayv2_integration"],
    *check({ arguments: integration }, stack) {
      if (!isWebSocket(integration["api_id"], stack)) return;
      if (literal(integration["integration_type"]) !== "AWS_PROXY") return;
      if (literal(integration["integration_method"]) !== "POST")
        yield `integration_method: expected POST, by which every function is invoked, got ${shown(integration["integration_method"])}`;
      const invoked = functionOf(integration["integration_uri"], stack);
      if (invoked?.resource && permissionsFor(invoked, stack).length === 0)
        yield `integration_uri: expected a permission for API Gateway to invoke ${invoked.address}, got none`;
    },
  }),

  resourceRule({
    id: "websocket-answer",
    checks:
      "A WebSocket route that answers says so and has the response `$default`: one without the other sends nothing",
    source: "API Gateway developer guide, Set up route responses for WebSocket APIs in API Gateway",
    types: ["aws_apigatewayv2_route"],
    *check(route, stack) {
      if (!isWebSocket(route.arguments["api_id"], stack)) return;
      const selection = route.arguments["route_response_selection_expression"];
      const [response] = stack
        .resources("aws_apigatewayv2_route_response")
        .filter(({ arguments: { route_id: id } }) => stack.refersTo(id, route));
      if (selection !== undefined && literal(selection) !== "$default")
        yield `route_response_selection_expression: expected $default, the only one, got ${shown(selection)}`;
      if (selection !== undefined && !response)
        yield "route_response_selection_expression: expected a route response beside it, got none";
      if (selection === undefined && response)
        yield `route_response_selection_expression: expected $default, as ${response.address} is there, got none`;
    },
  }),

  resourceRule({
    id: "websocket-log-group-first",
    checks:
      "A WebSocket stage depends on the log group of its execution log, which would otherwise be made without retention",
    source: "API Gateway developer guide, Configure logging for WebSocket APIs in API Gateway",
    types: ["aws_apigatewayv2_stage"],
    *check(stage, stack) {
      const level = literal(block(stage.arguments["default_route_settings"])?.["logging_level"]);
      const api = apiOf(stage, stack);
      if (!api || !isWebSocket(stage.arguments["api_id"], stack) || level === undefined || level === "OFF") return;
      const group = stack
        .resources("aws_cloudwatch_log_group")
        .find(({ arguments: { name } }) => shown(name).startsWith(`/aws/apigateway/\${${api.address}.id}/`));
      if (!group)
        yield `default_route_settings.logging_level: expected a log group /aws/apigateway/<api>/<stage> with retention for the level ${level}, got none`;
      else if (!stack.dependsOn(stage, group))
        yield `default_route_settings.logging_level: expected a dependency on ${group.address}, got none`;
    },
  }),

  resourceRule({
    id: "websocket-throttle",
    checks: "A stage's default throttle says rate and burst: one left at 0 lets nothing through",
    source: "API Gateway v2 API reference, RouteSettings",
    types: ["aws_apigatewayv2_stage"],
    *check({ arguments: { default_route_settings: settings } }) {
      const given = block(settings);
      if (!given) return;
      const [rate, burst] = [given["throttling_rate_limit"], given["throttling_burst_limit"]];
      for (const [argument, value, other] of [
        ["throttling_rate_limit", rate, burst],
        ["throttling_burst_limit", burst, rate],
      ] as const)
        if (other !== undefined && (value === undefined || number(value) === 0))
          yield `default_route_settings.${argument}: expected more than 0, got ${shown(value)}`;
    },
  }),

  resourceRule({
    id: "websocket-log-level",
    checks: "A WebSocket stage's execution log has no payloads",
    source: "API Gateway developer guide, Configure logging for a WebSocket API",
    types: ["aws_apigatewayv2_stage"],
    *check({ arguments: { default_route_settings: settings } }) {
      if (block(settings)?.["data_trace_enabled"] === true)
        yield "default_route_settings.data_trace_enabled: expected false, as it writes messages into the log, got true";
    },
  }),
];
