import { anOrder, type CallOrders, headersOfAll, loadOrders, startOrdersTable } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let call: CallOrders;

beforeAll(async () => {
  table = await startOrdersTable();
  call = loadOrders(table.endpoint);
});

afterAll(() => table.close());

test.each([
  ["not JSON", { body: "{not json" }],
  ["not UTF-8", { body: Buffer.from([0x22, 0xff, 0x22]).toString("base64"), isBase64Encoded: true }],
  ["base64 by mistake", { body: Buffer.from(JSON.stringify(anOrder)).toString("base64") }],
])("a body that is %s answers 400", async (_, request) => {
  const answer = await call("POST /orders", request);
  expect(answer).toMatchObject({ status: 400, headers: { ...headersOfAll, "Content-Type": "application/json" } });
  expect(answer.body).toEqual({
    code: "BAD_REQUEST_BODY",
    message: "the request's body is not JSON in UTF-8",
    requestId: answer.requestId,
  });
});

test.each([
  ["missing", undefined, [{ path: "body", message: "required" }]],
  ["empty", "", [{ path: "body", message: "required" }]],
  ["null", "null", [{ path: "body", message: "expected object" }]],
  ["a list", [anOrder], [{ path: "body", message: "expected object" }]],
  ["a number for a string", { ...anOrder, customerId: 7 }, [{ path: "body.customerId", message: "expected string" }]],
  [
    "without a property",
    { ...anOrder, currency: undefined, items: [{ sku: "tea", quantity: 1 }] },
    [
      { path: "body.currency", message: "required" },
      { path: "body.items.0.unitPrice", message: "required" },
    ],
  ],
  [
    "with properties that nobody knows",
    { ...anOrder, discount: 5, items: [{ ...anOrder.items[0], color: "red" }] },
    [
      { path: "body.items.0.color", message: "unknown property" },
      { path: "body.discount", message: "unknown property" },
    ],
  ],
  [
    "a fraction of a cent",
    { ...anOrder, items: [{ sku: "tea", quantity: 1, unitPrice: 4.5 }] },
    [{ path: "body.items.0.unitPrice", message: "expected int" }],
  ],
  ["without items", { ...anOrder, items: [] }, [{ path: "body.items", message: "expected at least 1 items" }]],
  [
    "beyond its limits",
    { ...anOrder, note: "n".repeat(1001), items: [{ sku: "tea", quantity: 1001, unitPrice: -1 }] },
    [
      { path: "body.items.0.quantity", message: "expected at most 1000" },
      { path: "body.items.0.unitPrice", message: "expected at least 0" },
      { path: "body.note", message: "expected at most 1000 characters" },
    ],
  ],
  [
    "of another form",
    { ...anOrder, currency: "euro" },
    [{ path: "body.currency", message: "expected text that matches /^[A-Z]{3}$/" }],
  ],
  ["a prototype in disguise", '{"__proto__":{"customerId":"x"}}', expect.anything()],
])("a body that is or has %s answers 400 and says where", async (_, body, details) => {
  const answer = await call("POST /orders", { body });
  expect(answer).toMatchObject({ status: 400, body: { code: "BAD_REQUEST_BODY", requestId: answer.requestId } });
  expect(answer.body.details).toEqual(details);
});

test.each<[string, Record<string, string | string[]>, object[]]>([
  ["without customerId", {}, [{ path: "query.customerId", message: "required" }]],
  ["customerId twice", { customerId: ["a", "b"] }, [{ path: "query.customerId", message: "expected string" }]],
  ["limit 0", { customerId: "a", limit: "0" }, [{ path: "query.limit", message: "expected at least 1" }]],
  ["limit 101", { customerId: "a", limit: "101" }, [{ path: "query.limit", message: "expected at most 100" }]],
  ["limit ten", { customerId: "a", limit: "ten" }, [{ path: "query.limit", message: "expected number" }]],
  ["limit 1.5", { customerId: "a", limit: "1.5" }, [{ path: "query.limit", message: "expected a multiple of 1" }]],
  ["limit twice", { customerId: "a", limit: ["1", "2"] }, [{ path: "query.limit", message: "expected number" }]],
])("a list %s answers 400 and says where", async (_, query, details) => {
  const answer = await call("GET /orders", { query });
  expect(answer).toMatchObject({ status: 400, body: { code: "BAD_REQUEST_PARAMETERS", details } });
});

test("an answer about a bad request repeats nothing that was sent, and is no larger for many mistakes", async () => {
  const items = Array.from({ length: 100 }, () => ({ sku: "<secret>", quantity: "<secret>", unitPrice: "<secret>" }));
  const answer = await call("POST /orders", { body: { ...anOrder, customerId: "<secret>", items } });
  expect(answer.status).toBe(400);
  expect(answer.text).not.toContain("secret");
  expect(answer.body.details).toHaveLength(20);
});

test.each(["GET /unknown", "GET /orders/{orderId}/items"])(
  "%s, which it does not serve, answers 404",
  async (route) => {
    const answer = await call(route, { path: { orderId: "ord_1" } });
    expect(answer).toMatchObject({ status: 404, headers: headersOfAll });
    expect(answer.body).toEqual({
      code: "NOT_FOUND",
      message: "there is nothing at this path",
      requestId: answer.requestId,
    });
  },
);

test("a body of another type than JSON answers 415, which API Gateway lets through without validation", async () => {
  const answer = await call("POST /orders", { body: anOrder, headers: { "Content-Type": "text/plain" } });
  expect(answer).toMatchObject({ status: 415, body: { code: "UNSUPPORTED_MEDIA_TYPE" } });
});

test.each(["application/json; charset=utf-8", "APPLICATION/JSON"])("a body of type %s is JSON", async (type) => {
  expect(await call("POST /orders", { body: anOrder, headers: { "Content-Type": type } })).toMatchObject({
    status: 201,
  });
});
