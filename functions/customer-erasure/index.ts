import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";
import { OrderStore } from "../orders/store";
import { eraseCustomer } from "./erase-customer";

export const handler = eraseCustomer(new OrderStore(dynamoDb, environmentVariable("ORDERS_TABLE")));
