import { anOrder, type CallOrders, loadOrders, startOrdersTable } from "./orders-function";
import type { Call } from "./rest-api-event";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let call: CallOrders;
let orderId: string;

const customer = (sub: string): Call => ({ authorizer: { claims: { token_use: "access", sub, username: sub } } });
const mine = customer(anOrder.customerId);
const others = customer("customer-2");
const nobody: Call = { authorizer: {} };
const strangers: [string, Call][] = [
  ["another customer", others],
  ["an anonymous caller", nobody],
  ["a partner of whom nobody said whose data it reaches", { authorizer: { principalId: "partner-1" } }],
];

beforeAll(async () => {
  table = await startOrdersTable();
  call = loadOrders(table.endpoint);
});

beforeEach(async () => {
  orderId = (await call("POST /orders", { body: anOrder })).body.orderId!;
});

afterAll(() => table.close());

const read = (who: Call) => call("GET /orders/{orderId}", { ...who, path: { orderId } });
const status = (who: Call) => call("GET /orders/{orderId}/status", { ...who, path: { orderId } });
const replace = (who: Call, change: object = {}, ifMatch = '"1"') =>
  call("PUT /orders/{orderId}", {
    ...who,
    path: { orderId },
    headers: { "If-Match": ifMatch },
    body: { ...anOrder, ...change },
  });
const remove = (who: Call, ifMatch = '"1"') =>
  call("DELETE /orders/{orderId}", { ...who, path: { orderId }, headers: { "If-Match": ifMatch } });

test("a customer places, reads, lists, replaces and deletes orders of their own", async () => {
  expect((await call("POST /orders", { ...mine, body: anOrder })).status).toBe(201);
  expect((await call("GET /orders", { ...mine, query: { customerId: anOrder.customerId } })).status).toBe(200);
  expect((await read(mine)).body.orderId).toBe(orderId);
  expect((await replace(mine)).status).toBe(200);
  expect((await remove(mine, '"2"')).status).toBe(204);
});

test("where an order stands says no more than that", async () => {
  const { body } = await read(mine);
  expect(await status(mine)).toMatchObject({
    status: 200,
    text: JSON.stringify({ orderId, status: "placed", updatedAt: body.updatedAt }),
  });
});

describe.each(strangers)("%s", (_, stranger) => {
  test("can't place an order for a customer", async () => {
    const answer = await call("POST /orders", { ...stranger, body: anOrder });
    expect(answer).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  });

  test("can't list a customer's orders", async () => {
    const answer = await call("GET /orders", { ...stranger, query: { customerId: anOrder.customerId } });
    expect(answer).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  });

  test("finds no order of a customer's, whatever is asked of it", async () => {
    const answers = [
      await read(stranger),
      await status(stranger),
      await replace(stranger),
      await replace(stranger, {}, '"7"'),
      await replace(stranger, {}, "*"),
      await replace(stranger, { customerId: "customer-2" }),
      await remove(stranger),
      await remove(stranger, '"7"'),
      await remove(stranger, "*"),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(answers.map(() => "NOT_FOUND"));
    expect((await read(mine)).headers.ETag).toBe('"1"');
  });
});

test("a customer can't give an order away", async () => {
  const answer = await replace(mine, { customerId: "customer-2" });
  expect(answer).toMatchObject({ status: 422, body: { code: "CUSTOMER_IMMUTABLE" } });
});
