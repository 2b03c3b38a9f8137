import type { Handlers } from "../../contract/handler";
import type { ordersV1 } from "../../contract/orders/v1";
import type { OperationContext } from "../serve";
import { readCursor, writeCursor } from "./cursor";
import { entityTag, readIfMatch } from "./entity-tag";
import { repeatable } from "./idempotency";
import type { OrderStore } from "./store";

const defaultLimit = 20;

/** The operations of orders v1. */
export function orderOperations(store: OrderStore): Handlers<typeof ordersV1, "orders", OperationContext> {
  return {
    async createOrder({ headers, body }, { caller, path }) {
      const key = headers["idempotency-key"];
      const { order, version } = await store.create(
        body,
        key === undefined ? undefined : repeatable("createOrder", caller.id, key, body),
      );
      const location = `${path.replaceAll(/\/+/g, "/").replace(/\/$/, "")}/${order.orderId}`;
      return { status: 201, headers: { ETag: entityTag(version), Location: location }, body: order };
    },

    async listOrders({ query: { customerId, limit = defaultLimit, cursor } }) {
      const after = cursor === undefined ? undefined : readCursor(customerId, cursor);
      const { orders, next } = await store.list(customerId, limit, after);
      return { status: 200, body: { orders, ...(next && { nextCursor: writeCursor(customerId, next) }) } };
    },

    async getOrder({ path: { orderId } }) {
      const { order, version } = await store.get(orderId);
      return { status: 200, headers: { ETag: entityTag(version) }, body: order };
    },

    async replaceOrder({ path: { orderId }, headers, body }) {
      const { order, version } = await store.replace(orderId, body, readIfMatch(headers["if-match"]));
      return { status: 200, headers: { ETag: entityTag(version) }, body: order };
    },

    async deleteOrder({ path: { orderId }, headers }) {
      await store.delete(orderId, readIfMatch(headers["if-match"]));
      return { status: 204 };
    },
  };
}
