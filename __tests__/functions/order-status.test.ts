import { GetItemCommand, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { randomUUID } from "node:crypto";
import { type Connection, loadOrderStatus } from "./order-status-functions";
import { anOrder, type CallOrders, captureStdout, loadOrders, startOrdersTable } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let place: CallOrders;
let status: ReturnType<typeof loadOrderStatus>;
let orderId: string;
let lines: string[];

beforeAll(async () => {
  table = await startOrdersTable();
  place = loadOrders(table.endpoint);
  status = loadOrderStatus(table.endpoint, "http://127.0.0.1:9");
});

beforeEach(async () => {
  lines = captureStdout();
  orderId = (await place("POST /orders", { body: anOrder })).body.orderId!;
});

afterAll(() => table.close());

const connection = (authorizer?: Record<string, unknown>): Connection => ({
  id: `${randomUUID()}=`,
  ...(authorizer && { authorizer }),
});
const mine = () => connection({ principalId: "p", customerId: anOrder.customerId });
const subscribe = (on: Connection, order = orderId) =>
  status.send(on, "subscribe", { action: "subscribe", orderId: order });
const unsubscribe = (on: Connection) => status.send(on, "unsubscribe", { action: "unsubscribe", orderId });
const subscriptionsOf = async ({ id }: Connection) => {
  const { Items: items = [] } = await table.client.send(new ScanCommand({ TableName: "connections" }));
  return items.filter((item) => item.connectionId?.S === id);
};

test("connecting is answered, and leaves nothing behind", async () => {
  const on = mine();
  expect(await status.send(on, "$connect")).toEqual({ statusCode: 200 });
  expect(await subscriptionsOf(on)).toEqual([]);
});

test("who subscribes is told where the order stands", async () => {
  await table.client.send(
    new UpdateItemCommand({
      TableName: "orders",
      Key: { pk: { S: `ORDER#${orderId}` } },
      UpdateExpression: "SET #status = :paid",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":paid": { S: "paid" } },
    }),
  );
  expect(await subscribe(mine())).toMatchObject({
    statusCode: 200,
    message: { type: "status", orderId, status: "paid", updatedAt: expect.any(String) },
  });
});

test("a subscription ends by itself after the two hours that a connection lasts at most", async () => {
  const on = { ...mine(), connectedAt: 1_800_000_000_000 };
  await subscribe(on);
  const { Item: item } = await table.client.send(
    new GetItemCommand({ TableName: "connections", Key: { connectionId: { S: on.id }, orderId: { S: orderId } } }),
  );
  expect(Number(item?.expiresAt?.N)).toBe(1_800_000_000 + 2 * 3600 + 300);
});

test("subscribing twice is subscribing once", async () => {
  const on = mine();
  await subscribe(on);
  expect((await subscribe(on)).message).toMatchObject({ type: "status" });
  expect(await subscriptionsOf(on)).toHaveLength(1);
});

test("who unsubscribes, or disconnects, leaves nothing behind", async () => {
  const on = mine();
  await subscribe(on);
  expect((await unsubscribe(on)).message).toEqual({ type: "unsubscribed", orderId });
  expect(await subscriptionsOf(on)).toEqual([]);
  await subscribe(on);
  expect(await status.send(on, "$disconnect")).toEqual({ statusCode: 200 });
  expect(await subscriptionsOf(on)).toEqual([]);
});

test.each<[string, Connection]>([
  ["another customer", connection({ principalId: "p", customerId: "customer-2" })],
  ["a caller of whom nobody said whose data it reaches", connection({ principalId: "p" })],
  ["a caller whom no authorizer let in", connection()],
])("%s finds no order, and subscribes to none", async (_, stranger) => {
  expect(await subscribe(stranger)).toMatchObject({ statusCode: 200, message: { type: "error", code: "NOT_FOUND" } });
  expect((await subscribe(stranger, `ord_${"0".repeat(32)}`)).message).toMatchObject({ code: "NOT_FOUND" });
  expect(await subscriptionsOf(stranger)).toEqual([]);
});

test("who reaches every customer subscribes to any order", async () => {
  const on = connection({ principalId: "p", reach: "every customer" });
  expect((await subscribe(on)).message).toMatchObject({ type: "status" });
});

test.each<[string, unknown, object]>([
  ["no order", { action: "subscribe" }, { details: [{ path: "body.orderId", message: expect.any(String) }] }],
  ["no order id", { action: "subscribe", orderId: "1" }, { details: [{ path: "body.orderId" }] }],
  ["more than the contract knows", { action: "subscribe", orderId: `ord_${"0".repeat(32)}`, all: true }, {}],
  ["no JSON", "{", {}],
])("a message of %s is refused in the shape of errors", async (_, message, more) => {
  expect((await status.send(mine(), "subscribe", message)).message).toMatchObject({
    type: "error",
    code: "BAD_REQUEST_BODY",
    message: expect.any(String),
    requestId: expect.any(String),
    ...more,
  });
});

test.each([
  ["of an unknown action", { action: "dance" }],
  ["of text", "hello"],
  ["without a body", undefined],
])("a message %s is answered with an error", async (_, message) => {
  expect((await status.send(mine(), "$default", message)).message).toMatchObject({
    type: "error",
    code: "UNKNOWN_ACTION",
  });
});

test("a connection follows 100 orders at most", async () => {
  const on = mine();
  const { SubscriptionStore } = jest.requireActual<typeof import("../../functions/order-status/subscriptions")>(
    "../../functions/order-status/subscriptions",
  );
  const store = new SubscriptionStore(table.client, "connections");
  for (let order = 0; order < 100; order++) await store.add(on.id, Date.now(), `ord_${order}`);
  expect((await subscribe(on)).message).toMatchObject({ type: "error", code: "TOO_MANY_SUBSCRIPTIONS" });
  await status.send(on, "$disconnect");
  expect(await subscriptionsOf(on)).toEqual([]);
});

test("each message logs a line, without its content", async () => {
  const on = mine();
  await subscribe(on);
  const line = JSON.parse(lines.at(-1)!) as Record<string, unknown>;
  expect(line).toMatchObject({ level: "INFO", operation: "subscribe", status: 200, requestId: expect.any(String) });
  expect(lines.at(-1)).not.toContain(orderId);
});

test("a route that the function doesn't serve is a fault", async () => {
  expect(await status.send(mine(), "ping", { action: "ping" })).toMatchObject({
    statusCode: 500,
    message: { type: "error", code: "INTERNAL_ERROR" },
  });
});

test("a database that is away is answered with an error, and counts as the integration's error", async () => {
  const away = loadOrderStatus("http://127.0.0.1:9", "http://127.0.0.1:9");
  const { statusCode, message } = await away.send(mine(), "subscribe", { action: "subscribe", orderId });
  expect(statusCode).toBeGreaterThanOrEqual(500);
  expect(message).toMatchObject({ type: "error" });
});
