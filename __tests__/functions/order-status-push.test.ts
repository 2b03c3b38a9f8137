import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { changed, type Connection, loadOrderStatus, startConnections } from "./order-status-functions";
import { anOrder, type CallOrders, captureStdout, loadOrders, startOrdersTable } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let connections: Awaited<ReturnType<typeof startConnections>>;
let place: CallOrders;
let status: ReturnType<typeof loadOrderStatus>;
let orderId: string;
let lines: string[];
let number = 0;

beforeAll(async () => {
  table = await startOrdersTable();
  connections = await startConnections();
  place = loadOrders(table.endpoint);
  status = loadOrderStatus(table.endpoint, connections.endpoint);
});

beforeEach(async () => {
  lines = captureStdout();
  connections.posted.length = 0;
  connections.statusOf.clear();
  orderId = (await place("POST /orders", { body: anOrder })).body.orderId!;
});

afterAll(async () => {
  await connections.close();
  await table.close();
});

/** A connection that follows the order; ids of connections end in `=`. */
async function follow(order = orderId): Promise<Connection> {
  number += 1;
  const on = { id: `L0SM9c${number}FvHcCIhw=`, authorizer: { principalId: "p", customerId: anOrder.customerId } };
  const { message } = await status.send(on, "subscribe", { action: "subscribe", orderId: order });
  expect(message).toMatchObject({ type: "status" });
  return on;
}

const told = () => connections.posted.map(({ connectionId }) => connectionId).toSorted();

test("every connection that follows an order is told of its status, and nobody else", async () => {
  const [first, second] = [await follow(), await follow()];
  const other = (await place("POST /orders", { body: anOrder })).body.orderId!;
  await follow(other);
  expect(await status.push({ Records: [changed(orderId, "paid")] })).toEqual({ batchItemFailures: [] });
  expect(told()).toEqual([first.id, second.id].toSorted());
  for (const { body } of connections.posted)
    expect(JSON.parse(body)).toEqual({
      type: "status",
      orderId,
      status: "paid",
      updatedAt: "2026-11-28T09:00:00.000Z",
    });
});

test("a message is a request that is signed for the API, with the connection's id encoded", async () => {
  const { id } = await follow();
  await status.push({ Records: [changed(orderId, "paid")] });
  const [{ headers, path } = { headers: {}, path: "" }] = connections.posted;
  expect(path).toBe(`/@connections/${encodeURIComponent(id)}`);
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=content-type;host;/,
  );
  expect(headers["content-type"]).toBe("application/json");
});

test("a connection that is gone leaves nothing behind, and fails nothing", async () => {
  const [gone, there] = [await follow(), await follow()];
  connections.statusOf.set(gone.id, 410);
  expect(await status.push({ Records: [changed(orderId, "paid")] })).toEqual({ batchItemFailures: [] });
  expect(told()).toEqual([there.id]);
  connections.statusOf.clear();
  connections.posted.length = 0;
  await status.push({ Records: [changed(orderId, "shipped")] });
  expect(told()).toEqual([there.id]);
});

test("the first record that fails is reported, and those after it wait for it", async () => {
  const on = await follow();
  const other = (await place("POST /orders", { body: anOrder })).body.orderId!;
  const stuck = await follow(other);
  connections.statusOf.set(stuck.id, 429);
  const records = [changed(orderId, "paid", "1"), changed(other, "paid", "2"), changed(orderId, "shipped", "3")];
  expect(await status.push({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(
    connections.posted.map(({ connectionId, body }) => [connectionId, (JSON.parse(body) as { status: string }).status]),
  ).toEqual([[on.id, "paid"]]);
});

test("a connection that can't be told holds up no other of its order", async () => {
  const [stuck, there] = [await follow(), await follow()];
  connections.statusOf.set(stuck.id, 500);
  expect(await status.push({ Records: [changed(orderId, "paid", "7")] })).toEqual({
    batchItemFailures: [{ itemIdentifier: "7" }],
  });
  expect(told()).toEqual([there.id]);
});

test("a failure logs a line that names the record, without the order", async () => {
  const stuck = await follow();
  connections.statusOf.set(stuck.id, 500);
  await status.push({ Records: [changed(orderId, "paid", "7")] });
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({
    level: "ERROR",
    eventId: "event-7",
    error: { message: "@connections: expected 200 or 410, got 500" },
  });
  expect(lines.at(-1)).not.toContain(orderId);
});

test("a record that is no order is reported: Lambda tells the queue of it in the end", async () => {
  const record = { eventID: "e", dynamodb: { SequenceNumber: "9", NewImage: {} } };
  expect(await status.push({ Records: [record] })).toEqual({ batchItemFailures: [{ itemIdentifier: "9" }] });
});

test("an order that nobody follows is told nobody", async () => {
  expect(await status.push({ Records: [changed(orderId, "paid")] })).toEqual({ batchItemFailures: [] });
  expect(connections.posted).toEqual([]);
});

test("an order with more followers than a page of the index is told all of them", async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `follower-${index}=`);
  for (let first = 0; first < ids.length; first += 20) {
    const connectionsTable = ids
      .slice(first, first + 20)
      .map((id) => ({ PutRequest: { Item: { connectionId: { S: id }, orderId: { S: orderId } } } }));
    await table.client.send(new BatchWriteItemCommand({ RequestItems: { connections: connectionsTable } }));
  }
  await status.push({ Records: [changed(orderId, "paid")] });
  expect(told()).toEqual(ids.toSorted());
});
