import { javaObject } from "./java-object";
import { methodsFor, type Limit } from "./method-table";
import {
  JavaException,
  JavaList,
  elementSize,
  javaEquals,
  textOf,
  within,
  type JavaMap,
  type JavaObject,
  type Value,
} from "./values";

/** java.util.List (ArrayList, and arrays as Velocity wraps them). */
export const listMethods = methodsFor<JavaList>()({
  "toString()": (self, _, limit) => textOf(self, limit),
  "equals(Object)": (self, [other], limit) => javaEquals(self, other, limit),
  "size()": (l) => BigInt(l.items.length),
  "isEmpty()": (l) => l.items.length === 0,
  "get(int)": (l, [at]) => l.items[within(at, l.items.length)] ?? null,
  "set(int, Object)": (l, [at, value]) => {
    const old = l.items[within(at, l.items.length)] ?? null;
    l.items[Number(at)] = value;
    return old;
  },
  "add(Object)": (l, [value], limit) => {
    limit(elementSize);
    l.items.push(value);
    return true;
  },
  "add(int, Object)": (l, [at, value], limit) => {
    limit(elementSize);
    l.items.splice(within(at, l.items.length + 1), 0, value);
    return "";
  },
  "addAll(List)": (l, [other], limit) => insertAll(l, l.items.length, other, limit),
  "addAll(int, List)": (l, [at, other], limit) => insertAll(l, within(at, l.items.length + 1), other, limit),
  "remove(int)": (l, [at]) => l.items.splice(within(at, l.items.length), 1)[0] ?? null,
  "remove(Object)": (l, [value], limit) => {
    const at = positionOf(l, value, limit);
    if (at >= 0) l.items.splice(at, 1);
    return at >= 0;
  },
  "removeAll(List)": (l, [other], limit) => keep(l, (item) => positionOf(other, item, limit) < 0),
  "retainAll(List)": (l, [other], limit) => keep(l, (item) => positionOf(other, item, limit) >= 0),
  "clear()": (l) => {
    l.items.length = 0;
    return "";
  },
  "contains(Object)": (l, [value], limit) => positionOf(l, value, limit) >= 0,
  "containsAll(List)": (l, [other], limit) => other.items.every((item) => positionOf(l, item, limit) >= 0),
  "indexOf(Object)": (l, [value], limit) => BigInt(positionOf(l, value, limit)),
  "lastIndexOf(Object)": (l, [value], limit) =>
    BigInt(l.items.findLastIndex((item) => (limit(1), javaEquals(item, value, limit)))),
  "subList(int, int)": (l, [from, to]) => {
    const end = within(to, l.items.length + 1);
    return new JavaList(l.items.slice(within(from, end + 1), end));
  },
  "toArray()": (l) => new JavaList([...l.items]),
  "iterator()": (l) => iterator(l.items),
});

/** java.util.Map (LinkedHashMap); sets of keys, values and entries are copies. */
export const mapMethods = methodsFor<JavaMap>()({
  "toString()": (self, _, limit) => textOf(self, limit),
  "equals(Object)": (self, [other], limit) => javaEquals(self, other, limit),
  "size()": (m) => BigInt(m.entries.size),
  "isEmpty()": (m) => m.entries.size === 0,
  "get(Object)": (m, [key]) => m.entries.get(key) ?? null,
  "getOrDefault(Object, Object)": (m, [key, other]) => (m.entries.has(key) ? (m.entries.get(key) ?? null) : other),
  "put(Object, Object)": (m, [key, value], limit) => put(m, key, value, limit),
  "putIfAbsent(Object, Object)": (m, [key, value], limit) => m.entries.get(key) ?? put(m, key, value, limit),
  "putAll(Map)": (m, [other], limit) => {
    for (const [key, value] of other.entries) put(m, key, value, limit);
    return "";
  },
  "replace(Object, Object)": (m, [key, value], limit) => (m.entries.has(key) ? put(m, key, value, limit) : null),
  "remove(Object)": (m, [key]) => {
    const old = m.entries.get(key) ?? null;
    m.entries.delete(key);
    return old;
  },
  "remove(Object, Object)": (m, [key, value], limit) =>
    javaEquals(m.entries.get(key) ?? null, value, limit) && m.entries.delete(key),
  "clear()": (m) => {
    m.entries.clear();
    return "";
  },
  "containsKey(Object)": (m, [key]) => m.entries.has(key),
  "containsValue(Object)": (m, [value], limit) =>
    [...m.entries.values()].some((entry) => (limit(1), javaEquals(entry, value, limit))),
  "keySet()": (m, _, limit) => view([...m.entries.keys()], limit),
  "values()": (m, _, limit) => view([...m.entries.values()], limit),
  "entrySet()": (m, _, limit) =>
    view(
      [...m.entries].map(([key, value]) =>
        javaObject({ key: () => key, value: () => value }, () => `${textOf(key, limit)}=${textOf(value, limit)}`),
      ),
      limit,
    ),
});

function view(items: Value[], limit: Limit): JavaList {
  limit(items.length * elementSize);
  return new JavaList(items);
}

function put(map: JavaMap, key: Value, value: Value, limit: Limit): Value {
  limit(elementSize);
  const old = map.entries.get(key) ?? null;
  map.entries.set(key, value);
  return old;
}

function insertAll(list: JavaList, at: number, other: JavaList, limit: Limit): boolean {
  limit(other.items.length * elementSize);
  const after = list.items.splice(at);
  for (const item of [...other.items, ...after]) list.items.push(item);
  return other.items.length > 0;
}

function keep(list: JavaList, wanted: (item: Value) => boolean): boolean {
  const kept = list.items.filter(wanted);
  const changed = kept.length < list.items.length;
  list.items.length = 0;
  for (const item of kept) list.items.push(item);
  return changed;
}

function positionOf(list: JavaList, value: Value, limit: Limit): number {
  return list.items.findIndex((item) => (limit(1), javaEquals(item, value, limit)));
}

function iterator(items: Value[]): JavaObject {
  let at = 0;
  const members = javaObject({
    hasNext: () => at < items.length,
    next: () => {
      if (at >= items.length) throw new JavaException("next: expected another element, got the end");
      return items[at++] ?? null;
    },
  });
  return { ...members, elements: () => items.slice(at) };
}
