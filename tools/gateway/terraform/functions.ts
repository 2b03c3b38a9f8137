import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Scope } from "./expression";
import { parseTemplate } from "./template";
import { equal, isMap, iterate, Lookup, sorted, toBoolean, toList, toMap, toNumber, toText } from "./values";

type Argument = () => unknown;

/** Calls a function of Terraform's language. An unknown one, or one that can't give the same result here, is an error that names it. */
export function callFunction(name: string, args: Argument[], scope: Scope): unknown {
  const plainName = name.replace(/^core::/, "");
  const lazy = lazyFunctions[plainName];
  if (lazy) return lazy(args, scope);
  const called = functions[plainName];
  if (!called) throw new Error(`function ${name}(): expected one that the local gateway knows, got "${name}"`);
  try {
    return called(
      args.map((argument) => argument()),
      scope,
    );
  } catch (error) {
    throw new Error(`function ${name}(): ${(error as Error).message}`, { cause: error });
  }
}

/** Functions that must not evaluate every argument, or catch the error of one. */
const lazyFunctions: Record<string, (args: Argument[], scope: Scope) => unknown> = {
  try: (args) => {
    const errors: string[] = [];
    for (const argument of args) {
      try {
        return argument();
      } catch (error) {
        errors.push((error as Error).message);
      }
    }
    throw new Error(`function try(): expected one argument without error, got ${errors.join("; ")}`);
  },
  can: ([argument]) => {
    try {
      argument!();
      return true;
    } catch {
      return false;
    }
  },
};

type Implementation = (args: unknown[], scope: Scope) => unknown;

const text =
  (convert: (value: string) => unknown): Implementation =>
  ([value]) =>
    convert(toText(value));
const numbers =
  (convert: (...values: number[]) => unknown): Implementation =>
  (args) =>
    convert(...args.map(toNumber));
const digest = (algorithm: string, encoding: "hex" | "base64"): Implementation =>
  text((value) => createHash(algorithm).update(value).digest(encoding));
const fileDigest =
  (algorithm: string, encoding: "hex" | "base64"): Implementation =>
  ([path], scope) =>
    createHash(algorithm).update(readBytes(path, scope)).digest(encoding);

const functions: Record<string, Implementation> = {
  // encoding
  jsonencode: ([value]) => encodeJson(value),
  jsondecode: text((value) => JSON.parse(value) as unknown),
  base64encode: text((value) => Buffer.from(value).toString("base64")),
  base64decode: text((value) => Buffer.from(value, "base64").toString()),
  textencodebase64: text((value) => Buffer.from(value).toString("base64")),
  urlencode: text((value) => encodeURIComponent(value).replaceAll("%20", "+")),

  // hashes
  md5: digest("md5", "hex"),
  sha1: digest("sha1", "hex"),
  sha256: digest("sha256", "hex"),
  sha512: digest("sha512", "hex"),
  base64sha256: digest("sha256", "base64"),
  base64sha512: digest("sha512", "base64"),
  filemd5: fileDigest("md5", "hex"),
  filesha1: fileDigest("sha1", "hex"),
  filesha256: fileDigest("sha256", "hex"),
  filesha512: fileDigest("sha512", "hex"),
  filebase64sha256: fileDigest("sha256", "base64"),
  filebase64sha512: fileDigest("sha512", "base64"),

  // files
  file: ([path], scope) => readBytes(path, scope).toString(),
  filebase64: ([path], scope) => readBytes(path, scope).toString("base64"),
  templatefile: ([path, variables], scope) => {
    const values = toMap(variables);
    return parseTemplate(readBytes(path, scope).toString())({
      folder: scope.folder,
      variable: (name) => {
        if (Object.hasOwn(values, name)) return values[name];
        throw new Error(`${toText(path)}: expected a variable "${name}", got ${Object.keys(values).join(", ")}`);
      },
    });
  },
  abspath: ([path], scope) => resolve(scope.folder, toText(path)),
  basename: text(basename),
  dirname: text(dirname),

  // text
  chomp: text((value) => value.replace(/[\r\n]+$/, "")),
  lower: text((value) => value.toLowerCase()),
  upper: text((value) => value.toUpperCase()),
  title: text((value) =>
    value.replace(/(^|\s)(\S)/g, (_, space: string, letter: string) => space + letter.toUpperCase()),
  ),
  trimspace: text((value) => value.trim()),
  strrev: text((value) => Array.from(value).toReversed().join("")),
  trim: ([value, cutset]) => trimEnd(trimStart(toText(value), toText(cutset)), toText(cutset)),
  trimprefix: ([value, prefix]) => {
    const [whole, start] = [toText(value), toText(prefix)];
    return whole.startsWith(start) ? whole.slice(start.length) : whole;
  },
  trimsuffix: ([value, suffix]) => {
    const [whole, end] = [toText(value), toText(suffix)];
    return end !== "" && whole.endsWith(end) ? whole.slice(0, -end.length) : whole;
  },
  startswith: ([value, prefix]) => toText(value).startsWith(toText(prefix)),
  endswith: ([value, suffix]) => toText(value).endsWith(toText(suffix)),
  strcontains: ([value, part]) => toText(value).includes(toText(part)),
  substr: ([value, offset, length]) => {
    const start = toNumber(offset);
    const count = toNumber(length);
    const rest = Array.from(toText(value)).slice(start);
    return (count < 0 ? rest : rest.slice(0, count)).join("");
  },
  replace: ([value, search, replacement]) => {
    const [whole, from, to] = [toText(value), toText(search), toText(replacement)];
    const pattern = /^\/(.*)\/$/s.exec(from)?.[1];
    return pattern === undefined ? whole.replaceAll(from, () => to) : whole.replace(regular(pattern, "g"), dollars(to));
  },
  regex: ([pattern, value]) => {
    const found = regular(toText(pattern), "").exec(toText(value));
    if (!found) throw new Error(`expected a match of ${toText(pattern)}, got none`);
    return captures(found);
  },
  regexall: ([pattern, value]) => [...toText(value).matchAll(regular(toText(pattern), "g"))].map(captures),
  split: ([separator, value]) => toText(value).split(toText(separator)),
  join: ([separator, ...lists]) => lists.flatMap(toList).map(toText).join(toText(separator)),
  format: ([pattern, ...values]) => format(toText(pattern), values),
  formatlist: ([pattern, ...values]) => {
    const length = Math.max(0, ...values.map((value) => (Array.isArray(value) ? value.length : 1)));
    return Array.from({ length }, (_, index) =>
      format(
        toText(pattern),
        values.map((value) => (Array.isArray(value) ? (value[index] as unknown) : value)),
      ),
    );
  },
  indent: ([spaces, value]) => toText(value).replaceAll("\n", `\n${" ".repeat(toNumber(spaces))}`),

  // collections
  length: ([value]) => (typeof value === "string" ? Array.from(value).length : iterate(value).length),
  element: ([list, index]) => {
    const items = toList(list);
    if (items.length === 0) throw new Error("expected a list with elements, got an empty one");
    return items[((toNumber(index) % items.length) + items.length) % items.length];
  },
  index: ([list, value]) => {
    const found = toList(list).findIndex((item) => equal(item, value));
    if (found < 0) throw new Error("expected the value in the list, got none");
    return found;
  },
  lookup: ([map, key, fallback]) => {
    const name = toText(key);
    const values = toMap(map);
    if (Object.hasOwn(values, name)) return values[name];
    if (fallback === undefined) throw new Error(`expected a key "${name}", got ${Object.keys(values).join(", ")}`);
    return fallback;
  },
  one: ([value]) => {
    const items = value === null ? [] : toList(value);
    if (items.length > 1) throw new Error(`expected no or one element, got ${items.length}`);
    return items[0] ?? null;
  },
  concat: (lists) => lists.flatMap(toList),
  contains: ([list, value]) => toList(list).some((item) => equal(item, value)),
  compact: ([list]) => toList(list).filter((item) => item !== null && item !== ""),
  distinct: ([list]) => unique(toList(list)),
  flatten: ([list]) => toList(list).flat(Infinity),
  reverse: ([list]) => toList(list).toReversed(),
  sort: ([list]) => sorted(toList(list).map(toText)),
  slice: ([list, start, end]) => toList(list).slice(toNumber(start), toNumber(end)),
  range: (args) => range(args.map(toNumber)),
  chunklist: ([list, size]) => {
    const items = toList(list);
    const step = toNumber(size);
    return Array.from({ length: Math.ceil(items.length / step) }, (_, i) => items.slice(i * step, (i + 1) * step));
  },
  coalesce: (args) => {
    const found = args.find((value) => value !== null && value !== "");
    if (found === undefined) throw new Error("expected one argument that is not null or empty, got none");
    return found;
  },
  coalescelist: (lists) => lists.find((list) => toList(list).length > 0) ?? [],
  keys: ([map]) => sorted(Object.keys(toMap(map))),
  values: ([map]) => iterate(toMap(map)).map(([, value]) => value),
  merge: (maps) => Object.assign({}, ...maps.filter((map) => map !== null).map(toMap)) as unknown,
  zipmap: ([keys, values]) => {
    const items = toList(values);
    return Object.fromEntries(toList(keys).map((key, index) => [toText(key), items[index]]));
  },
  setunion: (lists) => unique(lists.flatMap(toList)),
  setintersection: ([first, ...others]) =>
    unique(toList(first)).filter((item) => others.every((list) => toList(list).some((other) => equal(item, other)))),
  setsubtract: ([first, second]) => toList(first).filter((item) => !toList(second).some((other) => equal(item, other))),
  alltrue: ([list]) => toList(list).every(toBoolean),
  anytrue: ([list]) => toList(list).some(toBoolean),

  // types
  tostring: ([value]) => (value === null ? null : toText(value)),
  tonumber: ([value]) => (value === null ? null : toNumber(value)),
  tobool: ([value]) => (value === null ? null : toBoolean(value)),
  tolist: ([value]) => toList(value),
  toset: ([value]) => unique(toList(value).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))),
  tomap: ([value]) => toMap(value),
  sensitive: ([value]) => value,
  nonsensitive: ([value]) => value,

  // numbers
  abs: numbers(Math.abs),
  ceil: numbers(Math.ceil),
  floor: numbers(Math.floor),
  max: numbers(Math.max),
  min: numbers(Math.min),
  pow: numbers(Math.pow),
  signum: numbers(Math.sign),
  sum: ([list]) =>
    toList(list)
      .map(toNumber)
      .reduce((sum, value) => sum + value, 0),
  parseint: ([value, base]) => Number.parseInt(toText(value), toNumber(base)),
};

const readBytes = (path: unknown, scope: Scope) => readFileSync(resolve(scope.folder, toText(path)));

/** JSON as Terraform's jsonencode writes it: keys in order, `<`, `>` and `&` escaped. */
function encodeJson(value: unknown): string {
  const ordered = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(ordered);
    if (item instanceof Lookup) throw new Error("expected a value, got a whole resource: name its attribute");
    return isMap(item) ? Object.fromEntries(iterate(item).map(([key, inner]) => [key, ordered(inner)])) : item;
  };
  const escapes: Record<string, string> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };
  return JSON.stringify(ordered(value ?? null)).replace(/[<>&]/g, (sign) => escapes[sign]!);
}

function format(pattern: string, values: unknown[]): string {
  let next = 0;
  return pattern.replace(
    /%(?:%|([-+ 0]*)(\d+)?(?:\.(\d+))?([sdvqfxXtb]))/g,
    (all, flags?: string, width?: string, precision?: string, verb?: string) => {
      if (verb === undefined) return "%";
      if (next >= values.length) throw new Error(`expected a value for ${all}, got none`);
      const value = formatVerb(verb, values[next++], precision);
      if (!width) return value;
      if (flags?.includes("-")) return value.padEnd(Number(width));
      return value.padStart(Number(width), flags?.includes("0") ? "0" : " ");
    },
  );
}

function formatVerb(verb: string, value: unknown, precision: string | undefined): string {
  switch (verb) {
    case "d":
      return String(Math.trunc(toNumber(value)));
    case "f":
      return toNumber(value).toFixed(Number(precision ?? 6));
    case "x":
      return toNumber(value).toString(16);
    case "X":
      return toNumber(value).toString(16).toUpperCase();
    case "b":
      return toNumber(value).toString(2);
    case "q":
      return JSON.stringify(toText(value));
    case "v":
      return typeof value === "object" ? encodeJson(value) : toText(value);
    default:
      return toText(value);
  }
}

function range(limits: number[]): number[] {
  const [start, end] = limits.length === 1 ? [0, limits[0]!] : [limits[0]!, limits[1]!];
  const step = limits[2] ?? (end < start ? -1 : 1);
  if (step === 0) throw new Error("expected a step other than 0, got 0");
  return Array.from({ length: Math.max(0, Math.ceil((end - start) / step)) }, (_, i) => start + i * step);
}

function unique(items: unknown[]): unknown[] {
  return items.filter((item, index) => items.findIndex((other) => equal(item, other)) === index);
}

/** Go's named groups are `(?P<name>`. */
const regular = (pattern: string, flags: string) => new RegExp(pattern.replaceAll("(?P<", "(?<"), `u${flags}`);
/** Go's replacements are `$1` and `${name}`. */
const dollars = (replacement: string) =>
  replacement.replace(/\$\{(\w+)\}/g, (_, name: string) => (/^\d/.test(name) ? `$${name}` : `$<${name}>`));

function captures(found: RegExpExecArray): unknown {
  if (found.groups) return { ...found.groups };
  return found.length === 1 ? found[0] : found.slice(1).map((group) => group ?? null);
}

const trimStart = (value: string, cutset: string) => {
  let start = 0;
  while (start < value.length && cutset.includes(value[start]!)) start += 1;
  return value.slice(start);
};

const trimEnd = (value: string, cutset: string) => {
  let end = value.length;
  while (end > 0 && cutset.includes(value[end - 1]!)) end -= 1;
  return value.slice(0, end);
};
