import type { BatchOperation, Callback, Item, Range, Snapshot, Store, SubDatabase } from "dynalite/db";
import { absolute, indexPrefix, itemPrefix, ValueStream } from "./ranges";
import type { Storage } from "./storage";

export type OnRead = (existing: Item | undefined) => void;

/** What an action may do with the storage; without `lock` and `commit` it only reads. */
export interface Access {
  lock?(item: string, next: () => void): void;
  unlock?(item: string): void;
  /** Gets the write of an item together with those of its index entries. */
  commit?(operations: BatchOperation[]): Promise<void>;
  /** Sees an item before it is written. */
  onRead?: OnRead | undefined;
  /** The state to read; default is that of each read's moment. */
  snapshot?: Snapshot | undefined;
  /** Where reading an index starts behind: the key of the item whose entry was the last before. */
  startAfter?: string | undefined;
}

/**
 * The storage as one run of a dynalite action sees it. Unlike dynalite's own store it writes an item and its index entries
 * together, ends the key of an index entry with that of its item (dynalite: with 24 bits of its hash, which collide), and
 * closes its iterators. `fail` takes what an action throws where its caller can't catch it.
 */
export function actionView(storage: Storage, access: Access, fail: (error: unknown) => void): Store {
  const { db } = storage.base;
  const { snapshot } = access;
  // dynalite reads an item, then writes its index entries and then itself without giving up control in between.
  let current: { key: string; entries: BatchOperation[] } | undefined;

  const entriesOf = (key: string) => {
    if (current?.key !== key) throw new Error("dynalite wrote an item that it had not just read");
    return current.entries;
  };

  const commit = (operations: BatchOperation[], done: Callback<void>) => {
    if (!access.commit) throw new Error("dynalite wrote where it should only read");
    access
      .commit(operations)
      .then(() => done(null), done)
      .catch(fail);
  };

  const itemDb = (table: string): SubDatabase => {
    const prefix = itemPrefix(table);
    return {
      get(key, callback) {
        const existing = db.getSync(prefix + key, snapshot && { snapshot }) as Item | undefined;
        current = { key, entries: [] };
        access.onRead?.(existing);
        callback(null, existing);
      },
      put(key, value, callback) {
        storage.onPut(table, value as Item);
        commit([...entriesOf(key), { type: "put", key: prefix + key, value }], callback);
      },
      del: (key, callback) => commit([...entriesOf(key), { type: "del", key: prefix + key }], callback),
      lock: (key, run) => lock(prefix + key, run),
      createValueStream: (range) => new ValueStream(db.values(absolute(prefix, range, snapshot)), fail),
    };
  };

  const indexDb = (prefix: string): SubDatabase => ({
    get: unused,
    put(key, value, callback) {
      current!.entries.push({ type: "put", key: prefix + key + current!.key, value });
      callback(null);
    },
    del(key, callback) {
      current!.entries.push({ type: "del", key: prefix + key + current!.key });
      callback(null);
    },
    lock: unused,
    createValueStream: (range) =>
      new ValueStream(db.values(absolute(prefix, behind(range, access.startAfter), snapshot)), fail),
  });

  const lock: SubDatabase["lock"] = (item, run) =>
    access.lock!(item, () => {
      let held = true;
      const unlock = () => {
        if (held) access.unlock!(item);
        held = false;
      };
      try {
        run((callback) => (error, result) => {
          unlock();
          callback(error, result);
        });
      } catch (error) {
        unlock();
        fail(error);
      }
    });

  return {
    ...storage.base,
    getTable: (name, checkStatus, callback) =>
      (typeof checkStatus === "function" ? checkStatus : callback!)(null, storage.table(name)),
    getItemDb: itemDb,
    getIndexDb: (type, table, index) => indexDb(indexPrefix(type, table, index)),
  };
}

/** dynalite starts a page of an index behind the entries of a key; several items can have entries of that key. */
function behind(range: Range, startAfter: string | undefined): Range {
  if (startAfter === undefined) return range;
  const bound = range.reverse ? "lt" : "gt";
  return { ...range, [bound]: `${range[bound]}${startAfter}` };
}

function unused(): never {
  throw new Error("dynalite used what its actions did not use before");
}
