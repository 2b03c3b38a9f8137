import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { anOrder, type CallOrders, loadOrders, startOrdersTable } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let call: CallOrders;

beforeAll(async () => {
  table = await startOrdersTable();
  call = loadOrders(table.endpoint);
});

afterAll(() => table.close());

const list = (query: Record<string, string | string[]>) => call("GET /orders", { query });

async function place(customerId: string, count: number): Promise<string[]> {
  const placed: string[] = [];
  for (let i = 0; i < count; i++) {
    const { body } = await call("POST /orders", { body: { ...anOrder, customerId } });
    placed.unshift(`${body.placedAt}#${body.orderId}`);
  }
  return placed.toSorted().toReversed();
}

async function pages(query: Record<string, string>) {
  const found: string[][] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined;) {
    const { status, body } = await list({ ...query, ...(cursor && { cursor }) });
    expect(status).toBe(200);
    found.push(body.orders!.map(({ placedAt, orderId }) => `${placedAt}#${orderId}`));
    cursor = body.nextCursor;
  }
  return found;
}

test("a customer's orders come newest first, and nobody else's", async () => {
  const placed = await place("newest-first", 3);
  await place("somebody-else", 2);
  expect(await pages({ customerId: "newest-first" })).toEqual([placed]);
});

test("a listed order is the order that reading it gives", async () => {
  const { body } = await call("POST /orders", { body: { ...anOrder, customerId: "whole", note: "ring twice" } });
  expect((await list({ customerId: "whole" })).body).toEqual({ orders: [body] });
});

test("a customer without orders has an empty page", async () => {
  const answer = await list({ customerId: "nobody" });
  expect(answer).toMatchObject({ status: 200, text: '{"orders":[]}' });
});

test.each([1, 2, 4, 5])("pages of %d hold every order once and never more than that", async (limit) => {
  const customerId = `pages-of-${limit}`;
  const placed = await place(customerId, 5);
  const found = await pages({ customerId, limit: String(limit) });
  expect(found.flat()).toEqual(placed);
  expect(found.map((page) => page.length)).toEqual(
    Array.from({ length: Math.ceil(5 / limit) }, (_, i) => Math.min(limit, 5 - i * limit)),
  );
});

test("a page holds 20 orders unless told otherwise", async () => {
  await place("many", 21);
  expect((await pages({ customerId: "many" })).map((page) => page.length)).toEqual([20, 1]);
});

test("orders too large for one answer of DynamoDB still come all, in more pages", async () => {
  const placed = await place("large", 5);
  for (const order of placed)
    await table.client.send(
      new UpdateItemCommand({
        TableName: "orders",
        Key: { pk: { S: `ORDER#${order.split("#")[1]}` } },
        UpdateExpression: "SET note = :long",
        ExpressionAttributeValues: { ":long": { S: "n".repeat(390 * 1024) } },
      }),
    );
  const found = await pages({ customerId: "large", limit: "100" });
  expect(found.length).toBeGreaterThan(1);
  expect(found.flat()).toEqual(placed);
});

test("deleting the last order of a page does not lose the next one", async () => {
  const [, second, third] = await place("deleted", 3);
  const { body } = await list({ customerId: "deleted", limit: "2" });
  const orderId = second!.split("#")[1]!;
  await call("DELETE /orders/{orderId}", { path: { orderId }, headers: { "If-Match": "*" } });
  const next = await list({ customerId: "deleted", cursor: body.nextCursor! });
  expect(next.body.orders!.map((order) => `${order.placedAt}#${order.orderId}`)).toEqual([third]);
});

describe("a cursor", () => {
  let cursor: string;

  beforeAll(async () => {
    await place("mine", 2);
    await place("yours", 2);
    cursor = (await list({ customerId: "mine", limit: "1" })).body.nextCursor!;
  });

  test("of another customer is refused", async () => {
    const answer = await list({ customerId: "yours", cursor });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "BAD_REQUEST_PARAMETERS", details: [{ path: "query.cursor" }] },
    });
  });

  test("changed to name another order's place still gives this customer's orders only", async () => {
    const { body } = await list({ customerId: "yours", limit: "1" });
    const bytes = (text: string) => Buffer.from(text, "base64url");
    const forged = Buffer.concat([bytes(cursor).subarray(0, 16), bytes(body.nextCursor!).subarray(16)]);
    const answer = await list({ customerId: "mine", cursor: forged.toString("base64url") });
    expect(answer.status).toBe(200);
    expect(answer.body.orders!.filter(({ customerId }) => customerId !== "mine")).toEqual([]);
  });

  test.each([
    ["empty", () => ""],
    ["not base64url", () => "%%%"],
    ["cut short", () => cursor.slice(0, -4)],
    ["with something appended", () => `${cursor}AAAA`],
    ["with padding", () => `${cursor}=`],
    ["a key of DynamoDB", () => Buffer.from('{"pk":{"S":"ORDER#1"}}').toString("base64url")],
    ["too long", () => "A".repeat(1025)],
  ])("that is %s is refused", async (_, malformed) => {
    expect(await list({ customerId: "mine", cursor: malformed() })).toMatchObject({
      status: 400,
      body: { code: "BAD_REQUEST_PARAMETERS", details: [{ path: "query.cursor" }] },
    });
  });
});
