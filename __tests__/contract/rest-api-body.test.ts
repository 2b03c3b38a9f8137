import * as z from "zod/mini";
import { service } from "../../contract";
import { compileModels } from "../../contract/models";
import { ordersV1 } from "../../contract/orders/v1";
import { toRestApiBody } from "../../contract/rest-api-body";
import { type Api, defineApi, type Route } from "../../contract/route";
import { backend, services } from "./service-addresses";

interface Operation {
  operationId?: string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: unknown;
  responses: Record<string, { headers?: Record<string, unknown>; content?: unknown }>;
  "x-amazon-apigateway-request-validator"?: string;
  "x-amazon-apigateway-integration": Record<string, unknown> & {
    responses?: {
      default: { statusCode: string; responseParameters: Record<string, string>; responseTemplates?: unknown };
    };
  };
}

interface Body {
  openapi: string;
  info: { title: string; version: string };
  servers: unknown;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
  "x-amazon-apigateway-request-validators": Record<string, unknown>;
}

const binding = {
  name: "shop-dev-orders-regional-v1",
  endpoint: { disableExecuteApiEndpoint: true },
  functionUri: (name: string) => `arn:of:${name}`,
  services,
  backend,
  door: service.authorization.doors.regional,
  authorizers: service.authorization.authorizers,
  userPoolArn: () => "arn:of:user-pool",
};
const compile = (api: Api) => toRestApiBody(api, binding) as unknown as Body;
const orders = compile(ordersV1);

const minimal = (route: Partial<Api["routes"][string]>, path: `/${string}` = "/things"): Api =>
  defineApi({
    ...ordersV1,
    routes: { getThing: { ...ordersV1.routes.getHealth, path, ...route } },
  });

test("is OpenAPI 3.0.1, titled as the REST API, with the version of the contract", () => {
  expect(orders).toMatchObject({ openapi: "3.0.1", info: { title: binding.name, version: "v1" } });
});

test("has every route of the contract, and a preflight for every path", () => {
  const methods = Object.entries(orders.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = Object.values<Route>(ordersV1.routes).map(({ method, path }) => `${method} ${path}`);
  const paths = new Set(Object.values<Route>(ordersV1.routes).map(({ path }) => `OPTIONS ${path}`));
  expect(methods.toSorted()).toEqual([...routes, ...paths].toSorted());
});

test("sends Lambda routes to the function by POST, whatever the client's method", () => {
  expect(orders.paths["/orders"]!.get!["x-amazon-apigateway-integration"]).toEqual({
    type: "aws_proxy",
    httpMethod: "POST",
    uri: "arn:of:orders",
    passthroughBehavior: "never",
    timeoutInMillis: 29000,
  });
});

test("says which parameters are required: the path's always, others by their schema", () => {
  expect(orders.paths["/orders"]!.get!.parameters).toEqual([
    { name: "customerId", in: "query", required: true, schema: { type: "string" } },
    { name: "limit", in: "query", required: false, schema: { type: "string" } },
    { name: "cursor", in: "query", required: false, schema: { type: "string" } },
  ]);
  expect(orders.paths["/orders/{orderId}"]!.put!.parameters).toMatchObject([
    { name: "orderId", in: "path", required: true },
    { name: "if-match", in: "header", required: false },
  ]);
});

test("validates bodies against models where there is a body, parameters everywhere", () => {
  const { get, post } = orders.paths["/orders"]!;
  expect(post!.requestBody).toEqual({
    required: true,
    content: { "application/json": { schema: { $ref: "#/components/schemas/OrderInput" } } },
  });
  expect(orders["x-amazon-apigateway-request-validators"]).toEqual({
    body: { validateRequestBody: true, validateRequestParameters: true },
    parameters: { validateRequestBody: false, validateRequestParameters: true },
  });
  expect(post!["x-amazon-apigateway-request-validator"]).toBe("body");
  expect(get!["x-amazon-apigateway-request-validator"]).toBe("parameters");
});

test("turns schemas into models that refer to each other", () => {
  expect(Object.keys(orders.components.schemas)).toEqual(Object.keys(ordersV1.models).toSorted());
  expect(orders.components.schemas.OrderInput).toMatchObject({
    type: "object",
    additionalProperties: false,
    required: ["customerId", "currency", "items", "shippingAddress", "shippingCountry"],
    properties: { items: { type: "array", items: { $ref: "#/components/schemas/OrderItem" } } },
  });
});

test("notes what API Gateway can't check and the function does", () => {
  expect(compileModels(ordersV1).notes.filter((note) => note.includes("OrderInput"))).toMatchInlineSnapshot(`
    [
      "OrderInput.properties.items: minItems 1 is not in API Gateway's imported model",
      "OrderInput.properties.items: maxItems 100 is not in API Gateway's imported model",
    ]
  `);
});

test("answers health itself, as a mock with the CORS headers", () => {
  const integration = orders.paths["/health"]!.get!["x-amazon-apigateway-integration"];
  expect(integration).toMatchObject({
    type: "mock",
    requestTemplates: { "application/json": '{"statusCode":200}' },
    responses: {
      default: {
        statusCode: "200",
        responseParameters: { "method.response.header.Access-Control-Allow-Origin": "'*'" },
        responseTemplates: { "application/json": '{"status":"ok"}' },
      },
    },
  });
});

test("answers preflights itself, with the methods of the path", () => {
  const { default: answer } = orders.paths["/orders"]!.options!["x-amazon-apigateway-integration"].responses!;
  expect(answer).toEqual({
    statusCode: "204",
    responseParameters: {
      "method.response.header.Access-Control-Allow-Origin": "'*'",
      "method.response.header.Access-Control-Allow-Methods": "'GET,OPTIONS,POST'",
      "method.response.header.Access-Control-Allow-Headers":
        "'Authorization,Content-Type,Idempotency-Key,If-Match,X-Api-Key'",
      "method.response.header.Access-Control-Max-Age": "'600'",
    },
  });
});

test("declares the variables of a path in every operation of it, preflights too", () => {
  const undeclared = Object.entries(orders.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { parameters = [] }]) =>
      [...path.matchAll(/\{(\w+)\+?\}/g)]
        .filter(([, name]) => !parameters.some((parameter) => parameter.in === "path" && parameter.name === name))
        .map(([variable]) => `${method} ${path}: ${variable}`),
    ),
  );
  expect(undeclared).toEqual([]);
});

test("declares every header that an integration maps, as API Gateway demands", () => {
  const undeclared = Object.entries(orders.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const answer = operation["x-amazon-apigateway-integration"].responses?.default;
      if (!answer) return [];
      const declared = Object.keys(operation.responses[answer.statusCode]?.headers ?? {});
      return Object.keys(answer.responseParameters)
        .map((target) => target.replace("method.response.header.", ""))
        .filter((header) => !declared.includes(header))
        .map((header) => `${method} ${path}: ${header}`);
    }),
  );
  expect(undeclared).toEqual([]);
});

test("repeats API-level settings that PutRestApi would reset", () => {
  const body = toRestApiBody(ordersV1, {
    ...binding,
    endpoint: { disableExecuteApiEndpoint: true, vpcEndpointIds: ["vpce-1"] },
  });
  expect(body.servers).toEqual([
    {
      url: "/",
      "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true, vpcEndpointIds: ["vpce-1"] },
    },
  ]);
});

test("does not depend on the order in which the contract is written", () => {
  const reversed = { ...ordersV1, routes: Object.fromEntries(Object.entries(ordersV1.routes).toReversed()) };
  expect(JSON.stringify(compile(reversed))).toBe(JSON.stringify(orders));
});

describe("fails, naming the operation, when", () => {
  test.each<[string, Api, string]>([
    [
      "a path parameter has no schema",
      minimal({}, "/things/{thingId}"),
      "orders v1 getThing: expected path parameters thingId as in /things/{thingId}, got none",
    ],
    [
      "a schema is for no path parameter",
      minimal({ request: { path: z.object({ id: z.string() }) } }),
      "orders v1 getThing: expected path parameters none as in /things, got id",
    ],
    [
      "a body's schema is no model",
      minimal({ method: "POST", request: { body: z.object({}) } }),
      "orders v1 getThing request body: expected a schema listed in models of orders v1, got another",
    ],
    [
      "a greedy parameter is not the last",
      minimal({ request: { path: z.object({ rest: z.string() }) } }, "/{rest+}/more"),
      "expected a greedy parameter only as last segment, got {rest+} before others",
    ],
    [
      "a segment mixes text and parameter",
      minimal({ request: { path: z.object({ id: z.string() }) } }, "/v{id}"),
      "expected segments of letters, digits and _.,:- or one whole {parameter}, got v{id}",
    ],
    [
      "a mock body would be read as a template",
      minimal({ integration: { type: "mock", body: { price: "$5" } } }),
      "orders v1 getThing: mock body: expected text without $ and #",
    ],
    [
      "a model's name is not alphanumeric",
      { ...ordersV1, models: { ...ordersV1.models, "order-line": z.object({ a: z.string() }) } },
      "orders v1 model order-line: expected an alphanumeric name",
    ],
    [
      "two operations have one method and path",
      { ...ordersV1, routes: { one: ordersV1.routes.getHealth, two: ordersV1.routes.getHealth } },
      "orders v1 two: expected one operation for GET /health, got two",
    ],
  ])("%s", (_when, api, message) => {
    expect(() => compile(api)).toThrow(message);
  });
});
