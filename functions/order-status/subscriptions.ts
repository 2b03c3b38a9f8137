import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import type { service } from "../../contract/orders/service";
import { text } from "../orders/order-item";
import { Refusal } from "../refusal";

const orderIndex: keyof (typeof service.tables.connections)["indexes"] = "by-order";

/** Orders that one connection may follow. */
const mostSubscriptions = 100;

/** Seconds after which API Gateway has ended a connection (quotas: 2 hours), and a little more. */
const longestConnection = 2 * 3600 + 300;

/**
 * Which connections follow which orders: an item each, `connectionId` and `orderId`, with `expiresAt` (second since the
 * epoch). Not every connection says goodbye: what it leaves is deleted when it turns out to be gone, or by time to live.
 */
export class SubscriptionStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  /**
   * @param connectedAt milliseconds since the epoch
   * @throws Refusal TOO_MANY_SUBSCRIPTIONS
   */
  async add(connectionId: string, connectedAt: number, orderId: string): Promise<void> {
    const { Count: count = 0 } = await this.client.send(
      new QueryCommand({ ...this.ofConnection(connectionId), Select: "COUNT", Limit: mostSubscriptions }),
    );
    if (count >= mostSubscriptions)
      throw new Refusal(
        409,
        "TOO_MANY_SUBSCRIPTIONS",
        `a connection follows ${mostSubscriptions} orders at most: unsubscribe from others, or open another connection`,
      );
    const expiresAt = Math.floor(connectedAt / 1000) + longestConnection;
    await this.client.send(
      new PutItemCommand({
        TableName: this.table,
        Item: { ...key(connectionId, orderId), expiresAt: { N: String(expiresAt) } },
      }),
    );
  }

  async remove(connectionId: string, orderId: string): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.table, Key: key(connectionId, orderId) }));
  }

  /** Removes all that a connection followed: no more than one page of a query. */
  async removeAll(connectionId: string): Promise<void> {
    const { Items: items = [] } = await this.client.send(new QueryCommand(this.ofConnection(connectionId)));
    await Promise.all(items.map((item) => this.remove(connectionId, text(item, "orderId"))));
  }

  /** Connections that follow an order, a page of the index at a time. */
  async *connectionsOf(orderId: string): AsyncGenerator<string[]> {
    let after: Record<string, AttributeValue> | undefined;
    do {
      const { Items: items = [], LastEvaluatedKey: last } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          IndexName: orderIndex,
          KeyConditionExpression: "orderId = :orderId",
          ExpressionAttributeValues: { ":orderId": { S: orderId } },
          Limit: 50,
          ExclusiveStartKey: after,
        }),
      );
      yield items.map((item) => text(item, "connectionId"));
      after = last;
    } while (after);
  }

  private ofConnection(connectionId: string) {
    return {
      TableName: this.table,
      KeyConditionExpression: "connectionId = :connectionId",
      ExpressionAttributeValues: { ":connectionId": { S: connectionId } },
    };
  }
}

const key = (connectionId: string, orderId: string) => ({ connectionId: { S: connectionId }, orderId: { S: orderId } });
