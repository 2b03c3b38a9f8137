import { ordersV1 } from "../../contract/orders/v1";
import { ordersV2 } from "../../contract/orders/v2";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";
import { shapeV1 } from "../orders/shape-v1";
import { shapeV2 } from "../orders/shape-v2";
import { OrderStore } from "../orders/store";
import { serveStream, streamHandler } from "../serve-stream";
import { exportOperations } from "./operations";

const store = new OrderStore(dynamoDb, environmentVariable("ORDERS_TABLE"));

export const handler = streamHandler([
  serveStream(ordersV1, "order-export", exportOperations(store, shapeV1)),
  serveStream(ordersV2, "order-export", exportOperations(store, shapeV2)),
]);
