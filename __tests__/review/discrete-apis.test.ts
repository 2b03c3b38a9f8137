import { findAll } from "../../tools/review/findings";
import { restApiRules } from "../../tools/review/rules/rest-api";
import { routeRules } from "../../tools/review/rules/routes";
import { type Attributes, type ChangeSketch, planOf, type PlanSketch, reference } from "./plan-builder";

const found = (sketch: PlanSketch): string[] =>
  findAll([planOf(sketch)], [...restApiRules, ...routeRules]).map(
    ({ severity, rule, address, title }) => `${severity} ${rule} ${address}: ${title}`,
  );

const same = (address: string, values: Attributes): ChangeSketch => ({ address, before: values, after: values });
const change = (address: string, before: Attributes, after: Attributes): ChangeSketch => ({
  address,
  before: { ...before },
  after: { ...before, ...after },
});

const api = same("aws_api_gateway_rest_api.shop", { id: "api1", name: "shop", root_resource_id: "root" });
const orders = { id: "res1", rest_api_id: "api1", parent_id: "root", path_part: "orders", path: "/orders" };
const resource = same("aws_api_gateway_resource.orders", orders);
const method = {
  id: "m1",
  rest_api_id: "api1",
  resource_id: "res1",
  http_method: "GET",
  authorization: "CUSTOM",
  authorizer_id: "auth1",
  api_key_required: false,
  request_parameters: { "method.request.querystring.limit": false },
};
const authorizer = same("aws_api_gateway_authorizer.jwt", { id: "auth1", rest_api_id: "api1", name: "jwt" });
const integration = {
  rest_api_id: "api1",
  resource_id: "res1",
  http_method: "GET",
  type: "AWS_PROXY",
  uri: "arn:a",
  timeout_milliseconds: 29000,
};
const get = "aws_api_gateway_method.get";

describe("a REST API that is made of resources", () => {
  it("says nothing where only a computed attribute of it changes", () => {
    expect(found({ changes: [api, resource, change(get, method, { operation_name: "list" }), authorizer] })).toEqual(
      [],
    );
  });

  it("has routes at the addresses of its methods", () => {
    expect(
      found({
        changes: [api, resource, authorizer, change(get, method, { authorization: "NONE", authorizer_id: null })],
      }),
    ).toEqual([`block authorization-removed ${get}: GET /orders: authorization is removed (was CUSTOM)`]);
  });

  it("loses a route with its method", () => {
    expect(found({ changes: [api, resource, { address: get, before: method }] })).toEqual([
      `high route-removed ${get}: GET /orders: the route is removed`,
    ]);
  });

  it("keeps a route whose method Terraform only lets go of", () => {
    expect(found({ changes: [api, resource, { address: get, before: method, actions: ["forget"] }] })).toEqual([]);
  });

  it("keeps a route whose method moved to another address", () => {
    const moved = {
      address: 'aws_api_gateway_method.all["get"]',
      previousAddress: get,
      before: method,
      after: { ...method, api_key_required: true },
    };
    expect(found({ changes: [api, resource, authorizer, moved] })).toEqual([
      'high api-key-required aws_api_gateway_method.all["get"]: GET /orders: an API key is now required',
    ]);
  });

  it("asks for a parameter that becomes required", () => {
    const after = {
      request_parameters: { "method.request.querystring.limit": true, "method.request.header.X": false },
    };
    expect(found({ changes: [api, resource, authorizer, change(get, method, after)] })).toEqual([
      `high parameter-required ${get}: GET /orders: query parameter limit is now required`,
    ]);
  });

  it("knows the authorizer of a method by its address, also while it is replaced", () => {
    const changes = [
      api,
      resource,
      {
        address: get,
        before: method,
        after: { ...method, authorizer_id: undefined },
        unknown: { authorizer_id: true },
      },
      {
        address: authorizer.address,
        before: { id: "auth1", rest_api_id: "api1", name: "jwt" },
        after: { rest_api_id: "api1", name: "jwt2" },
        unknown: { id: true },
        actions: ["delete", "create"],
      },
    ];
    const configuration = { [get]: { expressions: { authorizer_id: reference("aws_api_gateway_authorizer.jwt.id") } } };
    expect(found({ changes, configuration })).toEqual([]);
  });

  it("can't be judged where the authorization is known only after apply", () => {
    const changes = [
      api,
      resource,
      authorizer,
      {
        address: get,
        before: method,
        after: { ...method, authorization: undefined },
        unknown: { authorization: true },
      },
    ];
    expect(found({ changes })).toEqual([
      `high authorization-changed ${get}: GET /orders: authorization can't be judged: it is known only after apply`,
    ]);
  });

  it("speaks of integrations and answers at their own addresses", () => {
    const response = { rest_api_id: "api1", resource_id: "res1", http_method: "GET", status_code: "200" };
    const changes = [
      api,
      resource,
      authorizer,
      same(get, method),
      change("aws_api_gateway_integration.get", integration, { timeout_milliseconds: 5000 }),
      { address: "aws_api_gateway_method_response.ok", before: response },
    ];
    expect(found({ changes })).toEqual(
      [
        "medium integration-timeout-lowered aws_api_gateway_integration.get: GET /orders: the backend has 5000 ms to answer, was 29000 ms",
        `high response-broken ${get}: GET /orders: response 200 is removed`,
      ].toSorted(),
    );
  });

  it("follows a model to the methods that take it", () => {
    const model = (required: string[]) => ({
      rest_api_id: "api1",
      name: "Order",
      schema: JSON.stringify({
        type: "object",
        properties: { item: { $ref: "#/definitions/Item" }, note: { type: "string" } },
        required,
        definitions: { Item: { type: "object" } },
      }),
    });
    const changes = [
      api,
      resource,
      authorizer,
      same(get, { ...method, request_models: { "application/json": "Order" } }),
      { address: "aws_api_gateway_model.order", before: model([]), after: model(["note"]) },
    ];
    expect(found({ changes })).toEqual([
      `high request-narrowed ${get}: GET /orders: request body (schema Order) requires note`,
    ]);
  });

  it("has the same routes when it is replaced and nothing of them is known by id", () => {
    const unknown = (values: Attributes, ...names: string[]) =>
      Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
    const replaced = (address: string, values: Attributes, ...names: string[]): ChangeSketch => ({
      address,
      before: values,
      after: unknown(values, ...names),
      unknown: Object.fromEntries(names.map((name) => [name, true])),
      actions: ["delete", "create"],
    });
    const sketch = (after: Attributes): PlanSketch => {
      const open = { ...method, authorization: "AWS_IAM", authorizer_id: null };
      const item = { id: "res2", rest_api_id: "api1", parent_id: "res1", path_part: "{id}", path: "/orders/{id}" };
      return {
        changes: [
          replaced(api.address, { id: "api1", root_resource_id: "root" }, "id", "root_resource_id"),
          replaced(resource.address, orders, "id", "rest_api_id", "parent_id", "path"),
          replaced("aws_api_gateway_resource.item", item, "id", "rest_api_id", "parent_id", "path"),
          {
            ...replaced(get, { ...open, resource_id: "res2" }, "id", "rest_api_id", "resource_id"),
            after: {
              http_method: "GET",
              authorization: "AWS_IAM",
              request_parameters: method.request_parameters,
              ...after,
            },
          },
        ],
        configuration: {
          [resource.address]: {
            expressions: {
              rest_api_id: reference("aws_api_gateway_rest_api.shop.id"),
              parent_id: reference("aws_api_gateway_rest_api.shop.root_resource_id"),
            },
          },
          "aws_api_gateway_resource.item": {
            expressions: {
              rest_api_id: reference("aws_api_gateway_rest_api.shop.id"),
              parent_id: reference("aws_api_gateway_resource.orders.id"),
            },
          },
          [get]: {
            expressions: {
              rest_api_id: reference("aws_api_gateway_rest_api.shop.id"),
              resource_id: reference("aws_api_gateway_resource.item.id"),
            },
          },
        },
      };
    };
    const replacedApi =
      "block api-replaced aws_api_gateway_rest_api.shop: The API is destroyed and created anew, with another id";
    expect(found(sketch({}))).toEqual([replacedApi]);
    expect(found(sketch({ authorization: "NONE" }))).toEqual(
      [
        replacedApi,
        `block authorization-removed ${get}: GET /orders/{id}: authorization is removed (was AWS_IAM)`,
      ].toSorted((a, b) => (a.includes("method") ? -1 : b.includes("method") ? 1 : 0)),
    );
  });

  it("is compared where another stack owns the API", () => {
    expect(found({ changes: [resource, change(get, method, { authorization: "NONE" })] })).toEqual([
      `block authorization-removed ${get}: GET /orders: authorization is removed (was CUSTOM)`,
    ]);
  });

  it("is compared in modules and with for_each", () => {
    const of = (sketch: ChangeSketch): ChangeSketch => ({
      ...sketch,
      address: `module.shop["eu"].${sketch.address}["a"]`,
    });
    const changes = [api, resource, authorizer, change(get, method, { authorization: "NONE" })].map(of);
    expect(found({ changes })).toEqual([
      `block authorization-removed module.shop["eu"].${get}["a"]: GET /orders: authorization is removed (was CUSTOM)`,
    ]);
  });

  it("that is created or deleted as a whole has no routes to compare", () => {
    expect(
      found({
        changes: [
          { address: api.address, after: { name: "shop" }, unknown: { id: true } },
          { address: get, after: method },
        ],
      }),
    ).toEqual([]);
    expect(
      found({
        changes: [
          { address: api.address, before: { id: "api1" } },
          { address: get, before: method },
        ],
      }),
    ).toEqual(["block api-replaced aws_api_gateway_rest_api.shop: The API is deleted"]);
  });

  it("is not broken by attributes of other types", () => {
    const odd = {
      rest_api_id: "api1",
      resource_id: 7,
      http_method: null,
      request_parameters: "x",
      authorization: ["NONE"],
      request_models: 3,
    };
    expect(() =>
      found({ changes: [api, { address: get, before: odd, after: { ...odd, http_method: "GET" } }] }),
    ).not.toThrow();
  });
});

describe("an HTTP or WebSocket API", () => {
  const http = same("aws_apigatewayv2_api.http", { id: "http1", protocol_type: "HTTP" });
  const route = {
    id: "r1",
    api_id: "http1",
    route_key: "GET /orders",
    authorization_type: "JWT",
    authorization_scopes: ["a"],
    target: "integrations/i1",
  };
  const backend = {
    id: "i1",
    api_id: "http1",
    integration_type: "AWS_PROXY",
    integration_uri: "arn:a",
    timeout_milliseconds: 30000,
  };
  const at = "aws_apigatewayv2_route.orders";

  it.each([
    [
      "loses authorization",
      { authorization_type: "NONE", authorization_scopes: [] },
      `block authorization-removed ${at}: GET /orders: authorization is removed (was JWT)`,
    ],
    [
      "drops a scope",
      { authorization_scopes: ["b"] },
      `high authorization-changed ${at}: GET /orders: scope a is no longer enough`,
    ],
    ["renames a route", { route_key: "GET /carts" }, `high route-removed ${at}: GET /orders: the route is removed`],
  ])("%s", (_, after, finding) => {
    expect(
      found({ changes: [http, same("aws_apigatewayv2_integration.a", backend), change(at, route, after)] }),
    ).toContain(finding);
  });

  it("has another backend where the target does", () => {
    const changes = [
      http,
      same("aws_apigatewayv2_integration.a", backend),
      same("aws_apigatewayv2_integration.b", { ...backend, id: "i2", integration_uri: "arn:b" }),
      change(at, route, { target: "integrations/i2" }),
    ];
    expect(found({ changes })).toEqual([
      "medium integration-changed aws_apigatewayv2_integration.b: GET /orders: another backend answers",
    ]);
  });

  it("falls back to $default where a route goes", () => {
    const fallback = same("aws_apigatewayv2_route.default", { ...route, id: "r2", route_key: "$default" });
    expect(found({ changes: [http, fallback, { address: at, before: route }] })).toEqual([
      "medium route-taken-over aws_apigatewayv2_route.default: GET /orders: requests go to $default from now on",
    ]);
  });

  it("asks for authorization when clients connect", () => {
    const socket = same("aws_apigatewayv2_api.socket", { id: "http1", protocol_type: "WEBSOCKET" });
    const connect = { ...route, route_key: "$connect", authorization_type: "CUSTOM" };
    expect(found({ changes: [socket, change(at, connect, { authorization_type: "NONE" })] })).toEqual([
      `block authorization-removed ${at}: $connect: authorization is removed (was CUSTOM)`,
    ]);
  });
});
