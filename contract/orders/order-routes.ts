import * as z from "zod/mini";
import type { Route } from "../route";
import { CustomerId, OrderId, OrderProgress } from "./order";

const orderPath = z.object({ orderId: OrderId });
const ifMatch = z.object({ "if-match": z.optional(z.string()) });

/** The routes of orders, which versions share but for the shape of an order. */
export const orderRoutes = <O extends z.ZodMiniType, I extends z.ZodMiniType, L extends z.ZodMiniType>({
  Order,
  OrderInput,
  OrderList,
}: {
  Order: O;
  OrderInput: I;
  OrderList: L;
}) =>
  ({
    createOrder: {
      method: "POST",
      path: "/orders",
      summary: "Place an order. With an Idempotency-Key, repeating the request gives the first answer again.",
      audience: "customer",
      scopes: ["orders/write"],
      integration: { type: "lambda", function: "orders" },
      request: {
        headers: z.object({
          "idempotency-key": z.optional(z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/))),
        }),
        body: OrderInput,
      },
      responses: {
        201: { description: "The order as it was placed", body: Order, headers: ["ETag", "Location"] },
      },
      errors: [400, 403, 409, 422],
    },
    listOrders: {
      method: "GET",
      path: "/orders",
      summary: "List a customer's orders, newest first, a page at a time.",
      audience: "customer",
      scopes: ["orders/read"],
      integration: { type: "lambda", function: "orders" },
      request: {
        query: z.object({
          customerId: CustomerId,
          limit: z.optional(z.coerce.number().check(z.multipleOf(1), z.gte(1), z.lte(100))),
          cursor: z.optional(z.string().check(z.maxLength(1024))),
        }),
      },
      responses: { 200: { description: "A page of orders", body: OrderList } },
      errors: [400, 403],
    },
    exportOrders: {
      method: "GET",
      path: "/orders/export",
      summary: "Export a customer's orders, newest first: a line of JSON for each, as they are read.",
      audience: "customer",
      scopes: ["orders/read"],
      integration: { type: "lambda", function: "order-export", responseTransferMode: "STREAM" },
      request: { query: z.object({ customerId: CustomerId }) },
      responses: { 200: { description: "All orders, as application/x-ndjson" } },
      errors: [400, 403],
    },
    getOrder: {
      method: "GET",
      path: "/orders/{orderId}",
      summary: "Read one order.",
      audience: "customer",
      scopes: ["orders/read"],
      integration: { type: "lambda", function: "orders" },
      request: { path: orderPath },
      responses: { 200: { description: "The order", body: Order, headers: ["ETag"] } },
      errors: [404],
    },
    getOrderStatus: {
      method: "GET",
      path: "/orders/{orderId}/status",
      summary: "Tell where an order stands.",
      audience: "partner",
      scopes: ["orders/read"],
      integration: { type: "lambda", function: "orders" },
      request: { path: orderPath },
      responses: { 200: { description: "Where the order stands", body: OrderProgress } },
      errors: [404],
    },
    replaceOrder: {
      method: "PUT",
      path: "/orders/{orderId}",
      summary: "Replace an order that nobody changed since it was read: If-Match carries its ETag.",
      audience: "customer",
      scopes: ["orders/write"],
      integration: { type: "lambda", function: "orders" },
      request: { path: orderPath, headers: ifMatch, body: OrderInput },
      responses: { 200: { description: "The order as it is now", body: Order, headers: ["ETag"] } },
      errors: [400, 404, 412, 422, 428],
    },
    deleteOrder: {
      method: "DELETE",
      path: "/orders/{orderId}",
      summary: "Delete an order that nobody changed since it was read: If-Match carries its ETag.",
      audience: "internal",
      integration: { type: "lambda", function: "orders" },
      request: { path: orderPath, headers: ifMatch },
      responses: { 204: { description: "The order is gone" } },
      errors: [400, 404, 412, 428],
    },
  }) as const satisfies Record<string, Route>;
