// The parts of dynalite 4.0.0 that this folder calls; the package ships no types and no `exports` map.

declare module "dynalite/db" {
  namespace dynalite {
    type AttributeValue = { N?: string; [type: string]: unknown };
    type Item = Record<string, AttributeValue>;
    type Callback<T> = (error?: unknown, result?: T) => void;

    interface KeyElement {
      AttributeName: string;
      KeyType: string;
    }

    interface Index {
      IndexName: string;
      KeySchema: KeyElement[];
      Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
      [field: string]: unknown;
    }

    interface Table {
      TableName: string;
      TableArn: string;
      TableStatus: string;
      AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
      KeySchema: KeyElement[];
      GlobalSecondaryIndexes?: Index[];
      LocalSecondaryIndexes?: Index[];
      [field: string]: unknown;
    }

    interface Range {
      gt?: string;
      gte?: string;
      lt?: string;
      lte?: string;
      reverse?: boolean;
      limit?: number;
    }

    interface Snapshot {
      close(): Promise<void>;
    }

    type BatchOperation = { type: "put"; key: string; value: unknown } | { type: "del"; key: string };

    interface Iterator<T> {
      nextv(size: number): Promise<T[]>;
      close(): Promise<void>;
    }

    /** An abstract-level database with JSON values. */
    interface Level {
      open(): Promise<void>;
      getSync(key: string, options?: { snapshot?: Snapshot }): unknown;
      put(key: string, value: unknown): Promise<void>;
      del(key: string): Promise<void>;
      batch(operations: BatchOperation[]): Promise<void>;
      clear(range: Range): Promise<void>;
      keys(range: Range): Iterator<string>;
      values(range: Range & { snapshot?: Snapshot }): Iterator<unknown>;
      snapshot(): Snapshot;
      close(): Promise<void>;
    }

    interface ValueStream {
      on(event: string, listener: (value: unknown) => void): unknown;
      removeAllListeners(event: string): unknown;
      destroy(): unknown;
    }

    interface SubDatabase {
      get(key: string, callback: Callback<unknown>): void;
      put(key: string, value: unknown, callback: Callback<void>): void;
      del(key: string, callback: Callback<void>): void;
      lock(key: string, run: (release: <T>(callback: Callback<T>) => Callback<T>) => void): void;
      createValueStream(range: Range): ValueStream;
    }

    interface Store {
      options: { maxItemSize: number };
      db: Level;
      tableDb: SubDatabase & { awsAccountId: string; awsRegion: string };
      getTable(name: string, checkStatus: boolean | Callback<Table>, callback?: Callback<Table>): void;
      getItemDb(table: string): SubDatabase;
      getIndexDb(type: string, table: string, index: string): SubDatabase;
      deleteItemDb(table: string, callback: Callback<void>): void;
      deleteIndexDb(type: string, table: string, index: string, callback: Callback<void>): void;
      deleteTagDb(table: string, callback: Callback<void>): void;
    }

    interface ServiceError extends Error {
      statusCode: number;
      body: { __type: string; message?: string; [field: string]: unknown };
    }

    /** What `dynalite/actions/<name>` exports. */
    type Action = (store: Store, data: Parameters, callback: Callback<Result>) => void;
    /** What `dynalite/validations/<name>` exports. */
    type Rules = { types: Record<string, Rule>; custom?: unknown };
    /** Type and constraints of a member; of a map's keys under `keys`. */
    type Rule = { keys?: Rule; [constraint: string]: unknown };
    type Parameters = {
      TableName: string;
      Key?: Item;
      Item?: Item;
      _condition?: { expression: Expression };
      _filter?: { expression: Expression };
      [field: string]: unknown;
    };
    /** An operator or function with its arguments, which are paths, values or expressions. */
    type Expression = { type?: string; args?: (string[] | Expression)[] };
    type Result = Record<string, unknown>;
  }

  const dynalite: {
    create(options: {
      path?: string;
      createTableMs: number;
      updateTableMs: number;
      deleteTableMs: number;
    }): dynalite.Store;
    createKey(item: dynalite.Item, table: dynalite.Table): string;
    createIndexKey(item: dynalite.Item, table: dynalite.Table, keySchema: dynalite.KeyElement[]): string;
    validateKey(key: dynalite.Item, table: dynalite.Table): dynalite.ServiceError | null | undefined;
    validateItem(item: dynalite.Item, table: dynalite.Table): dynalite.ServiceError | null | undefined;
    checkConditional(
      data: dynalite.Parameters,
      item: dynalite.Item | undefined,
    ): dynalite.ServiceError | null | undefined;
    getIndexActions(
      indexes: dynalite.Index[],
      existing: dynalite.Item | null,
      item: dynalite.Item,
      table: dynalite.Table,
    ): { puts: { index: string; key: string; item: dynalite.Item }[] };
    itemSize(item: dynalite.Item): number;
    validationError(message: string): dynalite.ServiceError;
    addConsumedCapacity(data: dynalite.Parameters, isRead: boolean, item?: dynalite.Item): unknown;
  };
  export = dynalite;
}

declare module "dynalite/validations" {
  import type { Parameters, Store } from "dynalite/db";
  const validations: {
    checkTypes(data: object, types: object): Parameters;
    checkValidations(data: Parameters, types: object, custom: unknown, store: Store): void;
  };
  export = validations;
}
