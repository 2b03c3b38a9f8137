/** Something whose attributes are computed when they are asked for: a resource, a data source, the locals. */
export abstract class Lookup {
  abstract get(key: string | number): unknown;
}

/** A set of Terraform's: without duplicates, in order, each element its own key. */
export class ElementSet extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A set of elements, which become of one type; strings and numbers are sorted. */
export function setOf(elements: unknown[]): ElementSet {
  const set = new ElementSet();
  set.push(...unique(unify(elements)).toSorted(compareElements));
  return set;
}

function compareElements(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return typeof a === "object" || typeof b === "object" ? 0 : Number(a) - Number(b);
}

export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  throw new Error(`expected a string, got ${describe(value)}`);
}

/** A number in decimal notation without exponent, as Terraform writes it. */
export function numberText(value: number): string {
  const [digits, exponent] = String(value).split("e") as [string, string?];
  if (exponent === undefined) return digits;
  const decimals = (digits.split(".")[1] ?? "").length - Number(exponent);
  return decimals > 0 ? value.toFixed(Math.min(100, decimals)) : String(BigInt(value));
}

export function toNumber(value: unknown): number {
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  if (typeof value === "string" && /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value)) return Number(value);
  throw new Error(`expected a number, got ${describe(value)}`);
}

export function toInteger(value: unknown): number {
  const number = toNumber(value);
  if (Number.isInteger(number)) return number;
  throw new Error(`expected a whole number, got ${number}`);
}

const booleans: Record<string, boolean> = { true: true, false: false, 1: true, 0: false };

export function toBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string" && Object.hasOwn(booleans, value)) return booleans[value]!;
  throw new Error(`expected true or false, got ${describe(value)}`);
}

export function toList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list, got ${describe(value)}`);
}

export function toMap(value: unknown): Record<string, unknown> {
  if (isMap(value)) return value;
  throw new Error(`expected a map, got ${describe(value)}`);
}

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Lookup);

/** Key and value of each element, of a map in the order of its keys as Terraform has it. */
export function iterate(value: unknown): [string | number, unknown][] {
  if (value instanceof ElementSet) return [...value].map((item) => [item as string, item]);
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  const map = toMap(value);
  return sorted(Object.keys(map)).map((key) => [key, map[key]]);
}

/** A sorted copy, in the order of code points as Terraform has it. */
export const sorted = (items: string[]): string[] => items.toSorted(compareText);

function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function unique(items: unknown[]): unknown[] {
  return items.filter((item, index) => items.findIndex((other) => equal(item, other)) === index);
}

/** The elements as those of one list: numbers and booleans beside strings become strings. */
export const unify = (items: unknown[]): unknown[] => items.map((item) => converge(item, items));

/** A value in the type that it and others can have together. */
export function converge(value: unknown, others: unknown[]): unknown {
  if (typeof value === "number" || typeof value === "boolean")
    return others.some((other) => typeof other === "string") ? toText(value) : value;
  if (Array.isArray(value)) {
    const lists = others.filter((other) => Array.isArray(other)) as unknown[][];
    if (lists.every((list) => list.length === value.length))
      return value.map((item, index) => converge(item, [item, ...lists.map((list) => list[index])]));
    const items = [value, ...lists].flat();
    return value.map((item) => converge(item, items));
  }
  if (!isMap(value)) return value;
  const maps = others.filter(isMap);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      converge(
        item,
        maps.filter((map) => Object.hasOwn(map, key)).map((map) => map[key]),
      ),
    ]),
  );
}

/** `value.key` or `value[key]`. A nested block that is written as one object is also its list of one. */
export function attributeOf(value: unknown, key: string | number): unknown {
  if (value instanceof Lookup) return value.get(key);
  if (value instanceof ElementSet) throw new Error("expected a list or a map, got a set, whose elements have no index");
  if (Array.isArray(value)) {
    const item: unknown = typeof key === "number" || /^\d+$/.test(key) ? value[Number(key)] : undefined;
    if (item === undefined) throw new Error(`expected an element ${key}, got a list of ${value.length}`);
    return item;
  }
  const map = toMap(value);
  if (Object.hasOwn(map, String(key))) return map[String(key)];
  if (key === 0) return map;
  throw new Error(`expected an attribute "${key}", got ${Object.keys(map).join(", ") || "an empty map"}`);
}

export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

export function describe(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return JSON.stringify(value);
}
