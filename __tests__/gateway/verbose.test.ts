import { HttpBackend } from "./http-backend";
import { functionUri, proxy, says, ServedApi } from "./served-api";
import { keyRequired, methodSettings, usagePlans } from "./stage-settings";

const key = "partner-key-partner-key";
const token = "planted-token-0123456789";
const cookie = "session=planted-cookie-0123456789";
const query = "planted-query-0123456789";

/** Names its caller by the token. */
const authorizer = `exports.handler = async (event) => ({
  principalId: "token " + event.authorizationToken,
  policyDocument: { Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }] },
});`;

/** Repeats all it was sent in its error. */
const careless = "exports.handler = async (event) => { throw new Error(JSON.stringify(event)); };";

let backend: HttpBackend;
let api: ServedApi;

beforeAll(async () => {
  backend = await HttpBackend.start();
  const http = (template: string, more: object = {}) => ({
    parameters: [{ name: "page", in: "query", required: true, schema: { type: "string" } }],
    responses: { 200: { description: "ok" }, 404: { description: "none" } },
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-integration": {
      type: "http",
      httpMethod: "POST",
      uri: `http://${backend.host}/orders?fixed=1`,
      requestParameters: { "integration.request.querystring.page": "method.request.querystring.page" },
      requestTemplates: { "application/json": template },
      responses: {
        default: { statusCode: "200", responseTemplates: { "application/json": '{"got":$input.json("$.n")}' } },
        "4\\d\\d": { statusCode: "404" },
      },
      ...more,
    },
  });
  api = await ServedApi.start(
    {
      paths: {
        "/orders": { get: { ...http("{}"), security: [{ key: [], token: [] }] } },
        "/broken": { post: http('{\n  "n": $input.path("$.n")\n}') },
        "/gone": { get: http("{}", { uri: "http://127.0.0.1:1/" }) },
        "/careless": { get: proxy("careless") },
        "/signed": { get: says("x", { security: [{ iam: [] }] }) },
        "/partner": { get: says("x", keyRequired) },
      },
      functions: { authorizer, careless },
      document: {
        "x-amazon-apigateway-request-validators": { all: { validateRequestParameters: true } },
        components: {
          securitySchemes: {
            key: { type: "apiKey", name: "x-api-key", in: "header" },
            iam: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
            token: {
              type: "apiKey",
              name: "Authorization",
              in: "header",
              "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: functionUri("authorizer") },
            },
          },
        },
      },
      stage: { cache_cluster_enabled: true },
      resource: {
        ...usagePlans({ plan: { keys: { partner: key } } }),
        ...methodSettings({ "orders/GET": { caching_enabled: true, throttling_rate_limit: 5 } }),
      },
    },
    { verbose: true },
  );
});

afterAll(async () => {
  await api.close();
  await backend.close();
});

const headers = { "x-api-key": key, Authorization: token, Cookie: cookie };
const get = (path: string) => api.call("GET", `${path}?page=${query}`, { headers });
const steps = () => api.logs.at(-1)!.steps!;
const step = (name: string) => steps().find((one) => one.name === name);

test("steps are told in the order in which API Gateway takes them, with what each decided", async () => {
  backend.answer = { status: 200, body: '{"n":1}' };
  expect((await get("/orders")).text).toBe('{"got":1}');
  const milliseconds = expect.any(Number) as number;
  expect(steps()).toEqual([
    { name: "receive", milliseconds, body: "0 bytes" },
    { name: "route", milliseconds, method: "GET", resource: "/orders" },
    {
      name: "authorize",
      milliseconds,
      authorizer: "token",
      type: "TOKEN",
      identitySource: "method.request.header.Authorization",
      function: "authorizer",
      start: expect.stringMatching(/^cold, \d+ ms$/) as string,
      policy: "asked for",
      principal: "token ***",
      decision: "Allow",
    },
    {
      name: "api key",
      milliseconds,
      from: "header x-api-key",
      key: expect.any(String) as string,
      usagePlan: expect.any(String) as string,
    },
    { name: "throttle", milliseconds, limit: "5 requests per second, 5000 at once", of: "method" },
    { name: "cache", milliseconds, cache: "miss", keyParameters: "", seconds: 300 },
    { name: "validate", milliseconds, required: "page" },
    {
      name: "integration request",
      milliseconds,
      template: "application/json",
      uri: `http://${backend.host}/orders`,
      send: "2 bytes",
    },
    { name: "integration", milliseconds },
    {
      name: "integration response",
      milliseconds,
      received: "200, 7 bytes",
      selected: "200",
      pattern: "default",
      template: "application/json",
    },
    { name: "method response", milliseconds, status: 200, send: "9 bytes" },
  ]);
});

test("an answer from the cache has no steps between", async () => {
  await get("/orders");
  expect(
    steps()
      .map(({ name }) => name)
      .slice(-3),
  ).toEqual(["throttle", "cache", "method response"]);
  expect(step("cache")).toMatchObject({ cache: "hit" });
  expect(step("authorize")).toMatchObject({ policy: "kept" });
});

test("a step's time is without that of the steps inside it", async () => {
  backend.answer = { status: 418, delay: 60 };
  await api.call("POST", "/broken?page=1", { body: '{"n":1}' });
  expect(step("integration")!.milliseconds).toBeGreaterThan(50);
  expect(step("integration response")).toMatchObject({ selected: "404", pattern: "4\\d\\d" });
  const total = steps().reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  expect(total).toBeLessThanOrEqual(api.logs.at(-1)!.milliseconds + 1);
});

test("a refusal ends the steps with the gateway response that answers", async () => {
  const answer = await api.call("POST", "/broken", { headers });
  expect(answer.status).toBe(400);
  expect(steps().at(-1)).toMatchObject({ name: "gateway response", type: "BAD_REQUEST_PARAMETERS", status: 400 });
  expect(api.logs.at(-1)).toMatchObject({ gatewayResponse: "BAD_REQUEST_PARAMETERS" });
});

test("a template that fails is named with route, line and column; the client learns nothing of it", async () => {
  const answer = await api.call("POST", "/broken?page=1", { body: "{" });
  expect([answer.status, answer.text]).toEqual([500, '{"message": "Internal server error"}']);
  expect(api.logs.at(-1)).toMatchObject({
    httpMethod: "POST",
    resource: "/broken",
    error: expect.stringMatching(/^request template application\/json: template line 2, column \d+: /) as string,
  });
});

test.each(["/orders", "/careless", "/gone", "/signed", "/partner", "/nowhere"])(
  "credentials and values of the query string are not told: %s",
  async (path) => {
    await get(path);
    await api.call("GET", `${path}?page=${query}`, { headers: { ...headers, "x-api-key": "planted-key-0123456789" } });
    await api.call("GET", path, { headers: { Authorization: `AWS4-HMAC-SHA256 Credential=${token}, a` } });
    await api.call("GET", path, {
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=${token}, SignedHeaders=host, Signature=planted-signature`,
        "x-amz-date": "20261122T120000Z",
      },
    });
    const told = JSON.stringify(api.logs.slice(-4));
    expect(told).not.toMatch(/planted/);
    expect(told).not.toContain(key);
  },
);

test("without verbose there are no steps", async () => {
  const quiet = await ServedApi.start({ paths: { "/x": { get: says("x") } } });
  await quiet.call("GET", "/x");
  expect(quiet.logs[0]).not.toHaveProperty("steps");
  await quiet.close();
});
