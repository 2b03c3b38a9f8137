import type { ALBEvent, ALBResult } from "aws-lambda";
import { ordersV1 } from "../../contract/orders/v1";
import { lambdaHandler, type LambdaHandler } from "../../functions/lambda-handler";
import { serve } from "../../functions/serve";
import { loadBalancerEvent } from "./load-balancer-event";
import { anOrder, captureStdout, loadHandler, startOrdersTable } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let handler: LambdaHandler;
let lines: string[];

beforeAll(async () => {
  table = await startOrdersTable();
  handler = loadHandler(table.endpoint);
  lines = captureStdout();
});

afterAll(() => table.close());

const send = async (event: ALBEvent) => {
  const result = (await handler(event, { awsRequestId: "aws-request" })) as ALBResult;
  const headers = Object.fromEntries(Object.entries(result.multiValueHeaders!).map(([name, [value]]) => [name, value]));
  return { ...result, headers, json: (result.body ? JSON.parse(result.body) : {}) as Record<string, unknown> };
};

const call = (...[request, parts]: Parameters<typeof loadBalancerEvent>) => send(loadBalancerEvent(request, parts));

const place = async (customerId: string) => (await call("POST /v1/orders", { body: { ...anOrder, customerId } })).json;

test("an order is placed and read, with answers as the load balancer wants them", async () => {
  const created = await call("POST /v1/orders", { body: anOrder });
  const { orderId } = created.json;
  expect(created).toMatchObject({
    statusCode: 201,
    statusDescription: "201 Created",
    isBase64Encoded: false,
    multiValueHeaders: {
      "Content-Type": ["application/json"],
      ETag: ['"1"'],
      Location: [`/v1/orders/${String(orderId)}`],
      "x-amzn-RequestId": ["aws-request"],
    },
  });
  expect(created.headers).not.toHaveProperty("Access-Control-Allow-Origin");
  expect((await call(`GET /v1/orders/${String(orderId)}`)).json).toEqual(created.json);
});

test("each version is answered below its base path, and says so where it is deprecated", async () => {
  expect((await call("GET /v1/health")).headers).toHaveProperty("Deprecation");
  expect((await call("GET /v1/unknown")).headers).toHaveProperty("Deprecation");
  expect((await call("GET /v2/health")).headers).not.toHaveProperty("Deprecation");
  expect(await call("POST /v2/orders", { body: anOrder })).toMatchObject({ statusCode: 400 });
});

test("a health check is answered from the contract", async () => {
  const event = loadBalancerEvent("GET /v1/health", { headers: { "user-agent": "ELB-HealthChecker/2.0" } });
  delete event.multiValueHeaders!["x-forwarded-for"];
  expect(await send(event)).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
});

test("query parameters are decoded", async () => {
  const { orderId } = await place("customer_decoded");
  const event = loadBalancerEvent("GET /v1/orders");
  event.multiValueQueryStringParameters = { "customer%49d": ["customer%5Fdecoded"] };
  expect((await send(event)).json).toMatchObject({ orders: [{ orderId }] });
});

test("path parameters are decoded, and a slash at the end doesn't count", async () => {
  const { orderId } = await place("customer-path");
  const encoded = String(orderId).replace("_", "%5F");
  expect((await call(`GET /v1/orders/${encoded}/`)).json).toMatchObject({ orderId });
});

test("a parameter given twice is refused, as behind API Gateway", async () => {
  expect(await call("GET /v1/orders", { query: { customerId: ["a", "b"] } })).toMatchObject({
    statusCode: 400,
    json: { code: "BAD_REQUEST_PARAMETERS" },
  });
});

test("a body that the load balancer encoded is read", async () => {
  const body = Buffer.from(JSON.stringify(anOrder)).toString("base64");
  expect(await call("POST /v1/orders", { body, isBase64Encoded: true })).toMatchObject({ statusCode: 201 });
});

test.each([
  ["outside the version's base path", "GET /orders"],
  ["of another version", "GET /v9/orders"],
  ["that only begins like the base path", "GET /v10/health"],
  ["that no route has", "GET /v1/unknown"],
  ["with one segment too many", "GET /v1/orders/ord_1/items"],
  ["with an empty segment", "GET /v1//orders"],
  ["that isn't encoded properly", "GET /v1/orders/%E0%A4%A"],
  ["of the base path alone", "GET /v1"],
])("a path %s answers 404", async (_, request) => {
  expect(await call(request)).toMatchObject({
    statusCode: 404,
    statusDescription: "404 Not Found",
    json: { code: "NOT_FOUND", requestId: "aws-request" },
  });
});

test.each([
  ["PATCH /v1/orders/ord_1", "GET, PUT, DELETE"],
  ["POST /v1/health", "GET"],
  ["OPTIONS /v1/orders", "POST, GET"],
])("%s answers 405 and names the methods that there are", async (request, allow) => {
  expect(await call(request)).toMatchObject({
    statusCode: 405,
    headers: { Allow: allow },
    json: { code: "METHOD_NOT_ALLOWED" },
  });
});

test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])(
  "a body of type %s, which a page may send without asking, answers 415",
  async (type) => {
    const answer = await call("POST /v1/orders", { body: anOrder, headers: { "Content-Type": type } });
    expect(answer).toMatchObject({ statusCode: 415, json: { code: "UNSUPPORTED_MEDIA_TYPE" } });
  },
);

test("a body of JSON in UTF-8 is taken, however the type is written", async () => {
  const headers = { "Content-Type": "Application/JSON; charset=utf-8" };
  expect(await call("POST /v1/orders", { body: anOrder, headers })).toMatchObject({ statusCode: 201 });
});

test("an answer larger than the load balancer takes says so, and asking for less helps", async () => {
  const large = { note: "x".repeat(20_000) };
  const served = serve(ordersV1, "orders", {
    listOrders: async ({ query: { limit = 20 } }: { query: { limit?: number } }) => ({
      status: 200,
      body: { orders: Array.from({ length: limit }, () => large) },
    }),
  } as never);
  const list = (limit: string) =>
    lambdaHandler([served])(loadBalancerEvent("GET /v1/orders", { query: { customerId: "c-1", limit } }), {
      awsRequestId: "aws-request",
    });
  expect(await list("100")).toMatchObject({
    statusCode: 500,
    body: expect.stringContaining('"code":"RESPONSE_TOO_LARGE"'),
  });
  expect(await list("10")).toMatchObject({ statusCode: 200 });
});

test("every request logs a line, refused ones too", async () => {
  lines.length = 0;
  await call("GET /v1/health");
  await call("GET /v1/unknown");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { operation: "getHealth", status: 200, requestId: "aws-request", awsRequestId: "aws-request" },
    { operation: "unknown", status: 404, errorCode: "NOT_FOUND" },
  ]);
});

test("a target group without multi-value headers is told apart and refused", async () => {
  const { multiValueHeaders: _, ...event } = loadBalancerEvent("GET /v1/health");
  await expect(handler({ ...event, headers: {} }, { awsRequestId: "1" })).rejects.toThrow(
    "event: expected multiValueHeaders, as the target group has to enable them, got none",
  );
});
