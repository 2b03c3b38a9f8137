import { changed, removed, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { at, isObject, isSame, type Json } from "../json";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";
import { gains } from "./authorizer";

/** ARNs of what the plan destroys for good. */
const destroyed = perPlan(
  (plan: Plan) =>
    new Set(
      plan.changes.flatMap((change) =>
        change.isDelete && typeof change.beforeAt("arn") === "string" ? change.beforeAt("arn") : [],
      ),
    ),
);

/** What an association's ARN names, for the beginning of a sentence. */
const kindsByArn: readonly (readonly [arn: RegExp, words: (name: string) => string])[] = [
  [/:\/restapis\/[^/]+\/stages\/([^/]+)$/, (name) => `Stage ${name}`],
  [/:loadbalancer\/app\/([^/]+)\//, (name) => `Load balancer ${name}`],
  [/:userpool\/([^/]+)$/, (name) => `User pool ${name}`],
  [/^/, () => "What the association names"],
];

function protectedBy(change: ResourceChange): string {
  const arn = change.beforeAt("resource_arn");
  const text = typeof arn === "string" ? arn : "";
  const [pattern, words] = kindsByArn.find(([known]) => known.test(text)) ?? [];
  return pattern && words ? words(pattern.exec(text)?.[1] ?? "") : "";
}

function findUnprotected(change: ResourceChange, plan: Plan): Observation[] {
  const target = change.beforeAt("resource_arn");
  if (!change.is("delete") || destroyed(plan).has(target ?? null)) return [];
  const what = protectedBy(change);
  const isSameResource = !change.changes(["resource_arn"]);
  const changes = [["web_acl_arn"], ["resource_arn"]]
    .filter((path) => change.changes(path))
    .map((path) => change.describe(path));
  return change.isReplace
    ? [
        {
          title: `${what} is without its web ACL until the new association is there`,
          detail:
            "WAF filters nothing from the moment the old association goes until the new one is in force, up to minutes.",
          remedy: isSameResource
            ? "Associate the new web ACL in place of the old one: AWS moves a resource over without a gap"
            : "Create what takes its place with an association of its own first, and move clients then",
          changes,
        },
      ]
    : [
        {
          title: `${what} is no longer protected by a web ACL`,
          detail: "Requests reach it unfiltered: rate limits, address lists and managed rules stop counting.",
          remedy: "Keep the association, or associate another web ACL in the same apply",
          changes,
        },
      ];
}

const rulesOf = (acl: Json | undefined): Map<string, Json> =>
  new Map(
    list(at(acl, ["rule"])).flatMap((rule) => {
      const name = at(rule, ["name"]);
      return typeof name === "string" ? [[name, rule] as const] : [];
    }),
  );

/** A block that is there, however empty. */
const has = (value: Json | undefined, ...path: (string | number)[]): boolean => list(at(value, path)).length > 0;

const onlyCounts = (rule: Json): boolean => has(rule, "action", 0, "count") || has(rule, "override_action", 0, "count");

/** Rules of managed groups that are set to count one by one, wherever the statement holds the group. */
function countedInside(value: Json | undefined): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countedInside(item), 0);
  if (!isObject(value)) return 0;
  const own = (has(value, "action_to_use", 0, "count") ? 1 : 0) + list(value["excluded_rule"]).length;
  return own + countedInside(Object.values(value));
}

function findWeaker(change: ResourceChange): Observation[] {
  if (change.before === undefined || change.after === undefined || change.isUnknown(["rule"])) return [];
  const [before, after] = [rulesOf(change.before), rulesOf(change.after)];
  const seen: Observation[] = [];
  if (has(change.before, "default_action", 0, "block") && has(change.after, "default_action", 0, "allow"))
    seen.push({
      title: "What no rule matches is let through instead of blocked",
      detail: "The web ACL was a list of who may pass; now everybody may whom no rule blocks.",
      remedy: "Keep the default action, or check that rules block what must not pass",
      changes: [{ attribute: "default_action", before: "block", after: "allow" }],
    });
  for (const [name, rule] of before) {
    const now = after.get(name);
    if (now === undefined)
      seen.push({
        title: `Rule ${name} is removed`,
        detail: "What it blocked gets through.",
        remedy: "Keep the rule, or check that another one blocks the same",
        changes: [{ attribute: `rule ${name}`, before: actionOf(rule) }],
      });
    else if ((onlyCounts(now) && !onlyCounts(rule)) || countedInside(now) > countedInside(rule))
      seen.push({
        title: `Rule ${name} only counts what it blocked`,
        detail: "Requests that match get through and are only counted.",
        remedy: "Keep the action, or set back only those parts of the rule that block too much",
        changes: [{ attribute: `rule ${name}`, before: actionOf(rule), after: actionOf(now) }],
      });
    else if (!isSame(matchOf(rule), matchOf(now)) || strictness(now) < strictness(rule))
      seen.push({
        severity: "medium",
        title: `Rule ${name} matches or does something else`,
        detail: "Whether it lets more through can't be told from the plan in general.",
        remedy: "Read the rule's difference; try it with COUNT on a copy first",
        changes: [{ attribute: `rule ${name}`, before: rule, after: now }],
      });
  }
  const [asked, nowAsked] = [order(before, after), order(after, before)];
  if (!isSame(asked, nowAsked))
    seen.push({
      severity: "medium",
      title: "Rules are asked in another order",
      detail:
        "The first rule that allows or blocks a request ends the matter: one that allows may now come before one that blocks.",
      remedy: "Check the order of the rules that allow",
      changes: [{ attribute: "order of rules", before: asked, after: nowAsked }],
    });
  return seen;
}

/** What a rule looks for; its metrics and its place in the order are no part of it. */
const matchOf = (rule: Json): Json =>
  isObject(rule) ? { ...rule, action: null, override_action: null, priority: null, visibility_config: null } : rule;

const actionsByStrictness = ["allow", "count", "none", "challenge", "captcha", "block"];

const strictness = (rule: Json): number =>
  Math.max(...actionsByStrictness.map((name, index) => (has(actionBlock(rule), name) ? index : -1)));

const actionBlock = (rule: Json): Json | undefined => at(rule, ["action", 0]) ?? at(rule, ["override_action", 0]);

/** Names of the rules that both have, as they are asked. */
const order = (rules: ReadonlyMap<string, Json>, others: ReadonlyMap<string, Json>): string[] =>
  [...rules]
    .filter(([name]) => others.has(name))
    .toSorted(([, one], [, other]) => Number(at(one, ["priority"])) - Number(at(other, ["priority"])))
    .map(([name]) => name);

const actionOf = (rule: Json): string => {
  const action = actionBlock(rule);
  const name = ["allow", "block", "count", "captcha", "challenge", "none"].find((each) => has(action, each));
  return countedInside(rule) > 0 ? `${name ?? "none"}, counts some` : (name ?? "none");
};

const matchLists = ["aws_wafv2_ip_set", "aws_wafv2_regex_pattern_set"];

export const webAclRules: readonly Rule[] = [
  {
    id: "web-acl-association-removed",
    category: "exposure",
    severity: "high",
    summary: "A stage, load balancer or user pool loses its web ACL, or is without one for a while",
    example: "aws_wafv2_web_acl_association of a stage is deleted",
    equivalents: ["CKV2_AWS_28", "CKV2_AWS_29"],
    types: ["aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association"],
    find: findUnprotected,
  },
  {
    id: "web-acl-weakened",
    category: "exposure",
    severity: "high",
    summary: "A web ACL blocks less: a rule is removed or only counts, or its default action allows",
    example: "The override action of the managed common rules goes from none to count",
    types: ["aws_wafv2_web_acl", "aws_wafv2_rule_group"],
    find: findWeaker,
  },
  watchRule(
    {
      id: "web-acl-list-changed",
      category: "exposure",
      severity: "medium",
      summary: "Addresses or patterns that rules of a web ACL match change",
      example: "A range is added to the addresses of an aws_wafv2_ip_set",
    },
    [["addresses"], ["regular_expression"]].map((path) => ({
      types: matchLists,
      path,
      when: (before, after) => gains(before, after) || gains(after, before),
      title: "Rules of web ACLs match other requests",
      detail: "A list of who may pass lets more in or keeps more out at once, in every web ACL that uses it.",
      remedy: "Check whether the rules that use the list allow or block",
    })),
  ),
  watchRule(
    {
      id: "distribution-web-acl",
      category: "exposure",
      severity: "high",
      summary: "A CloudFront distribution loses its web ACL or gets another one",
      example: "web_acl_id of a distribution is removed",
      equivalents: ["CKV_AWS_68", "AWS-0011"],
    },
    [
      {
        types: ["aws_cloudfront_distribution"],
        path: ["web_acl_id"],
        when: removed,
        title: "The distribution is no longer protected by a web ACL",
        detail: "Requests reach the origin unfiltered.",
        remedy: "Keep web_acl_id",
      },
      {
        types: ["aws_cloudfront_distribution"],
        path: ["web_acl_id"],
        when: (before, after) => changed(before, after) && !removed(before, after),
        severity: "medium",
        title: "The distribution is protected by another web ACL",
        detail: "What the new one blocks is not in this change.",
        remedy: "Compare the rules of the two",
      },
    ],
  ),
];
