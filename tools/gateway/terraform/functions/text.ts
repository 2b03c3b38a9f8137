import { format } from "../format";
import type { Implementation } from "../functions";
import { graphemes } from "../graphemes";
import { compileGoRegex, expandReplacement, matchOf } from "../regular-expression";
import { toInteger, toList, toText } from "../values";

const text =
  (convert: (value: string) => unknown): Implementation =>
  ([value]) =>
    convert(toText(value));

const texts =
  (convert: (...values: string[]) => unknown): Implementation =>
  (args) =>
    convert(...args.map(toText));

export const textFunctions: Record<string, Implementation> = {
  chomp: text((value) => value.replace(/[\r\n]+$/, "")),
  lower: text((value) => letterByLetter(value, (letter) => letter.toLowerCase())),
  upper: text((value) => letterByLetter(value, (letter) => letter.toUpperCase())),
  title: text((value) => value.replace(/(?<![\p{L}\p{N}_])\p{L}/gu, (letter) => letter.toUpperCase())),
  trimspace: text((value) => value.trim()),
  strrev: text((value) => graphemes(value).toReversed().join("")),
  trim: texts((value, cutset) => trimEnd(trimStart(value, cutset), cutset)),
  trimprefix: texts((value, prefix) => (value.startsWith(prefix) ? value.slice(prefix.length) : value)),
  trimsuffix: texts((value, suffix) =>
    suffix !== "" && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  ),
  startswith: texts((value, prefix) => value.startsWith(prefix)),
  endswith: texts((value, suffix) => value.endsWith(suffix)),
  strcontains: texts((value, part) => value.includes(part)),
  substr: ([value, offset, length]) => {
    const start = toInteger(offset);
    const count = toInteger(length);
    const rest = graphemes(toText(value)).slice(start);
    return (count < 0 ? rest : rest.slice(0, count)).join("");
  },
  replace: texts((value, from, to) => {
    const pattern = /^\/(.+)\/$/s.exec(from)?.[1];
    if (pattern === undefined) return value.replaceAll(from, () => to);
    return value.replace(compileGoRegex(pattern, "g"), (...match) => expandReplacement(to, match));
  }),
  regex: texts((pattern, value) => {
    const found = compileGoRegex(pattern, "").exec(value);
    if (!found) throw new Error(`expected a match of ${pattern}, got none`);
    return matchOf(found);
  }),
  regexall: texts((pattern, value) => [...value.matchAll(compileGoRegex(pattern, "g"))].map(matchOf)),
  split: texts((separator, value) => value.split(separator)),
  join: ([separator, ...lists]) =>
    lists
      .flatMap((list) => [...toList(list)])
      .map(toText)
      .join(toText(separator)),
  format: ([pattern, ...values]) => format(toText(pattern), values),
  formatlist: ([pattern, ...values]) => formatList(toText(pattern), values),
  indent: ([spaces, value]) => toText(value).replaceAll("\n", `\n${" ".repeat(toInteger(spaces))}`),
};

/** Go leaves a letter as it is that would become several, such as the German sharp s. */
const letterByLetter = (value: string, convert: (letter: string) => string) =>
  value.replace(/\p{L}/gu, (letter) => {
    const converted = convert(letter);
    return Array.from(converted).length === 1 ? converted : letter;
  });

function formatList(pattern: string, values: unknown[]): string[] {
  const lengths = [...new Set(values.filter((value) => Array.isArray(value)).map((list) => list.length))];
  if (lengths.length > 1) throw new Error(`expected lists of one length, got ${lengths.join(" and ")}`);
  return Array.from({ length: lengths[0] ?? 1 }, (_, index) =>
    format(
      pattern,
      values.map((value) => (Array.isArray(value) ? (value[index] as unknown) : value)),
    ),
  );
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
