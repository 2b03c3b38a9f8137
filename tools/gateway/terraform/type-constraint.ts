import { Cursor } from "./cursor";
import { constants, parseExpression } from "./expression";
import { setOf, toBoolean, toList, toMap, toNumber, toText } from "./values";

/** Gives a value the type that a variable declares. Throws for one that can't have it. */
export type Conversion = (value: unknown) => unknown;

/** Reads a type constraint of Terraform's, such as `map(string)` or `object({ a = optional(number, 1) })`. */
export function parseTypeConstraint(source: string): Conversion {
  const cursor = new Cursor(source);
  const conversion = parseType(cursor);
  cursor.skipSpace();
  if (!cursor.done) throw cursor.error("the end of the type");
  return conversion;
}

const primitives: Record<string, Conversion> = {
  any: (value) => value,
  bool: toBoolean,
  number: toNumber,
  string: toText,
};

const collections: Record<string, (element: Conversion) => Conversion> = {
  list: (element) => (value) => toList(value).map((item) => orNull(element, item)),
  set: (element) => (value) => setOf(toList(value).map((item) => orNull(element, item))),
  map: (element) => (value) =>
    Object.fromEntries(Object.entries(toMap(value)).map(([key, item]) => [key, orNull(element, item)])),
};

const orNull = (conversion: Conversion, value: unknown) => (value === null ? null : conversion(value));

function parseType(cursor: Cursor): Conversion {
  cursor.skipSpace();
  const name = cursor.match(/[a-z]+/y) ?? "";
  if (Object.hasOwn(primitives, name)) return primitives[name]!;
  const isCollection = Object.hasOwn(collections, name);
  if (isCollection && !cursor.take("(")) return collections[name]!(primitives["any"]!);
  if (isCollection) {
    const element = parseType(cursor);
    cursor.expect(")");
    return collections[name]!(element);
  }
  if (name === "object") return parseObjectType(cursor);
  if (name === "tuple") return parseTupleType(cursor);
  throw cursor.error("a type such as string, list(string) or object({ ... })");
}

function parseTupleType(cursor: Cursor): Conversion {
  cursor.expect("(");
  cursor.expect("[");
  const elements: Conversion[] = [];
  while (!cursor.take("]")) {
    elements.push(parseType(cursor));
    cursor.take(",");
  }
  cursor.expect(")");
  return (value) => {
    const items = toList(value);
    if (items.length !== elements.length)
      throw new Error(`expected a tuple of ${elements.length}, got ${items.length} elements`);
    return items.map((item, index) => orNull(elements[index]!, item));
  };
}

interface Attribute {
  conversion: Conversion;
  /** Set for `optional(...)`. */
  fallback?: { value: unknown };
}

function parseObjectType(cursor: Cursor): Conversion {
  cursor.expect("(");
  cursor.expect("{");
  const attributes = new Map<string, Attribute>();
  while (!cursor.take("}")) {
    cursor.skipSpace();
    const name = cursor.take('"') ? cursor.match(/[^"]*/y) : cursor.match(/[A-Za-z_][\w-]*/y);
    if (name === undefined) throw cursor.error("the name of an attribute");
    cursor.take('"');
    if (!cursor.take("=")) cursor.expect(":");
    attributes.set(name, parseAttribute(cursor));
    cursor.take(",");
  }
  cursor.expect(")");
  return (value) => convertObject(attributes, toMap(value));
}

function parseAttribute(cursor: Cursor): Attribute {
  if (!cursor.takeWord("optional")) return { conversion: parseType(cursor) };
  cursor.expect("(");
  const conversion = parseType(cursor);
  const fallback = cursor.take(",") ? parseExpression(cursor)(constants) : null;
  cursor.expect(")");
  return { conversion, fallback: { value: orNull(conversion, fallback) } };
}

function convertObject(attributes: Map<string, Attribute>, values: Record<string, unknown>) {
  const converted: Record<string, unknown> = {};
  for (const [name, { conversion, fallback }] of attributes) {
    const value = values[name] ?? fallback?.value ?? null;
    if (!Object.hasOwn(values, name) && !fallback) throw new Error(`expected an attribute "${name}", got none`);
    converted[name] = orNull(conversion, value);
  }
  return converted;
}
