/** Something whose attributes are computed when they are asked for: a resource, a data source, the locals. */
export abstract class Lookup {
  abstract get(key: string | number): unknown;
}

export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`expected a string, got ${describe(value)}`);
}

export function toNumber(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && !Number.isNaN(number)) return number;
  throw new Error(`expected a number, got ${describe(value)}`);
}

export function toBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
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
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  const map = toMap(value);
  return sorted(Object.keys(map)).map((key) => [key, map[key]]);
}

/** A sorted copy, in the order of code points as Terraform has it. */
export const sorted = (items: string[]): string[] => items.toSorted((a, b) => (a < b ? -1 : 1));

/** `value.key` or `value[key]`. A nested block that is written as one object is also its list of one. */
export function attributeOf(value: unknown, key: string | number): unknown {
  if (value instanceof Lookup) return value.get(key);
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

type Operand = () => unknown;

export const binaryOperators: Record<string, (left: Operand, right: Operand) => unknown> = {
  "||": (a, b) => toBoolean(a()) || toBoolean(b()),
  "&&": (a, b) => toBoolean(a()) && toBoolean(b()),
  "==": (a, b) => equal(a(), b()),
  "!=": (a, b) => !equal(a(), b()),
  "<": (a, b) => toNumber(a()) < toNumber(b()),
  ">": (a, b) => toNumber(a()) > toNumber(b()),
  "<=": (a, b) => toNumber(a()) <= toNumber(b()),
  ">=": (a, b) => toNumber(a()) >= toNumber(b()),
  "+": (a, b) => toNumber(a()) + toNumber(b()),
  "-": (a, b) => toNumber(a()) - toNumber(b()),
  "*": (a, b) => toNumber(a()) * toNumber(b()),
  "/": (a, b) => toNumber(a()) / toNumber(b()),
  "%": (a, b) => toNumber(a()) % toNumber(b()),
};

export const unaryOperators: Record<string, (operand: unknown) => unknown> = {
  "!": (value) => !toBoolean(value),
  "-": (value) => -toNumber(value),
};
