import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { anOrder, type CallOrders, captureStdout, loadOrders, startOrdersTable } from "./orders-function";

type Step = "reserve" | "charge" | "ship" | "release";
type Task = (event: unknown) => Promise<unknown>;

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let call: CallOrders;
let orderId: string;

beforeAll(async () => {
  table = await startOrdersTable();
  call = loadOrders(table.endpoint);
});

beforeEach(async () => {
  orderId = (await call("POST /orders", { body: anOrder })).body.orderId!;
});

afterAll(() => table.close());

const load = (step: Step) => jest.requireActual<{ handler: Task }>(`../../functions/fulfilment-${step}/index`).handler;

const run = async (executionId: string, ...steps: Step[]) => {
  for (const step of steps) await load(step)({ orderId, executionId });
};

const reserve = (executionId: string) => load("reserve")({ orderId, executionId });

const read = async () => (await call("GET /orders/{orderId}", { path: { orderId } })).body;
const tag = async () => (await call("GET /orders/{orderId}", { path: { orderId } })).headers.ETag;

async function item() {
  const key = { TableName: "orders", Key: { pk: { S: `ORDER#${orderId}` } } };
  return (await table.client.send(new GetItemCommand(key))).Item!;
}

const setStatus = (status: string) =>
  table.client.send(
    new UpdateItemCommand({
      TableName: "orders",
      Key: { pk: { S: `ORDER#${orderId}` } },
      UpdateExpression: "SET #status = :status",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":status": { S: status } },
    }),
  );

const notFulfillable = expect.objectContaining({ name: "OrderNotFulfillable" });

test("an order goes from placed by paid to shipped, and its total is charged", async () => {
  await run("execution-1", "reserve");
  expect((await read()).status).toBe("placed");
  await run("execution-1", "charge");
  expect((await read()).status).toBe("paid");
  expect((await item()).charged).toEqual({ N: String((await read()).total) });
  await run("execution-1", "ship");
  expect((await read()).status).toBe("shipped");
});

test("steps that are repeated change nothing more", async () => {
  await run("execution-1", "reserve", "reserve", "charge", "charge", "ship");
  const shipped = await item();
  await run("execution-1", "ship");
  expect(await item()).toEqual(shipped);
});

test("who read the order before it changed finds that its ETag doesn't match any more", async () => {
  const before = await tag();
  await run("execution-1", "reserve", "charge");
  expect(await tag()).not.toBe(before);
});

test("an order is one execution's: another can't reserve, charge, ship or release it", async () => {
  expect(await reserve("execution-1")).toEqual({ outcome: "reserved" });
  expect(await reserve("execution-2")).toEqual({ outcome: "notFulfillable" });
  for (const step of ["charge", "ship"] as const)
    await expect(run("execution-2", step)).rejects.toEqual(notFulfillable);
  await run("execution-2", "release");
  expect((await item()).fulfilmentId).toEqual({ S: "execution-1" });
});

test("what is released is as it was placed, and can be fulfilled again", async () => {
  await run("execution-1", "reserve", "charge", "release", "release");
  expect((await read()).status).toBe("placed");
  expect(await item()).not.toHaveProperty("charged");
  await run("execution-2", "reserve", "charge", "ship");
  expect((await read()).status).toBe("shipped");
});

test("an order that has left can't be released", async () => {
  await run("execution-1", "reserve", "charge", "ship");
  await expect(run("execution-1", "release")).rejects.toEqual(notFulfillable);
});

test.each(["cancelled", "shipped"])("an order that is %s can't be reserved", async (status) => {
  await setStatus(status);
  expect(await reserve("execution-1")).toEqual({ outcome: "notFulfillable" });
});

test.each([
  ["an order that isn't there", { orderId: `ord_${"0".repeat(32)}`, executionId: "execution-1" }],
  ["no order", { executionId: "execution-1" }],
  ["something else than an order", { orderId: { S: "1" }, executionId: "execution-1" }],
  ["no execution", { orderId: `ord_${"0".repeat(32)}` }],
  ["nothing", null],
])("%s can't be reserved", async (_, event) => {
  expect(await load("reserve")(event)).toEqual({ outcome: "notFulfillable" });
  await expect(load("charge")(event)).rejects.toEqual(notFulfillable);
});

test("an overloaded database has a name that state machines repeat", async () => {
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.writeHead(400, { "Content-Type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#RequestLimitExceeded" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  jest.resetModules();
  process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${port}`;
  const logged = captureStdout();
  await expect(run("execution-1", "reserve")).rejects.toMatchObject({ name: "ServiceUnavailable" });
  expect(logged.map((line) => JSON.parse(line) as unknown)).toContainEqual({
    timestamp: expect.any(String),
    level: "ERROR",
    message: "reserve failed",
    executionId: "execution-1",
    error: "ServiceUnavailable",
  });
  server.closeAllConnections();
  server.close();
}, 10_000);
