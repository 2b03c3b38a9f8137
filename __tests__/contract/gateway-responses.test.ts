import * as z from "zod/mini";
import { answerHeaders } from "../../contract/answer-headers";
import { ErrorBody } from "../../contract/error";
import { ordersV1 } from "../../contract/orders/v1";
import { toRestApiBody } from "../../contract/rest-api-body";
import { type Api, defineApi } from "../../contract/route";
import { gatewayResponseTypes } from "../../semantics/gateway-response-types";
import { type CallOptions, functionUri, ServedApi } from "../gateway/served-api";
import { backend, services } from "./service-addresses";

const Note = z.strictObject({ text: z.string() });
const route = {
  method: "GET",
  summary: "Note",
  audience: "public",
  responses: { 200: { description: "ok" } },
} as const;
const integratedWith = (name: string) => ({ type: "lambda", function: name }) as const;

const notes = defineApi({
  ...ordersV1,
  name: "notes",
  models: { Error: ErrorBody, Note },
  routes: {
    ask: { ...route, path: "/open", integration: { type: "mock", body: {} } },
    find: {
      ...route,
      path: "/found",
      integration: { type: "mock", body: {} },
      request: { query: z.object({ q: z.string() }) },
    },
    write: { ...route, method: "POST", path: "/notes", integration: integratedWith("echo"), request: { body: Note } },
    fail: { ...route, path: "/fail", integration: integratedWith("broken") },
    mine: { ...route, path: "/mine", audience: "customer", integration: integratedWith("echo") },
    theirs: { ...route, path: "/theirs", audience: "partner", integration: integratedWith("echo") },
    ours: { ...route, path: "/ours", audience: "internal", integration: integratedWith("echo") },
  },
} satisfies Api);

const { paths, ...document } = toRestApiBody(notes, {
  name: "test",
  endpoint: { disableExecuteApiEndpoint: false },
  functionUri,
  services,
  backend,
  door: {
    apiKeySource: "HEADER",
    customer: { type: "authorizer", authorizer: "broken" },
    partner: { type: "authorizer", authorizer: "allow", apiKey: true },
    internal: { type: "iam" },
  },
  authorizers: {
    broken: { type: "TOKEN", function: "broken", header: "Authorization", validation: "^Bearer .+$", ttl: 0 },
    allow: { type: "TOKEN", function: "allow", header: "Authorization", validation: "^Bearer (?!deny).+$", ttl: 0 },
  },
  userPoolArn: () => "",
});

const policy = `{ Version: "2012-10-17", Statement: [{ Effect: authorizationToken === "Bearer no" ? "Deny" : "Allow", Action: "execute-api:Invoke", Resource: "*" }] }`;
let api: ServedApi;
beforeAll(async () => {
  api = await ServedApi.start({
    paths: paths as Record<string, object>,
    document,
    functions: {
      echo: "exports.handler = async () => ({ statusCode: 200, body: '{}' });",
      broken: "exports.handler = async () => { throw new Error('arn:aws:secret'); };",
      allow: `exports.handler = async ({ authorizationToken }) => ({ principalId: "p", policyDocument: ${policy} });`,
    },
    resource: {
      aws_api_gateway_method_settings: {
        slow: {
          rest_api_id: "${aws_api_gateway_rest_api.api.id}",
          stage_name: "${aws_api_gateway_stage.stage.stage_name}",
          method_path: "open/GET",
          settings: { throttling_rate_limit: 0, throttling_burst_limit: 0 },
        },
      },
    },
  });
});
afterAll(() => api.close());

const bearer = { Authorization: "Bearer token" };
const json = { "Content-Type": "application/json" };

/** A request of each kind that API Gateway refuses, and what the client is told. */
const refusals: [why: string, status: number, code: string, method: string, path: string, options?: CallOptions][] = [
  ["an unknown path", 403, "MISSING_AUTHENTICATION_TOKEN", "GET", "/nothing"],
  ["no signature", 403, "MISSING_AUTHENTICATION_TOKEN", "GET", "/ours"],
  ["half a signature", 403, "BAD_REQUEST", "GET", "/ours", { headers: { Authorization: "AWS4-HMAC-SHA256 x" } }],
  ["no token", 401, "UNAUTHORIZED", "GET", "/mine"],
  ["an authorizer that fails", 500, "INTERNAL_ERROR", "GET", "/mine", { headers: bearer }],
  ["a caller who is denied", 403, "ACCESS_DENIED", "GET", "/theirs", { headers: { Authorization: "Bearer no" } }],
  ["no API key", 403, "INVALID_API_KEY", "GET", "/theirs", { headers: bearer }],
  ["a missing parameter", 400, "BAD_REQUEST_PARAMETERS", "GET", "/found"],
  ["a body of another shape", 400, "BAD_REQUEST_BODY", "POST", "/notes", { headers: json, body: "{}" }],
  [
    "an unknown coding",
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "POST",
    "/notes",
    { headers: { "Content-Encoding": "br" }, body: "a" },
  ],
  ["too many requests", 429, "THROTTLED", "GET", "/open"],
  ["a function that fails", 502, "INTEGRATION_FAILURE", "GET", "/fail"],
];

describe.each(refusals)("%s", (_why, status, code, method, path, options) => {
  test(`is ${status} ${code} in the contract's shape, with the headers of every answer, and tells nothing of ours`, async () => {
    const answer = await api.call(method, path, options);
    expect([answer.status, answer.headers["content-type"]]).toEqual([status, "application/json"]);
    expect(z.parse(z.strictObject(ErrorBody.shape), answer.json())).toMatchObject({
      code,
      requestId: answer.headers["x-amzn-requestid"],
    });
    for (const [name, value] of Object.entries(answerHeaders(notes)))
      expect(answer.headers[name.toLowerCase()]).toBe(value);
    expect(answer.text).not.toMatch(/arn:|authorizer|Velocity|null/i);
  });
});

test("401 says which scheme it wants", async () => {
  expect((await api.call("GET", "/mine")).headers["www-authenticate"]).toBe('Bearer realm="notes"');
});

test("THROTTLED says when to come back", async () => {
  expect((await api.call("GET", "/open")).headers["retry-after"]).toBe("1");
});

test("a missing parameter is named", async () => {
  expect((await api.call("GET", "/found")).json()).toMatchObject({
    message: "Missing required request parameters: [q]",
  });
});

test("what is wrong with a body is told to who asks for text", async () => {
  const headers = { ...json, Accept: "text/plain" };
  const answer = await api.call("POST", "/notes", { headers, body: "{}" });
  expect([answer.headers["content-type"], answer.text]).toEqual([
    "text/plain",
    '[object has missing required properties (["text"])]',
  ]);
});

test("413 is API Gateway's own", async () => {
  const answer = await api.call("POST", "/notes", { headers: json, body: Buffer.alloc(10 * 1024 * 1024 + 1, "a") });
  expect([answer.status, Object.keys(answer.json() as object)]).toEqual([413, ["message"]]);
});

test("every type that can be worded is, and keeps its status", () => {
  const declared = document["x-amazon-apigateway-gateway-responses"] as Record<string, { statusCode?: string }>;
  const worded = Object.keys(gatewayResponseTypes).filter((type) => type !== "REQUEST_TOO_LARGE");
  expect(Object.keys(declared)).toEqual(worded.toSorted());
  expect(Object.values(declared).filter(({ statusCode }) => statusCode !== undefined)).toEqual([]);
});
