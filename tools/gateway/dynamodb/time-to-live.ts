import type { Item, Table } from "dynalite/db";
import { action } from "./actions";
import { DynamoDbError, errorName, isServiceError } from "./errors";
import type { Storage } from "./storage";

const sweepEvery = 1000;

/** Items that expired longer ago stay, as on AWS (Developer Guide, "Using time to live (TTL) in DynamoDB"). */
const fiveYears = 5 * 365 * 24 * 3600;

interface Setting {
  attribute: string;
  /** When the next item expires, in seconds since the epoch; 0 while that is unknown. */
  next: number;
}

/**
 * Time to live: items whose attribute (a number, seconds since the epoch) has passed are deleted by a sweep, within seconds
 * (AWS: within days). A table is only read when the clock has reached its next expiry.
 */
export class TimeToLive {
  private readonly settings = new Map<string, Setting>();
  private readonly deleteItem = action("deleteItem");
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    private readonly now: () => number,
  ) {
    storage.onPut = (table, item) => {
      const setting = this.settings.get(table);
      const expiry = setting && expiryOf(item, setting.attribute);
      if (setting && expiry !== undefined) setting.next = Math.min(setting.next, expiry);
    };
  }

  /** Takes up what is stored for the tables and starts to sweep. */
  start(tables: string[]): void {
    for (const table of tables) {
      const attribute = this.storage.base.db.getSync(storedAs(table));
      if (typeof attribute === "string") this.settings.set(table, { attribute, next: 0 });
    }
    this.schedule(sweepEvery);
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.sweeping;
  }

  /** DescribeTimeToLive */
  describe(table: string) {
    const attribute = this.settings.get(table)?.attribute;
    return {
      TimeToLiveDescription:
        attribute === undefined
          ? { TimeToLiveStatus: "DISABLED" }
          : { TimeToLiveStatus: "ENABLED", AttributeName: attribute },
    };
  }

  /** UpdateTimeToLive: refuses what changes nothing, as AWS does. */
  async update(table: string, specification: { AttributeName: string; Enabled: boolean }) {
    const current = this.settings.get(table)?.attribute;
    const { AttributeName: attribute, Enabled: enabled } = specification;
    if (enabled && current !== undefined) throw invalid("TimeToLive is already enabled");
    if (!enabled && current === undefined) throw invalid("TimeToLive is already disabled");
    if (!enabled && current !== attribute)
      throw invalid(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${current}, and the provided AttributeName was ${attribute}`,
      );
    await this.set(table, enabled ? attribute : undefined);
    return { TimeToLiveSpecification: specification };
  }

  /** Sets the attribute of a table, or nothing for none, whatever was set before. */
  async set(table: string, attribute: string | undefined): Promise<void> {
    const { db } = this.storage.base;
    if (attribute === undefined) {
      this.settings.delete(table);
      await db.del(storedAs(table));
    } else {
      this.settings.set(table, { attribute, next: 0 });
      await db.put(storedAs(table), attribute);
    }
  }

  private schedule(delay: number) {
    this.timer = setTimeout(() => {
      const started = performance.now();
      // A sweep of a large table must not become all that the process does.
      const again = () => {
        if (this.timer) this.schedule(Math.max(sweepEvery, 20 * (performance.now() - started)));
      };
      // A disk that fails tells those who write; the sweep tries again.
      this.sweeping = this.sweep().then(again, again);
    }, delay).unref();
  }

  private async sweep() {
    for (const [name, setting] of this.settings) {
      const table = this.storage.find(name);
      if (!table) this.settings.delete(name);
      else if (setting.next <= this.seconds()) await this.expire(table, setting);
    }
  }

  private async expire(table: Table, setting: Setting) {
    setting.next = Infinity;
    for await (const items of this.storage.items(table.TableName))
      for (const item of items) {
        const expiry = expiryOf(item, setting.attribute);
        if (expiry === undefined) continue;
        if (expiry > this.seconds()) setting.next = Math.min(setting.next, expiry);
        else if (expiry > this.seconds() - fiveYears) await this.delete(table, item, setting);
      }
  }

  private async delete(table: Table, item: Item, setting: Setting) {
    const unchanged = { ComparisonOperator: "EQ", AttributeValueList: [item[setting.attribute]] };
    const Key = Object.fromEntries(table.KeySchema.map(({ AttributeName: name }) => [name, item[name]!]));
    try {
      const request = { TableName: table.TableName, Key, Expected: { [setting.attribute]: unchanged } };
      await this.storage.write(this.deleteItem, request);
    } catch (error) {
      // Changed since it was read, or part of a transaction: the next sweep looks again.
      if (!isServiceError(error)) throw error;
      if (errorName(error) === "TransactionConflictException") setting.next = 0;
    }
  }

  private readonly seconds = () => this.now() / 1000;
}

const storedAs = (table: string) => `ttl~${table}`;

const expiryOf = (item: Item, attribute: string) => {
  const value = item[attribute]?.N;
  return value === undefined ? undefined : Number(value);
};

const invalid = (message: string) => new DynamoDbError("ValidationException", message);
