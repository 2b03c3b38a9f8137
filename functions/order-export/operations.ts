import type { OperationRequest } from "../../contract/handler";
import type { orderRoutes } from "../../contract/orders/order-routes";
import { refuseUnreached } from "../orders/operations";
import type { OrderStore } from "../orders/store";
import type { OrderShape } from "../orders/stored-order";
import type { OperationContext } from "../serve";

/** Orders that are read, and sent, at a time. */
const pageSize = 100;

/** All orders of a customer in the shape of one version, as lines of JSON: a page is read once the one before it is sent. */
export function exportOperations<Answer>(store: OrderStore, shape: Pick<OrderShape<never, Answer>, "fromOrder">) {
  return {
    async exportOrders(
      { query: { customerId } }: OperationRequest<ReturnType<typeof orderRoutes>["exportOrders"]>,
      { caller }: OperationContext,
    ) {
      refuseUnreached(caller, customerId);
      // read before the answer begins: what fails now still has a status
      const first = await store.list(customerId, pageSize);
      async function* lines() {
        for (let page = first; ; page = await store.list(customerId, pageSize, page.next)) {
          yield page.orders.map((order) => `${JSON.stringify(shape.fromOrder(order))}\n`).join("");
          if (page.next === undefined) return;
        }
      }
      return { status: 200 as const, contentType: "application/x-ndjson", body: lines() };
    },
  };
}
