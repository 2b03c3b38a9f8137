import { RegexError, matchBounded } from "./bounded-regex";

export { RegexError };

/**
 * A Java regular expression (java.util.regex) on JavaScript's engine, bounded in time: see matchBounded. Its methods throw
 * {@link RegexError} when a match takes too long.
 */
export interface JavaRegex {
  /** Whether the whole text matches, as String.matches and API Gateway's selection patterns ask. */
  matches(text: string): boolean;
  /** String.replaceAll or replaceFirst with Java's `$1`, `${name}` and `\` in the replacement. */
  replace(text: string, replacement: string, all: boolean): string;
  /** String.split(regex, limit): 0 drops trailing empty strings, negative keeps them. */
  split(text: string, limit?: number): string[];
}

/** Compiles a Java pattern. Throws {@link RegexError} for one that JavaScript can't express. */
export function compileJavaRegex(pattern: string): JavaRegex {
  const { source, flags } = translate(pattern);
  const whole = build(pattern, `(?<![^])(?:${source})(?![^])`, flags);
  const anywhere = build(pattern, source, flags);
  const global = new RegExp(anywhere.source, `${anywhere.flags}g`);
  return {
    matches: (text) => matchBounded(pattern, text, () => whole.test(text)),
    replace: (text, replacement, all) =>
      matchBounded(pattern, text, () =>
        text.replace(all ? global : anywhere, (...found) => expand(replacement, found, pattern)),
      ),
    split: (text, limit = 0) => matchBounded(pattern, text, () => splitAt(global, text, limit)),
  };
}

function splitAt(separator: RegExp, text: string, limit: number): string[] {
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(separator)) {
    if (limit > 0 && parts.length === limit - 1) break;
    const next = match.index + match[0].length;
    // an empty match at the beginning or the end separates nothing
    if (next === 0 || (match[0] === "" && match.index === text.length)) continue;
    parts.push(text.slice(end, match.index));
    end = next;
  }
  parts.push(text.slice(end));
  if (limit === 0 && parts.length > 1) while (parts.length > 0 && parts.at(-1) === "") parts.pop();
  return parts;
}

function build(pattern: string, source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new RegexError(`expected a pattern that JavaScript can run, ${(error as Error).message}`, pattern);
  }
}

const posixClasses: Record<string, string> = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\x00-\\x7f",
  Alpha: "a-zA-Z",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  Punct: "!-\\/:-@\\[-`{-~",
  Graph: "!-~",
  Print: " -~",
  Blank: " \\t",
  Cntrl: "\\x00-\\x1f\\x7f",
  XDigit: "0-9a-fA-F",
  Space: " \\t\\n\\x0b\\f\\r",
};

const inlineFlags: Record<string, string> = { i: "i", m: "m", s: "s", u: "" };

/** Rewrites what Java writes otherwise; what has no counterpart is an error, never another meaning. */
function translate(pattern: string): { source: string; flags: string } {
  let flags = "u";
  let rest = pattern;
  const leading = /^\(\?([a-zA-Z]+)\)/.exec(pattern);
  if (leading) {
    for (const flag of leading[1] ?? "") {
      const own = inlineFlags[flag];
      if (own === undefined) throw new RegexError(`expected no inline flag '${flag}', remove it`, pattern);
      if (!flags.includes(own)) flags += own;
    }
    rest = pattern.slice(leading[0].length);
  }
  let inClass: "no" | "opened" | "yes" = "no";
  let source = "";
  for (const [text, quoted] of rest.matchAll(part)) {
    const opened = inClass === "opened";
    if (opened) inClass = "yes";
    if (quoted !== undefined) source += quoted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    else if (text.startsWith("\\")) source += translateEscape(text, inClass !== "no", pattern);
    else if (inClass === "no" && text.startsWith("[")) {
      inClass = "opened";
      source += text;
    } else if (inClass === "no") source += translateOutsideClass(text, flags, pattern);
    else if (text === "]" && !opened) {
      inClass = "no";
      source += text;
    } else if (/^\[|^&&$/.test(text)) {
      throw new RegexError("expected one plain class, got a class or an intersection inside a class", pattern);
    } else source += text === "]" || text === "{" || text === "}" ? `\\${text}` : text;
  }
  return { source, flags };
}

const part =
  /\\Q([^]*?)(?:\\E|$)|\\[pP]\{[^}]*\}|\\x\{[0-9a-fA-F]+\}|\\[^]|\(\?[^]|\[\^?|&&|\{\d+(?:,\d*)?\}\+?|[*+?]\+|[^]/g;

function translateOutsideClass(text: string, flags: string, pattern: string): string {
  if (/^(?:[*+?]|\{.*\})\+$/.test(text)) {
    throw new RegexError(`expected no possessive quantifier, got '${text}', leave the last '+' out`, pattern);
  }
  if (text.startsWith("(?") && !/^\(\?[:=!<]/.test(text)) {
    throw new RegexError(`expected inline flags at the very start only, got '${text}'`, pattern);
  }
  if (text === "]" || text === "}") return `\\${text}`;
  return text === "$" && !flags.includes("m") ? endOfInput : text;
}

/** Java's `$`: the end, or a line end that is the last thing in the text. */
const endOfInput = "(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?(?![^]))";

function translateEscape(text: string, inClass: boolean, pattern: string): string {
  const property = /^\\([pP])\{(.*)\}$/.exec(text);
  if (property) {
    const posix = posixClasses[property[2] ?? ""];
    if (posix === undefined) return text.replace(/\{(?:Is|In)/, "{");
    if (property[1] === "p") return inClass ? posix : `[${posix}]`;
    if (inClass) throw new RegexError(`expected no '${text}' inside a class`, pattern);
    return `[^${posix}]`;
  }
  if (text.startsWith("\\x{")) return `\\u${text.slice(2)}`;
  const own: Record<string, string> = {
    "\\A": "(?<![^])",
    "\\z": "(?![^])",
    "\\Z": endOfInput,
    "\\h": inClass ? " \\t\\xa0" : "[ \\t\\xa0]",
    "\\s": inClass ? " \\t\\n\\x0b\\f\\r" : "[ \\t\\n\\x0b\\f\\r]",
    "\\S": inClass ? "" : "[^ \\t\\n\\x0b\\f\\r]",
    "\\R": "(?:\\r\\n|[\\n\\x0b\\f\\r\\x85\\u2028\\u2029])",
    "\\e": "\\x1b",
    "\\a": "\\x07",
  };
  const translated = own[text];
  if (translated) return translated;
  if (/^\\[a-zA-Z]$/.test(text) && !/^\\[bBdDwWtnrfuxck]$/.test(text)) {
    throw new RegexError(`expected no '${text}', JavaScript has nothing like it`, pattern);
  }
  // JavaScript's unicode mode takes only escapes that mean something, Java takes a backslash before any other character
  return /^\\[^a-zA-Z0-9^$\\.*+?()[\]{}|/-]$/.test(text) || (text === "\\-" && !inClass) ? text.slice(1) : text;
}

/** Java's replacement text: `$1`, `${name}`, a backslash before any other character. `found` as String.replace passes it. */
function expand(replacement: string, found: readonly unknown[], pattern: string): string {
  const last = found.at(-1);
  const named = typeof last === "object" && last !== null ? (last as Record<string, string | undefined>) : {};
  const groups = found.slice(0, typeof last === "object" ? -3 : -2) as (string | undefined)[];
  return replacement.replace(
    /\\([^])|\$(?:(\d)|\{([A-Za-z][A-Za-z0-9]*)\})|[\\$]/g,
    (text, literal?: string, digit?: string, name?: string) => {
      if (literal !== undefined) return literal;
      const known = digit !== undefined ? Number(digit) < groups.length : name !== undefined && name in named;
      if (!known) throw new RegexError(`expected a group of the pattern in the replacement, got '${text}'`, pattern);
      return (digit !== undefined ? groups[Number(digit)] : named[name ?? ""]) ?? "";
    },
  );
}
