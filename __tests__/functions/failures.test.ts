import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { anOrder, headersOfAll, loadOrders, startOrdersTable } from "./orders-function";

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

async function listening(server: Server | TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  toClose.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ordersTable() {
  const table = await startOrdersTable();
  toClose.push(() => table.close());
  return table;
}

/** A DynamoDB that answers every call with this error. */
async function failing(status: number, error: object): Promise<string> {
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.writeHead(status, { "Content-Type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(error));
  });
  toClose.push(() => server.closeAllConnections());
  return listening(server);
}

const placeOnce = { body: anOrder, headers: { "Idempotency-Key": "key" } };

const unavailable = {
  status: 503,
  headers: { ...headersOfAll, "Content-Type": "application/json", "Retry-After": "1" },
  body: {
    code: "SERVICE_UNAVAILABLE",
    message: "the service is not available at the moment",
    requestId: expect.any(String),
  },
  logged: [expect.stringMatching(/"level":"ERROR".*"errorCode":"SERVICE_UNAVAILABLE".*"stack":/)],
};

test("a DynamoDB that accepts and never answers gives 503 after at most 6 of Lambda's 10 seconds", async () => {
  const sockets: { destroy(): void }[] = [];
  const endpoint = await listening(createTcpServer((socket) => sockets.push(socket)));
  toClose.unshift(() => sockets.forEach((socket) => socket.destroy()));
  const call = loadOrders(endpoint);
  const started = performance.now();
  expect(await call("POST /orders", placeOnce)).toMatchObject(unavailable);
  expect(performance.now() - started).toBeLessThan(6000);
}, 10_000);

test.each([
  [500, { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError" }],
  [503, { __type: "com.amazon.coral.service#ServiceUnavailable" }],
  [400, { __type: "com.amazonaws.dynamodb.v20120810#RequestLimitExceeded" }],
])(
  "a DynamoDB that answers %d %j gives 503",
  async (status, error) => {
    const call = loadOrders(await failing(status, error));
    expect(await call("GET /orders/{orderId}", { path: { orderId: `ord_${"0".repeat(32)}` } })).toMatchObject(
      unavailable,
    );
  },
  10_000,
);

const cancelled = (Code: string) => ({
  __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
  message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${Code}, None]`,
  CancellationReasons: [{ Code, Message: "reason" }, { Code: "None" }],
});

test("a transaction without capacity gives 503", async () => {
  const call = loadOrders(await failing(400, cancelled("ThrottlingError")));
  expect(await call("POST /orders", placeOnce)).toMatchObject(unavailable);
});

test("a key that another request goes on writing gives 409 and asks to try again", async () => {
  const call = loadOrders(await failing(400, cancelled("TransactionConflict")));
  const answer = await call("POST /orders", placeOnce);
  expect(answer).toMatchObject({
    status: 409,
    headers: { "Retry-After": "1" },
    body: { code: "IDEMPOTENCY_KEY_IN_USE", requestId: answer.requestId },
  });
});

test("an error that nobody expected gives 500 and tells nothing but the request's id", async () => {
  const { endpoint } = await ordersTable();
  const call = loadOrders(endpoint, "no-such-table");
  for (const answer of [
    await call("POST /orders", placeOnce),
    await call("POST /orders", { body: anOrder }),
    await call("GET /orders", { query: { customerId: "a" } }),
  ]) {
    expect(answer).toMatchObject({ status: 500, headers: headersOfAll });
    expect(answer.body).toEqual({
      code: "INTERNAL_ERROR",
      message: "the request could not be processed",
      requestId: answer.requestId,
    });
    expect(JSON.parse(answer.logged[0]!)).toMatchObject({
      level: "ERROR",
      errorCode: "INTERNAL_ERROR",
      error: { name: "ResourceNotFoundException", message: expect.any(String), stack: expect.any(String) },
    });
  }
});

test("a function without the name of its table does not start, and says which variable is missing", () => {
  expect(() => loadOrders("http://127.0.0.1:9", "")).toThrow(
    "environment variable ORDERS_TABLE: expected a value, got none",
  );
});

/** Passes everything on to this DynamoDB, but the first call of this action is spoilt. */
async function spoilingFirst(action: string, endpoint: string, spoil: Spoil): Promise<string> {
  let spoilt = false;
  const server = createServer((incoming, response) => {
    const { method, url, headers } = incoming;
    const forward = (answered: (answer: IncomingMessage) => void) =>
      incoming.pipe(request(new URL(url!, endpoint), { method: method!, headers }, answered));
    if (!spoilt && headers["x-amz-target"] === `DynamoDB_20120810.${action}`) {
      spoilt = true;
      spoil(forward, response);
    } else forward((answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)));
  });
  toClose.push(() => server.closeAllConnections());
  const address = await listening(server);
  toClose.push(() => expect(spoilt).toBe(true));
  return address;
}

type Spoil = (forward: (answered: (answer: IncomingMessage) => void) => void, response: ServerResponse) => void;

test("a key that another request has just finished writing gives that request's answer", async () => {
  const { endpoint } = await ordersTable();
  const first = await loadOrders(endpoint)("POST /orders", placeOnce);
  const conflict: Spoil = (_, response) =>
    response.writeHead(400).end(JSON.stringify(cancelled("TransactionConflict")));
  const call = loadOrders(await spoilingFirst("TransactWriteItems", endpoint, conflict));
  expect(await call("POST /orders", placeOnce)).toMatchObject({ status: 201, text: first.text });
});

describe("a write whose answer is lost", () => {
  const losingFirstAnswer = (endpoint: string, action: string) =>
    spoilingFirst(action, endpoint, (forward, response) =>
      forward((answer) => answer.resume().once("end", () => response.destroy())),
    );

  test.each<[string, string, Record<string, string>]>([
    ["placing an order", "PutItem", {}],
    ["placing an order once", "TransactWriteItems", { "Idempotency-Key": "key" }],
  ])("%s is repeated without placing another", async (_, action, headers) => {
    const { endpoint } = await ordersTable();
    const call = loadOrders(await losingFirstAnswer(endpoint, action));
    const answer = await call("POST /orders", { body: anOrder, headers });
    expect(answer.status).toBe(201);
    const { body } = await call("GET /orders", { query: { customerId: anOrder.customerId } });
    expect(body.orders).toEqual([answer.body]);
  });

  test("replacing an order succeeds and counts once", async () => {
    const { endpoint } = await ordersTable();
    const call = loadOrders(await losingFirstAnswer(endpoint, "UpdateItem"));
    const { body } = await call("POST /orders", { body: anOrder });
    const answer = await call("PUT /orders/{orderId}", {
      path: { orderId: body.orderId! },
      headers: { "If-Match": '"1"' },
      body: { ...anOrder, note: "changed" },
    });
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"2"' }, body: { note: "changed" } });
  });
});
