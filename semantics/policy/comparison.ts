import { isDeepStrictEqual } from "node:util";
import type { Policy, Principals, Statement } from "./document";
import { arnsOverlap, includesArn, includesPattern, patternsOverlap, readPattern, type Pattern } from "./patterns";
import { complementOf, imply, restrictionsOf, type Restriction } from "./restriction";

/** The listed names and patterns, or all but those. */
export type NameSet = { of: string[] } | { allBut: string[] };

/** A statement as it is compared. */
export interface Grant {
  effect: "Allow" | "Deny";
  /** `AWS:*`, `AWS:arn:...`, `Service:...`; undefined in identity policies. */
  principals: NameSet | undefined;
  actions: NameSet;
  /** `*` where the policy names none. */
  resources: NameSet;
  restrictions: Restriction[];
}

/** Something that one policy lets happen and another does not. */
export interface Difference {
  /** An Allow's part that is new, or a Deny's part that is gone. */
  grant: Grant;
  /** Allows of the other policy about some of the same principals, actions and resources. */
  others: Grant[];
}

export interface PolicyComparison {
  /** What `after` lets happen beyond `before`. */
  widened: Difference[];
  /** What `before` let happen and `after` does not. */
  narrowed: Difference[];
}

/**
 * Compares what two policies let happen, statement by statement: order, boundaries of statements, lists, Sids and the case of
 * actions don't matter, and a statement that another includes adds nothing. A Deny that is gone widens, unless what is
 * allowed demands the same by its conditions. Where inclusion is hard to see it is taken for a difference. A policy that
 * isn't there has no statements.
 */
export function comparePolicies(before: Policy | undefined, after: Policy | undefined): PolicyComparison {
  const [left, right] = [grantsOf(before), grantsOf(after)];
  return { widened: differences(left, right), narrowed: differences(right, left) };
}

/** Allows with what the policy's Denies demand of them; those that are denied altogether are left out. */
export const effectiveAllows = (policy: Policy): Grant[] => {
  const grants = grantsOf(policy);
  return grants.filter(isAllow).flatMap((grant) => effectiveOf(grant, grants.filter(isDeny)) ?? []);
};

/** What `to` lets happen beyond `from`. */
function differences(from: readonly Grant[], to: readonly Grant[]): Difference[] {
  const [allowed, nowAllowed] = [from.filter(isAllow), to.filter(isAllow)];
  const [denied, nowDenied] = [from.filter(isDeny), to.filter(isDeny)];
  const added = nowAllowed
    .flatMap((grant) => effectiveOf(grant, nowDenied) ?? [])
    .flatMap((grant) => uncovered(grant, allowed));
  const lifted = denied.flatMap((deny) => uncovered(deny, nowDenied)).filter((deny) => !isObeyed(deny, nowAllowed));
  return [...lifted, ...added].map((grant) => ({ grant, others: allowed.filter((other) => overlap(other, grant)) }));
}

const isAllow = ({ effect }: Grant): boolean => effect === "Allow";
const isDeny = ({ effect }: Grant): boolean => effect === "Deny";

/** Whether everything allowed in a Deny's reach demands by its conditions what the Deny would refuse. */
function isObeyed(deny: Grant, allows: readonly Grant[]): boolean {
  const reached = allows.filter((allow) => overlap(allow, deny));
  const refused = deny.restrictions.map(complementOf);
  return (
    reached.length > 0 &&
    reached.every((allow) => refused.some((restriction) => imply(allow.restrictions, restriction)))
  );
}

/** An Allow with the conditions that Denies of all its reach add; undefined when one denies it without any. */
function effectiveOf(allow: Grant, denies: readonly Grant[]): Grant | undefined {
  let effective = allow;
  for (const deny of denies) {
    if (
      !includes(deny.actions, allow.actions, actionNames) ||
      !includes(deny.resources, allow.resources, resourceNames)
    )
      continue;
    const [restriction, ...more] = deny.restrictions;
    if (includesPrincipals(deny.principals, allow.principals)) {
      if (restriction === undefined) return undefined;
      if (more.length === 0)
        effective = { ...effective, restrictions: [...effective.restrictions, complementOf(restriction)] };
    } else if (restriction === undefined && deny.principals && "allBut" in deny.principals && isEverybody(allow)) {
      effective = { ...effective, principals: { of: deny.principals.allBut } };
    }
  }
  return effective;
}

export const isEverybody = ({ principals }: Grant): boolean =>
  principals !== undefined && ("allBut" in principals || principals.of.includes("AWS:*"));

/** More combinations than this are not looked at one by one. */
const mostCombinations = 5_000;

/** The parts of a grant that no other includes. */
function uncovered(grant: Grant, others: readonly Grant[]): Grant[] {
  if (others.some((other) => isSameGrant(other, grant))) return [];
  const near = others.filter((other) => overlap(other, grant));
  if (near.length === 0) return [grant];
  if (near.some((other) => covers(other, grant))) return [];
  const parts = split(grant);
  if (parts.length * near.length > mostCombinations) return [grant];
  return merge(parts.filter((part) => !near.some((other) => covers(other, part))));
}

/** Most statements of a changed policy stay as they are. */
const isSameGrant = (left: Grant, right: Grant): boolean =>
  isSameSet(left.actions, right.actions) &&
  isSameSet(left.resources, right.resources) &&
  isSameSet(left.principals, right.principals) &&
  isDeepStrictEqual(left.restrictions, right.restrictions);

function isSameSet(left: NameSet | undefined, right: NameSet | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if ("of" in left !== "of" in right) return false;
  const [names, others] = [namesIn(left), namesIn(right)];
  return names.length === others.length && names.every((name, index) => name === others[index]);
}

const namesIn = (set: NameSet): string[] => ("of" in set ? set.of : set.allBut);

const covers = (wide: Grant, narrow: Grant): boolean =>
  includesPrincipals(wide.principals, narrow.principals) &&
  includes(wide.actions, narrow.actions, actionNames) &&
  includes(wide.resources, narrow.resources, resourceNames) &&
  wide.restrictions.every((restriction) => imply(narrow.restrictions, restriction));

const overlap = (left: Grant, right: Grant): boolean =>
  (left.principals === undefined || right.principals === undefined
    ? left.principals === right.principals
    : setsOverlap(left.principals, right.principals, principalNames)) &&
  setsOverlap(left.actions, right.actions, actionNames) &&
  setsOverlap(left.resources, right.resources, resourceNames);

/** How names of a kind relate to each other. */
interface Names {
  includes: (wide: string, narrow: string) => boolean;
  overlap: (left: string, right: string) => boolean;
}

const actionNames: Names = {
  includes: withoutCase(byPattern(includesPattern, false)),
  overlap: withoutCase(byPattern(patternsOverlap, true)),
};
const resourceNames: Names = {
  includes: byPattern(includesArn, false),
  overlap: byPattern(arnsOverlap, true),
};
const principalNames: Names = {
  includes: includesPrincipal,
  overlap: (left, right) => includesPrincipal(left, right) || includesPrincipal(right, left),
};

/** An account stands for all its identities, everybody for all. */
function includesPrincipal(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "AWS:*") return true;
  if (!wide.endsWith(":root")) return false;
  const account = /^AWS:arn:[^:]*:iam::(\d{12}):root$/.exec(wide)?.[1];
  return account !== undefined && /^AWS:arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(narrow)?.[1] === account;
}

const includesPrincipals = (wide: NameSet | undefined, narrow: NameSet | undefined): boolean =>
  wide === undefined || narrow === undefined ? wide === narrow : includes(wide, narrow, principalNames);

function includes(wide: NameSet, narrow: NameSet, names: Names): boolean {
  if ("of" in narrow)
    return narrow.of.every((name) =>
      "of" in wide
        ? wide.of.some((other) => names.includes(other, name))
        : !wide.allBut.some((other) => names.overlap(other, name)),
    );
  if ("of" in wide) return wide.of.some((name) => name === "*" || name === "AWS:*");
  return wide.allBut.every((name) => narrow.allBut.some((other) => names.includes(other, name)));
}

function setsOverlap(left: NameSet, right: NameSet, names: Names): boolean {
  if ("allBut" in left)
    return "allBut" in right || right.of.some((name) => !left.allBut.some((other) => names.includes(other, name)));
  if ("allBut" in right) return setsOverlap(right, left, names);
  return left.of.some((name) => right.of.some((other) => names.overlap(name, other)));
}

/** Longer names than AWS takes are not read as patterns. */
const longest = 2_048;

function withoutCase(compare: Names["includes"]): Names["includes"] {
  return (left, right) => left === right || compare(left.toLowerCase(), right.toLowerCase());
}

/** @param symmetric whether either name may be the wider one */
function byPattern(compare: (left: Pattern, right: Pattern) => boolean, symmetric: boolean): Names["includes"] {
  return (left, right) => {
    if (left === right) return true;
    const [wide, narrow] = [literalStart(left), literalStart(right)];
    if (wide === left.length && !(symmetric && narrow < right.length)) return false;
    // what both write before their first wildcard has to agree
    const common = symmetric ? Math.min(wide, narrow) : wide;
    if (!right.startsWith(left.slice(0, common))) return false;
    if (Math.max(left.length, right.length) > longest) return symmetric;
    return compare(patternOf(left), patternOf(right));
  };
}

/** How much of a name stands before its first wildcard; an ARN that ends early goes on with one. */
function literalStart(name: string): number {
  const [star, mark] = [name.indexOf("*"), name.indexOf("?")];
  if (star >= 0 || mark >= 0) return star < 0 ? mark : mark < 0 ? star : Math.min(star, mark);
  return name.startsWith("arn:") && isCutOff(name) ? name.length - 1 : name.length;
}

/** An ARN with fewer than six parts. */
function isCutOff(arn: string): boolean {
  let colon = -1;
  for (let part = 1; part < 6; part++) {
    colon = arn.indexOf(":", colon + 1);
    if (colon < 0) return true;
  }
  return false;
}

const patterns = new Map<string, Pattern>();

function patternOf(text: string): Pattern {
  const known = patterns.get(text);
  if (known) return known;
  const pattern = readPattern(text, undefined) ?? [];
  if (patterns.size >= 10_000) patterns.clear();
  patterns.set(text, pattern);
  return pattern;
}

const grantsOf = (policy: Policy | undefined): Grant[] =>
  (policy?.statements ?? []).map((statement) => grantOf(statement, policy?.version ?? "2012-10-17"));

function grantOf(statement: Statement, version: Policy["version"]): Grant {
  const { effect, principals, notPrincipals, actions, notActions, resources, notResources, conditions } = statement;
  // before version 2012-10-17 a policy variable is text like other text
  const literal = (text: string) => (version === "2008-10-17" ? text.replaceAll("${", "${$}{") : text);
  const texts = (values: string[]) => [...new Set(values.map(literal))];
  return {
    effect,
    principals: principals
      ? { of: principalTexts(principals) }
      : notPrincipals && { allBut: principalTexts(notPrincipals) },
    actions: actions ? { of: actionTexts(actions) } : { allBut: actionTexts(notActions ?? []) },
    resources: notResources ? { allBut: texts(notResources) } : { of: texts(resources ?? ["*"]) },
    restrictions: restrictionsOf(conditions).map((one) => ({ ...one, values: one.values.map(literal) })),
  };
}

const actionTexts = (texts: string[]): string[] => [...new Set(texts.map((text) => (text === "*:*" ? "*" : text)))];

const principalTexts = (principals: Principals): string[] => [
  ...new Set(
    Object.entries(principals).flatMap(([kind, texts]) =>
      texts.map((text) => `${kind}:${text.replace(/^(\d{12})$/, "arn:aws:iam::$1:root")}`),
    ),
  ),
];

/** One principal, one action and one resource each. */
function split(grant: Grant): Grant[] {
  const principals = grant.principals === undefined ? [undefined] : alternatives(grant.principals);
  return principals.flatMap((one) =>
    alternatives(grant.actions).flatMap((actions) =>
      alternatives(grant.resources).map((resources) => ({ ...grant, principals: one, actions, resources })),
    ),
  );
}

const alternatives = (set: NameSet): NameSet[] => ("of" in set ? set.of.map((name) => ({ of: [name] })) : [set]);

/** Puts parts that differ in nothing but their actions together, then in their resources, then in their principals. */
const merge = (parts: Grant[]): Grant[] =>
  (["actions", "resources", "principals"] as const).reduce<Grant[]>((grants, field) => {
    const groups = new Map<string, Grant>();
    for (const grant of grants) {
      const { [field]: set, ...rest } = grant;
      const key = set && "of" in set ? JSON.stringify(rest) : JSON.stringify(grant);
      const group = groups.get(key)?.[field];
      groups.set(
        key,
        group && set && "of" in group && "of" in set ? { ...grant, [field]: { of: [...group.of, ...set.of] } } : grant,
      );
    }
    return [...groups.values()];
  }, parts);
