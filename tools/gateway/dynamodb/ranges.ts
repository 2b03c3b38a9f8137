import { Stream } from "node:stream";
import type { Iterator, Range, Snapshot } from "dynalite/db";

/** What dynalite's queries read from: it takes `data` and `end` events, and destroys it when it has enough. */
export class ValueStream extends Stream {
  private destroyed = false;

  constructor(iterator: Iterator<unknown>, fail: (error: unknown) => void) {
    super();
    this.emitAll(iterator).catch(fail);
  }

  destroy(): this {
    this.destroyed = true;
    return this;
  }

  private async emitAll(iterator: Iterator<unknown>) {
    for await (const values of batches(iterator))
      for (const value of values) {
        if (this.destroyed) return;
        this.emit("data", value);
      }
    this.emit("end");
  }
}

export async function* batches<T>(iterator: Iterator<T>): AsyncGenerator<T[]> {
  try {
    for (let values = await iterator.nextv(100); values.length > 0; values = await iterator.nextv(100)) yield values;
  } finally {
    await iterator.close();
  }
}

export async function all<T>(iterator: Iterator<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const some of batches(iterator)) values.push(...some);
  return values;
}

export const itemPrefix = (table: string) => `item-${table}~`;
export const indexPrefix = (type: string, table: string, index: string) =>
  `index-${type.toLowerCase()}~${table}~${index}~`;

// Keys within a prefix are hexadecimal digits and slashes, or names, all below "~".
export const within = (prefix: string): Range => ({ gte: prefix, lt: `${prefix}~` });

export function absolute(prefix: string, range: Range, snapshot: Snapshot | undefined) {
  const absoluteRange: Range & { snapshot?: Snapshot } = { ...within(prefix), ...(snapshot && { snapshot }) };
  if (range.reverse) absoluteRange.reverse = true;
  if (range.limit !== undefined) absoluteRange.limit = range.limit;
  if (range.gt !== undefined || range.gte !== undefined) delete absoluteRange.gte;
  if (range.lt !== undefined || range.lte !== undefined) delete absoluteRange.lt;
  for (const bound of ["gt", "gte", "lt", "lte"] as const)
    if (range[bound] !== undefined) absoluteRange[bound] = prefix + range[bound];
  return absoluteRange;
}
