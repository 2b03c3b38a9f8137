import { orderStatus } from "../../contract/orders/realtime";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";
import { OrderStore } from "../orders/store";
import { serveWebSocket } from "../serve-web-socket";
import { orderStatusRoutes } from "./routes";
import { SubscriptionStore } from "./subscriptions";

const orders = new OrderStore(dynamoDb, environmentVariable("ORDERS_TABLE"));
const subscriptions = new SubscriptionStore(dynamoDb, environmentVariable("CONNECTIONS_TABLE"));

export const handler = serveWebSocket(orderStatus, "order-status", orderStatusRoutes(orders, subscriptions));
