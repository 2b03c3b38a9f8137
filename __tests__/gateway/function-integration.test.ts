import { functionUri, ServedApi } from "./served-api";

let api: ServedApi;

beforeAll(async () => {
  const call = (name: string, integration: object = {}) => ({
    responses: { 200: {}, 202: {}, 404: {}, 500: {} },
    "x-amazon-apigateway-integration": {
      type: "aws",
      httpMethod: "POST",
      uri: functionUri(name),
      responses: {
        default: { statusCode: "200" },
        ".*not found.*": {
          statusCode: "404",
          responseTemplates: { "application/json": '{"error":"$input.path("$.errorMessage")"}' },
        },
        ".+": { statusCode: "500" },
      },
      ...integration,
    },
  });
  api = await ServedApi.start({
    paths: {
      "/echo": { post: call("echo"), get: call("echo") },
      "/mapped": {
        post: call("echo", { requestTemplates: { "application/json": '{"who":"$input.path(\'$.name\')"}' } }),
      },
      "/fail": { post: call("fail") },
      "/later": {
        post: call("echo", { requestParameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" } }),
      },
      "/variable": { get: call("${stageVariables.fn}") },
    },
    functions: {
      echo: "exports.handler = async (event) => event;",
      fail: "exports.handler = async ({ message }) => { throw new Error(message); };",
    },
    variables: { fn: "echo" },
  });
});

afterAll(() => api.close());

test("the body is the event, the result the answer", async () => {
  const answer = await api.call("POST", "/echo", { body: '{"a":[1]}' });
  expect([answer.status, answer.json()]).toEqual([200, { a: [1] }]);
  expect(answer.headers["content-type"]).toBe("application/json");
});

test("no body is an empty event", async () => {
  expect((await api.call("GET", "/echo")).json()).toEqual({});
});

test("a request template makes the event", async () => {
  expect((await api.call("POST", "/mapped", { body: '{"name":"Ada"}' })).json()).toEqual({ who: "Ada" });
});

test("the message of an error picks the response", async () => {
  const answer = await api.call("POST", "/fail", { body: '{"message":"order not found"}' });
  expect([answer.status, answer.json()]).toEqual([404, { error: "order not found" }]);
  const other = await api.call("POST", "/fail", { body: '{"message":"boom"}' });
  expect([other.status, other.json()]).toMatchObject([500, { errorType: "Error", errorMessage: "boom" }]);
});

test("an asynchronous call is answered at once, with nothing", async () => {
  const answer = await api.call("POST", "/later", { body: "{}" });
  expect([answer.status, answer.text]).toEqual([200, ""]);
});

test("a stage variable may name the function", async () => {
  expect((await api.call("GET", "/variable")).status).toBe(200);
});

test("an event that isn't JSON is refused as Lambda refuses it, whatever the integration responses say", async () => {
  const answer = await api.call("POST", "/echo", { body: "name=Ada" });
  expect(answer.status).toBe(400);
  expect(answer.json()).toEqual({
    message: expect.stringMatching(/^Could not parse request body into json: /) as string,
  });
  expect(answer.text).not.toContain("worker");
});
