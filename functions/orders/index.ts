import { ordersV1 } from "../../contract/orders/v1";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";
import { lambdaHandler } from "../lambda-handler";
import { serve } from "../serve";
import { orderOperations } from "./operations";
import { OrderStore } from "./store";

const store = new OrderStore(dynamoDb, environmentVariable("ORDERS_TABLE"));

export const handler = lambdaHandler(serve(ordersV1, "orders", orderOperations(store)));
