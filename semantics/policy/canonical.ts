import type { Conditions } from "./conditions";
import type { Policy, Principals, Statement } from "./document";

/** A statement about one principal, one action and one resource, or about all but those of a list. */
export interface CanonicalStatement {
  effect: "Allow" | "Deny";
  /** `AWS:*`, `AWS:arn:...`, `Service:...`; `not(...)` for NotPrincipal; undefined in identity policies. */
  principal: string | undefined;
  /** In lower case; `not(a, b)` for NotAction. */
  action: string;
  /** `not(...)` for NotResource; undefined where the policy names none. */
  resource: string | undefined;
  /** Keys in lower case, operators and values in order, each value once. */
  conditions: Conditions;
  /** All of it as one text: equal texts say the same. */
  text: string;
}

/**
 * The policy as a sorted set of simple statements: two policies that say the same with other lists, order, case, Sids
 * or statement boundaries give the same texts. Statements that others include are left in.
 */
export function normalizePolicy(policy: Policy): CanonicalStatement[] {
  const byText = new Map(
    policy.statements.flatMap((one) => simplify(one, policy.version)).map((one) => [one.text, one]),
  );
  return [...byText.values()].toSorted((a, b) => (a.text < b.text ? -1 : 1));
}

function simplify(statement: Statement, version: Policy["version"]): CanonicalStatement[] {
  const { effect } = statement;
  const conditions = canonicalConditions(statement.conditions, version);
  const principals = alternatives(principalTexts(statement.principals), principalTexts(statement.notPrincipals));
  const actions = alternatives(lower(statement.actions), lower(statement.notActions));
  const resources = alternatives(statement.resources, statement.notResources);
  return principals.flatMap((principal) =>
    actions.flatMap((action = "*") =>
      resources.map((resource) => {
        const fields = { effect, principal, action, resource, conditions };
        return { ...fields, text: JSON.stringify(fields) };
      }),
    ),
  );
}

/** The listed ones one by one, or all but the excluded ones together. */
function alternatives(listed: string[] | undefined, excluded: string[] | undefined): (string | undefined)[] {
  if (listed) return listed.includes("*") ? ["*"] : [...new Set(listed)];
  return [excluded && `not(${[...new Set(excluded)].toSorted().join(", ")})`];
}

const lower = (texts: string[] | undefined) => texts?.map((text) => (text === "*:*" ? "*" : text.toLowerCase()));

function principalTexts(principals: Principals | undefined): string[] | undefined {
  if (!principals) return undefined;
  const texts = Object.entries(principals).flatMap(([kind, list]) =>
    list.map((one) => `${kind}:${one.replace(/^(\d{12})$/, "arn:aws:iam::$1:root")}`),
  );
  return texts.includes("AWS:*") ? ["AWS:*"] : texts;
}

const sameOperators: Record<string, string> = { ArnEquals: "ArnLike", ArnNotEquals: "ArnNotLike" };

function canonicalConditions(conditions: Conditions, version: Policy["version"]): Conditions {
  const merged: Record<string, Record<string, string[]>> = {};
  for (const [name, keys] of Object.entries(conditions)) {
    const operator = name.replace(/Arn(?:Not)?Equals/, (base) => sameOperators[base] ?? base);
    for (const [key, values] of Object.entries(keys)) {
      // two conditions on one key that were written under two names both hold: they stay apart
      const own = merged[operator]?.[key.toLowerCase()] === undefined ? operator : name;
      (merged[own] ??= {})[key.toLowerCase()] = [
        ...new Set(values.map((value) => canonicalValue(value, own, version))),
      ].toSorted();
    }
  }
  return sortedByName(merged, (keys) => sortedByName(keys, (values) => values));
}

function canonicalValue(value: string, operator: string, version: Policy["version"]): string {
  if (/Bool|Null/.test(operator)) return value.toLowerCase();
  return version === "2008-10-17" && value.includes("${") ? `literal ${value}` : value;
}

function sortedByName<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  const names = Object.keys(record).toSorted();
  return Object.fromEntries(names.map((name) => [name, change(record[name] as T)]));
}
