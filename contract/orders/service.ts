import { defineService } from "../service";
import { authorization } from "./authorization";
import { fulfilment } from "./fulfilment";
import { orderStatus } from "./realtime";
import { shippingRates } from "./shipping-rate";
import { ordersV1 } from "./v1";
import { ordersV2 } from "./v2";
import { ordersVersions } from "./versions";

const updatesOrders = { ORDERS_TABLE: { table: "orders", actions: ["dynamodb:UpdateItem"] } } as const;

export const service = defineService({
  name: "shop",
  apis: [ordersV1, ordersV2],
  versions: { orders: ordersVersions },
  webSocketApi: orderStatus,
  tables: {
    orders: {
      partitionKey: { name: "pk", type: "S" },
      indexes: {
        "by-customer": {
          partitionKey: { name: "customerId", type: "S" },
          sortKey: { name: "placedAtOrderId", type: "S" },
          projection: "ALL",
        },
      },
      timeToLive: "expiresAt",
      stream: "NEW_AND_OLD_IMAGES",
    },
    connections: {
      partitionKey: { name: "connectionId", type: "S" },
      sortKey: { name: "orderId", type: "S" },
      indexes: {
        "by-order": {
          partitionKey: { name: "orderId", type: "S" },
          sortKey: { name: "connectionId", type: "S" },
          projection: "KEYS_ONLY",
        },
      },
      timeToLive: "expiresAt",
    },
    credentials: { partitionKey: { name: "id", type: "S" }, timeToLive: "expiresAt" },
    feedback: { partitionKey: { name: "id", type: "S" }, timeToLive: "expiresAt" },
    "shipping-rates": { partitionKey: { name: "country", type: "S" }, items: shippingRates },
  },
  functions: {
    orders: {
      entry: "functions/orders/index.ts",
      description: "Orders: create, read, list, replace, delete",
      tables: {
        ORDERS_TABLE: {
          table: "orders",
          actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
          indexActions: ["dynamodb:Query"],
        },
      },
    },
    "order-export": {
      entry: "functions/order-export/index.ts",
      description: "Streams all orders of a customer",
      tables: { ORDERS_TABLE: { table: "orders", actions: [], indexActions: ["dynamodb:Query"] } },
      timeout: 300,
    },
    "customer-erasure": {
      entry: "functions/customer-erasure/index.ts",
      description: "Erases from orders who their customer is",
      tables: {
        ORDERS_TABLE: { table: "orders", actions: ["dynamodb:UpdateItem"], indexActions: ["dynamodb:Query"] },
      },
    },
    "customer-authorizer": {
      entry: "functions/customer-authorizer/index.ts",
      description: "Judges customers by their credentials",
      tables: { CREDENTIALS_TABLE: { table: "credentials", actions: ["dynamodb:GetItem"] } },
    },
    "partner-authorizer": {
      entry: "functions/partner-authorizer/index.ts",
      description: "Judges partners by their credentials and networks",
      tables: { CREDENTIALS_TABLE: { table: "credentials", actions: ["dynamodb:GetItem"] } },
    },
    quote: {
      entry: "functions/quote/index.ts",
      description: "Tells what an order would cost",
      tables: { SHIPPING_RATES_TABLE: { table: "shipping-rates", actions: ["dynamodb:GetItem"] } },
    },
    "feedback-consumer": {
      entry: "functions/feedback-consumer/index.ts",
      description: "Keeps the feedback that customers send",
      tables: { FEEDBACK_TABLE: { table: "feedback", actions: ["dynamodb:PutItem"] } },
    },
    "fulfilment-reserve": {
      entry: "functions/fulfilment-reserve/index.ts",
      description: "Reserves what an order is made of",
      tables: updatesOrders,
    },
    "fulfilment-charge": {
      entry: "functions/fulfilment-charge/index.ts",
      description: "Charges the payment of an order",
      tables: updatesOrders,
    },
    "fulfilment-ship": {
      entry: "functions/fulfilment-ship/index.ts",
      description: "Marks an order as shipped",
      tables: updatesOrders,
    },
    "fulfilment-release": {
      entry: "functions/fulfilment-release/index.ts",
      description: "Undoes what a failed fulfilment did to an order",
      tables: updatesOrders,
    },
    "connection-authorizer": {
      entry: "functions/connection-authorizer/index.ts",
      description: "Judges by their credentials who may connect",
      tables: { CREDENTIALS_TABLE: { table: "credentials", actions: ["dynamodb:GetItem"] } },
    },
    "order-status": {
      entry: "functions/order-status/index.ts",
      description: "Subscribes connections to the status of orders",
      tables: {
        ORDERS_TABLE: { table: "orders", actions: ["dynamodb:GetItem"] },
        CONNECTIONS_TABLE: {
          table: "connections",
          actions: ["dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
        },
      },
    },
    "order-status-push": {
      entry: "functions/order-status-push/index.ts",
      description: "Tells connections that the status of an order has changed",
      tables: {
        CONNECTIONS_TABLE: {
          table: "connections",
          actions: ["dynamodb:Query", "dynamodb:DeleteItem"],
          indexActions: ["dynamodb:Query"],
        },
      },
    },
  },
  backends: { catalog: { description: "The product catalogue, on an older system" } },
  streams: { events: { description: "What customers do in the shop: views, searches, carts" } },
  queues: { feedback: { description: "Feedback of customers", consumer: "feedback-consumer" } },
  stateMachines: { fulfilment },
  authorization,
});
