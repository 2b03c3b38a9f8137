import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { OrderStatusMessage } from "../../contract/orders/realtime";
import { Connections } from "../connections";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";
import { SubscriptionStore } from "../order-status/subscriptions";
import { type Item, text } from "../orders/order-item";
import { handleInOrder } from "../stream-records";

const subscriptions = new SubscriptionStore(dynamoDb, environmentVariable("CONNECTIONS_TABLE"));
const connections = new Connections(environmentVariable("CONNECTIONS_ENDPOINT"));

/** Fed by the stream of the orders table: tells the connections that follow an order where it stands now. */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => handleInOrder(event, push);

async function push({ dynamodb: change }: DynamoDBRecord): Promise<void> {
  const item = (change?.NewImage ?? {}) as Item;
  const orderId = text(item, "orderId");
  const message: OrderStatusMessage = {
    type: "status",
    orderId,
    status: text(item, "status") as OrderStatusMessage["status"],
    updatedAt: text(item, "updatedAt"),
  };
  for await (const page of subscriptions.connectionsOf(orderId)) {
    const results = await Promise.allSettled(page.map((connectionId) => tell(connectionId, message)));
    // the others of the page have been told, or are gone
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }
}

async function tell(connectionId: string, message: OrderStatusMessage): Promise<void> {
  if ((await connections.send(connectionId, message)) === "gone") await subscriptions.removeAll(connectionId);
}
