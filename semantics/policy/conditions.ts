import { isInRange, parseIpRange } from "./ip-range";
import { matchesArn, matchesPattern, readPattern, textOfPattern, type Pattern } from "./patterns";

/** Condition block: operator -> key -> values. */
export type Conditions = Record<string, Record<string, string[]>>;

/** A request's values of a condition key, found without regard to the key's case; undefined when it has none. */
export type ContextValues = (key: string) => readonly string[] | undefined;

/** An operator as written: `ForAllValues:StringNotLikeIfExists` is StringLike, negated, for all, if it exists. */
export interface Operator {
  base: keyof typeof comparisons | "Null";
  negated: boolean;
  ifExists: boolean;
  set: "all" | "any" | undefined;
}

/** Reads an operator's name; undefined when IAM knows none like it. */
export function parseOperator(name: string): Operator | undefined {
  const [, set, operator = ""] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/.exec(name) ?? [];
  const ifExists = operator.endsWith("IfExists");
  const plain = ifExists ? operator.slice(0, -"IfExists".length) : operator;
  const quantifier = set === "ForAllValues" ? "all" : set === "ForAnyValue" ? "any" : undefined;
  if (plain === "Null") return ifExists ? undefined : { base: plain, negated: false, ifExists, set: quantifier };
  const base = negatedNames[plain] ?? plain;
  if (!Object.hasOwn(comparisons, base)) return undefined;
  return { base: base as keyof typeof comparisons, negated: plain in negatedNames, ifExists, set: quantifier };
}

/** Whether `value` is one that the operator can be given in a policy. */
export function isOperand({ base }: Operator, value: string): boolean {
  if (base === "Null") return /^(?:true|false)$/i.test(value);
  return comparisons[base].valid(value);
}

/**
 * Whether all conditions hold (IAM user guide, "Condition operators", "Multivalued context keys"). Values of one key are
 * alternatives; for a negated operator none of them may match. `variables` as in readPattern.
 */
export function conditionsHold(
  conditions: Conditions,
  context: ContextValues,
  variables: ((key: string) => string | undefined) | undefined,
): boolean {
  return Object.entries(conditions).every(([name, keys]) => {
    const operator = parseOperator(name);
    if (!operator) throw new Error(`condition operator: expected one of IAM's, got '${name}'`);
    return Object.entries(keys).every(([key, values]) => holds(operator, values, context(key) ?? [], variables));
  });
}

function holds(
  { base, negated, ifExists, set }: Operator,
  values: readonly string[],
  actual: readonly string[],
  variables: ((key: string) => string | undefined) | undefined,
): boolean {
  const missing = actual.length === 0;
  if (base === "Null") return values.some((value) => (value.toLowerCase() === "true") === missing);
  if (missing) return ifExists || set === "all" || (negated && set === undefined);
  const comparison: Comparison = comparisons[base];
  const patterns = values.map((value) => ({ value, pattern: readPattern(value, variables) }));
  const matched = (candidate: string) =>
    patterns.some(({ value, pattern }) => pattern !== undefined && comparison.matches(candidate, value, pattern));
  if (set === "all") return actual.every((candidate) => matched(candidate) !== negated);
  if (set === "any") return actual.some((candidate) => matched(candidate) !== negated);
  return actual.some(matched) !== negated;
}

interface Comparison {
  /** Whether a policy may have this value. */
  valid: (value: string) => boolean;
  matches: (actual: string, value: string, pattern: Pattern) => boolean;
}

const anyText = () => true;
const number = (text: string) => (/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : NaN);
const isNumber = (text: string) => !Number.isNaN(number(text));
const isDate = (text: string) => !Number.isNaN(timeOf(text));
const isBoolean = (text: string) => /^(?:true|false)$/i.test(text);
const numeric = (compare: (actual: number, value: number) => boolean): Comparison => ({
  valid: isNumber,
  matches: (actual, value) => compare(number(actual), number(value)),
});
const dated = (compare: (actual: number, value: number) => boolean): Comparison => ({
  valid: isDate,
  matches: (actual, value) => compare(timeOf(actual), timeOf(value)),
});

const arn: Comparison = { valid: anyText, matches: (actual, _, pattern) => matchesArn(pattern, actual) };

const comparisons = {
  StringEquals: { valid: anyText, matches: (actual, _, pattern) => actual === textOfPattern(pattern) },
  StringEqualsIgnoreCase: {
    valid: anyText,
    matches: (actual, _, pattern) => actual.toLowerCase() === textOfPattern(pattern).toLowerCase(),
  },
  StringLike: { valid: anyText, matches: (actual, _, pattern) => matchesPattern(pattern, actual) },
  NumericEquals: numeric((actual, value) => actual === value),
  NumericLessThan: numeric((actual, value) => actual < value),
  NumericLessThanEquals: numeric((actual, value) => actual <= value),
  NumericGreaterThan: numeric((actual, value) => actual > value),
  NumericGreaterThanEquals: numeric((actual, value) => actual >= value),
  DateEquals: dated((actual, value) => actual === value),
  DateLessThan: dated((actual, value) => actual < value),
  DateLessThanEquals: dated((actual, value) => actual <= value),
  DateGreaterThan: dated((actual, value) => actual > value),
  DateGreaterThanEquals: dated((actual, value) => actual >= value),
  Bool: { valid: isBoolean, matches: (actual, value) => actual.toLowerCase() === value.toLowerCase() },
  BinaryEquals: { valid: anyText, matches: (actual, value) => actual === value },
  IpAddress: {
    valid: (value) => parseIpRange(value) !== undefined,
    matches(actual, value) {
      const range = parseIpRange(value);
      return range !== undefined && isInRange(actual, range);
    },
  },
  ArnEquals: arn,
  ArnLike: arn,
} satisfies Record<string, Comparison>;

const negatedNames: Record<string, keyof typeof comparisons> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

/** Milliseconds of an ISO 8601 date or of seconds since 1970. */
export function timeOf(text: string): number {
  if (/^-?\d+(?:\.\d+)?$/.test(text) && !/^\d{4}$/.test(text)) return Number(text) * 1000;
  return /^\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(text) ? Date.parse(text) : NaN;
}
