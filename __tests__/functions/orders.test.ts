import { anOrder, type CallOrders, headersOfAll, loadOrders, startOrdersTable } from "./orders-function";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let call: CallOrders;

beforeAll(async () => {
  table = await startOrdersTable();
  call = loadOrders(table.endpoint);
});

afterAll(() => table.close());

const place = async (change: Partial<typeof anOrder> = {}) => {
  const { body } = await call("POST /orders", { body: { ...anOrder, ...change } });
  return body.orderId!;
};
const read = (orderId: string) => call("GET /orders/{orderId}", { path: { orderId } });
const replace = (orderId: string, ifMatch: string | string[] | undefined, body: unknown = anOrder) =>
  call("PUT /orders/{orderId}", { path: { orderId }, body, ...(ifMatch && { headers: { "If-Match": ifMatch } }) });
const remove = (orderId: string, ifMatch?: string | string[]) =>
  call("DELETE /orders/{orderId}", { path: { orderId }, ...(ifMatch && { headers: { "If-Match": ifMatch } }) });
const unknownId = `ord_${"0".repeat(32)}`;

describe("placing an order", () => {
  test("answers 201 with the order, its total, its ETag and its address", async () => {
    const answer = await call("POST /orders", { body: { ...anOrder, note: "ring twice" } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      orderId: expect.stringMatching(/^ord_[0-9a-f]{32}$/),
      ...anOrder,
      note: "ring twice",
      status: "placed",
      total: 3 * 450 + 1299,
      placedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: answer.body.placedAt,
    });
    expect(answer.headers).toEqual({
      ...headersOfAll,
      "Content-Type": "application/json",
      ETag: '"1"',
      Location: `/v1/orders/${answer.body.orderId}`,
    });
  });

  test("names the order's address below the stage where there is no custom domain", async () => {
    const { headers, body } = await call("POST /orders", { body: anOrder, requestPath: "/dev/orders" });
    expect(headers.Location).toBe(`/dev/orders/${body.orderId}`);
  });

  test("names an address on the same host however many slashes were sent", async () => {
    const { headers, body } = await call("POST /orders", { body: anOrder, requestPath: "//dev//orders/" });
    expect(headers.Location).toBe(`/dev/orders/${body.orderId}`);
  });

  test("reads a body that API Gateway passed on as base64", async () => {
    const body = Buffer.from(JSON.stringify({ ...anOrder, shippingAddress: "Straße 1, Köln" })).toString("base64");
    const answer = await call("POST /orders", { body, isBase64Encoded: true });
    expect(answer).toMatchObject({ status: 201, body: { shippingAddress: "Straße 1, Köln" } });
  });

  test("keeps the largest amounts exact", async () => {
    const items = Array.from({ length: 100 }, () => ({ sku: "gold", quantity: 1000, unitPrice: 100_000_000 }));
    const orderId = await place({ items });
    expect((await read(orderId)).body).toMatchObject({ total: 10_000_000_000_000, items });
  });
});

describe("reading an order", () => {
  test("answers what was placed, with the same ETag", async () => {
    const placed = await call("POST /orders", { body: anOrder });
    const answer = await read(placed.body.orderId!);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(placed.text);
    expect(answer.headers).toEqual({ ...headersOfAll, "Content-Type": "application/json", ETag: '"1"' });
  });

  test.each([unknownId, "ord_1", "IDEMPOTENCY"])("answers 404 for %s", async (orderId) => {
    const answer = await read(orderId);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ code: "NOT_FOUND", message: expect.any(String), requestId: answer.requestId });
  });
});

describe("replacing an order", () => {
  test("with its ETag answers the new order and its new ETag", async () => {
    const placed = await call("POST /orders", { body: { ...anOrder, note: "ring twice" } });
    const { orderId, placedAt } = placed.body;
    const items = [{ sku: "tea-black", quantity: 2, unitPrice: 500 }];
    const answer = await replace(orderId!, '"1"', { ...anOrder, items });
    expect(answer.status).toBe(200);
    expect(answer.headers.ETag).toBe('"2"');
    expect(answer.body).toEqual({
      ...anOrder,
      orderId,
      items,
      status: "placed",
      total: 1000,
      placedAt,
      updatedAt: expect.any(String),
    });
    expect(await read(orderId!)).toMatchObject({ text: answer.text, headers: { ETag: '"2"' } });
  });

  test("without If-Match answers 428 and changes nothing", async () => {
    const orderId = await place();
    expect(await replace(orderId, undefined)).toMatchObject({ status: 428, body: { code: "PRECONDITION_REQUIRED" } });
    expect((await read(orderId)).headers.ETag).toBe('"1"');
  });

  test("with the ETag of an older version answers 412 and changes nothing", async () => {
    const orderId = await place();
    await replace(orderId, '"1"', { ...anOrder, note: "first" });
    const late = await replace(orderId, '"1"', { ...anOrder, note: "second" });
    expect(late).toMatchObject({ status: 412, body: { code: "PRECONDITION_FAILED" } });
    expect((await read(orderId)).body.note).toBe("first");
  });

  test("by several clients at once lets one of them win", async () => {
    const orderId = await place();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => replace(orderId, '"1"', { ...anOrder, note: `client ${i}` })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(412)]);
    const winner = answers.find(({ status }) => status === 200)!;
    expect((await read(orderId)).text).toBe(winner.text);
  });

  test.each([
    ["*", 200],
    ['"7", "1"', 200],
    ['W/"7" ,, "1"', 200],
    [['"7"', '"1"'], 200],
    ['W/"1"', 412],
    ['"someone-elses"', 412],
    ['"01"', 412],
    ['""', 412],
    ["1", 400],
    ['"1', 400],
    ['"1" "2"', 400],
    ['*, "1"', 400],
    [",", 400],
    [Array.from({ length: 101 }, (_, i) => `"${i + 1}"`).join(","), 400],
  ])("with If-Match %j answers %d", async (ifMatch, status) => {
    const orderId = await place();
    expect((await replace(orderId, ifMatch)).status).toBe(status);
  });

  test("that does not exist answers 404, whatever If-Match says", async () => {
    const answers = await Promise.all(['"1"', "*", 'W/"1"'].map((ifMatch) => replace(unknownId, ifMatch)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  test("cannot give it to another customer", async () => {
    const orderId = await place();
    const answer = await replace(orderId, '"1"', { ...anOrder, customerId: "customer-2" });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: "CUSTOMER_IMMUTABLE", details: [{ path: "body.customerId" }] },
    });
    expect((await replace(orderId, '"9"', { ...anOrder, customerId: "customer-2" })).status).toBe(412);
    expect((await read(orderId)).body.customerId).toBe(anOrder.customerId);
  });
});

describe("deleting an order", () => {
  test("with its ETag answers 204 without a body, and it is gone", async () => {
    const orderId = await place();
    const answer = await remove(orderId, '"1"');
    expect(answer).toMatchObject({ status: 204, text: "" });
    expect(answer.headers).toEqual(headersOfAll);
    expect((await read(orderId)).status).toBe(404);
    expect((await remove(orderId, '"1"')).status).toBe(404);
  });

  test("with * deletes whatever version there is", async () => {
    const orderId = await place();
    await replace(orderId, '"1"');
    expect((await remove(orderId, "*")).status).toBe(204);
  });

  test("without If-Match answers 428, with another ETag 412, and it stays", async () => {
    const orderId = await place();
    expect((await remove(orderId)).status).toBe(428);
    expect((await remove(orderId, '"2"')).status).toBe(412);
    expect((await read(orderId)).status).toBe(200);
  });
});
