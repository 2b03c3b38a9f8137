import { anOrder, type CallOrders, loadOrders, startOrdersTable } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let call: CallOrders;

beforeAll(async () => {
  table = await startOrdersTable();
  call = loadOrders(table.endpoint);
});

afterAll(() => table.close());

test("a request logs one line of JSON with what finds it again", async () => {
  const answer = await call("POST /orders", { body: anOrder });
  expect(answer.logged).toEqual([expect.stringMatching(/^\{[^\n]*\}\n$/)]);
  expect(JSON.parse(answer.logged[0]!)).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    level: "INFO",
    message: "createOrder answered 201",
    requestId: answer.requestId,
    awsRequestId: answer.awsRequestId,
    operation: "createOrder",
    status: 201,
    latency: expect.any(Number),
  });
});

test("a refused request logs its error code", async () => {
  const answer = await call("GET /orders/{orderId}", { path: { orderId: "ord_1" } });
  expect(JSON.parse(answer.logged[0]!)).toMatchObject({ level: "INFO", status: 404, errorCode: "NOT_FOUND" });
  expect(answer.logged[0]).not.toContain("stack");
});

test("a request for another route logs no part of its path", async () => {
  const answer = await call("GET /secret", {});
  expect(JSON.parse(answer.logged[0]!)).toMatchObject({ operation: "unknown", status: 404 });
  expect(answer.logged[0]).not.toContain("secret");
});

test.each([
  ["that succeeds", { ...anOrder, note: "secret note" }],
  ["that is invalid", { ...anOrder, currency: "secret" }],
  ["that is not JSON", '{"note": secret'],
])("a request %s logs nothing of its body, headers or parameters", async (_, body) => {
  const headers = { Authorization: "Bearer secret", "Idempotency-Key": "secret-key", "X-Api-Key": "secret" };
  const answer = await call("POST /orders", { headers, body, query: { token: "secret" } });
  expect(answer.logged).toHaveLength(1);
  expect(answer.logged[0]).not.toContain("secret");
});
