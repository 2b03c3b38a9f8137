import { randomUUID } from "node:crypto";
import { type Answer, type Operation, type Send, type Version, versions } from "./ways-in";

/** What is asked of an operation, one request after the other, about an order of a customer who is each way in's own. */
export type Conversation = (send: Send, order: { customerId: string }) => Promise<Answer[]>;

/** A new operation has no conversation, and doesn't compile. */
export const conversations = {
  async createOrder(send, order) {
    const headers = { "Idempotency-Key": order.customerId };
    return [
      await send("createOrder", { body: order }),
      await send("createOrder", { body: order, headers }),
      await send("createOrder", { body: order, headers }),
      await send("createOrder", { body: { ...order, note: "another" }, headers }),
      await send("createOrder", { body: { ...order, items: [] } }),
      await send("createOrder"),
    ];
  },

  async listOrders(send, order) {
    const { customerId } = order;
    for (let count = 0; count < 3; count++) await send("createOrder", { body: order });
    const first = await send("listOrders", { query: { customerId, limit: "2" } });
    const { nextCursor: cursor } = first.body as { nextCursor: string };
    return [
      first,
      await send("listOrders", { query: { customerId, limit: "2", cursor } }),
      await send("listOrders", { query: { customerId, cursor: "forged" } }),
      await send("listOrders", { query: { customerId, limit: "0" } }),
      await send("listOrders"),
    ];
  },

  async getOrder(send, order) {
    const path = await placed(send, order);
    return [
      await send("getOrder", { path }),
      await send("getOrder", { path: { orderId: `ord_${"0".repeat(32)}` } }),
      await send("getOrder", { path: { orderId: "not an id" } }),
    ];
  },

  async getOrderStatus(send, order) {
    const path = await placed(send, order);
    return [
      await send("getOrderStatus", { path }),
      await send("getOrderStatus", { path: { orderId: `ord_${"0".repeat(32)}` } }),
      await send("getOrderStatus", { path: { orderId: "not an id" } }),
    ];
  },

  async replaceOrder(send, order) {
    const path = await placed(send, order);
    const body = { ...order, note: "leave it at the door" };
    return [
      await send("replaceOrder", { path, body }),
      await send("replaceOrder", { path, body, headers: { "If-Match": '"1"' } }),
      await send("replaceOrder", { path, body, headers: { "If-Match": '"1"' } }),
      await send("replaceOrder", { path, body, headers: { "If-Match": "1" } }),
      await send("getOrder", { path }),
    ];
  },

  async deleteOrder(send, order) {
    const path = await placed(send, order);
    return [
      await send("deleteOrder", { path }),
      await send("deleteOrder", { path, headers: { "If-Match": '"9"' } }),
      await send("deleteOrder", { path, headers: { "If-Match": '"1"' } }),
      await send("deleteOrder", { path, headers: { "If-Match": "*" } }),
      await send("getOrder", { path }),
    ];
  },

  async getHealth(send) {
    return [await send("getHealth")];
  },
} satisfies Record<Operation, Conversation>;

/** Status codes of each conversation, whichever way it is held. */
export const statuses = {
  createOrder: [201, 201, 201, 422, 400, 400],
  listOrders: [200, 200, 400, 400, 400],
  getOrder: [200, 404, 404],
  getOrderStatus: [200, 404, 404],
  replaceOrder: [428, 200, 412, 400, 200],
  deleteOrder: [428, 412, 204, 404, 404],
  getHealth: [200],
} satisfies Record<Operation, number[]>;

async function placed(send: Send, order: object): Promise<Record<string, string>> {
  const { body } = await send("createOrder", { body: order });
  return { orderId: (body as { orderId: string }).orderId };
}

/** API Gateway gives a type to answers without a body, too. */
const comparedWith = (body: unknown) => [
  ...(body === undefined ? [] : ["content-type"]),
  "etag",
  "location",
  "retry-after",
  "deprecation",
  "sunset",
  "link",
];

/**
 * Holds an operation's conversation, and leaves out of the answers what differs from one to the next: ids, times, cursors, customers.
 *
 * @param refusals `codes` keeps of an error with status 400 its code alone, as API Gateway says the rest in its own words
 */
export async function converse(version: Version, operation: Operation, send: Send, refusals: "all" | "codes" = "all") {
  const customerId = `customer-${randomUUID()}`;
  const order = { ...versions[version].order, customerId };
  const answers = (await conversations[operation](send, order)).map(({ status, headers, body }) => ({
    status,
    headers: Object.fromEntries(comparedWith(body).flatMap((name) => (name in headers ? [[name, headers[name]]] : []))),
    body: refusals === "codes" && status === 400 ? { code: (body as { code: unknown }).code } : body,
  }));
  const ids = new Map<string, string>();
  const text = JSON.stringify(answers)
    .replaceAll(customerId, "customer")
    .replaceAll(/ord_[0-9a-f]{32}/g, (id) => ids.get(id) ?? ids.set(id, `order-${ids.size + 1}`).get(id)!)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time")
    .replaceAll(/"(requestId|nextCursor)":"[^"]+"/g, '"$1":"..."');
  return JSON.parse(text) as { status: number }[];
}
