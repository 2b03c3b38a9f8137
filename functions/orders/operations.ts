import type { OperationRequest } from "../../contract/handler";
import type { orderRoutes } from "../../contract/orders/order-routes";
import { type Caller, reaches } from "../caller";
import { Refusal } from "../refusal";
import type { OperationContext } from "../serve";
import { readCursor, writeCursor } from "./cursor";
import { entityTag, readIfMatch } from "./entity-tag";
import { repeatable } from "./idempotency";
import type { OrderStore } from "./store";
import type { OrderShape } from "./stored-order";

const defaultLimit = 20;

/** A request for an operation, but for the body, which each version has in its own shape. */
type Request<O extends keyof ReturnType<typeof orderRoutes>> = Omit<
  OperationRequest<ReturnType<typeof orderRoutes>[O]>,
  "body"
>;
type WithBody<Body> = { body: Body };

/**
 * The operations of orders in the shape of one version. Versions share orders, ETags, cursors and Idempotency-Keys. A caller
 * who may not see a customer's orders is told so where the customer is the caller's own word, and finds no order where it
 * isn't: what there is of others is nobody's to guess.
 */
export function orderOperations<Body, Answer>(store: OrderStore, shape: OrderShape<Body, Answer>) {
  return {
    async createOrder({ headers, body }: Request<"createOrder"> & WithBody<Body>, { caller, path }: OperationContext) {
      const input = shape.toInput(body);
      refuseUnreached(caller, input.customerId);
      const key = headers["idempotency-key"];
      const { order, version } = await store.create(
        input,
        key === undefined ? undefined : repeatable("createOrder", caller.id, key, input),
      );
      const location = `${path.replaceAll(/\/+/g, "/").replace(/\/$/, "")}/${order.orderId}`;
      return {
        status: 201 as const,
        headers: { ETag: entityTag(version), Location: location },
        body: shape.fromOrder(order),
      };
    },

    async listOrders(
      { query: { customerId, limit = defaultLimit, cursor } }: Request<"listOrders">,
      { caller }: OperationContext,
    ) {
      refuseUnreached(caller, customerId);
      const after = cursor === undefined ? undefined : readCursor(customerId, cursor);
      const { orders, next } = await store.list(customerId, limit, after);
      return {
        status: 200 as const,
        body: {
          orders: orders.map((order) => shape.fromOrder(order)),
          ...(next && { nextCursor: writeCursor(customerId, next) }),
        },
      };
    },

    async getOrder({ path: { orderId } }: Request<"getOrder">, { caller }: OperationContext) {
      const { order, version } = await store.get(orderId, caller.reach);
      return { status: 200 as const, headers: { ETag: entityTag(version) }, body: shape.fromOrder(order) };
    },

    async getOrderStatus({ path: { orderId } }: Request<"getOrderStatus">, { caller }: OperationContext) {
      const { status, updatedAt } = (await store.get(orderId, caller.reach)).order;
      return { status: 200 as const, body: { orderId, status, updatedAt } };
    },

    async replaceOrder(
      { path: { orderId }, headers, body }: Request<"replaceOrder"> & WithBody<Body>,
      { caller }: OperationContext,
    ) {
      const expected = readIfMatch(headers["if-match"]);
      const input = shape.toInput(body);
      const { order, version } = await store.replace(orderId, input, shape.optional, expected, caller.reach);
      return { status: 200 as const, headers: { ETag: entityTag(version) }, body: shape.fromOrder(order) };
    },

    async deleteOrder({ path: { orderId }, headers }: Request<"deleteOrder">, { caller }: OperationContext) {
      await store.delete(orderId, readIfMatch(headers["if-match"]), caller.reach);
      return { status: 204 as const };
    },
  };
}

export function refuseUnreached({ reach }: Caller, customerId: string): void {
  if (!reaches(reach, customerId)) throw new Refusal(403, "FORBIDDEN", "these are another customer's orders");
}
