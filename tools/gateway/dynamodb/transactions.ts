import dynalite, { type BatchOperation, type Item, type Result, type ServiceError } from "dynalite/db";
import { DynamoDbError, errorName } from "./errors";
import { RequestTokens } from "./request-tokens";
import { isItem, type Storage } from "./storage";
import { constraint, transactGetItems, transactWriteItems, type TransactItem } from "./transact-items";

const maxBytes = 4 * 1024 * 1024;

interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}

/**
 * TransactWriteItems and TransactGetItems. A write transaction locks its items, evaluates every condition, and writes all
 * items, all index entries and its request token in one batch, which the database keeps whole or not at all.
 */
export class Transactions {
  private readonly tokens: RequestTokens;

  constructor(
    private readonly storage: Storage,
    now: () => number,
  ) {
    this.tokens = new RequestTokens(storage, now);
  }

  async write(request: Record<string, unknown>): Promise<Result> {
    const token = request["ClientRequestToken"] ?? undefined;
    if (token !== undefined && (typeof token !== "string" || token.length < 1 || token.length > 36))
      throw constraint(token, "clientRequestToken", "Member must have length less than or equal to 36");
    const digested = JSON.stringify(request["TransactItems"]);
    const members = transactWriteItems(request, this.storage.base);
    const items = this.itemIds(members);

    let results: Result[] = [];
    await this.tokens.once(token, digested, async (record) => {
      this.refuseConflicts(items);
      await this.storage.locks.acquireAll(items);
      try {
        results = await this.commit(members, record);
      } finally {
        this.storage.locks.releaseAll(items);
      }
    });
    return consumedCapacity(results);
  }

  async read(request: Record<string, unknown>): Promise<Result> {
    const members = transactGetItems(request, this.storage.base);
    this.itemIds(members);
    // Each of them reads before it first waits, so that nothing is written between them.
    const results = await Promise.all(members.map(({ action, data }) => this.storage.read(action, data)));
    return {
      Responses: results.map(({ Item: item }) => (item === undefined ? {} : { Item: item })),
      ...consumedCapacity(results),
    };
  }

  /** Names the members' items; throws when a table or a key is wrong or two members have the same item. */
  private itemIds(members: TransactItem[]): string[] {
    const tables = members.map(({ data }) => this.storage.table(data.TableName));
    const reasons = members.map(({ data }, i) =>
      reasonOf(data.Item ? dynalite.validateItem(data.Item, tables[i]!) : dynalite.validateKey(data.Key!, tables[i]!)),
    );
    refuse(reasons);
    const ids = members.map(({ data }, i) => this.storage.itemId(tables[i]!, (data.Item ?? data.Key)!));
    if (new Set(ids).size < ids.length)
      throw new DynamoDbError(
        "ValidationException",
        "Transaction request cannot include multiple operations on one item",
      );
    return ids;
  }

  private refuseConflicts(items: string[]) {
    const conflict = { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" };
    refuse(this.storage.locks.conflicts(items).map((conflicts) => (conflicts ? conflict : { Code: "None" })));
  }

  private async commit(members: TransactItem[], record: BatchOperation[]): Promise<Result[]> {
    const operations: BatchOperation[] = [];
    const reasons: Reason[] = [];
    const results: Result[] = [];
    for (const { action, data, returnExisting } of members) {
      let existing: Item | undefined;
      const onRead = (item: Item | undefined) => (existing = item);
      try {
        results.push(await this.storage.prepare(action, data, operations, onRead));
        reasons.push({ Code: "None" });
      } catch (error) {
        reasons.push(reasonOf(error as ServiceError, returnExisting ? existing : undefined));
      }
    }
    refuse(reasons);
    const items = operations.filter(isItem).map(({ value }) => dynalite.itemSize(value as Item));
    if (items.reduce((sum, size) => sum + size, 0) > maxBytes)
      throw new DynamoDbError("ValidationException", "Transaction items have exceeded the maximum size of 4 MB");
    await this.storage.base.db.batch([...operations, ...record]);
    return results;
  }
}

/** Throws TransactionCanceledException unless every member's reason is None. */
function refuse(reasons: Reason[]) {
  if (reasons.every(({ Code: code }) => code === "None")) return;
  const codes = reasons.map(({ Code: code }) => code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  throw new DynamoDbError("TransactionCanceledException", message, { CancellationReasons: reasons });
}

/** Codes as in the API reference of TransactionCanceledException. */
const codes: Record<string, string> = {
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  ValidationException: "ValidationError",
};

function reasonOf(error: ServiceError | null | undefined, existing?: Item): Reason {
  if (!error) return { Code: "None" };
  const code = error.body && codes[errorName(error) ?? ""];
  if (code === undefined) throw error;
  const item = code === "ConditionalCheckFailed" && existing && { Item: existing };
  return { Code: code, Message: error.message, ...item };
}

/** Transactions cost twice what their actions cost alone; answered per table, when asked for. */
function consumedCapacity(results: Result[]): Result {
  const units = new Map<string, number>();
  for (const { ConsumedCapacity: capacity } of results as { ConsumedCapacity?: Capacity }[])
    if (capacity)
      units.set(capacity.TableName, (units.get(capacity.TableName) ?? 0) + 2 * Math.ceil(capacity.CapacityUnits));
  if (units.size === 0) return {};
  return { ConsumedCapacity: [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) };
}

interface Capacity {
  TableName: string;
  CapacityUnits: number;
}
