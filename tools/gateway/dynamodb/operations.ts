import dynalite, { type Action, type Item, type Parameters, type Result } from "dynalite/db";
import { action, checker, perform } from "./actions";
import { errorName, isServiceError } from "./errors";
import type { Storage } from "./storage";
import type { TimeToLive } from "./time-to-live";
import { constraint, returnsExisting } from "./transact-items";
import type { Transactions } from "./transactions";

export type Operation = (request: Record<string, unknown>) => Promise<Result>;

/** The operations of DynamoDB's API that are served, by name. */
export function operations(storage: Storage, ttl: TimeToLive, transactions: Transactions): Record<string, Operation> {
  const { base } = storage;

  /** An operation that dynalite has: its checks, then `serve`. */
  const dynaliteOperation = (
    name: string,
    serve: (run: Action, data: Parameters, returnExisting: boolean) => Promise<Result>,
  ): Operation => {
    const run = action(name);
    const check = checker(name, base);
    return async (request) => {
      const returnExisting = returnsExisting(request);
      return serve(run, check(request), returnExisting);
    };
  };

  const read = (name: string) =>
    dynaliteOperation(name, (run, data) => storage.read(run, data, startAfter(storage, data)));

  const write = (name: string) =>
    dynaliteOperation(name, async (run, data, returnExisting) => {
      let existing: Item | undefined;
      try {
        return await storage.write(run, data, { onRead: (item) => (existing = item) });
      } catch (error) {
        if (
          returnExisting &&
          existing &&
          isServiceError(error) &&
          errorName(error) === "ConditionalCheckFailedException"
        )
          error.body["Item"] = existing;
        throw error;
      }
    });

  const batchWrite = (name: string) =>
    dynaliteOperation(name, (run, data) => storage.write(run, data, { onConflict: "wait" }));

  const control = (name: string, after: (data: Parameters) => Promise<void> = async () => {}) =>
    dynaliteOperation(name, async (run, data) => {
      const result = await perform(run, base, data);
      await after(data);
      return result;
    });

  return {
    GetItem: read("getItem"),
    BatchGetItem: read("batchGetItem"),
    Query: read("query"),
    Scan: read("scan"),
    PutItem: write("putItem"),
    UpdateItem: write("updateItem"),
    DeleteItem: write("deleteItem"),
    BatchWriteItem: batchWrite("batchWriteItem"),
    TransactWriteItems: (request) => transactions.write(request),
    TransactGetItems: (request) => transactions.read(request),
    CreateTable: control("createTable"),
    DescribeTable: control("describeTable"),
    UpdateTable: control("updateTable"),
    DeleteTable: control("deleteTable", ({ TableName: name }) => ttl.set(name, undefined)),
    ListTables: control("listTables"),
    TagResource: control("tagResource"),
    UntagResource: control("untagResource"),
    ListTagsOfResource: control("listTagsOfResource"),
    DescribeTimeToLive: async (request) => ttl.describe(storage.table(tableName(request)).TableName),
    UpdateTimeToLive: async (request) =>
      ttl.update(storage.table(tableName(request)).TableName, timeToLiveSpecification(request)),
    DescribeContinuousBackups: async (request) => {
      storage.table(tableName(request));
      const pointInTime = { PointInTimeRecoveryStatus: "DISABLED" };
      return {
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: "DISABLED",
          PointInTimeRecoveryDescription: pointInTime,
        },
      };
    },
  };
}

/** Where a page of an index starts, as the key of the item whose entry was the last: entries of one key lie in its order. */
function startAfter(storage: Storage, data: Parameters): string | undefined {
  const start = data["ExclusiveStartKey"] as Item | undefined;
  if (data["IndexName"] === undefined || !start) return undefined;
  const table = storage.table(data.TableName);
  const key = Object.fromEntries(table.KeySchema.map(({ AttributeName: name }) => [name, start[name]!]));
  return dynalite.validateKey(key, table) ? undefined : dynalite.createKey(key, table);
}

function tableName(request: Record<string, unknown>): string {
  const name = request["TableName"];
  if (typeof name !== "string") throw constraint(null, "tableName", "Member must not be null");
  return name;
}

function timeToLiveSpecification(request: Record<string, unknown>) {
  const { AttributeName, Enabled } = (request["TimeToLiveSpecification"] ?? {}) as Record<string, unknown>;
  if (typeof AttributeName !== "string" || AttributeName === "")
    throw constraint(null, "timeToLiveSpecification.attributeName", "Member must not be null");
  if (typeof Enabled !== "boolean")
    throw constraint(null, "timeToLiveSpecification.enabled", "Member must not be null");
  return { AttributeName, Enabled };
}
