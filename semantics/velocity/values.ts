import { doubleText } from "./arithmetic";
import { JavaException } from "./java-exception";

/**
 * What a template computes with, as Java would hold it: integers (Integer, Long, BigInteger alike) are bigint, doubles are
 * number. Nothing else of JavaScript is reachable from a template: members are looked up in tables, never on objects.
 */
export type Value = null | boolean | bigint | number | string | JavaList | JavaMap | JavaObject;

export class JavaList {
  /** Lists that come from JSON print as JSON, lists written in a template as Java's `[a, b]`. */
  constructor(
    readonly items: Value[],
    readonly fromJson = false,
  ) {}
}

export class JavaMap {
  readonly entries: Map<Value, Value>;

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    this.entries = new Map(entries);
  }
}

/** Anything with members of its own: `$input`, `$util`, `$foreach`, a map's entry, a `#define`d block. */
export interface JavaObject {
  readonly kind: "object";
  /** The value of `object.name`, null when there is none. */
  property(name: string): Value;
  /** Calls `object.name(...args)`; undefined when there is no such method for these arguments. */
  call(name: string, args: readonly Value[], limit: (length: number) => void): Value | undefined;
  /** Takes `#set($object.name = value)`. */
  assign?(name: string, value: Value): void;
  /** What #foreach walks. */
  elements?(): Value[];
  /** What it prints. */
  text(): string;
}

export { JavaException };

/** What an element of a list or map counts for where texts count by their length. */
export const elementSize = 16;

/** How deep lists and maps may be nested to be printed, parsed or copied; json-smart has the same limit. */
export const maximumNesting = 400;

export const isList = (value: Value): value is JavaList => value instanceof JavaList;
export const isMap = (value: Value): value is JavaMap => value instanceof JavaMap;
export const isObject = (value: Value): value is JavaObject =>
  typeof value === "object" && value !== null && !isList(value) && !isMap(value);
export const isNumber = (value: Value): value is bigint | number =>
  typeof value === "bigint" || typeof value === "number";

/** Java's toString(); `limit` is called with the length of every text that is built, and may throw. */
export function textOf(value: Value, limit: (length: number) => void, depth = 0): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    if (depth > 0) limit(value.length);
    return value;
  }
  if (typeof value === "number") return doubleText(value);
  if (typeof value !== "object") return String(value);
  if (depth > maximumNesting) throw new JavaException(`expected at most ${maximumNesting} levels of lists and maps`);
  let text: string;
  if (isMap(value)) {
    const parts = [...value.entries].map(
      ([key, entry]) =>
        `${textOf(key, limit, depth + 1)}=${entry === value ? "(this Map)" : textOf(entry, limit, depth + 1)}`,
    );
    text = `{${parts.join(", ")}}`;
  } else if (!isList(value)) {
    text = value.text();
  } else if (value.fromJson) {
    // json-smart's default style, other than that of its JSON output, escapes slashes
    text = jsonText(value, limit, depth).replaceAll("/", "\\/");
  } else {
    const parts = value.items.map((item) => (item === value ? "(this Collection)" : textOf(item, limit, depth + 1)));
    text = `[${parts.join(", ")}]`;
  }
  limit(text.length);
  return text;
}

/** Compact JSON, as json-smart prints it. */
export function jsonText(value: Value, limit: (length: number) => void, depth = 0): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    limit(value.length);
    return jsonString(value);
  }
  if (typeof value === "number") return Number.isFinite(value) ? doubleText(value) : "null";
  if (typeof value !== "object") return String(value);
  if (depth > maximumNesting) throw new JavaException(`expected at most ${maximumNesting} levels of lists and maps`);
  let text: string;
  if (isMap(value)) {
    const parts = [...value.entries].map(
      ([key, entry]) => `${jsonString(textOf(key, limit, depth + 1))}:${jsonText(entry, limit, depth + 1)}`,
    );
    text = `{${parts.join(",")}}`;
  } else if (isList(value)) {
    text = `[${value.items.map((item) => jsonText(item, limit, depth + 1)).join(",")}]`;
  } else {
    text = jsonString(value.text());
  }
  limit(text.length);
  return text;
}

/** Java's equals(), where numbers of different kinds differ; `limit` is called for every element compared. */
export function javaEquals(left: Value, right: Value, limit: (length: number) => void, depth = 0): boolean {
  if (left === right) return true;
  if (depth > maximumNesting) throw new JavaException(`expected at most ${maximumNesting} levels of lists and maps`);
  const equal = (a: Value, b: Value) => (limit(elementSize), javaEquals(a, b, limit, depth + 1));
  if (isList(left) && isList(right)) {
    const others = right.items;
    return left.items.length === others.length && left.items.every((item, at) => equal(item, others[at] ?? null));
  }
  if (isMap(left) && isMap(right)) {
    const others = right.entries;
    return (
      left.entries.size === others.size &&
      [...left.entries].every(([key, entry]) => others.has(key) && equal(entry, others.get(key) ?? null))
    );
  }
  return false;
}

/** `index` as a number when it is one of `length` places; IndexOutOfBoundsException otherwise. */
export function within(index: bigint, length: number): number {
  if (index < 0n || index >= BigInt(length)) {
    throw new JavaException(`expected an index of at least 0 and below ${length}, got ${index}`);
  }
  return Number(index);
}

function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2000-\u20ff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}
