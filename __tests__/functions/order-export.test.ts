import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { BatchWriteItemCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { invokeStreaming, provideStreaming } from "./lambda-stream";
import { anOrder, type CallOrders, lambdaEnvironment, loadOrders, startOrdersTable, trusted } from "./orders-function";
import { restApiEvent } from "./rest-api-event";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let orders: CallOrders;
let handler: unknown;

beforeAll(async () => {
  provideStreaming();
  table = await startOrdersTable();
  orders = loadOrders(table.endpoint);
  handler = load(table.endpoint);
});

afterAll(() => table.close());

function load(endpoint: string): unknown {
  Object.assign(process.env, lambdaEnvironment(endpoint, "orders"));
  return jest.requireActual<{ handler: unknown }>("../../functions/order-export/index").handler;
}

async function exportOf(customerId: string, version = "v1", authorizer: Record<string, unknown> = trusted) {
  const call = { query: { customerId }, version, authorizer };
  return invokeStreaming(handler, restApiEvent("GET /orders/export", call));
}

const linesOf = ({ parts }: { parts: string[] }) =>
  parts
    .join("")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

/** Places an order and copies it, until there is one more than in a page. */
async function placeMany(customerId: string): Promise<string[]> {
  const { orderId = "" } = (await orders("POST /orders", { body: { ...anOrder, customerId } })).body;
  const key = { TableName: "orders", Key: { pk: { S: `ORDER#${orderId}` } } };
  const { Item: item } = await table.client.send(new GetItemCommand(key));
  const ids = Array.from({ length: 100 }, (_, index) => `ord_${String(index).padStart(32, "0")}`);
  const copies = ids.map((id) => JSON.parse(JSON.stringify(item).replaceAll(orderId, id)) as NonNullable<typeof item>);
  for (let index = 0; index < copies.length; index += 25) {
    const requests = copies.slice(index, index + 25).map((Item) => ({ PutRequest: { Item } }));
    await table.client.send(new BatchWriteItemCommand({ RequestItems: { orders: requests } }));
  }
  return [orderId, ...ids];
}

test("has every order of a customer on a line, newest first, in the version's shape", async () => {
  const customerId = "exports-two";
  for (let count = 0; count < 2; count++) await orders("POST /orders", { body: { ...anOrder, customerId } });
  for (const version of ["v1", "v2"]) {
    const answer = await exportOf(customerId, version);
    expect(answer).toMatchObject({ status: 200, isWhole: true });
    expect(answer.headers).toMatchObject({ "Content-Type": "application/x-ndjson" });
    const list = await orders("GET /orders", { query: { customerId }, version });
    expect(list.body.orders).toHaveLength(2);
    expect(linesOf(answer)).toEqual(list.body.orders);
  }
});

test("is sent a page at a time, until there are no more", async () => {
  const customerId = "exports-many";
  const ids = await placeMany(customerId);
  const answer = await exportOf(customerId);
  expect(answer.parts).toHaveLength(2);
  const exported = linesOf(answer) as { orderId: string }[];
  expect(exported).toHaveLength(ids.length);
  expect(new Set(exported.map(({ orderId }) => orderId))).toEqual(new Set(ids));
});

test("of a customer without orders is empty, and an answer all the same", async () => {
  expect(await exportOf("exports-nothing")).toMatchObject({ status: 200, parts: [], isWhole: true });
});

test("is refused to other customers", async () => {
  const { status, parts } = await exportOf("exports-two", "v1", { principalId: "other", customerId: "other" });
  expect([status, JSON.parse(parts.join(""))]).toMatchObject([403, { code: "FORBIDDEN" }]);
});

test("is 503 where DynamoDB fails before it begins", async () => {
  const failing = createServer((incoming, response) => {
    incoming.resume();
    response.writeHead(500, { "Content-Type": "application/x-amz-json-1.0" });
    response.end('{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}');
  });
  await once(failing.listen(0, "127.0.0.1"), "listening");
  jest.resetModules();
  const unavailable = load(`http://127.0.0.1:${(failing.address() as AddressInfo).port}`);
  const event = restApiEvent("GET /orders/export", { query: { customerId: "c-1" }, authorizer: trusted });
  const { status, headers } = await invokeStreaming(unavailable, event);
  failing.closeAllConnections();
  failing.close();
  expect([status, headers]).toMatchObject([503, { "Retry-After": "1" }]);
});
