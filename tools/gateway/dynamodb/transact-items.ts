import dynalite, { type Action, type Callback, type Item, type Parameters, type Result, type Store } from "dynalite/db";
import { action, checker } from "./actions";
import { DynamoDbError } from "./errors";

/** One member of a transaction's TransactItems, checked as a request of its own. */
export interface TransactItem {
  action: Action;
  data: Parameters;
  /** ReturnValuesOnConditionCheckFailure is ALL_OLD. */
  returnExisting: boolean;
}

const expression = ["ExpressionAttributeNames", "ExpressionAttributeValues", "ReturnValuesOnConditionCheckFailure"];

/** What a member of each kind is run and checked by, what it may have, and what it must have. */
const writeKinds = {
  Put: { rules: "putItem", action: action("putItem"), fields: ["Item", "ConditionExpression"], required: [] },
  Update: {
    rules: "updateItem",
    action: action("updateItem"),
    fields: ["Key", "UpdateExpression", "ConditionExpression"],
    required: ["UpdateExpression"],
  },
  Delete: { rules: "deleteItem", action: action("deleteItem"), fields: ["Key", "ConditionExpression"], required: [] },
  ConditionCheck: {
    rules: "deleteItem",
    action: conditionCheck,
    fields: ["Key", "ConditionExpression"],
    required: ["ConditionExpression"],
  },
} as const;

const getKind = {
  rules: "getItem",
  action: action("getItem"),
  fields: ["Key", "ProjectionExpression", "ExpressionAttributeNames"],
  required: [],
} as const;

/** Reads TransactItems of TransactWriteItems; throws what DynamoDB answers to a request that can't be one. */
export function transactWriteItems(request: Record<string, unknown>, store: Store): TransactItem[] {
  return members(request).map((member, index) => {
    const [name, ...others] = Object.keys(member);
    if (name === undefined || others.length > 0 || !isWriteKind(name))
      throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
    return transactItem(writeKinds[name], member[name], `transactItems.${index + 1}.member.${lowerFirst(name)}`);
  });

  function transactItem(kind: (typeof writeKinds)[keyof typeof writeKinds], body: unknown, path: string) {
    return item(kind, [...kind.fields, ...expression], body, path, request, store);
  }
}

/** Reads TransactItems of TransactGetItems. */
export function transactGetItems(request: Record<string, unknown>, store: Store): TransactItem[] {
  return members(request).map((member, index) => {
    if (Object.keys(member).join() !== "Get") throw invalid("TransactItems can only contain Get");
    return item(getKind, getKind.fields, member["Get"], `transactItems.${index + 1}.member.get`, request, store);
  });
}

function item(
  kind: { rules: string; action: Action; required: readonly string[] },
  fields: readonly string[],
  body: unknown,
  path: string,
  request: Record<string, unknown>,
  store: Store,
): TransactItem {
  if (!isObject(body)) throw new DynamoDbError("SerializationException", "Unexpected value type in payload");
  const missing = kind.required.find((field) => body[field] === undefined);
  if (missing !== undefined) throw constraint(null, `${path}.${lowerFirst(missing)}`, "Member must not be null");
  const known = Object.fromEntries(["TableName", ...fields].map((field) => [field, body[field]]));
  const returnExisting = returnsExisting(known, path);
  const data = checker(
    kind.rules,
    store,
  )({ ...known, ConsistentRead: true, ReturnConsumedCapacity: request["ReturnConsumedCapacity"] });
  return { action: kind.action, data, returnExisting };
}

/** Whether a write asks for the item that failed its condition; DynamoDB's only other value is NONE. */
export function returnsExisting(request: Record<string, unknown>, path?: string): boolean {
  const value = request["ReturnValuesOnConditionCheckFailure"];
  if (value === undefined || value === null || value === "NONE") return false;
  if (value === "ALL_OLD") return true;
  const member = [path, "returnValuesOnConditionCheckFailure"].filter(Boolean).join(".");
  throw constraint(value, member, "Member must satisfy enum value set: [ALL_OLD, NONE]");
}

/** The action of a ConditionCheck: a write that writes nothing. */
function conditionCheck(store: Store, data: Parameters, callback: Callback<Result>) {
  store.getTable(data.TableName, (error, table) => {
    if (error) return callback(error);
    const invalidKey = dynalite.validateKey(data.Key!, table!);
    if (invalidKey) return callback(invalidKey);
    const items = store.getItemDb(data.TableName);
    items.get(dynalite.createKey(data.Key!, table!), (failure, existing) => {
      const refused = failure ?? dynalite.checkConditional(data, existing as Item | undefined);
      if (refused) return callback(refused);
      callback(null, { ConsumedCapacity: dynalite.addConsumedCapacity(data, false, existing as Item | undefined) });
    });
  });
}

function members(request: Record<string, unknown>): Record<string, unknown>[] {
  const items = request["TransactItems"];
  if (items === undefined || items === null) throw constraint(null, "transactItems", "Member must not be null");
  if (!Array.isArray(items) || !items.every(isObject))
    throw new DynamoDbError("SerializationException", "Unexpected field type");
  if (items.length < 1 || items.length > 100) {
    const bound = items.length < 1 ? "greater than or equal to 1" : "less than or equal to 100";
    throw constraint(`${items.length} items`, "transactItems", `Member must have length ${bound}`);
  }
  return items;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isWriteKind = (name: string): name is keyof typeof writeKinds => Object.hasOwn(writeKinds, name);

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

const invalid = (message: string) => new DynamoDbError("ValidationException", message);

export function constraint(value: unknown, path: string, rule: string) {
  const shown = value === null ? "null" : `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
  return invalid(`1 validation error detected: Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`);
}
