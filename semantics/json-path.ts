import { parseJsonPath, type Comparison, type Filter, type Operand, type PathToken } from "./json-path-parser";
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
  const { tokens, length } = parseJsonPath(path);
  const definite = isDefinite(tokens);
  return (root, limit) => {
    const found: Value[] = [];
    walk(root, tokens, 0, { root, limit, found });
    if (!definite) return length ? BigInt(found.length) : new JavaList(found, true);
    const value = found[0] ?? null;
    return length ? lengthOf(value) : value;
  };
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
      return isList(value) ? token.indexes.flatMap((index) => value.items.slice(index).slice(0, 1)) : [];
    case "slice":
      return isList(value) ? value.items.slice(token.from, token.to) : [];
    case "all":
      return elementsOf(value);
    case "filter": {
      const candidates = isList(value) ? value.items : isMap(value) ? [value] : [];
      return candidates.filter((candidate) => holds(token.filter, candidate, walked));
    }
    case "descend":
      return [];
  }
}

function elementsOf(value: Value): Value[] {
  if (isList(value)) return value.items;
  return isMap(value) ? [...value.entries.values()] : [];
}

function holds(filter: Filter, candidate: Value, walked: Walk): boolean {
  walked.limit(1);
  switch (filter.kind) {
    case "and":
      return holds(filter.left, candidate, walked) && holds(filter.right, candidate, walked);
    case "or":
      return holds(filter.left, candidate, walked) || holds(filter.right, candidate, walked);
    case "not":
      return !holds(filter.operand, candidate, walked);
    case "exists":
      return resolve(filter.operand, candidate, walked) !== undefined;
    case "compare":
      return comparisons[filter.operator](
        resolve(filter.left, candidate, walked),
        resolve(filter.right, candidate, walked),
      );
  }
}

/** An operand's value; undefined when its path leads nowhere. */
function resolve(operand: Operand, candidate: Value, { root, limit }: Walk): Value | undefined {
  if (operand.kind === "value") return operand.value;
  const found: Value[] = [];
  walk(operand.from === "root" ? root : candidate, operand.tokens, 0, { root, limit, found });
  if (isDefinite(operand.tokens)) return found[0];
  return found.length > 0 ? new JavaList(found, true) : undefined;
}

type Compare = (left: Value | undefined, right: Value | undefined) => boolean;

const comparisons: Record<Comparison, Compare> = {
  "==": same,
  "!=": (left, right) => !same(left, right),
  "<": (left, right) => ordered(left, right, (order) => order < 0),
  "<=": (left, right) => ordered(left, right, (order) => order <= 0),
  ">": (left, right) => ordered(left, right, (order) => order > 0),
  ">=": (left, right) => ordered(left, right, (order) => order >= 0),
  "=~": (left, right) => typeof left === "string" && typeof right === "string" && compileJavaRegex(right).matches(left),
  in: contains,
  nin: (left, right) => !contains(left, right),
};

function same(left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
  return javaEquals(left, right);
}

function ordered(left: Value | undefined, right: Value | undefined, holdsFor: (order: number) => boolean): boolean {
  if (left === undefined || right === undefined) return false;
  if (isNumber(left) && isNumber(right)) return holdsFor(compareNumbers(left, right));
  if (typeof left !== "string" || typeof right !== "string") return false;
  return holdsFor(left < right ? -1 : left > right ? 1 : 0);
}

function contains(element: Value | undefined, list: Value | undefined): boolean {
  return list !== undefined && isList(list) && list.items.some((item) => same(element, item));
}

function lengthOf(value: Value): Value {
  if (isList(value)) return BigInt(value.items.length);
  if (isMap(value)) return BigInt(value.entries.size);
  return typeof value === "string" ? BigInt(value.length) : null;
}
