import type { orderStatus } from "../../contract/orders/realtime";
import type { WebSocketHandlers } from "../../contract/web-socket-api";
import type { OrderStore } from "../orders/store";
import { Refusal } from "../refusal";
import type { ConnectionContext } from "../serve-web-socket";
import type { SubscriptionStore } from "./subscriptions";

/**
 * The routes of live order status. An order of a customer whom the caller doesn't reach is none: what there is of others is
 * nobody's to guess.
 */
export function orderStatusRoutes(
  orders: OrderStore,
  subscriptions: SubscriptionStore,
): WebSocketHandlers<typeof orderStatus, "order-status", ConnectionContext> {
  return {
    // its authorizer has let it in, and nothing is known of what it will follow
    async $connect() {},

    async $disconnect(_, { connectionId }) {
      await subscriptions.removeAll(connectionId);
    },

    async $default() {
      throw new Refusal(404, "UNKNOWN_ACTION", "there is no such action: expected a JSON object whose action is known");
    },

    async subscribe({ orderId }, { connectionId, connectedAt, caller: { reach } }) {
      await orders.get(orderId, reach);
      await subscriptions.add(connectionId, connectedAt, orderId);
      // read once more: a change before the subscription is told by nobody else
      const { status, updatedAt } = (await orders.get(orderId, reach)).order;
      return { type: "status", orderId, status, updatedAt };
    },

    async unsubscribe({ orderId }, { connectionId }) {
      await subscriptions.remove(connectionId, orderId);
      return { type: "unsubscribed", orderId };
    },
  };
}
