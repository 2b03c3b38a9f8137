import { mock, proxy, says, ServedApi, stackOf, type ApiUnderTest } from "./served-api";
import { usagePlans } from "./stage-settings";

/** What is said at start, without the stack and API that each line begins with. */
const refused = (definition: ApiUnderTest) =>
  ServedApi.start(definition).then(
    (api) => api.close().then(() => ["served"]),
    (error: unknown) => (error as Error).message.split("\n").map((line) => line.replace("stack app: test: ", "")),
  );

const http = (integration: object, operation: object = {}) => ({
  get: {
    responses: { 200: { description: "ok" } },
    "x-amazon-apigateway-integration": { type: "http", httpMethod: "GET", uri: "http://example.com/", ...integration },
    ...operation,
  },
});

/** The control plane refuses these, so that a deployment would fail: the gateway does, too, instead of serving them. */
describe("what API Gateway doesn't take is refused at start", () => {
  test("two variables below one resource", async () => {
    expect(await refused({ paths: { "/{a}": { get: says("x") }, "/{b+}": { get: says("x") }, "/{a}/c": {} } })).toEqual(
      ["resource /: expected one variable below it, got {a}, {b+}"],
    );
  });

  test("a resource below a greedy one", async () => {
    expect(await refused({ paths: { "/files/{path+}/meta": { get: says("x") } } })).toEqual([
      "resource /files/{path+}/meta: expected {path+} to be the last part, got more after it",
    ]);
  });

  test.each([
    ["orders", "orders"],
    ["/a b", "a b"],
    ["/order-{id}", "order-{id}"],
  ])("a resource %s", async (path, got) => {
    expect(await refused({ paths: { [path]: { get: says("x") } } })).toEqual([
      `resource ${path}: expected / and parts of letters, digits, .-_:, or {parameter} or {greedy+}, got ${got}`,
    ]);
  });

  test("a parameter name in two places", async () => {
    const parameters = ["path", "query"].map((place) => ({ name: "id", in: place, required: true }));
    expect(await refused({ paths: { "/{id}": { get: says("x", { parameters }) } } })).toEqual([
      "method GET /{id}: parameter id: expected one of that name in path, query string and header",
    ]);
  });

  test.each<[string, object, string]>([
    ["without httpMethod", { httpMethod: "" }, "integration httpMethod: expected one, got none"],
    [
      "with another address",
      { uri: "ftp://example.com" },
      "integration uri: expected http:// or https://, got ftp://example.com",
    ],
    ["with too short a timeout", { timeoutInMillis: 49 }, "timeoutInMillis: expected at least 50, got 49"],
    [
      "with a response that is no status",
      { responses: { default: { statusCode: "2xx" } } },
      "integration response: expected a status from 100 to 599, got 2xx",
    ],
  ])("an HTTP integration %s", async (_, integration, message) => {
    expect(await refused({ paths: { "/x": http(integration) } })).toEqual([`method GET /x: ${message}`]);
  });

  test("a timeout over 29 seconds on an EDGE endpoint, where no quota raises it", async () => {
    const paths = { "/x": http({ timeoutInMillis: 30_000 }) };
    expect(await refused({ paths, endpoint: "EDGE" })).toEqual([
      "method GET /x: timeoutInMillis: expected at most 29000 on an EDGE endpoint, got 30000",
    ]);
    expect(await refused({ paths, endpoint: "REGIONAL" })).toEqual(["served"]);
  });

  test("a method response and a gateway response that are no status", async () => {
    expect(
      await refused({
        paths: { "/x": { get: mock({}, { responses: { "600": {} } }) } },
        document: { "x-amazon-apigateway-gateway-responses": { THROTTLED: { statusCode: "many" } } },
      }),
    ).toEqual([
      "method GET /x: response: expected a status from 100 to 599, got 600",
      "gateway response THROTTLED: expected a status from 100 to 599, got many",
    ]);
  });

  test("an API key of less than 20 characters", async () => {
    const [message] = await refused({ paths: {}, resource: usagePlans({ plan: { keys: { k: "short" } } }) });
    expect(message).toMatch("aws_api_gateway_api_key.k: value: expected 20 to 128 characters, got 5");
  });
});

test("a mapping from a parameter that isn't declared is served, and said to be refused by API Gateway", async () => {
  const requestParameters = {
    "integration.request.header.A": "method.request.header.A",
    "integration.request.path.id": "method.request.path.id",
    "integration.request.querystring.q": "method.request.querystring.q",
    "integration.request.header.S": "context.stage",
  };
  const parameters = [{ name: "q", in: "query" }];
  const api = await ServedApi.start({ paths: { "/{id}": http({ requestParameters }, { parameters }) } });
  expect(api.warnings).toEqual([
    "stack app: test: method GET /{id}: integration.request.header.A: expected method.request.header.A among the method's parameters, got none: served as written, but API Gateway will refuse it",
  ]);
  await api.close();
});

describe("what can't run here is refused at start, by route", () => {
  const withFunction = (fn: object) => ({
    paths: { "/x": { get: proxy("f") } },
    resource: {
      aws_lambda_function: {
        f: { function_name: "f", filename: "f.zip", handler: "index.handler", runtime: "nodejs22.x", role: "r", ...fn },
      },
    },
  });

  test("a function without its zip", async () => {
    const [message] = await refused(withFunction({}));
    expect(message).toMatch(
      /^method GET \/x: stack app: aws_lambda_function\.f: filename: expected a zip at .*f\.zip, got no such file$/,
    );
  });

  test("a function of another language", async () => {
    const [message] = await refused(withFunction({ runtime: "python3.13", filename: "cdk.tf.json" }));
    expect(message).toMatch(/: runtime: expected nodejs<version>\.x, which is all that runs here, got python3\.13$/);
  });
});

test("all that is wrong in all APIs is said at once", async () => {
  const stacks = Object.fromEntries(
    ["one", "two"].map((name) => [name, stackOf({ paths: { "/x": http({ httpMethod: "" }) } })]),
  );
  const broken = stackOf({ paths: { "/y": { get: { "x-amazon-apigateway-integration": { type: "lambda" } } } } });
  const lines = async (all: Record<string, object>) =>
    ServedApi.startStacks(all).then(
      () => [],
      (error: unknown) => (error as Error).message.split("\n"),
    );
  expect(await lines(stacks)).toEqual([
    "stack one: test: method GET /x: integration httpMethod: expected one, got none",
    "stack two: test: method GET /x: integration httpMethod: expected one, got none",
  ]);
  expect(await lines({ one: broken, two: broken })).toHaveLength(2);
});

test("an API that no stage deploys is said not to be served", async () => {
  const unserved = stackOf({ paths: { "/x": { get: says("x") } } }) as { resource: Record<string, object> };
  delete unserved.resource["aws_api_gateway_stage"];
  const api = await ServedApi.startStacks({ app: stackOf({ paths: { "/x": { get: says("x") } } }), other: unserved });
  expect([api.apis.length, api.warnings]).toEqual([
    1,
    ["stack other: test: expected a stage to serve it by, got none: not served"],
  ]);
  await api.close();
});
