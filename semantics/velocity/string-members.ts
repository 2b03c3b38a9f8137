import { compileJavaRegex, type JavaRegex } from "../java-regex";
import { methodsFor, type Limit } from "./method-table";
import { formatText } from "./string-format";
import { JavaException, JavaList, elementSize, javaEquals, textOf, within } from "./values";

/** java.lang.String as templates use it; the static methods are called on any string, as Velocity allows. */
export const stringMethods = methodsFor<string>()({
  "toString()": (self, _, limit) => textOf(self, limit),
  "equals(Object)": (self, [other], limit) => javaEquals(self, other, limit),
  "length()": (s) => BigInt(s.length),
  "isEmpty()": (s) => s === "",
  "isBlank()": (s) => s.trim() === "",
  "charAt(int)": (s, [at]) => s.charAt(within(at, s.length)),
  "codePointAt(int)": (s, [at]) => BigInt(s.codePointAt(within(at, s.length)) ?? 0),
  "indexOf(int)": (s, [code]) => BigInt(s.indexOf(characterOf(code))),
  "lastIndexOf(int)": (s, [code]) => BigInt(s.lastIndexOf(characterOf(code))),
  "indexOf(String)": (s, [part]) => BigInt(s.indexOf(part)),
  "indexOf(String, int)": (s, [part, from]) => BigInt(s.indexOf(part, Number(from))),
  "lastIndexOf(String)": (s, [part]) => BigInt(s.lastIndexOf(part)),
  "lastIndexOf(String, int)": (s, [part, from]) => (from < 0n ? -1n : BigInt(s.lastIndexOf(part, Number(from)))),
  "substring(int)": (s, [from]) => s.slice(within(from, s.length + 1)),
  "substring(int, int)": (s, [from, to]) => slice(s, from, to),
  "subSequence(int, int)": (s, [from, to]) => slice(s, from, to),
  "contains(String)": (s, [part]) => s.includes(part),
  "startsWith(String)": (s, [part]) => s.startsWith(part),
  "startsWith(String, int)": (s, [part, from]) => from >= 0n && s.startsWith(part, Number(from)),
  "endsWith(String)": (s, [part]) => s.endsWith(part),
  "equalsIgnoreCase(Object)": (s, [other]) => typeof other === "string" && s.toLowerCase() === other.toLowerCase(),
  "contentEquals(String)": (s, [other]) => s === other,
  "compareTo(Object)": (s, [other]) => {
    if (typeof other !== "string") throw new JavaException("compareTo: expected a string");
    return compareStrings(s, other);
  },
  "compareToIgnoreCase(String)": (s, [other]) => compareStrings(s.toLowerCase(), other.toLowerCase()),
  "concat(String)": (s, [other], limit) => bounded(s + other, limit),
  "trim()": (s) => s.replace(/^[\0- ]+|[\0- ]+$/g, ""),
  "strip()": (s) => s.trim(),
  "toLowerCase()": (s) => s.toLowerCase(),
  "toUpperCase()": (s) => s.toUpperCase(),
  "intern()": (s) => s,
  "repeat(int)": (s, [times], limit) => {
    if (times < 0n) throw new JavaException(`repeat: expected a count of at least 0, got ${times}`);
    limit(s.length * Number(times));
    return s.repeat(Number(times));
  },
  "replace(String, String)": (s, [part, by], limit) => {
    limit((s.split(part).length - 1) * by.length);
    return s.replaceAll(part, () => by);
  },
  "replaceAll(String, String)": (s, [regex, by], limit) => bounded(regexOf(regex, limit).replace(s, by, true), limit),
  "replaceFirst(String, String)": (s, [regex, by], limit) =>
    bounded(regexOf(regex, limit).replace(s, by, false), limit),
  "matches(String)": (s, [regex], limit) => regexOf(regex, limit).matches(s),
  "split(String)": (s, [regex], limit) => parts(regexOf(regex, limit).split(s), limit),
  "split(String, int)": (s, [regex, most], limit) => parts(regexOf(regex, limit).split(s, Number(most)), limit),
  "toCharArray()": (s, _, limit) => parts(s.split(""), limit),
  "hashCode()": (s, _, limit) => {
    limit(s.length);
    let hash = 0;
    for (let at = 0; at < s.length; at++) hash = (Math.imul(hash, 31) + s.charCodeAt(at)) | 0;
    return BigInt(hash);
  },
  "valueOf(Object)": (_, [value], limit) => textOf(value, limit),
  "join(String, List)": (_, [between, list], limit) => {
    limit(between.length * list.items.length);
    return bounded(list.items.map((item) => textOf(item, limit, 1)).join(between), limit);
  },
  "format(String, Object...)": (_, [pattern, ...values], limit) => formatText(pattern, values, limit),
});

/** The character of a code point; none that a text could contain for a number that is no code point. */
function characterOf(code: bigint): string {
  return code >= 0n && code <= 0x10ffffn ? String.fromCodePoint(Number(code)) : "\0\0";
}

/** Compiling and watching an expression takes far longer than other methods do. */
function regexOf(pattern: string, limit: Limit): JavaRegex {
  limit(2000);
  return compileJavaRegex(pattern);
}

function slice(text: string, from: bigint, to: bigint): string {
  const end = within(to, text.length + 1);
  return text.slice(within(from, end + 1), end);
}

function bounded(text: string, limit: Limit): string {
  limit(text.length);
  return text;
}

function parts(texts: string[], limit: Limit): JavaList {
  limit(texts.length * elementSize);
  return new JavaList(texts);
}

function compareStrings(left: string, right: string): bigint {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at++) {
    const difference = left.charCodeAt(at) - right.charCodeAt(at);
    if (difference !== 0) return BigInt(difference);
  }
  return BigInt(left.length - right.length);
}
