import type { Handlers } from "../../contract/handler";
import type { ordersV1 } from "../../contract/orders/v1";
import { type Caller, reaches } from "../caller";
import { Refusal } from "../refusal";
import type { OperationContext } from "../serve";
import { readCursor, writeCursor } from "./cursor";
import { entityTag, readIfMatch } from "./entity-tag";
import { repeatable } from "./idempotency";
import type { OrderStore } from "./store";

const defaultLimit = 20;

/**
 * The operations of orders v1. A caller who may not see a customer's orders is told so where the customer is the caller's own
 * word, and finds no order where it isn't: what there is of others is nobody's to guess.
 */
export function orderOperations(store: OrderStore): Handlers<typeof ordersV1, "orders", OperationContext> {
  return {
    async createOrder({ headers, body }, { caller, path }) {
      refuseUnreached(caller, body.customerId);
      const key = headers["idempotency-key"];
      const { order, version } = await store.create(
        body,
        key === undefined ? undefined : repeatable("createOrder", caller.id, key, body),
      );
      const location = `${path.replaceAll(/\/+/g, "/").replace(/\/$/, "")}/${order.orderId}`;
      return { status: 201, headers: { ETag: entityTag(version), Location: location }, body: order };
    },

    async listOrders({ query: { customerId, limit = defaultLimit, cursor } }, { caller }) {
      refuseUnreached(caller, customerId);
      const after = cursor === undefined ? undefined : readCursor(customerId, cursor);
      const { orders, next } = await store.list(customerId, limit, after);
      return { status: 200, body: { orders, ...(next && { nextCursor: writeCursor(customerId, next) }) } };
    },

    async getOrder({ path: { orderId } }, { caller }) {
      const { order, version } = await store.get(orderId, caller.reach);
      return { status: 200, headers: { ETag: entityTag(version) }, body: order };
    },

    async getOrderStatus({ path: { orderId } }, { caller }) {
      const { status, updatedAt } = (await store.get(orderId, caller.reach)).order;
      return { status: 200, body: { orderId, status, updatedAt } };
    },

    async replaceOrder({ path: { orderId }, headers, body }, { caller }) {
      const { order, version } = await store.replace(orderId, body, readIfMatch(headers["if-match"]), caller.reach);
      return { status: 200, headers: { ETag: entityTag(version) }, body: order };
    },

    async deleteOrder({ path: { orderId }, headers }, { caller }) {
      await store.delete(orderId, readIfMatch(headers["if-match"]), caller.reach);
      return { status: 204 };
    },
  };
}

function refuseUnreached({ reach }: Caller, customerId: string): void {
  if (!reaches(reach, customerId)) throw new Refusal(403, "FORBIDDEN", "these are another customer's orders");
}
