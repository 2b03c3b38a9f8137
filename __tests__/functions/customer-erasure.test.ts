import {
  anOrder,
  type CallOrders,
  captureStdout,
  lambdaEnvironment,
  loadOrders,
  startOrdersTable,
} from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let orders: CallOrders;
let erase: (event: unknown) => Promise<void>;

beforeAll(async () => {
  table = await startOrdersTable();
  orders = loadOrders(table.endpoint);
  Object.assign(process.env, lambdaEnvironment(table.endpoint, "orders"));
  erase = jest.requireActual<{ handler: typeof erase }>("../../functions/customer-erasure/index").handler;
});

afterAll(() => table.close());

/** Places an order with a customer, and gives its path. */
async function placed(customerId: string) {
  const { body } = await orders("POST /orders", { body: { ...anOrder, customerId, note: "ring twice" } });
  return { path: { orderId: body.orderId! } };
}

test("takes address and note out of each of a customer's orders, and leaves what was ordered", async () => {
  const all = [await placed("c-1"), await placed("c-1")];
  await erase({ customerId: "c-1", requestId: "r-1" });
  for (const order of all) {
    const { body } = await orders("GET /orders/{orderId}", order);
    expect(body).toMatchObject({ shippingAddress: "erased", shippingCountry: "IE", items: anOrder.items });
    expect(body).not.toHaveProperty("note");
  }
});

test("changes nothing of other customers, nor a second time", async () => {
  const [other, order] = [await placed("c-2"), await placed("c-3")];
  await erase({ customerId: "c-3", requestId: "r-1" });
  const before = await orders("GET /orders/{orderId}", order);
  await erase({ customerId: "c-3", requestId: "r-1" });
  expect((await orders("GET /orders/{orderId}", order)).headers).toEqual(before.headers);
  expect((await orders("GET /orders/{orderId}", other)).body.shippingAddress).toBe(anOrder.shippingAddress);
});

test("logs whose request it was and how many orders there were, and nothing of the customer", async () => {
  await placed("c-4");
  const logged = captureStdout();
  await erase({ customerId: "c-4", requestId: "r-4" });
  expect(JSON.parse(logged[0]!)).toMatchObject({ level: "INFO", requestId: "r-4", orders: 1 });
  expect(logged.join("")).not.toContain("c-4");
});

test.each([[{}], [null], [{ customerId: "no customer", requestId: "r" }], [{ customerId: "c-1" }]])(
  "fails for %j, so that it is kept for somebody to look at",
  async (event) => {
    await expect(erase(event)).rejects.toThrow(/^event: expected \{customerId, requestId\}/);
  },
);
