import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Item } from "../orders/order-item";
import type { StoredOrder } from "../orders/stored-order";
import { OrderNotFulfillable } from "./order-not-fulfillable";

type Status = StoredOrder["status"];

/** Whose step it is: an execution works on one order. */
export interface Fulfilled {
  orderId: string;
  executionId: string;
}

/** What a step does to an order that is the execution's. */
interface Step {
  from: readonly Status[];
  to: Status;
  /** Continues `SET`. */
  set?: string;
  /** Of attributes whose own are reserved. */
  names?: Record<string, string>;
  remove?: readonly string[];
}

/**
 * The steps of fulfilling an order, on its item in the orders table: `fulfilmentId` (the execution whose it is), `reservedAt`,
 * `charged` (in the currency's minor unit) and `shippedAt`. Each step may be repeated: it finds its own work done.
 */
export class OrderFulfilment {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  /** Reserves what a placed order is made of; from here on it is this execution's. */
  async reserve(fulfilled: Fulfilled): Promise<void> {
    const item = await this.update(
      fulfilled,
      "#status = :placed AND (attribute_not_exists(fulfilmentId) OR fulfilmentId = :execution)",
      "SET fulfilmentId = :execution, reservedAt = if_not_exists(reservedAt, :now)",
      { ":placed": { S: "placed" }, ":now": now() },
    );
    if (item) throw new OrderNotFulfillable();
  }

  /** Charges the order's total as it is at this moment. */
  charge = (fulfilled: Fulfilled) =>
    this.take(fulfilled, { from: ["placed"], to: "paid", set: ", charged = #total", names: { "#total": "total" } });

  ship = (fulfilled: Fulfilled) => this.take(fulfilled, { from: ["paid"], to: "shipped", set: ", shippedAt = :now" });

  /** Undoes what this execution did to an order that hasn't left. */
  release = (fulfilled: Fulfilled) =>
    this.take(fulfilled, { from: ["placed", "paid"], to: "placed", remove: ["fulfilmentId", "reservedAt", "charged"] });

  private async take(fulfilled: Fulfilled, { from, to, set = "", names, remove }: Step): Promise<void> {
    const statuses = Object.fromEntries(from.map((status) => [`:${status}`, { S: status }]));
    const refused = await this.update(
      fulfilled,
      `fulfilmentId = :execution AND #status IN (${Object.keys(statuses).join(", ")})`,
      [
        // a client that read the order finds that it has changed
        `SET #status = :to, updatedAt = :now, version = version + :one${set}`,
        ...(remove ? [`REMOVE ${remove.join(", ")}`] : []),
      ].join(" "),
      { ...statuses, ":to": { S: to }, ":now": now(), ":one": { N: "1" } },
      names,
    );
    if (!refused) return;
    const isOurs = refused.fulfilmentId?.S === fulfilled.executionId;
    const isDone = remove ? !isOurs : isOurs && refused["status"]?.S === to;
    if (!isDone) throw new OrderNotFulfillable();
  }

  /** @returns the item as it is where the condition refused the update: empty where there is none */
  private async update(
    { orderId, executionId }: Fulfilled,
    condition: string,
    update: string,
    values: Item,
    names: Record<string, string> = {},
  ): Promise<Item | undefined> {
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { pk: { S: `ORDER#${orderId}` } },
          ConditionExpression: condition,
          UpdateExpression: update,
          ExpressionAttributeNames: { "#status": "status", ...names },
          ExpressionAttributeValues: { ":execution": { S: executionId }, ...values },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
      throw error;
    }
  }
}

const now = () => ({ S: new Date().toISOString() });
