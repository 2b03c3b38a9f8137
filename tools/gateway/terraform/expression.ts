import type { Cursor } from "./cursor";
import { callFunction } from "./functions";
import { binaryOperators, unaryOperators } from "./operators";
import { parseHeredoc, parseQuoted } from "./template";
import { Unsupported } from "./unsupported";
import { attributeOf, converge, iterate, toBoolean, toText } from "./values";

/** What names mean where an expression stands. */
export interface Scope {
  /** The value of a root name: `local`, `var`, `data`, a resource type, an iteration variable. Throws for an unknown one. */
  variable(name: string): unknown;
  /** Folder that `file()` and `path.module` mean. */
  folder: string;
}

/** Where no name means anything. */
export const constants: Scope = {
  folder: "",
  variable: (name) => {
    throw new Error(`expected a value without references, got "${name}"`);
  },
};

/** A parsed expression: evaluate it as often as you like. */
export type Expression = (scope: Scope) => unknown;

/** Parses one expression of Terraform's language (HCL native syntax) at the cursor and stops behind it. */
export function parseExpression(cursor: Cursor): Expression {
  const condition = parseBinary(cursor, 0);
  if (!cursor.take("?")) return condition;
  const whenTrue = parseExpression(cursor);
  cursor.expect(":");
  const whenFalse = parseExpression(cursor);
  return (scope) => {
    const [chosen, other] = toBoolean(condition(scope)) ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
    return converge(chosen(scope), typesOf(other, scope));
  };
}

/** The result of the other branch, whose type counts too; its errors don't. */
function typesOf(other: Expression, scope: Scope): unknown[] {
  try {
    return [other(scope)];
  } catch {
    return [];
  }
}

/** Binary operators from the loosest to the tightest. */
const levels = [["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]];

function parseBinary(cursor: Cursor, level: number): Expression {
  const operators = levels[level];
  if (!operators) return parseUnary(cursor);
  let left = parseBinary(cursor, level + 1);
  for (;;) {
    const operator = operators.find((o) => cursor.take(o));
    if (!operator) return left;
    const [before, right] = [left, parseBinary(cursor, level + 1)];
    const operate = binaryOperators[operator]!;
    left = (scope) =>
      operate(
        () => before(scope),
        () => right(scope),
      );
  }
}

function parseUnary(cursor: Cursor): Expression {
  const operator = ["!", "-"].find((o) => cursor.take(o));
  if (!operator) return parsePostfix(cursor, parsePrimary(cursor));
  const operand = parseUnary(cursor);
  return (scope) => unaryOperators[operator]!(operand(scope));
}

function parsePrimary(cursor: Cursor): Expression {
  cursor.skipSpace();
  const number = cursor.match(/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (number !== undefined) return parseNumber(number);
  if (cursor.take('"')) return parseQuoted(cursor);
  if (cursor.at("<<")) return parseHeredoc(cursor);
  if (cursor.take("(")) {
    const inner = parseExpression(cursor);
    cursor.expect(")");
    return inner;
  }
  if (cursor.take("[")) return cursor.takeWord("for") ? parseForList(cursor) : parseList(cursor);
  if (cursor.take("{")) return cursor.takeWord("for") ? parseForObject(cursor) : parseObject(cursor);
  const name = cursor.match(identifier);
  if (name === undefined) throw cursor.error("a value");
  if (Object.hasOwn(keywords, name)) return () => keywords[name];
  if (cursor.take("(")) return parseCall(cursor, name);
  return (scope) => scope.variable(name);
}

function parseNumber(text: string): Expression {
  const digits = text
    .replace(/[eE].*/, "")
    .replace(".", "")
    .replace(/^0+|0+$/g, "");
  if (digits.length > 15)
    throw new Unsupported(`number ${text}: expected one of at most 15 digits, got a longer one: write it as a string`);
  const number = Number(text);
  return () => number;
}

const identifier = /[A-Za-z_][\w-]*(?:::[\w-]+)*/y;
const keywords: Record<string, unknown> = { true: true, false: false, null: null };

function parsePostfix(cursor: Cursor, base: Expression): Expression {
  let value = base;
  for (;;) {
    if (cursor.at("...")) return value;
    const previous = value;
    const isFullSplat = cursor.take("[*]");
    if (isFullSplat || cursor.take(".*")) {
      const item: Expression = (scope) => scope.variable(splatItem);
      const rest = isFullSplat ? parsePostfix(cursor, item) : parseAttributes(cursor, item);
      value = (scope) => splat(previous(scope)).map((element) => rest(withVariable(scope, splatItem, element)));
      continue;
    }
    if (cursor.take("[")) {
      const key = parseExpression(cursor);
      cursor.expect("]");
      value = (scope) => attributeOf(previous(scope), indexKey(key(scope)));
    } else if (cursor.take(".")) {
      const name = cursor.match(/\d+|[A-Za-z_][\w-]*/y);
      if (name === undefined) throw cursor.error("an attribute name");
      const key = /^\d/.test(name) ? Number(name) : name;
      value = (scope) => attributeOf(previous(scope), key);
    } else return value;
  }
}

/** What `.*` goes through: attributes only. An index behind them is one of the list that comes out. */
function parseAttributes(cursor: Cursor, item: Expression): Expression {
  let value = item;
  for (;;) {
    const name = cursor.match(/\.[A-Za-z_][\w-]*/y)?.slice(1);
    if (name === undefined) return value;
    const previous = value;
    value = (scope) => attributeOf(previous(scope), name);
  }
}

const splatItem = "*";
const splat = (value: unknown): unknown[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? [...(value as unknown[])] : [value];

function indexKey(key: unknown): string | number {
  if (typeof key !== "number") return toText(key);
  if (Number.isInteger(key) && key >= 0) return key;
  throw new Error(`expected an index of 0 or more, got ${key}`);
}

function parseList(cursor: Cursor): Expression {
  const items = parseSequence(cursor, "]", () => parseExpression(cursor));
  return (scope) => items.map((item) => item(scope));
}

function parseObject(cursor: Cursor): Expression {
  const entries = parseSequence(cursor, "}", () => {
    cursor.skipSpace();
    const bare = cursor.match(/[A-Za-z_][\w-]*(?=\s*[=:])/y);
    const key: Expression = bare === undefined ? parseExpression(cursor) : () => bare;
    if (!cursor.take("=")) cursor.expect(":");
    return { key, value: parseExpression(cursor) };
  });
  return (scope) => Object.fromEntries(entries.map(({ key, value }) => [toText(key(scope)), value(scope)]));
}

/** Items up to `end`, separated by commas or (in objects) only by line ends; a trailing comma is allowed. */
function parseSequence<T>(cursor: Cursor, end: string, parseItem: () => T): T[] {
  const items: T[] = [];
  while (!cursor.take(end)) {
    const start = cursor.position;
    items.push(parseItem());
    const more = cursor.take(",") || (end === "}" && /\n\s*$/.test(cursor.source.slice(start, cursor.position)));
    if (!more) {
      cursor.expect(end);
      return items;
    }
  }
  return items;
}

function parseCall(cursor: Cursor, name: string): Expression {
  let spread = false;
  const args = parseSequence(cursor, ")", () => {
    const argument = parseExpression(cursor);
    spread ||= cursor.take("...");
    return argument;
  });
  return (scope) => {
    const values = args.map((argument) => () => argument(scope));
    const last = spread ? values.pop() : undefined;
    const rest = last
      ? iterate(last()).map(
          ([, value]) =>
            () =>
              value,
        )
      : [];
    return callFunction(name, [...values, ...rest], scope);
  };
}

interface ForHead {
  each: (scope: Scope) => Scope[];
}

function parseForHead(cursor: Cursor): ForHead {
  const names: string[] = [];
  do {
    cursor.skipSpace();
    const name = cursor.match(identifier);
    if (name === undefined) throw cursor.error("a name");
    names.push(name);
  } while (cursor.take(","));
  if (!cursor.takeWord("in")) throw cursor.error("in");
  const collection = parseExpression(cursor);
  cursor.expect(":");
  const [keyName, valueName] = names.length > 1 ? [names[0]!, names[1]!] : [undefined, names[0]!];
  return {
    each: (scope) =>
      iterate(collection(scope)).map(([key, value]) => {
        const inner = withVariable(scope, valueName, value);
        return keyName === undefined ? inner : withVariable(inner, keyName, key);
      }),
  };
}

function parseForCondition(cursor: Cursor): Expression {
  return cursor.takeWord("if") ? parseExpression(cursor) : () => true;
}

function parseForList(cursor: Cursor): Expression {
  const head = parseForHead(cursor);
  const item = parseExpression(cursor);
  const condition = parseForCondition(cursor);
  cursor.expect("]");
  return (scope) =>
    head
      .each(scope)
      .filter((inner) => toBoolean(condition(inner)))
      .map((inner) => item(inner));
}

function parseForObject(cursor: Cursor): Expression {
  const head = parseForHead(cursor);
  const key = parseExpression(cursor);
  cursor.expect("=>");
  const value = parseExpression(cursor);
  const grouped = cursor.take("...");
  const condition = parseForCondition(cursor);
  cursor.expect("}");
  return (scope) => {
    const result: Record<string, unknown> = {};
    for (const inner of head.each(scope)) {
      if (!toBoolean(condition(inner))) continue;
      const name = toText(key(inner));
      if (grouped) ((result[name] ??= []) as unknown[]).push(value(inner));
      else if (Object.hasOwn(result, name)) throw new Error(`for: expected each key once, got "${name}" twice`);
      else result[name] = value(inner);
    }
    return result;
  };
}

/** The scope with one more name in it. */
export function withVariable(scope: Scope, name: string, value: unknown): Scope {
  return {
    folder: scope.folder,
    variable: (wanted) => (wanted === name ? value : scope.variable(wanted)),
  };
}
