import { findAll } from "../../tools/review/findings";
import { routeRules } from "../../tools/review/rules/routes";
import { restApiRules } from "../../tools/review/rules/rest-api";
import { stackNamed } from "../stacks/synthesis";
import { planOf } from "./plan-builder";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Document = { [key: string]: Json };
type Operation = { [key: string]: Json };

const api = "aws_api_gateway_rest_api.orders";
const rules = [...restApiRules, ...routeRules];

/** What is found when a body gives way to another, each as `severity rule: title`. */
function compared(
  before: Document | string,
  after: Document | string,
  attributes: { [key: string]: Json } = {},
): string[] {
  const text = (document: Document | string) => (typeof document === "string" ? document : JSON.stringify(document));
  const change = {
    address: api,
    before: { id: "abc", ...attributes, body: text(before) },
    after: { id: "abc", ...attributes, body: text(after) },
  };
  return findAll([planOf({ changes: [change] })], rules).map(
    ({ severity, rule, title, address }) => `${severity} ${rule}${address === api ? "" : ` ${address}`}: ${title}`,
  );
}

const lambda = (name: string, more: Operation = {}): Operation => ({
  type: "aws_proxy",
  httpMethod: "POST",
  uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:${name}/invocations`,
  ...more,
});

const operation = (more: Operation = {}): Operation => ({
  responses: { "200": { description: "ok" } },
  "x-amazon-apigateway-integration": lambda("orders"),
  ...more,
});

const document = (paths: { [path: string]: Json }, more: Document = {}): Document => ({
  openapi: "3.0.1",
  info: { title: "orders", version: "1" },
  paths,
  ...more,
});

/** A document with one route, `GET /orders`. */
const route = (more: Operation = {}, rest: Document = {}): Document =>
  document({ "/orders": { get: operation(more) } }, rest);

const parameter = (name: string, more: Operation = {}): Operation => ({
  in: "query",
  name,
  schema: { type: "string" },
  ...more,
});

const schemes = {
  key: { type: "apiKey", name: "x-api-key", in: "header" },
  iam: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
  pool: {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": {
      type: "cognito_user_pools",
      providerARNs: ["arn:aws:cognito-idp:::userpool/a"],
    },
  },
  lambda: {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": "custom",
    "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: "arn:a", authorizerResultTtlInSeconds: 300 },
  },
};
const secured = (security: Json[] | undefined, more: Operation = {}, rest: Document = {}): Document =>
  route({ ...(security && { security }), ...more }, { components: { securitySchemes: schemes }, ...rest });

describe("routes", () => {
  it("a method that is gone breaks its callers", () => {
    const before = document({ "/orders": { get: operation(), post: operation() } });
    expect(compared(before, route())).toEqual(["high route-removed: POST /orders: the route is removed"]);
  });

  it("many routes that are gone are one finding that lists them", () => {
    const paths = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`/orders/${at}`, { get: operation() }]));
    const findings = findAll(
      [
        planOf({
          changes: [
            {
              address: api,
              before: { body: JSON.stringify(document({ ...paths, "/kept": { get: operation() } })) },
              after: { body: JSON.stringify(document({ "/kept": { get: operation() } })) },
            },
          ],
        }),
      ],
      rules,
    );
    expect(findings.map(({ title }) => title)).toEqual(["GET /orders/0 and 39 other routes: the route is removed"]);
    expect(findings[0]?.detail).toContain("GET /orders/1, ");
  });

  it("a method for all methods counts as one route", () => {
    const before = document({
      "/{proxy+}": { "x-amazon-apigateway-any-method": operation() },
      "/orders": { get: operation() },
    });
    expect(compared(before, route())).toEqual(["high route-removed: ANY /{proxy+}: the route is removed"]);
  });

  it("a method written out and the same one as part of all methods are alike", () => {
    const any = document({ "/orders": { "x-amazon-apigateway-any-method": operation() } });
    const verbs = ["get", "put", "post", "delete", "options", "head", "patch"];
    const written = document({ "/orders": Object.fromEntries(verbs.map((verb) => [verb, operation()])) });
    expect(compared(any, written)).toEqual([]);
    expect(compared(written, any)).toEqual([]);
  });

  it("a path parameter may have another name", () => {
    const named = (name: string) =>
      document({
        [`/orders/{${name}}`]: { get: operation({ parameters: [parameter(name, { in: "path", required: true })] }) },
      });
    expect(compared(named("id"), named("orderId"))).toEqual([]);
  });

  it("a new route is nothing to read about", () => {
    expect(
      compared(route(), document({ "/orders": { get: operation(), put: operation() }, "/x": { get: operation() } })),
    ).toEqual([]);
  });

  it("a new route that is open among routes that aren't is worth a word", () => {
    const paths = (security: Json[]) => ({
      "/orders": { get: operation({ security: [{ iam: [] }] }) },
      "/status": { get: operation({ security }), options: operation() },
    });
    const rest = { components: { securitySchemes: schemes } };
    const before = secured([{ iam: [] }]);
    expect(compared(before, document(paths([]), rest))).toEqual([
      "info open-route-added: GET /status: the new route asks nobody for authorization",
    ]);
    expect(compared(before, document(paths([{ iam: [] }]), rest))).toEqual([]);
  });

  it("a route that a greedy path answers instead is taken over, with what that path asks for", () => {
    const greedy = { "/{proxy+}": { get: operation() } };
    const before = document(
      { ...greedy, "/orders": { get: operation({ security: [{ iam: [] }] }) } },
      { components: { securitySchemes: schemes } },
    );
    expect(compared(before, document(greedy))).toEqual([
      "block authorization-removed: GET /orders: authorization is removed (was AWS_IAM)",
      "medium route-taken-over: GET /orders: requests go to GET /{proxy+} from now on",
    ]);
  });

  it("a new route must not ask for less than the greedy path that answered its requests", () => {
    const rest = { components: { securitySchemes: schemes } };
    const greedy = { "/{proxy+}": { get: operation({ security: [{ pool: [] }] }) } };
    const open = document({ ...greedy, "/admin": { get: operation() } }, rest);
    expect(compared(document(greedy, rest), open)).toEqual([
      "high authorization-removed: GET /admin: authorization is removed (was COGNITO_USER_POOLS)",
    ]);
  });

  it("a new path hides the methods that a greedy path answered below it", () => {
    const greedy = { "/{proxy+}": { get: operation(), post: operation() } };
    expect(compared(document(greedy), document({ ...greedy, "/orders": { get: operation() } }))).toEqual([
      "info route-taken-over: POST /orders: POST /{proxy+} answered this method so far, the new path doesn't have it",
    ]);
  });

  it("a path with a variable doesn't stand in for its siblings", () => {
    const item = { "/orders/{id}": { get: operation(), delete: operation() } };
    const search = { "/orders/search": { get: operation() } };
    expect(compared(document({ ...item, ...search }), document(item))).toEqual([
      "high route-removed: GET /orders/search: the route is removed",
    ]);
    expect(compared(document(item), document({ ...item, ...search }))).toEqual([]);
  });

  it("a preflight that goes with its path is not worth a word", () => {
    const preflight = operation({ "x-amazon-apigateway-integration": { type: "mock" } });
    const before = document({ "/orders": { get: operation() }, "/old": { get: operation(), options: preflight } });
    expect(compared(before, route())).toEqual(["high route-removed: GET /old: the route is removed"]);
  });
});

describe("parameters", () => {
  const withParameters = (...parameters: Operation[]) => route({ parameters });
  it.each([
    ["a new optional one is harmless", [], [parameter("a")], []],
    [
      "a new required one breaks",
      [],
      [parameter("a", { required: true })],
      ["high parameter-required: GET /orders: new query parameter a is required"],
    ],
    [
      "one that becomes required breaks",
      [parameter("a")],
      [parameter("a", { required: true })],
      ["high parameter-required: GET /orders: query parameter a is now required"],
    ],
    ["one that becomes optional is harmless", [parameter("a", { required: true })], [parameter("a")], []],
    [
      "one that is gone is no longer read",
      [parameter("a")],
      [],
      ["medium parameter-removed: GET /orders: query parameter a is no longer known"],
    ],
    ["headers have no case", [parameter("If-Match", { in: "header" })], [parameter("if-match", { in: "header" })], []],
    [
      "query parameters have",
      [parameter("A")],
      [parameter("a")],
      ["medium parameter-removed: GET /orders: query parameter A is no longer known"],
    ],
    [
      "another type breaks",
      [parameter("a")],
      [parameter("a", { schema: { type: "integer" } })],
      ["high request-narrowed: GET /orders: query parameter a changes type from string to integer"],
    ],
    ["order doesn't matter", [parameter("a"), parameter("b")], [parameter("b"), parameter("a")], []],
    ["a description doesn't matter", [parameter("a")], [parameter("a", { description: "x", example: "y" })], []],
  ] as [string, Operation[], Operation[], string[]][])("%s", (_, before, after, findings) => {
    expect(compared(withParameters(...before), withParameters(...after))).toEqual(findings);
  });

  it("those of the path count for its methods", () => {
    const shared = (required: boolean) =>
      document({ "/orders": { parameters: [parameter("a", { required })], get: operation() } });
    expect(compared(shared(false), shared(true))).toEqual([
      "high parameter-required: GET /orders: query parameter a is now required",
    ]);
  });
});

describe("messages", () => {
  const json = (schema: Json) => ({ "application/json": { schema } });
  const object = { type: "object" };

  it("a body that becomes required breaks", () => {
    expect(
      compared(
        route({ requestBody: { content: json(object) } }),
        route({ requestBody: { required: true, content: json(object) } }),
      ),
    ).toEqual(["high request-narrowed: GET /orders: the request body is now required"]);
  });

  it("a content type that is no longer taken breaks", () => {
    const types = (...names: string[]) =>
      route({ requestBody: { content: Object.fromEntries(names.map((name) => [name, {}])) } });
    expect(compared(types("application/json", "text/csv"), types("application/json"))).toEqual([
      "high request-narrowed: GET /orders: request bodies of type text/csv are no longer taken",
    ]);
  });

  it("a status that is gone is high, an error's medium", () => {
    const before = route({ responses: { "200": {}, "404": {} } });
    expect(compared(before, route({ responses: { "404": {} } }))).toEqual([
      "high response-broken: GET /orders: response 200 is removed",
    ]);
    expect(compared(before, route({ responses: { "200": {} } }))).toEqual([
      "medium response-broken: GET /orders: response 404 is removed",
    ]);
  });

  it("a header that is gone is medium", () => {
    const headers = (...names: string[]) =>
      route({ responses: { "200": { headers: Object.fromEntries(names.map((name) => [name, {}])) } } });
    expect(compared(headers("ETag", "Location"), headers("etag"))).toEqual([
      "medium response-broken: GET /orders: response 200 loses header location",
    ]);
  });

  it("a schema that many routes share is one finding for those who send it and one for those who get it", () => {
    const shared = (required: string[]) => {
      const schema = { $ref: "#/components/schemas/Order" };
      const get = operation({ responses: { "200": { content: json({ type: "array", items: schema }) } } });
      const post = operation({ requestBody: { content: json(schema) } });
      const paths = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`/orders/${at}`, { get, post }]));
      const Order = { type: "object", properties: { note: { type: "string" }, total: { type: "integer" } }, required };
      return document(paths, { components: { schemas: { Order } } });
    };
    expect(compared(shared(["total"]), shared(["note"]))).toEqual([
      "high request-narrowed: POST /orders/0 and 4 other routes: request body (schema Order) requires note",
      "medium response-widened: GET /orders/0 and 4 other routes: response 200 (schema Order) may lack total",
    ]);
  });

  it("schemas that contain themselves are compared once", () => {
    const tree = (name: Json) =>
      route(
        { requestBody: { content: json({ $ref: "#/components/schemas/Node" }) } },
        {
          components: {
            schemas: {
              Node: {
                type: "object",
                properties: { name, children: { type: "array", items: { $ref: "#/components/schemas/Node" } } },
              },
            },
          },
        },
      );
    expect(compared(tree({ type: "string" }), tree({ type: "integer" }))).toEqual([
      "high request-narrowed: GET /orders: request body (schema Node) name changes type from string to integer",
    ]);
  });

  it("references that lead in a circle or nowhere end the comparison, not the review", () => {
    const circle = route(
      { requestBody: { content: json({ $ref: "#/components/schemas/A" }) } },
      { components: { schemas: { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } } } },
    );
    const nowhere = route({ requestBody: { content: json({ $ref: "#/components/schemas/None" }) } });
    expect(compared(circle, nowhere)).toEqual([]);
  });

  it("compositions that contain themselves many times are compared in no time", () => {
    const node = { $ref: "#/components/schemas/Node" };
    const names = ["a", "b", "c", "d"];
    const composed = (type: string) =>
      route(
        { requestBody: { content: json(node) } },
        {
          components: {
            schemas: {
              Node: {
                allOf: [
                  { type: "object", properties: Object.fromEntries(names.map((name) => [name, node])) },
                  { properties: Object.fromEntries(names.map((name) => [name, { description: name }])) },
                  { properties: { value: { type } } },
                ],
              },
            },
          },
        },
      );
    expect(compared(composed("string"), composed("string"))).toEqual([]);
    expect(compared(composed("string"), composed("integer"))).toEqual([
      expect.stringMatching(
        /^high request-narrowed: GET \/orders: request body .*value changes type from string to integer/,
      ),
    ]);
  });

  it("allOf that doubles with every level is merged in no time", () => {
    const levels = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `S${at}`,
        { allOf: [{ $ref: `#/components/schemas/S${at + 1}` }, { $ref: `#/components/schemas/S${at + 1}` }] },
      ]),
    );
    const deep = (type: string) =>
      route(
        { requestBody: { content: json({ $ref: "#/components/schemas/S0" }) } },
        { components: { schemas: { ...levels, S60: { type: "object", properties: { a: { type } } } } } },
      );
    expect(compared(deep("string"), deep("integer"))).toEqual([
      "high request-narrowed: GET /orders: request body (schema S0) a changes type from string to integer",
    ]);
  });
});

describe("authorization", () => {
  const iam = [{ iam: [] }];
  it.each([
    [
      "none any more",
      secured(iam),
      secured([]),
      "block authorization-removed: GET /orders: authorization is removed (was AWS_IAM)",
    ],
    [
      "security left out",
      secured(iam),
      secured(undefined),
      "block authorization-removed: GET /orders: authorization is removed (was AWS_IAM)",
    ],
    [
      "x-amazon-apigateway-auth NONE",
      secured(iam),
      secured(iam, { "x-amazon-apigateway-auth": { type: "NONE" } }),
      "block authorization-removed: GET /orders: authorization is removed (was AWS_IAM)",
    ],
    [
      "a scheme that isn't declared",
      secured(iam),
      secured([{ nobody: [] }]),
      "block authorization-removed: GET /orders: authorization by AWS_IAM gives way to undeclared scheme nobody",
    ],
    [
      "a key instead of an authorizer",
      secured([{ pool: [] }]),
      secured([{ key: [] }]),
      "block authorization-removed: GET /orders: authorization is removed (was COGNITO_USER_POOLS)",
    ],
    [
      "a new one",
      secured([]),
      secured(iam),
      "high authorization-changed: GET /orders: authorization is now required (AWS_IAM)",
    ],
    [
      "another mechanism",
      secured(iam),
      secured([{ pool: [] }]),
      "high authorization-changed: GET /orders: authorization changes from AWS_IAM to COGNITO_USER_POOLS",
    ],
    [
      "a scope asked for",
      secured([{ pool: [] }]),
      secured([{ pool: ["a/read"] }]),
      "high authorization-changed: GET /orders: a scope is now required (a/read)",
    ],
    [
      "no scope asked for",
      secured([{ pool: ["a/read"] }]),
      secured([{ pool: [] }]),
      "high authorization-changed: GET /orders: no scope is required any more (was a/read)",
    ],
    [
      "a scope that is no longer enough",
      secured([{ pool: ["a/read", "a/all"] }]),
      secured([{ pool: ["a/all"] }]),
      "high authorization-changed: GET /orders: scope a/read is no longer enough",
    ],
    [
      "a scope more that is enough",
      secured([{ pool: ["a/all"] }]),
      secured([{ pool: ["a/read", "a/all"] }]),
      "medium authorization-changed: GET /orders: scope a/read is enough from now on",
    ],
    [
      "no key any more",
      secured([{ key: [] }]),
      secured([]),
      "high api-key-not-required: GET /orders: no API key is required any more",
    ],
    [
      "a key asked for",
      secured([]),
      secured([{ key: [] }]),
      "high api-key-required: GET /orders: an API key is now required",
    ],
  ])("%s", (_, before, after, finding) => {
    expect(compared(before, after)).toContain(finding);
  });

  it.each([
    [
      "key and authorizer in one requirement or in two",
      secured([{ key: [], iam: [] }]),
      secured([{ iam: [] }, { key: [] }]),
    ],
    ["scopes in another order", secured([{ pool: ["a", "b"] }]), secured([{ pool: ["b", "a"] }])],
    ["that of the document or the operation's own", secured(undefined, {}, { security: iam }), secured(iam)],
    [
      "x-amazon-apigateway-auth that says the same",
      secured(iam),
      secured(iam, { "x-amazon-apigateway-auth": { type: "AWS_IAM" } }),
    ],
  ])("may be written otherwise: %s", (_, before, after) => {
    expect(compared(before, after)).toEqual([]);
  });

  it("removed from the whole document opens every route without its own, said once", () => {
    const paths = {
      "/a": { get: operation() },
      "/b": { get: operation() },
      "/c": { get: operation({ security: iam }) },
    };
    const rest = { components: { securitySchemes: schemes } };
    expect(compared(document(paths, { ...rest, security: iam }), document(paths, rest))).toEqual([
      "block authorization-removed: GET /a and 1 other route: authorization is removed (was AWS_IAM)",
    ]);
  });

  it("an authorizer that is defined differently is said once, not per route", () => {
    const authorizer = (more: Operation) =>
      secured(
        [{ lambda: [] }],
        {},
        {
          components: {
            securitySchemes: {
              lambda: {
                ...schemes.lambda,
                "x-amazon-apigateway-authorizer": { type: "token", providerARNs: ["a", "b"], ...more },
              },
            },
          },
        },
      );
    const ttl = (seconds: number) => authorizer({ authorizerResultTtlInSeconds: seconds });
    expect(compared(ttl(300), ttl(0))).toEqual([
      "medium authorizer-changed: Authorizer lambda has another authorizerResultTtlInSeconds",
    ]);
    expect(compared(authorizer({ authorizerUri: "arn:a" }), authorizer({ authorizerUri: "arn:b" }))).toEqual([
      "high authorizer-changed: Authorizer lambda has another authorizerUri",
    ]);
    expect(compared(authorizer({}), authorizer({ providerARNs: ["b", "a"] }))).toEqual([]);
  });

  it("a preflight that API Gateway answers itself may lose it", () => {
    const options = (security: Json[]) =>
      document(
        { "/orders": { options: operation({ security, "x-amazon-apigateway-integration": { type: "mock" } }) } },
        { components: { securitySchemes: schemes } },
      );
    expect(compared(options(iam), options([]))).toEqual([
      "info authorization-removed: OPTIONS /orders: authorization is removed (was AWS_IAM)",
    ]);
  });
});

describe("integrations", () => {
  const integration = (name: string, more: Operation = {}) =>
    route({ "x-amazon-apigateway-integration": lambda(name, more) });
  it.each([
    [
      "another function",
      integration("a"),
      integration("b"),
      ["medium integration-changed: GET /orders: another backend answers"],
    ],
    [
      "another version of it",
      integration("a:3"),
      integration("a:4"),
      ["info integration-changed: GET /orders: another version of the same function answers"],
    ],
    [
      "less time",
      integration("a"),
      integration("a", { timeoutInMillis: 3000 }),
      ["medium integration-timeout-lowered: GET /orders: the backend has 3000 ms to answer, was 29000 ms"],
    ],
    ["more time", integration("a", { timeoutInMillis: 3000 }), integration("a"), []],
    [
      "what is usual, written out",
      integration("a"),
      integration("a", { connectionType: "INTERNET", passthroughBehavior: "when_no_match" }),
      [],
    ],
    ["letters' case", integration("a"), integration("a", { type: "AWS_PROXY" }), []],
    [
      "another role",
      integration("a"),
      integration("a", { credentials: "arn:aws:iam::1:role/a" }),
      ["medium integration-changed: GET /orders: the backend is called with another role"],
    ],
    [
      "none",
      integration("a"),
      route({ "x-amazon-apigateway-integration": null }),
      ["high integration-removed: GET /orders: no backend answers any more"],
    ],
  ])("%s", (_, before, after, findings) => {
    expect(compared(before, after)).toEqual(findings);
  });

  const preflight = (headers: { [name: string]: string }) =>
    route({
      "x-amazon-apigateway-integration": {
        type: "mock",
        responses: {
          default: {
            statusCode: "200",
            responseParameters: Object.fromEntries(
              Object.entries(headers).map(([name, value]) => [
                `method.response.header.Access-Control-${name}`,
                `'${value}'`,
              ]),
            ),
          },
        },
      },
    });
  it.each([
    [
      "an origin for all",
      { "Allow-Origin": "https://shop.example.com" },
      { "Allow-Origin": "*" },
      ["medium cors-changed: GET /orders: header access-control-allow-origin changes"],
    ],
    [
      "no origin any more",
      { "Allow-Origin": "*" },
      {},
      ["medium cors-changed: GET /orders: header access-control-allow-origin is no longer sent"],
    ],
    [
      "a method more",
      { "Allow-Methods": "GET" },
      { "Allow-Methods": "GET,POST" },
      ["info cors-changed: GET /orders: header access-control-allow-methods changes"],
    ],
    [
      "a header less",
      { "Allow-Headers": "A,B" },
      { "Allow-Headers": "A" },
      ["medium cors-changed: GET /orders: header access-control-allow-headers changes"],
    ],
    ["another order", { "Allow-Methods": "GET,POST" }, { "Allow-Methods": "POST, GET" }, []],
  ])("CORS: %s", (_, before, after, findings) => {
    expect(compared(preflight(before as Record<string, string>), preflight(after as Record<string, string>))).toEqual(
      findings,
    );
  });
});

describe("what concerns the whole document", () => {
  const validators = {
    "x-amazon-apigateway-request-validators": { all: { validateRequestBody: true, validateRequestParameters: true } },
  };
  it("requests that are no longer validated", () => {
    const body = { requestBody: { content: { "application/json": { schema: { type: "object" } } } } };
    const before = route(body, { ...validators, "x-amazon-apigateway-request-validator": "all" });
    expect(compared(before, route(body, validators))).toEqual([
      "medium request-validation-changed: GET /orders: the body of requests won't be validated any more",
      "info request-validation-changed: GET /orders: the parameters of requests won't be validated any more",
    ]);
  });

  it("gateway responses", () => {
    const answers = (statusCode: string) =>
      route({}, { "x-amazon-apigateway-gateway-responses": { UNAUTHORIZED: { statusCode } } });
    expect(compared(answers("401"), answers("403"))).toEqual([
      "medium gateway-response-changed: Gateway response UNAUTHORIZED changes",
    ]);
    expect(compared(answers("401"), route())).toEqual([
      "medium gateway-response-changed: Gateway response UNAUTHORIZED is removed",
    ]);
  });

  it("settings, whose lists have no order", () => {
    const types = (...names: string[]) => route({}, { "x-amazon-apigateway-binary-media-types": names });
    expect(compared(types("a/b", "c/d"), types("c/d", "a/b"))).toEqual([]);
    expect(compared(types("a/b"), types("c/d"))).toEqual([
      "medium api-definition-setting-changed: x-amazon-apigateway-binary-media-types changes",
    ]);
  });

  it("a policy, as a set of statements", () => {
    const statement = (Effect: string, more: { [key: string]: Json } = {}) => ({
      Effect,
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: "execute-api:/*",
      ...more,
    });
    const deny = statement("Deny", { Condition: { StringNotEquals: { "aws:SourceVpce": ["vpce-1"] } } });
    const policy = (...Statement: Json[]) =>
      route({}, { "x-amazon-apigateway-policy": { Version: "2012-10-17", Statement } });
    expect(
      compared(policy(statement("Allow"), deny), policy(deny, statement("Allow", { Principal: { AWS: ["*"] } }))),
    ).toEqual([]);
    expect(compared(policy(statement("Allow"), deny), policy(statement("Allow")))).toEqual([
      "block api-definition-setting-changed: The policy in the body lets more callers in",
    ]);
    expect(compared(policy(statement("Allow")), policy(statement("Allow"), deny))).toEqual([
      "medium api-definition-setting-changed: The policy in the body lets fewer callers in",
    ]);
    expect(compared(policy(deny), route())).toEqual([
      "block api-definition-setting-changed: The policy in the body lets more callers in",
    ]);
    expect(compared(policy(deny), policy({ Effect: "Maybe" }))).toEqual([
      expect.stringMatching(/^high .* can't be judged/),
    ]);
  });

  it.each(["description", "summary", "operationId", "tags", "deprecated"])("%s is not worth a word", (name) => {
    expect(compared(route({ [name]: "old" }), route({ [name]: "new" }))).toEqual([]);
  });
});

describe("documents that can't be compared", () => {
  it("one that is known only after apply is high", () => {
    const plan = planOf({
      changes: [{ address: api, before: { body: JSON.stringify(route()) }, after: {}, unknown: { body: true } }],
    });
    expect(findAll([plan], rules)).toMatchObject([{ rule: "api-definition-unknown", severity: "high", address: api }]);
  });

  it("that of a new API is no finding", () => {
    const plan = planOf({ changes: [{ address: api, after: {}, unknown: { body: true, id: true } }] });
    expect(findAll([plan], rules)).toEqual([]);
  });

  it.each([
    ["neither JSON nor YAML", "{ paths:"],
    ["no OpenAPI", '{"paths": {}}'],
    ["a list", "- a\n- b"],
    ["nested without end", `{"openapi":"3.0.1","x":${"[".repeat(5000)}${"]".repeat(5000)}}`],
    [
      "YAML that unfolds without end",
      `openapi: 3.0.1\na: &a [x, x]\n${Array.from({ length: 30 }, (_, at) => `${"abcdefghijklmnopqrstuvwxyzABCDE"[at + 1]}: &${"abcdefghijklmnopqrstuvwxyzABCDE"[at + 1]} [*${"abcdefghijklmnopqrstuvwxyzABCDE"[at]}, *${"abcdefghijklmnopqrstuvwxyzABCDE"[at]}]`).join("\n")}`,
    ],
  ])("%s is said to be unreadable", (_, body) => {
    expect(compared(route(), body)).toEqual([
      expect.stringContaining("high api-definition-unknown: The API's new definition can't be judged"),
    ]);
  });

  it("a body that is no longer given leaves its routes unmanaged", () => {
    expect(compared(route(), "")).toEqual(["medium api-definition-unknown: The API's body is no longer given"]);
  });
});

describe("other ways to write a document", () => {
  const yaml = `
openapi: 3.0.1
info: { title: orders, version: "1" }
paths:
  /orders:
    get:
      parameters:
        - { in: query, name: limit, required: true, schema: { type: string } }
      responses:
        "200": { description: ok }
`;
  it("YAML is read as JSON is", () => {
    const json = document({
      "/orders": { get: { parameters: [parameter("limit", { required: true })], responses: { "200": {} } } },
    });
    expect(compared(yaml, json)).toEqual([]);
    expect(compared(yaml.replace("required: true", "required: false"), yaml)).toEqual([
      "high parameter-required: GET /orders: query parameter limit is now required",
    ]);
  });

  it("Swagger 2.0 says the same as OpenAPI 3.0", () => {
    const schema = { type: "object", properties: { note: { type: "string" } } };
    const swagger = {
      swagger: "2.0",
      info: { title: "orders", version: "1" },
      paths: {
        "/orders": {
          post: {
            consumes: ["application/json"],
            produces: ["application/json"],
            parameters: [
              { in: "body", name: "order", required: true, schema: { $ref: "#/definitions/Order" } },
              { in: "query", name: "dry", type: "string", description: "x" },
            ],
            responses: { "201": { description: "ok", schema: { $ref: "#/definitions/Order" } } },
          },
        },
      },
      definitions: { Order: schema },
    };
    const content = { "application/json": { schema: { $ref: "#/components/schemas/Order" } } };
    const openapi = document(
      {
        "/orders": {
          post: {
            parameters: [parameter("dry")],
            requestBody: { required: true, content },
            responses: { "201": { content } },
          },
        },
      },
      { components: { schemas: { Order: schema } } },
    );
    expect(compared(swagger, openapi)).toEqual([]);
    expect(compared(openapi, swagger)).toEqual([]);
  });
});

describe("the body of our own API", () => {
  const own = () =>
    JSON.parse(String(stackNamed("dev-regional").version("v1").the("aws_api_gateway_rest_api")["body"])) as OwnDocument;
  interface OwnDocument extends Document {
    paths: Record<string, Record<string, Operation & { parameters: { name: string; required: boolean }[] }>>;
    components: { schemas: Record<string, { required: string[]; properties: Record<string, Json> }> };
  }
  const edited = (edit: (document: OwnDocument) => void) => {
    const copy = own();
    edit(copy);
    return compared(own(), copy);
  };

  it("is the same as itself, whatever the order of its keys and lists", () => {
    expect(compared(own(), shuffled(own()) as Document)).toEqual([]);
  });

  it("compared with itself, a route removed is found, and found removed only there", () => {
    expect(edited(({ paths }) => delete paths["/orders/{orderId}"]?.["delete"])).toEqual([
      "high route-removed: DELETE /orders/{orderId}: the route is removed",
    ]);
  });

  it("a parameter made required is found", () => {
    expect(
      edited(({ paths }) => {
        for (const one of paths["/orders"]?.["get"]?.parameters ?? []) one.required = true;
      }),
    ).toEqual(["high parameter-required: GET /orders: query parameter limit is now required, and 1 more change"]);
  });

  it("a property that orders must have is found where orders are sent", () => {
    expect(edited(({ components }) => components.schemas["OrderInput"]?.required.push("note"))).toEqual([
      expect.stringMatching(
        /^high request-narrowed: POST \/orders.*: request body \(schema OrderInput\) requires note$/,
      ),
    ]);
  });

  it("a new optional field, a new route and a description are not worth a word", () => {
    expect(
      edited(({ components, paths }) => {
        const input = components.schemas["OrderInput"];
        if (input) input.properties["giftMessage"] = { type: "string" };
        const list = paths["/orders"]?.["get"];
        paths["/returns"] = { get: { ...operation(), parameters: [], ...(list && { security: list["security"] }) } };
        if (list) list["description"] = "All of them";
      }),
    ).toEqual([]);
  });
});

/** The same with keys, enums, required names and parameters in the opposite order. */
function shuffled(value: Json, key = ""): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => shuffled(item));
    return ["enum", "required", "parameters", "tags"].includes(key) ? items.toReversed() : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, item]) => [name, shuffled(item, name)]),
  );
}
