import * as z from "zod/mini";
import { defineWebSocketApi, RefusedMessage } from "../web-socket-api";
import { OrderId, OrderProgress, OrderStatus } from "./order";

const about = { orderId: OrderId };

/** Where an order stands: told on subscribing, and whenever it changes. */
export const OrderStatusMessage = z.strictObject({ type: z.literal("status"), ...OrderProgress.shape });
export type OrderStatusMessage = z.output<typeof OrderStatusMessage>;

/** Live order status. */
export const orderStatus = defineWebSocketApi({
  name: "order-status",
  description: "Tells customers where their orders stand, as it changes.",
  audience: "customer",
  scopes: ["orders/read"],
  authorizer: { function: "connection-authorizer", queryParameter: "token" },
  routes: {
    $connect: { summary: "Connect.", integration: { type: "lambda", function: "order-status" } },
    $disconnect: {
      summary: "Forget the connection's subscriptions.",
      integration: { type: "lambda", function: "order-status" },
    },
    $default: {
      summary: "Refuse what has no route.",
      integration: { type: "lambda", function: "order-status" },
      answer: RefusedMessage,
    },
    subscribe: {
      summary: "Be told where an order stands, now and whenever it changes.",
      integration: { type: "lambda", function: "order-status" },
      message: z.strictObject({ action: z.literal("subscribe"), ...about }),
      answer: OrderStatusMessage,
    },
    unsubscribe: {
      summary: "Be told no more.",
      integration: { type: "lambda", function: "order-status" },
      message: z.strictObject({ action: z.literal("unsubscribe"), ...about }),
      answer: z.strictObject({ type: z.literal("unsubscribed"), ...about }),
    },
    ping: {
      summary: "Keep the connection: API Gateway ends one that is idle for 10 minutes.",
      integration: { type: "mock", body: { type: "pong" } },
      answer: z.strictObject({ type: z.literal("pong") }),
    },
  },
  push: {
    function: "order-status-push",
    table: "orders",
    // a pattern can't compare images with each other, so there is one for each status that an order comes to
    patterns: OrderStatus.options.map((status) => ({
      eventName: ["MODIFY"],
      dynamodb: {
        NewImage: { status: { S: [status] } },
        OldImage: { status: { S: [{ "anything-but": [status] }] } },
      },
    })),
    message: OrderStatusMessage,
  },
});
