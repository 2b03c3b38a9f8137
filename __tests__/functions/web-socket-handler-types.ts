/**
 * What must not compile: `tsc` fails on an expectation of an error that does not come. A forgotten route, a wrong answer and a
 * wrong reading of the message each have one.
 */
import type { orderStatus } from "../../contract/orders/realtime";
import type { WebSocketHandlers } from "../../contract/web-socket-api";
import { type ConnectionContext, serveWebSocket } from "../../functions/serve-web-socket";

type Routes = WebSocketHandlers<typeof orderStatus, "order-status", ConnectionContext>;
type Answer<R extends keyof Routes> = Awaited<ReturnType<Routes[R]>>;

declare const api: typeof orderStatus;
declare const routes: Routes;

export const complete: Routes = routes;

const { unsubscribe: _forgotten, ...others } = routes;
// @ts-expect-error a route is missing
export const forgotten: Routes = others;
// @ts-expect-error a route is missing
export const forgottenWhenServed = serveWebSocket(api, "order-status", others);

// @ts-expect-error API Gateway answers it, not the function
export const notOurs: Routes["ping"] = routes.subscribe;

export const told: Answer<"subscribe"> = { type: "status", orderId: "ord_1", status: "paid", updatedAt: "now" };
// @ts-expect-error there is no such status of an order
export const wrongStatus: Answer<"subscribe"> = { ...told, status: "lost" };
// @ts-expect-error the order is missing
export const missing: Answer<"unsubscribe"> = { type: "unsubscribed" };
// @ts-expect-error nothing is sent back to who connects
export const needless: Answer<"$connect"> = told;

export const reads: Partial<Routes> = {
  async unsubscribe(message) {
    const orderId: string = message.orderId;
    // @ts-expect-error the message has no such part
    return { type: "unsubscribed", orderId, ...(message.customerId && {}) };
  },
  async $disconnect(message) {
    const nothing: undefined = message;
    return nothing;
  },
};
