import { mkdir } from "node:fs/promises";
import dynalite, {
  type Action,
  type BatchOperation,
  type Callback,
  type Index,
  type Item,
  type Iterator,
  type Parameters,
  type Result,
  type Store,
  type Table,
} from "dynalite/db";
import { DynamoDbError } from "./errors";
import { ItemLocks } from "./item-locks";
import { all, batches, indexPrefix, itemPrefix, within } from "./ranges";
import { actionView, type Access, type OnRead } from "./views";

/** dynalite's database: what is in it, and dynalite's actions run on it through views of ours. */
export class Storage {
  readonly locks = new ItemLocks();
  /** Told of every item that is put. */
  onPut: (table: string, item: Item) => void = () => {};

  private constructor(readonly base: Store) {
    // dynalite takes them from the environment of this process.
    base.tableDb.awsAccountId = "000000000000";
    base.tableDb.awsRegion = "us-east-1";
    base.deleteItemDb = (table, done) => this.clear(itemPrefix(table), done);
    base.deleteIndexDb = (type, table, index, done) => this.clear(indexPrefix(type, table, index), done);
  }

  /** Opens the directory, or an empty database in memory. */
  static async open(directory?: string): Promise<Storage> {
    if (directory !== undefined) await mkdir(directory, { recursive: true });
    const base = dynalite.create({
      createTableMs: 0,
      updateTableMs: 0,
      deleteTableMs: 0,
      ...(directory !== undefined && { path: directory }),
    });
    try {
      await base.db.open();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `dynamodb data directory '${directory}': expected one that no other process uses and that is readable, got: ${reason}`,
        { cause: error },
      );
    }
    return new Storage(base);
  }

  async close(): Promise<void> {
    await this.base.db.close();
  }

  /** The description of a table, whatever its status. */
  find(name: string): Table | undefined {
    return this.base.db.getSync(`table~${name}`) as Table | undefined;
  }

  putTable(table: Table): Promise<void> {
    return this.base.db.put(`table~${table.TableName}`, table);
  }

  /** The description of a table that takes requests. */
  table(name: string): Table {
    const table = this.find(name);
    if (!table || table.TableStatus === "CREATING" || table.TableStatus === "DELETING")
      throw new DynamoDbError("ResourceNotFoundException", "Requested resource not found");
    return table;
  }

  tableNames(): Promise<string[]> {
    return all(this.base.db.keys(within("table~"))).then((keys) => keys.map((key) => key.slice("table~".length)));
  }

  /** Runs an action that reads, on the state of this moment. `startAfter` is the key a page of an index starts after. */
  async read(action: Action, data: Parameters, startAfter?: string): Promise<Result> {
    // An index may lead to its items only after other work.
    const snapshot = data["IndexName"] === undefined ? undefined : this.base.db.snapshot();
    try {
      return await this.run(action, data, { snapshot, startAfter });
    } finally {
      await snapshot?.close();
    }
  }

  /** Runs an action that writes single items, each at once and durably; `onRead` sees an item before its write. */
  write(
    action: Action,
    data: Parameters,
    { onConflict = "refuse", onRead }: { onConflict?: "refuse" | "wait"; onRead?: OnRead } = {},
  ): Promise<Result> {
    return this.run(action, data, {
      lock: (item, next) => {
        if (!this.locks.acquire(item, next, onConflict))
          throw new DynamoDbError("TransactionConflictException", "Transaction is ongoing for the item");
      },
      unlock: (item) => this.locks.release(item),
      commit: (operations) => this.base.db.batch(operations),
      onRead,
    });
  }

  /** Runs an action on an item that the caller has locked, and adds what it would write to `operations`. */
  prepare(action: Action, data: Parameters, operations: BatchOperation[], onRead: OnRead) {
    return this.run(action, data, {
      lock: (_item, next) => next(),
      unlock: () => {},
      commit: async (added) => {
        operations.push(...added);
      },
      onRead,
    });
  }

  /** Writes an index's entries anew from the items of its table; throws when an item's attribute can't be its key. */
  async fillIndex(type: "Local" | "Global", table: Table, index: Index) {
    const prefix = indexPrefix(type, table.TableName, index.IndexName);
    await this.base.db.clear(within(prefix));
    for await (const items of this.items(table.TableName)) {
      const entries = items.flatMap((item) => {
        refuseMisfit(item, table, index);
        const itemKey = dynalite.createKey(item, table);
        return dynalite.getIndexActions([index], null, item, table).puts.map((put) => ({ ...put, itemKey }));
      });
      await this.base.db.batch(
        entries.map((entry) => ({ type: "put", key: prefix + entry.key + entry.itemKey, value: entry.item })),
      );
    }
  }

  /** All items of a table, in batches, as they are now. */
  items(table: string): AsyncGenerator<Item[]> {
    return batches(this.base.db.values(within(itemPrefix(table))) as Iterator<Item>);
  }

  /** Names an item among those of all tables, for locks. */
  itemId(table: Table, key: Item): string {
    return itemPrefix(table.TableName) + dynalite.createKey(key, table);
  }

  dropIndex(type: "Local" | "Global", table: string, index: string): Promise<void> {
    return this.base.db.clear(within(indexPrefix(type, table, index)));
  }

  private run(action: Action, data: Parameters, access: Access): Promise<Result> {
    return new Promise((resolve, reject) =>
      action(actionView(this, access, reject), data, (error, result) =>
        error ? reject(error) : resolve(result ?? {}),
      ),
    );
  }

  private clear(prefix: string, done: Callback<void>): void {
    this.base.db.clear(within(prefix)).then(() => done(null), done);
  }
}

/** Whether an operation puts an item, rather than an index entry or something else. */
export const isItem = (operation: BatchOperation): operation is BatchOperation & { type: "put" } =>
  operation.type === "put" && operation.key.startsWith("item-");

// DynamoDB leaves such an item out of the index; dynalite would fail at the next write of it.
function refuseMisfit(item: Item, table: Table, index: Index) {
  for (const { AttributeName: name } of index.KeySchema) {
    const type = table.AttributeDefinitions.find((attribute) => attribute.AttributeName === name)!.AttributeType;
    const value = item[name];
    if (value && !(type in value)) {
      const key = table.KeySchema.map((element) => JSON.stringify(item[element.AttributeName])).join(" ");
      throw new Error(
        `table '${table.TableName}', index '${index.IndexName}': expected attribute '${name}' of type ${type}, ` +
          `got ${JSON.stringify(value)} in the stored item ${key}; change the item or the index`,
      );
    }
  }
}
