/**
 * What must not compile: `tsc` fails on an expectation of an error that does not come. A forgotten operation, a wrong
 * answer and a wrong reading of the request each have one.
 */
import type { Handlers, StreamHandlers } from "../../contract/handler";
import type { Order } from "../../contract/orders/order-v1";
import type { ordersV1 } from "../../contract/orders/v1";
import type { ordersV2 } from "../../contract/orders/v2";
import { serve, type OperationContext } from "../../functions/serve";
import { serveStream } from "../../functions/serve-stream";

type OrderHandlers = Handlers<typeof ordersV1, "orders", OperationContext>;
type Answer<O extends keyof OrderHandlers> = Awaited<ReturnType<OrderHandlers[O]>>;

declare const api: typeof ordersV1;
declare const order: Order;
declare const handlers: OrderHandlers;

export const complete: OrderHandlers = handlers;

const { deleteOrder: _forgotten, ...others } = handlers;
// @ts-expect-error an operation is missing
export const forgotten: OrderHandlers = others;
// @ts-expect-error an operation is missing
export const forgottenWhenServed = serve(api, "orders", others);

declare const nextApi: typeof ordersV2;
declare const nextHandlers: Handlers<typeof ordersV2, "orders", OperationContext>;
const { replaceOrder: _forgottenToo, ...nextOthers } = nextHandlers;
// @ts-expect-error an operation of another version is missing
export const forgottenOfNext = serve(nextApi, "orders", nextOthers);
// @ts-expect-error the orders of one version are none of another
export const otherVersion = serve(nextApi, "orders", handlers);

// @ts-expect-error the gateway answers it, not the function
export const notOurs: OrderHandlers["getHealth"] = handlers.getOrder;

export const created: Answer<"createOrder"> = { status: 201, headers: { ETag: '"1"', Location: "/o" }, body: order };
// @ts-expect-error the contract has no 200 for it
export const wrongStatus: Answer<"createOrder"> = { ...created, status: 200 };
// @ts-expect-error Location is missing
export const missingHeader: Answer<"createOrder"> = { status: 201, headers: { ETag: '"1"' }, body: order };
// @ts-expect-error the body is missing
export const missingBody: Answer<"getOrder"> = { status: 200, headers: { ETag: '"1"' } };
// @ts-expect-error an amount is a number
export const wrongBody: Answer<"getOrder"> = { status: 200, headers: { ETag: '"1"' }, body: { ...order, total: "1" } };
// @ts-expect-error there is no such status of an order
export const wrongEnum: Answer<"listOrders"> = { status: 200, body: { orders: [{ ...order, status: "lost" }] } };
// @ts-expect-error 204 has no body
export const needlessBody: Answer<"deleteOrder"> = { status: 204, body: order };

export const reads: Partial<OrderHandlers> = {
  async listOrders({ query, body }) {
    const limit: number | undefined = query.limit;
    const nothing: undefined = body;
    // @ts-expect-error customerId is a string
    const customerId: number = query.customerId;
    // @ts-expect-error there is no such parameter
    return { status: 200, body: { orders: [], ...(query.offset && { limit, nothing, customerId }) } };
  },
};

declare const exportHandlers: StreamHandlers<typeof ordersV1, "order-export", OperationContext>;
// @ts-expect-error an operation that streams is missing
export const forgottenStream = serveStream(api, "order-export", {});
// @ts-expect-error it streams: no function answers it whole
export const streamedWhole: OrderHandlers["exportOrders"] = exportHandlers.exportOrders;
export const wholeStreamed: StreamHandlers<typeof ordersV1, "order-export", OperationContext> = {
  // @ts-expect-error its body comes in parts
  exportOrders: async () => ({ status: 200, contentType: "text/plain", body: "all at once" }),
};
