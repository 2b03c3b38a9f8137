import { mock, says, ServedApi } from "./served-api";
import { readStatusCode } from "../../tools/gateway/integrations/mock";

let api: ServedApi;

beforeAll(async () => {
  const responses = {
    default: { statusCode: "200" },
    "4\\d{2}": {
      statusCode: "404",
      responseTemplates: { "application/json": '{"said":"$context.requestOverride.path.note"}' },
      responseParameters: { "method.response.header.X-Kind": "'missing'" },
    },
  };
  const declared = { responses: { 200: {}, 204: {}, 404: {} } };
  api = await ServedApi.start({
    paths: {
      "/ok": { get: says('{"ok":true}') },
      "/empty": { get: mock() },
      "/status/{code}": {
        get: mock(
          {
            request: '#set($context.requestOverride.path.note = "kept"){"statusCode": $input.params("code")}',
            responses,
          },
          declared,
        ),
      },
      "/unparsable": { get: mock({ request: "statusCode 200" }) },
      "/no-template": { get: mock({ requestTemplates: {} }), post: mock({ requestTemplates: {} }) },
      "/undeclared": { get: mock({ responses: { default: { statusCode: "201" } } }) },
      "/preflight": {
        options: mock(
          {
            request: '{"statusCode": 204}',
            responses: {
              default: {
                statusCode: "204",
                responseParameters: { "method.response.header.Access-Control-Allow-Methods": "'GET,OPTIONS'" },
              },
            },
          },
          declared,
        ),
      },
    },
  });
});

afterAll(() => api.close());

test("answers with its response template", async () => {
  const answer = await api.call("GET", "/ok");
  expect([answer.status, answer.headers["content-type"], answer.text]).toEqual([
    200,
    "application/json",
    '{"ok":true}',
  ]);
});

test("without a response template the body is empty", async () => {
  const answer = await api.call("GET", "/empty");
  expect([answer.status, answer.headers["content-length"]]).toEqual([200, "0"]);
});

test("the statusCode of the request template picks the integration response", async () => {
  expect((await api.call("GET", "/status/200")).status).toBe(200);
  const answer = await api.call("GET", "/status/418");
  expect([answer.status, answer.headers["x-kind"]]).toEqual([404, "missing"]);
});

test("what the request template assigned is there for the response template", async () => {
  expect((await api.call("GET", "/status/404")).text).toBe('{"said":"kept"}');
});

test("a CORS preflight is a MOCK with headers", async () => {
  const answer = await api.call("OPTIONS", "/preflight");
  expect([answer.status, answer.headers["access-control-allow-methods"]]).toEqual([204, "GET,OPTIONS"]);
});

test.each(["/unparsable", "/no-template", "/undeclared"])("%s is 500", async (path) => {
  const answer = await api.call("GET", path);
  expect([answer.status, answer.text]).toEqual([500, '{"message": "Internal server error"}']);
});

test("without a request template the body says the status", async () => {
  expect((await api.call("POST", "/no-template", { body: '{"statusCode":200}' })).status).toBe(200);
});

describe("the reader of statusCode", () => {
  test.each([
    ['{"statusCode": 200}', 200],
    ["\n { statusCode : 200, } \n", 200],
    ["{'statusCode': 204}", 204],
    ['{"note": "a, }", "statusCode": 200,}', 200],
    ['{"statusCode": -1}', -1],
    ['{"statusCode": "200"}', undefined],
    ['{"statusCode": 20.5}', undefined],
    ['{"statusCode": 200', undefined],
    ["{}", undefined],
    ["", undefined],
    ["[200]", undefined],
  ])("takes %j as %j", (text, expected) => {
    expect(readStatusCode(text)).toBe(expected);
  });
});
