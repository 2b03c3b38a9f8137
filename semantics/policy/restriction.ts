import { parseOperator, timeOf, type Conditions, type Operator } from "./conditions";
import { includesRange, parseIpRange } from "./ip-range";
import { includesArn, includesPattern, readPattern, type Pattern } from "./patterns";

/** What a condition asks of one key, with the operator taken apart, so that it can be compared and turned around. */
export interface Restriction {
  /** In lower case: `aws:sourcevpce`. */
  key: string;
  test: Operator["base"];
  /** The listed values are those that must not match. */
  negated: boolean;
  /** Whether one value of the request has to pass or all of them. */
  quantifier: "any" | "all";
  /** Whether it holds for a request without the key. */
  missing: boolean;
  values: string[];
}

/** Every condition, one key at a time; all must hold. */
export const restrictionsOf = (conditions: Conditions): Restriction[] =>
  Object.entries(conditions).flatMap(([name, keys]) => {
    const operator = parseOperator(name);
    if (!operator) throw new Error(`condition operator: expected one of IAM's, got '${name}'`);
    return Object.entries(keys).map(([key, values]) => restrictionOf(operator, key.toLowerCase(), values));
  });

function restrictionOf({ base, negated, ifExists, set }: Operator, key: string, values: string[]): Restriction {
  if (base === "Null") {
    const missing = values.some((value) => value.toLowerCase() === "true");
    return { key, test: base, negated: false, quantifier: "any", missing, values: [String(missing)] };
  }
  return truthOf({
    key,
    test: base === "ArnEquals" ? "ArnLike" : base,
    negated,
    quantifier: set ?? (negated ? "all" : "any"),
    missing: ifExists || set === "all" || (negated && set === undefined),
    values,
  });
}

/** What holds exactly when the restriction does not. */
export function complementOf(restriction: Restriction): Restriction {
  const missing = !restriction.missing;
  if (restriction.test === "Null") return { ...restriction, missing, values: [String(missing)] };
  const quantifier = restriction.quantifier === "any" ? "all" : "any";
  return truthOf({ ...restriction, negated: !restriction.negated, quantifier, missing });
}

/** Not false is true. */
function truthOf(restriction: Restriction): Restriction {
  const [value, ...others] = restriction.values;
  if (restriction.test !== "Bool" || value === undefined || others.length > 0) return restriction;
  const truth = (value.toLowerCase() === "true") !== restriction.negated;
  return { ...restriction, negated: false, quantifier: "any", values: [String(truth)] };
}

/** Whether every request that satisfies all of `given` satisfies `wanted`. May say no where that is hard to see, never yes wrongly. */
export const imply = (given: readonly Restriction[], wanted: Restriction): boolean =>
  given.some((one) => one.key === wanted.key && implies(one, wanted));

function implies(given: Restriction, wanted: Restriction): boolean {
  if (given.missing && !wanted.missing) return false;
  if (wanted.test === "Null") return !wanted.missing || given.test === "Null";
  if (given.negated !== wanted.negated || given.quantifier !== wanted.quantifier) return false;
  if (given.test === wanted.test && isOrder(given.test) && !given.negated) return isWithin(given, wanted);
  return given.negated
    ? wanted.values.every((value) => given.values.some((wide) => includesValue(given.test, wide, wanted.test, value)))
    : given.values.every((value) => wanted.values.some((wide) => includesValue(wanted.test, wide, given.test, value)));
}

/** Tests whose values are a part of what another test's same values match. */
const widerTests: Partial<Record<Restriction["test"], readonly Restriction["test"][]>> = {
  StringEquals: ["StringLike", "StringEqualsIgnoreCase", "ArnLike"],
  ArnLike: ["StringLike"],
};

function includesValue(
  wideTest: Restriction["test"],
  wide: string,
  test: Restriction["test"],
  narrow: string,
): boolean {
  if (wideTest !== test && widerTests[test]?.includes(wideTest) !== true) return false;
  if (wide === narrow) return true;
  if (wideTest === "StringLike") return includesPattern(patternOf(wide), patternOf(narrow));
  if (wideTest === "ArnLike") return includesArn(patternOf(wide), patternOf(narrow));
  if (wideTest === "IpAddress") {
    const [outer, inner] = [parseIpRange(wide), parseIpRange(narrow)];
    return outer !== undefined && inner !== undefined && includesRange(outer, inner);
  }
  return (wideTest === "StringEqualsIgnoreCase" || wideTest === "Bool") && wide.toLowerCase() === narrow.toLowerCase();
}

const patternOf = (text: string): Pattern => readPattern(text, undefined) ?? [];

const isOrder = (test: Restriction["test"]): boolean => /Less|Greater/.test(test);

/** One of the values has to lie beyond the request's: the loosest counts. */
function isWithin(given: Restriction, wanted: Restriction): boolean {
  const loosest = (values: string[]) => {
    const bounds = values.map((value) => (given.test.startsWith("Date") ? timeOf(value) : Number(value)));
    return given.test.includes("Less") ? Math.max(...bounds) : -Math.min(...bounds);
  };
  return loosest(given.values) <= loosest(wanted.values);
}
