import {
  parseJsonPath,
  type Comparison,
  type Filter,
  type Operand,
  type Path,
  type PathToken,
} from "./json-path-parser";
import { compileJavaRegex } from "./java-regex";
import { compareNumbers } from "./velocity/arithmetic";
import { JavaList, JavaMap, isList, isMap, isNumber, javaEquals, type Value } from "./velocity/values";

/** Evaluates a path from a document's root; `limit` is called with the number of nodes looked at, and may throw. */
export type JsonPath = (root: Value, limit: (nodes: number) => void) => Value;

/**
 * Compiles a JSONPath as API Gateway's `$input.path()` and `$input.json()` take it (Jayway JsonPath): dots, brackets,
 * several names or indexes, slices, `*`, `..`, filters and `.length()`. A path that can name one place at most gives
 * its value, or null when nothing is there; any other gives the list of what it found, in document order. Throws
 * JavaException on a path that can't be read.
 */
export function compileJsonPath(path: string): JsonPath {
  const steps = parseJsonPath(path);
  return (root, limit) =>
    valueAt(root, steps, root, limit) ?? (isDefinite(steps.tokens) ? null : new JavaList([], true));
}

interface Walk {
  root: Value;
  limit: (nodes: number) => void;
  found: Value[];
}

function isDefinite(tokens: readonly PathToken[]): boolean {
  return tokens.every((token, position) => {
    if (token.kind === "names") return token.names.length === 1 || position === tokens.length - 1;
    return token.kind === "indexes" && token.indexes.length === 1;
  });
}

function walk(value: Value, tokens: readonly PathToken[], position: number, walked: Walk): void {
  walked.limit(1);
  const token = tokens[position];
  if (!token) {
    walked.found.push(value);
    return;
  }
  if (token.kind === "descend") return descend(value, tokens, position + 1, walked);
  for (const child of childrenOf(value, token, position === tokens.length - 1, walked)) {
    walk(child, tokens, position + 1, walked);
  }
}

/** Applies the tokens from `position` to a value and to everything below it, parents first. */
function descend(value: Value, tokens: readonly PathToken[], position: number, walked: Walk): void {
  if (!isMap(value) && !isList(value)) return;
  const token = tokens[position];
  if (token?.kind !== "filter" || isList(value)) walk(value, tokens, position, walked);
  for (const child of elementsOf(value)) descend(child, tokens, position, walked);
}

function childrenOf(value: Value, token: PathToken, last: boolean, walked: Walk): Value[] {
  switch (token.kind) {
    case "names": {
      if (!isMap(value)) return [];
      const present = token.names.filter((name) => value.entries.has(name));
      if (token.names.length > 1 && last) {
        return [new JavaMap(present.map((name) => [name, value.entries.get(name) ?? null] as const))];
      }
      return present.map((name) => value.entries.get(name) ?? null);
    }
    case "indexes":
      return isList(value) ? token.indexes.flatMap((index) => at(value.items, index)) : [];
    case "slice":
      return isList(value) ? value.items.slice(token.from, token.to) : [];
    case "all":
      return elementsOf(value);
    case "filter": {
      const candidates = isList(value) ? value.items : isMap(value) ? [value] : [];
      return candidates.filter((candidate) => holds(token.filter, candidate, walked));
    }
    default:
      return [];
  }
}

function at(items: readonly Value[], index: number): Value[] {
  const place = index < 0 ? items.length + index : index;
  return place < 0 ? [] : items.slice(place, place + 1);
}

function elementsOf(value: Value): Value[] {
  if (isList(value)) return value.items;
  return isMap(value) ? [...value.entries.values()] : [];
}

function holds(filter: Filter, candidate: Value, walked: Walk): boolean {
  walked.limit(1);
  const also = (other: Filter) => holds(other, candidate, walked);
  const value = (operand: Operand) => resolve(operand, candidate, walked);
  if (filter.kind === "and") return also(filter.left) && also(filter.right);
  if (filter.kind === "or") return also(filter.left) || also(filter.right);
  if (filter.kind === "not") return !also(filter.operand);
  if (filter.kind === "exists") return value(filter.operand) !== undefined;
  if (filter.operator === "=~") walked.limit(2000);
  return comparisons[filter.operator](value(filter.left), value(filter.right), walked.limit);
}

/** An operand's value; undefined when its path leads nowhere. */
function resolve(operand: Operand, candidate: Value, { root, limit }: Walk): Value | undefined {
  if (operand.kind === "value") return operand.value;
  return valueAt(operand.from === "root" ? root : candidate, operand.path, root, limit);
}

/** What a path leads to from `start`; undefined when that is nothing. */
function valueAt(start: Value, { tokens, length }: Path, root: Value, limit: Walk["limit"]): Value | undefined {
  const found: Value[] = [];
  walk(start, tokens, 0, { root, limit, found });
  const definite = isDefinite(tokens);
  if (length) return definite && found.length > 0 ? lengthOf(found[0] ?? null) : undefined;
  if (definite) return found[0];
  return found.length > 0 ? new JavaList(found, true) : undefined;
}

type Limit = (nodes: number) => void;
type Compare = (left: Value | undefined, right: Value | undefined, limit: Limit) => boolean;

const comparisons: Record<Comparison, Compare> = {
  "==": same,
  "!=": (left, right, limit) => !same(left, right, limit),
  "<": (left, right) => ordered(left, right, (order) => order < 0),
  "<=": (left, right) => ordered(left, right, (order) => order <= 0),
  ">": (left, right) => ordered(left, right, (order) => order > 0),
  ">=": (left, right) => ordered(left, right, (order) => order >= 0),
  "=~": (left, right) => typeof left === "string" && typeof right === "string" && compileJavaRegex(right).matches(left),
  in: contains,
  nin: (left, right, limit) => !contains(left, right, limit),
};

function same(left: Value | undefined, right: Value | undefined, limit: Limit): boolean {
  if (left === undefined || right === undefined) return (left ?? null) === (right ?? null);
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
  return javaEquals(left, right, limit);
}

function ordered(left: Value | undefined, right: Value | undefined, holdsFor: (order: number) => boolean): boolean {
  if (left === undefined || right === undefined) return false;
  if (isNumber(left) && isNumber(right)) return holdsFor(compareNumbers(left, right));
  if (typeof left !== "string" || typeof right !== "string") return false;
  return holdsFor(left < right ? -1 : left > right ? 1 : 0);
}

function contains(element: Value | undefined, list: Value | undefined, limit: Limit): boolean {
  return list !== undefined && isList(list) && list.items.some((item) => same(element, item, limit));
}

function lengthOf(value: Value): Value {
  if (isList(value)) return BigInt(value.items.length);
  return isMap(value) ? BigInt(value.entries.size) : null;
}
