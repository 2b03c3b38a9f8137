import { ordersV1 } from "../../contract/orders/v1";
import { ordersV2 } from "../../contract/orders/v2";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";
import { lambdaHandler } from "../lambda-handler";
import { serve } from "../serve";
import { orderOperations } from "./operations";
import { shapeV1 } from "./shape-v1";
import { shapeV2 } from "./shape-v2";
import { OrderStore } from "./store";

const store = new OrderStore(dynamoDb, environmentVariable("ORDERS_TABLE"));

export const handler = lambdaHandler([
  serve(ordersV1, "orders", orderOperations(store, shapeV1)),
  serve(ordersV2, "orders", orderOperations(store, shapeV2)),
]);
