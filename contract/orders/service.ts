import { defineService } from "../service";
import { authorization } from "./authorization";
import { ordersV1 } from "./v1";
import { ordersVersions } from "./versions";

export const service = defineService({
  name: "shop",
  apis: [ordersV1],
  versions: { orders: ordersVersions },
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
    credentials: { partitionKey: { name: "id", type: "S" }, timeToLive: "expiresAt" },
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
  },
  authorization,
});
