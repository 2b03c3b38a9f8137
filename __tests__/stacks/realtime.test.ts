import * as z from "zod/mini";
import { service } from "../../contract";
import { orderStatus } from "../../contract/orders/realtime";
import type { Service } from "../../contract/service";
import type { WebSocketApi } from "../../contract/web-socket-api";
import type { Environment } from "../../environments/environment";
import { dev, environments, stackNamed, synthesize } from "./synthesis";

const all = environments.map((environment) => [environment.name, environment] as const);
const stackOf = (name: string) => stackNamed(`${name}-realtime`);

/** Dev with nothing that the WebSocket API has no use for. */
const { network: _network, direct: _direct, userPool: _userPool, usagePlans: _usagePlans, ...rest } = dev;
const alone: Environment = {
  ...rest,
  doors: ["edge"],
  domain: { ...dev.domain, hosts: { edge: "edge.dev.example.com" } },
  certificateRegion: { edge: "us-east-1" },
  throttle: { rateLimit: 50, burstLimit: 100 },
};
const realtimeOf = (change: Partial<WebSocketApi> = {}, environment = alone, more: Partial<Service> = {}) =>
  synthesize([environment], { ...service, apis: [], ...more, webSocketApi: { ...orderStatus, ...change } })[
    "dev-realtime"
  ]!;

describe.each(all)("the WebSocket API of %s", (name, { realtime, stage, logs, account, deletionProtection }) => {
  test("is called by its own domain name alone, with TLS 1.2, and leads there by IPv4 and IPv6", () => {
    const stack = stackOf(name);
    expect(stack.the("aws_apigatewayv2_api")).toMatchObject({
      name: `shop-${name}-order-status`,
      protocol_type: "WEBSOCKET",
      route_selection_expression: "$request.body.action",
      disable_execute_api_endpoint: true,
      ip_address_type: "dualstack",
    });
    expect(stack.the("aws_apigatewayv2_domain_name")).toMatchObject({
      domain_name: realtime!.host,
      domain_name_configuration: {
        endpoint_type: "REGIONAL",
        security_policy: "TLS_1_2",
        ip_address_type: "dualstack",
      },
    });
    expect(stack.the("aws_apigatewayv2_api_mapping")).not.toHaveProperty("api_mapping_key");
    expect(["alias_a", "alias_aaaa"].map((id) => stack.all("aws_route53_record")[id]!.name)).toEqual([
      realtime!.host,
      realtime!.host,
    ]);
    expect(stack.json.output).toMatchObject({ url: { value: `wss://${realtime!.host}` } });
  });

  test("has its certificate in the API's region", () => {
    expect(stackOf(name).the("aws_acm_certificate")).toMatchObject({ domain_name: realtime!.host });
    expect(stackOf(name).the("aws_acm_certificate")).not.toHaveProperty("provider");
  });

  test("is throttled, logged and measured as pinned, and writes no message into a log", () => {
    expect(stackOf(name).the("aws_apigatewayv2_stage")).toMatchObject({
      name: stage,
      default_route_settings: {
        throttling_rate_limit: realtime!.throttle.rateLimit,
        throttling_burst_limit: realtime!.throttle.burstLimit,
        logging_level: logs.execution ?? "ERROR",
        data_trace_enabled: false,
        detailed_metrics_enabled: true,
      },
    });
  });

  test("is not deleted where deletion is refused", () => {
    expect(stackOf(name).the("aws_apigatewayv2_api").lifecycle).toEqual({ prevent_destroy: deletionProtection });
  });

  test("may invoke its functions through their alias, route by route", () => {
    const permissions = Object.values(stackOf(name).all("aws_lambda_permission"));
    expect(new Set(permissions.map(({ source_arn }) => source_arn))).toEqual(
      new Set(
        [
          "authorizers/${aws_apigatewayv2_authorizer.api_authorizer.id}",
          ...["$connect", "$default", "$disconnect", "subscribe", "unsubscribe"].map((key) => `${stage}/${key}`),
        ].map((source) => `\${aws_apigatewayv2_api.api.execution_arn}/${source}`),
      ),
    );
    for (const { qualifier } of permissions) expect(qualifier).toMatch(/^\$\{aws_lambda_alias\.\w+\.name\}$/);
  });

  test("is fed from the stream of the orders table, from now on, and gives up what fails", () => {
    const stack = stackOf(name);
    expect(stackNamed(`${name}-data`).all("aws_dynamodb_table").orders).toMatchObject({
      stream_enabled: true,
      stream_view_type: "NEW_AND_OLD_IMAGES",
    });
    expect(stack.json.data?.aws_dynamodb_table).toMatchObject({ orders_table: { name: `shop-${name}-orders` } });
    const queue = `shop-${name}-order-status-push-failures`;
    expect(stack.the("aws_sqs_queue").name).toBe(queue);
    expect(stack.the("aws_lambda_event_source_mapping")).toMatchObject({
      event_source_arn: "${data.aws_dynamodb_table.orders_table.stream_arn}",
      function_name: "${aws_lambda_alias.order_status_push_alias.arn}",
      starting_position: "LATEST",
      function_response_types: ["ReportBatchItemFailures"],
      bisect_batch_on_function_error: true,
      maximum_retry_attempts: 5,
      maximum_record_age_in_seconds: 3600,
      destination_config: { on_failure: { destination_arn: `arn:aws:sqs:eu-west-1:${account}:${queue}` } },
    });
  });

  test("tells the function that pushes where to, and nobody else", () => {
    const variables = Object.fromEntries(
      Object.entries(stackOf(name).all("aws_lambda_function")).map(([fn, { environment }]) => [
        fn,
        (environment as { variables: Record<string, string> }).variables.CONNECTIONS_ENDPOINT,
      ]),
    );
    expect(variables).toEqual({
      connection_authorizer: undefined,
      order_status: undefined,
      order_status_push: `https://${realtime!.host}`,
    });
  });
});

describe("a route", () => {
  const stack = () => stackOf("dev");
  const route = (key: string) =>
    Object.values(stack().all("aws_apigatewayv2_route")).find(({ route_key }) => route_key === key);

  test("of $connect asks the Lambda authorizer, for which the credential is in the query; no other asks", () => {
    expect(stack().the("aws_apigatewayv2_authorizer")).toMatchObject({
      authorizer_type: "REQUEST",
      identity_sources: ["route.request.querystring.token"],
    });
    const asks = Object.values(stack().all("aws_apigatewayv2_route")).filter(
      ({ authorization_type: type }) => type !== "NONE",
    );
    expect(asks).toMatchObject([{ route_key: "$connect", authorization_type: "CUSTOM" }]);
  });

  test("that answers has a route response, and one that doesn't has none", () => {
    const answering = Object.values(stack().all("aws_apigatewayv2_route_response")).map(({ route_id }) => route_id);
    expect(answering).toEqual(
      ["default", "ping", "subscribe", "unsubscribe"].map((key) => `\${aws_apigatewayv2_route.api_route_${key}.id}`),
    );
    expect(route("subscribe")).toMatchObject({ route_response_selection_expression: "$default" });
    expect(route("$connect")).not.toHaveProperty("route_response_selection_expression");
  });

  test("that API Gateway answers has a mock with an integration response; functions are proxies and have none", () => {
    const { api_integration_ping: ping, api_integration_order_status: lambda } =
      stack().all("aws_apigatewayv2_integration");
    expect(ping).toMatchObject({ integration_type: "MOCK", request_templates: { 200: '{"statusCode":200}' } });
    expect(stack().the("aws_apigatewayv2_integration_response")).toMatchObject({
      integration_id: "${aws_apigatewayv2_integration.api_integration_ping.id}",
      integration_response_key: "$default",
      response_templates: { 200: '{"type":"pong"}' },
    });
    expect(lambda).toMatchObject({
      integration_type: "AWS_PROXY",
      integration_method: "POST",
      timeout_milliseconds: 29_000,
      integration_uri: expect.stringContaining("function:shop-dev-order-status-realtime:live/invocations"),
    });
  });
});

test("a service without a WebSocket API, and an environment that pins none, have no such stack", () => {
  const { webSocketApi: _webSocketApi, ...others } = service;
  expect(synthesize([alone], { ...others, apis: [] })).not.toHaveProperty("dev-realtime");
  const { realtime: _realtime, ...pins } = alone;
  expect(synthesize([pins], { ...service, apis: [] })).not.toHaveProperty("dev-realtime");
});

test("a WebSocket API that pushes nothing has no stream, and nobody may post to connections", () => {
  const { push: _push, ...answersOnly } = orderStatus;
  const stack = synthesize([alone], { ...service, apis: [], webSocketApi: answersOnly })["dev-realtime"]!;
  expect(stack.all("aws_lambda_event_source_mapping")).toEqual({});
  expect(stack.text).not.toContain("ManageConnections");
});

test("a certificate that exists is looked up, and none is created", () => {
  const certificateArn = "arn:aws:acm:eu-west-1:111111111111:certificate/1";
  const stack = realtimeOf({}, { ...alone, realtime: { ...dev.realtime!, certificateArn } });
  expect(stack.all("aws_acm_certificate")).toEqual({});
  expect(stack.the("aws_apigatewayv2_domain_name").domain_name_configuration).toMatchObject({
    certificate_arn: certificateArn,
  });
});

test("where the DNS is elsewhere, outputs name the record to create", () => {
  const stacks = synthesize([{ ...alone, domain: { ...alone.domain, dns: "elsewhere" } }], { ...service, apis: [] });
  expect(stacks["dev-realtime"]!.json.output).toMatchObject({
    alias_cname_name: { value: "realtime.dev.example.com" },
    alias_cname_target: {
      value: "${aws_apigatewayv2_domain_name.domain.domain_name_configuration[0].target_domain_name}",
    },
  });
  expect(stacks["dev-network"]!.json.output).toHaveProperty("certificate_realtime_cname_name");
});

const { ping, subscribe, unsubscribe } = orderStatus.routes;
const withRoutes = (routes: object): Partial<WebSocketApi> => ({ routes: { ...orderStatus.routes, ...routes } });
const { unsubscribe: _unsubscribe, ...fewer } = orderStatus.routes;

/** What a client can observe. */
const observable: Record<string, () => ReturnType<typeof realtimeOf>> = {
  "a new route": () => realtimeOf(withRoutes({ again: subscribe })),
  "a route that is gone": () => realtimeOf({ routes: fewer }),
  "a route under another key": () => realtimeOf({ routes: { ...fewer, leave: unsubscribe } }),
  "another function": () =>
    realtimeOf(withRoutes({ subscribe: { ...subscribe, integration: { type: "lambda", function: "orders" } } })),
  "another answer of API Gateway's": () =>
    realtimeOf(withRoutes({ ping: { ...ping, integration: { type: "mock", body: { type: "here" } } } })),
  "a route that answers no more": () => {
    const { answer: _answer, ...silent } = subscribe;
    return realtimeOf(withRoutes({ subscribe: silent }));
  },
  "another authorizer": () => realtimeOf({ authorizer: { function: "partner-authorizer", queryParameter: "token" } }),
  "another place of the credential": () =>
    realtimeOf({ authorizer: { ...orderStatus.authorizer, queryParameter: "credential" } }),
  "functions that move to another account": () => realtimeOf({}, { ...alone, account: "444444444444" }),
};

/** What no client can observe in what is deployed. */
const quiet: Record<string, () => ReturnType<typeof realtimeOf>> = {
  "nothing changed": () => realtimeOf(),
  "descriptions changed": () =>
    realtimeOf({ description: "Other", ...withRoutes({ ping: { ...ping, summary: "Other." } }) }),
  "routes stand in another order": () =>
    realtimeOf({ routes: Object.fromEntries(Object.entries(orderStatus.routes).toReversed()) as never }),
  "a schema changed, by which the function parses": () =>
    realtimeOf(withRoutes({ subscribe: { ...subscribe, message: z.object({}) } })),
  "throttle, retention and memory changed": () =>
    realtimeOf(
      {},
      {
        ...alone,
        realtime: { ...dev.realtime!, throttle: { rateLimit: 1, burstLimit: 1 } },
        logs: { retentionDays: 1 },
        lambda: { memorySize: 128, timeout: 5 },
      },
    ),
};

describe("the deployment", () => {
  const triggersOf = (stack: ReturnType<typeof realtimeOf>) => stack.the("aws_apigatewayv2_deployment").triggers;
  const before = triggersOf(realtimeOf());

  test.each(Object.entries(observable))("follows %s", (_edit, stack) => {
    expect(triggersOf(stack())).not.toEqual(before);
  });

  test.each(Object.entries(quiet))("stays when %s", (_edit, stack) => {
    expect(triggersOf(stack())).toEqual(before);
  });

  test("is there before the one before it goes, and after all that it deploys", () => {
    const stack = stackOf("dev");
    const { lifecycle, depends_on: after } = stack.the("aws_apigatewayv2_deployment");
    expect(lifecycle).toEqual({ create_before_destroy: true });
    const deployed = [
      "aws_apigatewayv2_route",
      "aws_apigatewayv2_route_response",
      "aws_apigatewayv2_integration_response",
    ];
    expect(after).toEqual(
      expect.arrayContaining(deployed.flatMap((type) => Object.keys(stack.all(type)).map((name) => `${type}.${name}`))),
    );
    expect(stack.the("aws_apigatewayv2_stage")).toMatchObject({
      deployment_id: "${aws_apigatewayv2_deployment.api_deployment.id}",
    });
    expect(stack.the("aws_apigatewayv2_stage")).not.toHaveProperty("auto_deploy");
  });
});
