import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { service } from "../../contract/orders/service";
import { type Reach, reaches } from "../caller";
import { Refusal } from "../refusal";
import type { ExpectedVersions } from "./entity-tag";
import type { RepeatableRequest } from "./idempotency";
import { type Item, map, number, replaceableAttributes, text, toAttributes, toOrder } from "./order-item";
import { type OptionalField, optionalFields, type OrderInput, type StoredOrder } from "./stored-order";

/** An order and how often it was written, from 1. */
export interface VersionedOrder {
  order: StoredOrder;
  version: number;
}

const customerIndex: keyof (typeof service.tables.orders)["indexes"] = "by-customer";

/** Seconds for which a repeated request gets the first answer. */
const repeatableFor = 24 * 3600;

/** What stands where an address was. */
const erased = "erased";

/** Milliseconds between attempts to write what another request is writing. */
const conflictPauses = [25, 75, 200];

const returnExisting = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

/**
 * Orders and the answers to repeatable requests, in one table:
 * - `pk` ORDER#<order id>: the order's fields, `version`, `placedAtOrderId` (sort key of its customer's index) and `writeId`
 *   (which write it was, so that one which the SDK repeated after a lost answer is not taken for somebody else's);
 * - `pk` IDEMPOTENCY#<request id>: `payload` (digest), `order` (as it was answered), `expiresAt` (second since the epoch).
 */
export class OrderStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  /** Places an order; a repeated request gets the order that the first one placed, as it was then. */
  async create(input: OrderInput, request: RepeatableRequest | undefined): Promise<VersionedOrder> {
    const now = new Date();
    const placed = { order: placeOrder(input, now), version: 1 };
    const put = {
      TableName: this.table,
      Item: orderItem(placed, randomUUID()),
      ConditionExpression: "attribute_not_exists(pk)",
      ...returnExisting,
    };
    if (request) return this.createOnce(placed, put, request, now);
    try {
      await this.client.send(new PutItemCommand(put));
    } catch (error) {
      if (existing(error)?.writeId?.S !== put.Item.writeId.S) throw error;
    }
    return placed;
  }

  /** The record of the request and the order exist together or not at all: there is no state between to recover from. */
  private async createOnce(
    placed: VersionedOrder,
    putOrder: { TableName: string; Item: Item },
    request: RepeatableRequest,
    now: Date,
  ): Promise<VersionedOrder> {
    const second = Math.floor(now.getTime() / 1000);
    const putRecord = {
      TableName: this.table,
      Item: {
        pk: { S: `IDEMPOTENCY#${request.id}` },
        payload: { S: request.payload },
        order: { M: toAttributes(placed.order) },
        expiresAt: { N: String(second + repeatableFor) },
      },
      // time to live deletes late
      ConditionExpression: "attribute_not_exists(pk) OR expiresAt <= :now",
      ExpressionAttributeValues: { ":now": { N: String(second) } },
      ...returnExisting,
    };
    const transaction = { TransactItems: [{ Put: putRecord }, { Put: putOrder }] };
    for (const milliseconds of [...conflictPauses, undefined]) {
      try {
        await this.client.send(new TransactWriteItemsCommand(transaction));
        return placed;
      } catch (error) {
        const [record, ...others] = (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
        if (record?.Code === "ConditionalCheckFailed" && record.Item) return firstAnswer(record.Item, request);
        if (![record, ...others].some((reason) => reason?.Code === "TransactionConflict")) throw error;
        if (milliseconds !== undefined) await sleep(milliseconds);
      }
    }
    throw new Refusal(409, "IDEMPOTENCY_KEY_IN_USE", "another request with this Idempotency-Key is being processed", {
      retryAfter: 1,
    });
  }

  /** An order of a customer whom the caller reaches. */
  async get(orderId: string, reach: Reach): Promise<VersionedOrder> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: orderKey(orderId), ConsistentRead: true }),
    );
    if (!item || !reaches(reach, text(item, "customerId"))) throw orderNotFound();
    return toVersionedOrder(item);
  }

  /** A customer's orders, newest first: those after a sort key, and the sort key after which there are more. */
  async list(customerId: string, limit: number, after?: string): Promise<{ orders: StoredOrder[]; next?: string }> {
    const { Items: items = [], LastEvaluatedKey: rest } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: customerIndex,
        KeyConditionExpression: `customerId = :customerId${after === undefined ? "" : " AND placedAtOrderId < :after"}`,
        ExpressionAttributeValues: {
          ":customerId": { S: customerId },
          ...(after !== undefined && { ":after": { S: after } }),
        },
        ScanIndexForward: false,
        // one more than asked for tells whether there are more; a page of 1 MB ends sooner
        Limit: limit + 1,
      }),
    );
    const page = items.slice(0, limit);
    const last = page.at(-1);
    const more = items.length > limit || rest !== undefined;
    return { orders: page.map(toOrder), ...(more && last && { next: text(last, "placedAtOrderId") }) };
  }

  /**
   * Replaces what its client says of an order; its customer stays.
   *
   * @param optional fields that the order loses where the input lacks them; it keeps others, of which its client knows nothing
   */
  async replace(
    orderId: string,
    input: OrderInput,
    optional: readonly OptionalField[],
    expected: ExpectedVersions,
    reach: Reach,
  ): Promise<VersionedOrder> {
    const writeId = { S: randomUUID() };
    const updated = { ...input, total: totalOf(input), updatedAt: new Date().toISOString() };
    const set = Object.entries({ ...replaceableAttributes(updated), writeId });
    const removed = optional.filter((field) => input[field] === undefined);
    const condition = changeCondition(expected, reach);
    const update = {
      TableName: this.table,
      Key: orderKey(orderId),
      ConditionExpression: `${condition.expression} AND customerId = :customerId`,
      UpdateExpression: [
        `SET version = version + :one, ${set.map(([name]) => `#${name} = :${name}`).join(", ")}`,
        ...(removed.length > 0 ? [`REMOVE ${removed.join(", ")}`] : []),
      ].join(" "),
      ExpressionAttributeNames: Object.fromEntries(set.map(([name]) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...condition.values,
        ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
        ":customerId": { S: input.customerId },
        ":one": { N: "1" },
      },
      ReturnValues: "ALL_NEW",
      ...returnExisting,
    } as const;
    try {
      const { Attributes: item = {} } = await this.client.send(new UpdateItemCommand(update));
      return toVersionedOrder(item);
    } catch (error) {
      const item = existing(error);
      if (item?.writeId?.S === writeId.S) return toVersionedOrder(item);
      if (item && isMet(expected, item) && reaches(reach, text(item, "customerId"))) throw customerImmutable();
      throw refusalOfChange(error, reach);
    }
  }

  /**
   * Takes out of an order whom it is for; what was ordered stays, and the country that taxes need.
   *
   * @returns false where that was done before, or there is no such order any more
   */
  async erase({ orderId, shippingAddress }: StoredOrder): Promise<boolean> {
    if (shippingAddress === erased) return false;
    const update = {
      TableName: this.table,
      Key: orderKey(orderId),
      ConditionExpression: "attribute_exists(pk)",
      UpdateExpression: `SET shippingAddress = :erased, updatedAt = :now, version = version + :one REMOVE ${optionalFields.join(", ")}`,
      ExpressionAttributeValues: {
        ":erased": { S: erased },
        ":now": { S: new Date().toISOString() },
        ":one": { N: "1" },
      },
    };
    try {
      await this.client.send(new UpdateItemCommand(update));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async delete(orderId: string, expected: ExpectedVersions, reach: Reach): Promise<void> {
    const condition = changeCondition(expected, reach);
    const deletion = {
      TableName: this.table,
      Key: orderKey(orderId),
      ConditionExpression: condition.expression,
      ...(Object.keys(condition.values).length > 0 && { ExpressionAttributeValues: condition.values }),
      ...returnExisting,
    };
    try {
      await this.client.send(new DeleteItemCommand(deletion));
    } catch (error) {
      throw refusalOfChange(error, reach);
    }
  }
}

const orderKey = (orderId: string) => ({ pk: { S: `ORDER#${orderId}` } });

const orderItem = ({ order, version }: VersionedOrder, writeId: string) => ({
  ...toAttributes(order),
  ...orderKey(order.orderId),
  placedAtOrderId: { S: `${order.placedAt}#${order.orderId}` },
  version: { N: String(version) },
  writeId: { S: writeId },
});

const toVersionedOrder = (item: Item): VersionedOrder => ({ order: toOrder(item), version: number(item, "version") });

function placeOrder(input: OrderInput, now: Date): StoredOrder {
  const placedAt = now.toISOString();
  const orderId = `ord_${randomUUID().replaceAll("-", "")}`;
  return { orderId, ...input, status: "placed", total: totalOf(input), placedAt, updatedAt: placedAt };
}

const totalOf = ({ items }: OrderInput) =>
  items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);

function firstAnswer(record: Item, request: RepeatableRequest): VersionedOrder {
  if (text(record, "payload") !== request.payload)
    throw new Refusal(422, "IDEMPOTENCY_KEY_REUSED", "this Idempotency-Key was used for a request with another body");
  return { order: toOrder(map(record, "order")), version: 1 };
}

/** An order that has one of the versions, of a customer whom the caller reaches. */
function changeCondition(expected: ExpectedVersions, reach: Reach): { expression: string; values: Item } {
  const { expression, values } = versionCondition(expected);
  if (reach === "every customer") return { expression, values };
  if (reach === "nobody") throw orderNotFound();
  return {
    expression: `${expression} AND customerId = :reached`,
    values: { ...values, ":reached": { S: reach.customerId } },
  };
}

/** An order that exists and has one of the versions; no order has version 0. */
function versionCondition(expected: ExpectedVersions): { expression: string; values: Item } {
  if (expected === "any") return { expression: "attribute_exists(pk)", values: {} };
  const values = Object.fromEntries(
    (expected.length > 0 ? expected : [0]).map((version, i) => [`:version${i}`, { N: String(version) }]),
  );
  return { expression: `version IN (${Object.keys(values).join(", ")})`, values };
}

const isMet = (expected: ExpectedVersions, item: Item) =>
  expected === "any" || expected.includes(number(item, "version"));

/** The item that a write's condition refused, where there was one. */
const existing = (error: unknown) => (error instanceof ConditionalCheckFailedException ? error.Item : undefined);

function refusalOfChange(error: unknown, reach: Reach): unknown {
  if (!(error instanceof ConditionalCheckFailedException)) return error;
  return error.Item && reaches(reach, text(error.Item, "customerId"))
    ? new Refusal(412, "PRECONDITION_FAILED", "the order has changed since it had the ETag in If-Match")
    : orderNotFound();
}

const orderNotFound = () => new Refusal(404, "NOT_FOUND", "there is no such order");

const customerImmutable = () =>
  new Refusal(422, "CUSTOMER_IMMUTABLE", "an order stays with the customer who placed it", {
    details: [{ path: "body.customerId", message: "expected the order's customer" }],
  });
