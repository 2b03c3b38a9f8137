import { ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { anOrder, type CallOrders, loadOrders, startOrdersTable, trusted } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let call: CallOrders;
let customers = 0;
let customerId: string;

beforeAll(async () => {
  table = await startOrdersTable();
  call = loadOrders(table.endpoint);
});

beforeEach(() => {
  customerId = `customer-${++customers}`;
});

afterAll(() => table.close());

const place = (key: string, change: object = {}, authorizer?: Record<string, unknown>) =>
  call("POST /orders", {
    headers: { "Idempotency-Key": key },
    body: { ...anOrder, customerId, ...change },
    ...(authorizer && { authorizer }),
  });
const placed = async () => (await call("GET /orders", { query: { customerId, limit: "100" } })).body.orders!;

test("a repeated request gets the first answer again and places nothing", async () => {
  const first = await place("again");
  const second = await place("again");
  expect(first.status).toBe(201);
  expect(second).toMatchObject({ status: 201, text: first.text, headers: first.headers });
  expect(await placed()).toEqual([first.body]);
});

test("a repetition may write its JSON differently", async () => {
  const first = await place("reordered");
  const reordered = Object.fromEntries(Object.entries({ ...anOrder, customerId }).toReversed());
  const second = await call("POST /orders", {
    headers: { "idempotency-key": "reordered" },
    body: JSON.stringify(reordered, null, 2),
  });
  expect(second).toMatchObject({ status: 201, text: first.text });
});

test("the first answer is given again after the order was changed and after it was deleted", async () => {
  const first = await place("changed-since");
  const path = { orderId: first.body.orderId! };
  const body = { ...anOrder, customerId, note: "changed" };
  await call("PUT /orders/{orderId}", { path, body, headers: { "If-Match": '"1"' } });
  expect(await place("changed-since")).toMatchObject({ text: first.text, headers: { ETag: '"1"' } });
  await call("DELETE /orders/{orderId}", { path, headers: { "If-Match": "*" } });
  expect(await place("changed-since")).toMatchObject({ status: 201, text: first.text });
  expect(await placed()).toEqual([]);
});

test("another body under the same key is refused with 422", async () => {
  const first = await place("reused");
  const second = await place("reused", { note: "something else" });
  expect(second).toMatchObject({ status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } });
  expect(await placed()).toEqual([first.body]);
});

test("without a key every request places an order", async () => {
  await call("POST /orders", { body: { ...anOrder, customerId } });
  await call("POST /orders", { body: { ...anOrder, customerId } });
  expect(await placed()).toHaveLength(2);
});

test("requests at once under the same key place one order", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => place("at-once")));
  const orders = await placed();
  expect(orders).toHaveLength(1);
  for (const { status, body } of answers) expect([status, body.orderId ?? "409"]).toEqual([201, orders[0]!.orderId]);
});

test("requests at once under the same key with two bodies place one order and refuse the other body", async () => {
  const answers = await Promise.all([
    place("two-bodies", { note: "a" }),
    place("two-bodies", { note: "b" }),
    place("two-bodies", { note: "a" }),
    place("two-bodies", { note: "b" }),
  ]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 422, 422]);
  expect(await placed()).toHaveLength(1);
});

test("a key belongs to its caller", async () => {
  const callers = [
    undefined,
    { ...trusted, principalId: "partner-1" },
    { ...trusted, principalId: "partner-2" },
    { claims: { token_use: "access", sub: "partner-1", client_id: "partner-1" } },
  ];
  for (const caller of callers) expect((await place("shared", {}, caller)).status).toBe(201);
  expect(await placed()).toHaveLength(callers.length);
});

test("a key serves again after 24 hours, before time to live has deleted its record", async () => {
  const first = await place("expired");
  const record = await recordOf(first.body.orderId!);
  const inADay = Date.now() / 1000 + 24 * 3600;
  expect(Number(record.expiresAt!.N)).toBeGreaterThan(inADay - 60);
  expect(Number(record.expiresAt!.N)).toBeLessThanOrEqual(inADay);
  await table.client.send(
    new UpdateItemCommand({
      TableName: "orders",
      Key: { pk: record.pk! },
      UpdateExpression: "SET expiresAt = :past",
      ExpressionAttributeValues: { ":past": { N: String(Math.floor(Date.now() / 1000) - 1) } },
    }),
  );
  const second = await place("expired", { note: "another body" });
  expect(second.status).toBe(201);
  expect(second.body.orderId).not.toBe(first.body.orderId);
  expect(await placed()).toHaveLength(2);
});

test("the table holds neither the key nor the caller as they were sent", async () => {
  await place("secret-key-0001", {}, { ...trusted, principalId: "secret-principal" });
  const { Items: items } = await table.client.send(new ScanCommand({ TableName: "orders" }));
  expect(JSON.stringify(items)).not.toMatch(/secret/);
});

test.each(["two words", "", "x".repeat(256), "schlüssel"])("the key %j is refused with 400", async (key) => {
  expect(await place(key)).toMatchObject({
    status: 400,
    body: { code: "BAD_REQUEST_PARAMETERS", details: [{ path: "headers.idempotency-key" }] },
  });
});

test("two keys in one request are refused with 400", async () => {
  const headers = { "Idempotency-Key": ["one", "two"] };
  expect((await call("POST /orders", { headers, body: { ...anOrder, customerId } })).status).toBe(400);
  expect(await placed()).toEqual([]);
});

async function recordOf(orderId: string) {
  const { Items: items = [] } = await table.client.send(new ScanCommand({ TableName: "orders" }));
  return items.find((item) => item.pk!.S!.startsWith("IDEMPOTENCY#") && item.order!.M!.orderId!.S === orderId)!;
}
