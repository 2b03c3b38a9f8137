import { defineService } from "../service";
import { authorization } from "./authorization";
import { ordersV1 } from "./v1";

export const service = defineService({
  name: "shop",
  apis: [ordersV1],
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
    },
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
  },
  authorization,
});
