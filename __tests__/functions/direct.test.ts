import { ordersV1 } from "../../contract/orders/v1";
import { ordersV2 } from "../../contract/orders/v2";
import { versionHeaders } from "../../contract/version-register";
import type { DirectAnswer, DirectEvent } from "../../functions/direct-event";
import { lambdaHandler, type LambdaHandler } from "../../functions/lambda-handler";
import { serve } from "../../functions/serve";
import { anOrder, captureStdout, loadHandler, startOrdersTable } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let handler: LambdaHandler;

beforeAll(async () => {
  table = await startOrdersTable();
  handler = loadHandler(table.endpoint);
  captureStdout();
});

afterAll(() => table.close());

const invoke = (event: unknown) => handler(event, { awsRequestId: "aws-request" }) as Promise<DirectAnswer>;
const operate = (event: DirectEvent) => invoke(event);

test("an order is placed and read by the names of operations", async () => {
  const created = await operate({ operation: "createOrder", body: anOrder });
  const { orderId } = created.body as { orderId: string };
  expect(created).toEqual({
    status: 201,
    headers: {
      "Content-Type": "application/json",
      ETag: '"1"',
      Location: `/v1/orders/${orderId}`,
      "x-amzn-RequestId": "aws-request",
      ...versionHeaders(ordersV1),
    },
    body: expect.objectContaining({ orderId, customerId: anOrder.customerId }),
  });
  const read = await operate({ operation: "getOrder", api: "orders", version: "v1", path: { orderId } });
  expect(read.body).toEqual(created.body);
});

test("an answer without a body has none", async () => {
  const { body } = await operate({ operation: "createOrder", body: anOrder });
  const { orderId } = body as { orderId: string };
  const deleted = await operate({ operation: "deleteOrder", path: { orderId }, headers: { "If-Match": "*" } });
  expect(deleted).toEqual({ status: 204, headers: { "x-amzn-RequestId": "aws-request", ...versionHeaders(ordersV1) } });
});

test("parameters may be numbers, as JSON has them", async () => {
  await operate({ operation: "createOrder", body: { ...anOrder, customerId: "customer-number" } });
  const { status, body } = await operate({
    operation: "listOrders",
    query: { customerId: "customer-number", limit: 1 },
  });
  expect([status, body]).toMatchObject([200, { orders: [{ customerId: "customer-number" }] }]);
});

test("a request that the contract doesn't take is answered as everywhere", async () => {
  expect(await operate({ operation: "createOrder", body: {} })).toMatchObject({
    status: 400,
    body: { code: "BAD_REQUEST_BODY", requestId: "aws-request" },
  });
  expect(await operate({ operation: "getOrder", path: { orderId: "ord_1" } })).toMatchObject({ status: 404 });
});

test.each<[string, object, string]>([
  [
    "an unknown operation",
    { operation: "cancelOrder" },
    "event.operation: expected createOrder, listOrders, getOrder, getOrderStatus, replaceOrder, deleteOrder, getHealth, got cancelOrder",
  ],
  ["an operation of Object", { operation: "constructor" }, "event.operation: expected createOrder"],
  ["another API", { operation: "getHealth", api: "bills" }, "event.api: expected orders, got bills"],
  ["another version", { operation: "getHealth", version: "v9" }, "event.version: expected v1, v2, got v9"],
  ["an unknown part", { operation: "getHealth", params: {} }, "event: expected no params"],
  ["a part of another type", { operation: "getHealth", query: "a=1" }, "event: query: expected another type"],
  ["an operation that is no text", { operation: 1 }, "event: operation: expected another type"],
  ["a missing path parameter", { operation: "getOrder" }, "event.path: expected orderId, got nothing"],
  ["a path parameter too many", { operation: "getHealth", path: { id: 1 } }, "event.path: expected nothing, got id"],
])("%s is an error that says what to change", async (_, event, message) => {
  await expect(invoke(event)).rejects.toThrow(message);
});

describe("an event that names no version", () => {
  test("is for the first one, as it may be older than the second", async () => {
    const { headers } = await operate({ operation: "createOrder", body: anOrder });
    expect(headers.Location).toMatch(/^\/v1\//);
    const { status } = await operate({ operation: "createOrder", version: "v2", body: anOrder });
    expect(status).toBe(400);
  });

  test("is an error once the first one is gone", async () => {
    const later = lambdaHandler([serve(ordersV2, "orders", {} as never)]);
    await expect(later({ operation: "getHealth" }, { awsRequestId: "1" })).rejects.toThrow(
      "event.version: expected v2, got none",
    );
  });
});

describe("an event that says it is asynchronous", () => {
  test("fails where the answer would be an error that nobody hears, so that Lambda keeps it", async () => {
    await expect(operate({ operation: "createOrder", body: {}, asynchronous: true })).rejects.toThrow(
      /^createOrder: expected to succeed, got 400 \{"code":"BAD_REQUEST_BODY"/,
    );
  });

  test("succeeds where the operation does", async () => {
    const answer = await operate({ operation: "createOrder", body: anOrder, asynchronous: true });
    expect(answer.status).toBe(201);
  });
});
