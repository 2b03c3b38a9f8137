import { Unsupported } from "./unsupported";

/**
 * A regular expression in Go's syntax (RE2). Throws for one that can't be read, and for the few constructs that have no
 * counterpart here.
 */
export function compileGoRegex(pattern: string, flags: "" | "g"): RegExp {
  const [, set = "", rest] = /^(?:\(\?([imsU]+)\))?(.*)$/s.exec(pattern)!;
  if (set.includes("U")) throw new Unsupported(`regular expression ${pattern}: expected no flag U, got one`);
  const translated = rest!.replace(token, (all: string, ...groups: unknown[]) =>
    translate(all, groups.at(-1) as Groups),
  );
  try {
    return new RegExp(translated, `u${flags}${set}`);
  } catch (error) {
    if (/\(\?[imsU-]+[:)]/.test(rest!))
      throw new Unsupported(`regular expression ${pattern}: expected flags at its start, got some later`);
    throw new Error(`expected a regular expression, got ${(error as Error).message}`, { cause: error });
  }
}

interface Groups {
  quoted?: string;
  property?: string;
  code?: string;
  escape?: string;
  posix?: string;
  brace?: string;
}

/** What is written in another way in ECMAScript: quotes, escapes, POSIX classes, braces that repeat nothing, named groups. */
const token =
  /\\Q(?<quoted>[^]*?)(?:\\E|$)|\\[pP](?<property>\w)(?!\{)|\\[pP]\{[^}]*\}|\\x\{(?<code>[^}]*)\}|\\(?<escape>[^pPxu\d])|\[:(?<posix>\^?\w+):\]|(?<brace>\{(?!\d+(?:,\d*)?\})|(?<!\{\d+(?:,\d*)?)\})|\(\?P</gsu;

const posixClasses: Record<string, string> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** Escapes of a letter that mean something else, or are written otherwise, in ECMAScript. */
const letterEscapes: Record<string, string> = { a: "\\x07", z: "$(?![^])", A: "(?<![^])" };

function translate(all: string, { quoted, property, code, escape, posix, brace }: Groups): string {
  if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  if (property !== undefined) return `${all.slice(0, 2)}{${property}}`;
  if (code !== undefined) return `\\u{${code}}`;
  if (brace !== undefined) return `\\${brace}`;
  if (all === "(?P<") return "(?<";
  if (posix !== undefined) {
    const members = posixClasses[posix];
    if (members === undefined)
      throw new Unsupported(`regular expression: expected a class such as [:alpha:], got ${all}`);
    return members;
  }
  if (escape === undefined) return all;
  if (Object.hasOwn(letterEscapes, escape)) return letterEscapes[escape]!;
  // ECMAScript takes escapes of few signs, Go of every one
  return /[\w^$.*+?()[\]{}|/\\]/.test(escape) ? all : `\\u{${escape.codePointAt(0)!.toString(16)}}`;
}

/** What `regex` gives: the text without groups, a list of groups, or a map of named ones. */
export function matchOf(found: RegExpExecArray): unknown {
  if (found.groups)
    return Object.fromEntries(Object.entries(found.groups).map(([name, group]) => [name, group ?? null]));
  return found.length === 1 ? found[0] : found.slice(1).map((group) => group ?? null);
}

/** A replacement of Go's: `$1`, `${1}`, `${name}`, `$name` (as many letters, digits and underscores as there are), `$$`. */
export function expandReplacement(replacement: string, match: unknown[]): string {
  // behind the groups come the offset, the whole text, and the named groups if there are any
  const groups = match.slice(
    0,
    match.findIndex((part) => typeof part === "number"),
  );
  const named = typeof match.at(-1) === "object" ? (match.at(-1) as Record<string, string | undefined>) : {};
  return replacement.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return "$";
    const group = /^\d+$/.test(name) ? groups[Number(name)] : named[name];
    return typeof group === "string" ? group : "";
  });
}
