import type { Difference, Grant, NameSet, Restriction } from "../../../semantics/policy";

/** `everybody may call sqs:SendMessage on arn:aws:sqs:...:orders, if aws:SourceArn is like arn:...` */
export function wordsOf(grant: Grant): string {
  const { effect, principals, actions, resources } = grant;
  const who = principals ? listOf(principals, principalWords, "everybody") : "its holder";
  const what = isEverything(actions) ? "do anything" : `call ${listOf(actions, (name) => name, "everything")}`;
  // in the policy of a resource * is the resource itself
  const all = principals ? "" : " on everything";
  const where = isEverything(resources) ? all : ` on ${listOf(resources, (name) => name, "everything")}`;
  return `${who} may ${effect === "Deny" ? "not " : ""}${what}${where}${conditionWords(grant)}`;
}

/** `, if aws:SourceVpce is vpce-1 and ...`; nothing without conditions. */
export const conditionWords = ({ restrictions }: Grant): string =>
  restrictions.length === 0 ? "" : `, if ${restrictions.map(restrictionWords).join(" and ")}`;

/** What became possible, and what was possible of it before. */
export function differenceWords({ grant, others }: Difference): { before: string; after: string } {
  if (grant.effect === "Deny") return { before: wordsOf(grant), after: "the Deny is gone" };
  const before = others.length === 0 ? "not allowed" : shortened(others.map(wordsOf), "; ");
  return { before, after: wordsOf(grant) };
}

function restrictionWords({ key, test, negated, missing, values }: Restriction): string {
  const name = keyNames.get(key) ?? key;
  if (test === "Null") return `${name} is ${missing ? "missing" : "there"}`;
  const verb = `${negated ? "is not" : "is"}${testWords[test] ?? ""}`;
  return `${name} ${verb} ${shortened(values, " or ")}${missing && !negated ? " or missing" : ""}`;
}

const testWords: Partial<Record<Restriction["test"], string>> = {
  StringLike: " like",
  ArnLike: " like",
  IpAddress: " in",
  NumericLessThan: " below",
  NumericLessThanEquals: " at most",
  NumericGreaterThan: " above",
  NumericGreaterThanEquals: " at least",
  DateLessThan: " before",
  DateLessThanEquals: " until",
  DateGreaterThan: " after",
  DateGreaterThanEquals: " from",
};

/** IAM's spelling of global condition keys, which compare without case. */
const keyNames = new Map(
  [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpcSourceIp",
    "kms:CallerAccount",
    "kms:ViaService",
    "sts:ExternalId",
  ].map((name) => [name.toLowerCase(), name]),
);

function principalWords(name: string): string {
  const text = name.slice(name.indexOf(":") + 1);
  if (name === "AWS:*") return "everybody";
  const account = /^arn:[^:]*:iam::(\d{12}):root$/.exec(text)?.[1];
  return account ? `account ${account}` : text;
}

const isEverything = (set: NameSet): boolean => "of" in set && set.of.includes("*");

const listOf = (set: NameSet, words: (name: string) => string, all: string): string =>
  "of" in set ? shortened(set.of.map(words), ", ") : `${all} but ${shortened(set.allBut.map(words), ", ")}`;

/** The first few of many. */
export const shortened = (texts: readonly string[], separator: string, most = 4): string =>
  texts.length <= most
    ? texts.join(separator)
    : `${texts.slice(0, most).join(separator)}${separator}and ${texts.length - most} more`;
