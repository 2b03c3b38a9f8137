import type { Implementation } from "../functions";
import { graphemes } from "../graphemes";
import {
  ElementSet,
  equal,
  iterate,
  sorted,
  toBoolean,
  toInteger,
  toList,
  toMap,
  toNumber,
  toText,
  unify,
  unique,
  setOf,
} from "../values";

export const collectionFunctions: Record<string, Implementation> = {
  length: ([value]) => (typeof value === "string" ? graphemes(value).length : iterate(value).length),
  element: ([list, index]) => {
    const items = toList(list);
    if (items.length === 0) throw new Error("expected a list with elements, got an empty one");
    const place = toInteger(index);
    if (place < 0) throw new Error(`expected an index of 0 or more, got ${place}`);
    return items[place % items.length];
  },
  index: ([list, value]) => {
    const place = toList(list).findIndex((item) => equal(item, value));
    if (place < 0) throw new Error(`expected an element ${JSON.stringify(value)}, got none`);
    return place;
  },
  lookup: ([map, key, ...fallback]) => {
    const values = toMap(map);
    const name = toText(key);
    if (Object.hasOwn(values, name)) return values[name];
    if (fallback.length === 0) throw new Error(`expected a key "${name}", got ${Object.keys(values).join(", ")}`);
    return fallback[0];
  },
  one: ([value]) => {
    const items = value === null ? [] : toList(value);
    if (items.length > 1) throw new Error(`expected no or one element, got ${items.length}`);
    return items[0] ?? null;
  },

  concat: (lists) => lists.flatMap((list) => [...toList(list)]),
  contains: ([list, value]) => toList(list).some((item) => equal(item, value)),
  compact: ([list]) =>
    toList(list)
      .filter((item) => item !== null && item !== "")
      .map(toText),
  distinct: ([list]) => unique(unify(toList(list))),
  flatten: ([list]) => toList(list).flat(Infinity),
  reverse: ([list]) => [...toList(list)].toReversed(),
  sort: ([list]) => sorted(toList(list).map(toText)),
  slice: ([list, start, end]) => {
    const items = toList(list);
    const [from, to] = [toInteger(start), toInteger(end)];
    if (from < 0 || to > items.length || from > to)
      throw new Error(`expected a part of a list of ${items.length}, got ${from} to ${to}`);
    return items.slice(from, to);
  },
  range: (args) => range(args.map(toNumber)),
  chunklist: ([list, size]) => {
    const items = toList(list);
    const step = toInteger(size) || Math.max(1, items.length);
    return Array.from({ length: Math.ceil(items.length / step) }, (_, i) => items.slice(i * step, (i + 1) * step));
  },
  coalesce: (args) => {
    const found = unify(args).find((value) => value !== null && value !== "");
    if (found === undefined) throw new Error("expected one argument that is not null or empty, got none");
    return found;
  },
  coalescelist: (lists) => {
    const found = lists.find((list) => list !== null && toList(list).length > 0);
    if (!found) throw new Error("expected one list that is not empty, got none");
    return found;
  },
  alltrue: ([list]) => toList(list).every(toBoolean),
  anytrue: ([list]) => toList(list).some(toBoolean),

  keys: ([map]) => sorted(Object.keys(toMap(map))),
  values: ([map]) => iterate(toMap(map)).map(([, value]) => value),
  merge: (maps) => Object.assign({}, ...maps.filter((map) => map !== null).map(toMap)) as unknown,
  zipmap: ([keys, values]) => {
    const [names, items] = [toList(keys), toList(values)];
    if (names.length !== items.length)
      throw new Error(`expected as many values as keys, got ${names.length} keys and ${items.length} values`);
    return Object.fromEntries(names.map((key, index) => [toText(key), items[index]]));
  },
  matchkeys: ([values, keys, wanted]) => {
    const names = toList(keys);
    return toList(values).filter((_, index) => toList(wanted).some((name) => equal(name, names[index])));
  },
  transpose: ([map]) => {
    const transposed: Record<string, string[]> = {};
    for (const [key, values] of iterate(map))
      for (const value of toList(values)) (transposed[toText(value)] ??= []).push(String(key));
    return transposed;
  },

  setunion: (lists) => setOf(lists.flatMap((list) => [...toList(list)])),
  setintersection: ([first, ...others]) =>
    setOf(toList(first).filter((item) => others.every((list) => toList(list).some((other) => equal(item, other))))),
  setsubtract: ([first, second]) =>
    setOf(toList(first).filter((item) => !toList(second).some((other) => equal(item, other)))),
  setproduct: (lists) => {
    const product = lists
      .map((list) => [...toList(list)])
      .reduce<unknown[][]>((tuples, items) => tuples.flatMap((tuple) => items.map((item) => [...tuple, item])), [[]]);
    return lists.some((list) => list instanceof ElementSet) ? setOf(product) : product;
  },
};

const maxRange = 1024;

function range(limits: number[]): number[] {
  const [start, end] = limits.length === 1 ? [0, limits[0]!] : [limits[0]!, limits[1]!];
  const step = limits[2] ?? (end < start ? -1 : 1);
  if (step === 0) throw new Error("expected a step other than 0, got 0");
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (length > maxRange) throw new Error(`expected at most ${maxRange} numbers, got ${length}`);
  return Array.from({ length }, (_, i) => start + i * step);
}
