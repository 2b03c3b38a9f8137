import { OrderInput as InputV1, Order as OrderV1 } from "../../contract/orders/order-v1";
import { OrderInput as InputV2, Order as OrderV2 } from "../../contract/orders/order-v2";
import type { LambdaHandler } from "../../functions/lambda-handler";
import { anOrder, anOrderV2, captureStdout, loadHandler, startOrdersTable } from "./orders-function";
import { byLoadBalancer, type Request, type Send } from "./ways-in";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let handler: LambdaHandler;
let v1: Send;
let v2: Send;

beforeAll(async () => {
  table = await startOrdersTable();
  handler = loadHandler(table.endpoint);
  [v1, v2] = [byLoadBalancer(handler, "v1"), byLoadBalancer(handler, "v2")];
  captureStdout();
});

afterAll(() => table.close());

/** The input that an order consists of, as a client gives it back that changes nothing. */
const inputOf = ({ body }: { body: unknown }) => {
  const {
    orderId: _orderId,
    status: _status,
    total: _total,
    placedAt: _placed,
    updatedAt: _at,
    ...input
  } = body as Order;
  return input;
};
type Order = Record<string, unknown> & { orderId: string };

const place = async (send: Send, body: object) => ((await send("createOrder", { body })).body as Order).orderId;
const read = (send: Send, orderId: string) => send("getOrder", { path: { orderId } });
const replace = (send: Send, orderId: string, body: object, ifMatch = "*") =>
  send("replaceOrder", { path: { orderId }, body, headers: { "If-Match": ifMatch } });
const list = async (send: Send, query: Request["query"]) =>
  (await send("listOrders", { query: query! })).body as { orders: Order[]; nextCursor?: string };

const address = { lines: ["Flat 2", "1 Harbour Street"], postalCode: "H91 E2K8", city: "Galway", country: "IE" };

describe("an order that v1 placed", () => {
  test("is one of v2, with its currency beside each amount and its address as lines", async () => {
    const orderId = await place(v1, { ...anOrder, shippingAddress: "1 Harbour Street\nGalway" });
    const { body } = await read(v2, orderId);
    expect(body).toMatchObject({
      items: [{ unitPrice: { amount: 450, currency: "EUR" } }, { unitPrice: { amount: 1299, currency: "EUR" } }],
      total: { amount: 3 * 450 + 1299, currency: "EUR" },
      shippingAddress: { lines: ["1 Harbour Street", "Galway"], country: "IE" },
    });
    expect(() => OrderV2.parse(body)).not.toThrow();
  });

  test.each([
    ["one line", "1 Harbour Street, Galway"],
    ["empty lines and blanks", " \n\n1 Harbour Street \n"],
    ["other line ends", "1 Harbour Street\r\nGalway"],
    ["only a line feed", "\n"],
    ["as many lines as fit", "\n".repeat(500)],
    ["its full length", "x".repeat(500)],
  ])("keeps its address of %s when v2 gives it back", async (_, shippingAddress) => {
    const orderId = await place(v1, { ...anOrder, shippingAddress });
    const before = await read(v1, orderId);
    expect(await replace(v2, orderId, inputOf(await read(v2, orderId)))).toMatchObject({ status: 200 });
    expect(inputOf(await read(v1, orderId))).toEqual(inputOf(before));
  });

  test("is in the list of v2", async () => {
    const customerId = "placed-by-v1";
    const orderId = await place(v1, { ...anOrder, customerId });
    expect((await list(v2, { customerId })).orders).toEqual([(await read(v2, orderId)).body]);
  });
});

describe("an order that v2 placed", () => {
  test("is one of v1, with postal code and city as the last line of its address", async () => {
    const orderId = await place(v2, { ...anOrderV2, shippingAddress: address });
    const { body } = await read(v1, orderId);
    expect(body).toMatchObject({
      currency: "EUR",
      items: [{ unitPrice: 450 }, { unitPrice: 1299 }],
      total: 3 * 450 + 1299,
      shippingAddress: "Flat 2\n1 Harbour Street\nH91 E2K8 Galway",
      shippingCountry: "IE",
    });
    expect(() => OrderV1.parse(body)).not.toThrow();
  });

  test.each([
    ["postal code and city", address],
    ["a city", { lines: ["1 Harbour Street"], city: "Galway", country: "IE" }],
    ["a postal code", { lines: ["1 Harbour Street"], postalCode: "H91 E2K8", country: "IE" }],
    ["neither", { lines: ["1 Harbour Street", "", "Galway"], country: "IE" }],
    ["a city that is its street too", { lines: ["Galway"], city: "Galway", country: "IE" }],
    ["no street", { lines: [""], city: "Galway", country: "IE" }],
  ])("keeps its address with %s when v1 gives it back", async (_, shippingAddress) => {
    const orderId = await place(v2, { ...anOrderV2, shippingAddress, note: "ring twice" });
    const before = await read(v2, orderId);
    expect(await replace(v1, orderId, inputOf(await read(v1, orderId)))).toMatchObject({ status: 200 });
    expect(inputOf(await read(v2, orderId))).toEqual(inputOf(before));
  });

  test("has the address that v1 replaces it with, and no part of the former", async () => {
    const orderId = await place(v2, { ...anOrderV2, shippingAddress: address });
    await replace(v1, orderId, { ...anOrder, shippingAddress: "2 Quay Street\nCork", shippingCountry: "IE" });
    expect((await read(v2, orderId)).body).toMatchObject({
      shippingAddress: { lines: ["2 Quay Street", "Cork"], country: "IE" },
    });
    expect((await read(v2, orderId)).body).not.toHaveProperty("shippingAddress.city");
  });

  test("loses postal code, city and note where v2 replaces it without", async () => {
    const orderId = await place(v2, { ...anOrderV2, shippingAddress: address, note: "ring twice" });
    const { body } = await replace(v2, orderId, anOrderV2);
    expect(inputOf({ body })).toEqual(anOrderV2);
    expect(inputOf(await read(v2, orderId))).toEqual(anOrderV2);
  });

  test("is in the list of v1", async () => {
    const customerId = "placed-by-v2";
    const orderId = await place(v2, { ...anOrderV2, customerId });
    expect((await list(v1, { customerId })).orders).toEqual([(await read(v1, orderId)).body]);
  });
});

describe("v2 refuses what no order can be:", () => {
  const [first, second] = anOrderV2.items as [InputV2["items"][number], InputV2["items"][number]];
  test.each([
    [
      "prices in two currencies",
      { ...anOrderV2, items: [first, { ...second, unitPrice: { amount: 1, currency: "USD" } }] },
      { path: "body.items.1.unitPrice.currency", message: "expected the first item's currency" },
    ],
    [
      "an address that v1 could not show",
      { ...anOrderV2, shippingAddress: { ...address, lines: ["x".repeat(485)] } },
      { path: "body.shippingAddress", message: "expected 1 to 500 characters in all" },
    ],
    [
      "an empty address",
      { ...anOrderV2, shippingAddress: { lines: [""], country: "IE" } },
      { path: "body.shippingAddress", message: "expected 1 to 500 characters in all" },
    ],
  ])("%s", async (_, body, detail) => {
    const refusal = { status: 422, body: { code: "UNPROCESSABLE_ORDER", details: [detail] } };
    expect(await v2("createOrder", { body })).toMatchObject(refusal);
    expect(await replace(v2, await place(v2, anOrderV2), body)).toMatchObject(refusal);
  });
});

describe("versions share", () => {
  test("ETags: what one version read, the other may replace or delete", async () => {
    const orderId = await place(v1, anOrder);
    const { etag } = (await read(v2, orderId)).headers;
    expect(etag).toBe((await read(v1, orderId)).headers.etag);
    expect(await replace(v1, orderId, anOrder, etag as string)).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
    });
    expect(await replace(v2, orderId, anOrderV2, etag as string)).toMatchObject({ status: 412 });
    const path = { orderId };
    expect(await v2("deleteOrder", { path, headers: { "If-Match": '"2"' } })).toMatchObject({ status: 204 });
    expect(await read(v1, orderId)).toMatchObject({ status: 404 });
  });

  test("cursors: a list that one version began, the other goes on with", async () => {
    const customerId = "one-list";
    const placed = [await place(v1, { ...anOrder, customerId }), await place(v2, { ...anOrderV2, customerId })];
    const first = await list(v1, { customerId, limit: "1" });
    const second = await list(v2, { customerId, limit: "1", cursor: first.nextCursor! });
    const ids = [...first.orders, ...second.orders].map(({ orderId }) => orderId);
    expect(ids.toSorted()).toEqual(placed.toSorted());
  });

  test("Idempotency-Keys: the same order under a key is placed once, and each version answers in its shape", async () => {
    const headers = { "Idempotency-Key": "moved-to-v2" };
    const first = await v1("createOrder", { body: anOrder, headers });
    const again = await v2("createOrder", { body: anOrderV2, headers });
    const { orderId } = first.body as Order;
    expect(again).toMatchObject({ status: 201, headers: { location: `/v2/orders/${orderId}` } });
    expect(again.body).toEqual((await read(v2, orderId)).body);
  });

  test("and a key of one version is used for the other, too, where the order is another", async () => {
    const headers = { "Idempotency-Key": "another-order" };
    await v1("createOrder", { body: anOrder, headers });
    expect(await v2("createOrder", { body: { ...anOrderV2, shippingAddress: address }, headers })).toMatchObject({
      status: 422,
      body: { code: "IDEMPOTENCY_KEY_REUSED" },
    });
  });
});

test("each version takes its own shape and refuses the other's", async () => {
  expect(() => InputV1.parse(anOrder)).not.toThrow();
  expect(await v1("createOrder", { body: anOrderV2 })).toMatchObject({ status: 400 });
  expect(await v2("createOrder", { body: anOrder })).toMatchObject({ status: 400 });
});
