import { encodeJson } from "./json-encoding";
import { graphemes } from "./graphemes";
import { toBoolean, toNumber, toText } from "./values";

/** Terraform's `format`: the verbs of Go's fmt for Terraform's types (Terraform language, "format Function"). */
export function format(pattern: string, values: unknown[]): string {
  let next = 0;
  let used = 0;
  const result = pattern.replace(
    /%(?:%|([-+# 0]*)(\d+)?(?:\.(\d*))?(?:\[(\d+)\])?(.))/gsu,
    (all, flags: string | undefined, width?: string, precision?: string, index?: string, verb?: string) => {
      if (verb === undefined) return "%";
      if (index !== undefined) next = Number(index) - 1;
      if (next >= values.length) throw new Error(`expected a value for ${all}, got none`);
      const value = values[next++];
      used = Math.max(used, next);
      const formatted = formatVerb(verb, value, flags ?? "", precision === "" ? "0" : precision, all);
      return pad(formatted, Number(width ?? 0), flags ?? "", isNumeric(verb, value));
    },
  );
  if (used < values.length) throw new Error(`expected ${used} values, got ${values.length}`);
  return result;
}

function pad(text: string, width: number, flags: string, numeric: boolean): string {
  const missing = width - graphemes(text).length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0") || !numeric) return " ".repeat(missing) + text;
  const sign = /^[-+]/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

type Verb = (value: unknown, precision: string | undefined, flags: string) => string;

const integer =
  (base: number): Verb =>
  (value) =>
    Math.trunc(toNumber(value)).toString(base);

const verbs: Record<string, Verb> = {
  v: (value, _, flags) =>
    flags.includes("#") || value === null || typeof value === "object" ? encodeJson(value) : toText(value),
  t: (value) => String(toBoolean(value)),
  d: integer(10),
  b: integer(2),
  o: integer(8),
  x: integer(16),
  X: (value, ...rest) => integer(16)(value, ...rest).toUpperCase(),
  f: (value, precision) => toNumber(value).toFixed(Number(precision ?? 6)),
  e: (value, precision) => exponent(toNumber(value).toExponential(Number(precision ?? 6))),
  E: (value, precision) => exponent(toNumber(value).toExponential(Number(precision ?? 6))).toUpperCase(),
  g: (value, precision) =>
    precision === undefined
      ? toText(toNumber(value))
      : toText(Number(toNumber(value).toPrecision(Number(precision) || 1))),
  s: (value, precision) => cut(toText(value), precision),
  q: (value, precision) => encodeJson(cut(toText(value), precision)),
};

function formatVerb(verb: string, value: unknown, flags: string, precision: string | undefined, all: string): string {
  const write = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!write) throw new Error(`expected one of the verbs ${Object.keys(verbs).join(" ")}, got ${all}`);
  const text = write(value, precision, flags);
  if (!isNumeric(verb, value) || text.startsWith("-")) return text;
  return flags.includes("+") ? `+${text}` : flags.includes(" ") ? ` ${text}` : text;
}

const isNumeric = (verb: string, value: unknown) => typeof value === "number" || /[defgbox]/i.test(verb);

/** Go writes two digits of an exponent at least. */
const exponent = (text: string) => text.replace(/([eE][-+])(\d)$/, "$10$2");

const cut = (text: string, precision: string | undefined) =>
  precision === undefined ? text : graphemes(text).slice(0, Number(precision)).join("");
