import { type Difference, effectiveAllows, type Grant } from "../../../semantics/policy";
import { type AttributeChange, type Observation, severities, type Severity } from "../finding";
import { type PolicyKind, policyAttributes } from "../policies/attributes";
import { type Danger, dangerOf, demandsEndpoint } from "../policies/danger";
import { existsBefore } from "../policies/holder";
import { type PolicyChange, policyChanges } from "../policies/policy-change";
import { differenceWords, shortened, wordsOf } from "../policies/words";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule, Rule } from "../rule";

type Compared = Extract<PolicyChange, { state: "compared" }>;

/** Rule about policies of some kinds that let more happen than before, or something dangerous from the start. */
const widening = (
  text: Omit<ResourceRule, "types" | "find" | "severity" | "category">,
  kinds: readonly PolicyKind[],
  { what, remedy }: { what: string; remedy: string },
): ResourceRule => ({
  ...text,
  category: "exposure",
  severity: "high",
  types: typesOf(kinds),
  find: (change, plan) =>
    comparedOf(change, plan)
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap((policy) =>
        policy.isNew ? judgeNew(policy, what, remedy, change, plan) : judgeWider(policy, what, remedy, change),
      ),
});

const typesOf = (kinds: readonly PolicyKind[]): string[] =>
  Object.keys(policyAttributes).filter((type) => policyAttributes[type]?.some(({ kind }) => kinds.includes(kind)));

const comparedOf = (change: ResourceChange, plan: Plan): Compared[] =>
  policyChanges(change, plan).filter((policy) => policy.state === "compared");

interface Judged {
  difference: Difference;
  danger: Danger | undefined;
}

const worst = (values: readonly Severity[]): Severity =>
  severities.find((severity) => values.includes(severity)) ?? "info";

function judgeWider(policy: Compared, what: string, remedy: string, change: ResourceChange): Observation[] {
  const { comparison, kind, surroundings, attribute } = policy;
  if (comparison.widened.length === 0) return [];
  const judged = comparison.widened.map((difference) => ({
    difference,
    danger: dangerOf(difference.grant, kind, surroundings),
  }));
  const opened = openedPrivately(policy);
  const dangers = [...(opened ? [opened] : []), ...judged.flatMap(({ danger }) => danger ?? [])];
  const severity = worst(["high", ...dangers.map((danger) => danger.severity)]);
  const reason = dangers.find((danger) => danger.severity === severity)?.words;
  return [
    {
      severity,
      title: reason ? `The ${what} ${reason}` : titleOf(judged, what),
      detail:
        hidden(change, attribute) ??
        `New: ${shortened(
          judged.map(({ difference }) => newWords(difference)),
          "; ",
        )}.`,
      remedy,
      changes: differencesOf(change, attribute, comparison.widened),
    },
  ];
}

/** A lifted Deny opens a private API through an Allow that was there all along. */
function openedPrivately({ before, after, kind, surroundings }: Compared): Danger | undefined {
  if (kind !== "api" || !after) return undefined;
  const isPrivate = surroundings.isPrivate || (before !== undefined && effectiveAllows(before).some(demandsEndpoint));
  return effectiveAllows(after)
    .map((grant) => dangerOf(grant, kind, { ...surroundings, isPrivate }))
    .find((danger) => danger !== undefined);
}

const titleOf = (judged: readonly Judged[], what: string): string => {
  const lifted = judged.filter(({ difference }) => difference.grant.effect === "Deny").length;
  if (lifted === judged.length) return `The ${what} no longer denies what it denied`;
  const [first] = judged.filter(({ difference }) => difference.grant.effect === "Allow");
  const others = judged.length > 1 ? ` and more` : "";
  return first ? `The ${what} is wider: ${wordsOf(first.difference.grant)}${others}` : `The ${what} is wider`;
};

const newWords = (difference: Difference): string => {
  const { grant } = difference;
  if (grant.effect === "Deny") return `no longer denied: ${wordsOf({ ...grant, effect: "Allow" })}`;
  const { before, after } = differenceWords(difference);
  return `${after} (before: ${before})`;
};

/** What is new can't be wider; it can be dangerous. */
function judgeNew(policy: Compared, what: string, remedy: string, change: ResourceChange, plan: Plan): Observation[] {
  const { after, kind, surroundings, attribute } = policy;
  const grants = after ? effectiveAllows(after) : [];
  const dangers = grants.flatMap((grant) => {
    const danger = dangerOf(grant, kind, surroundings);
    return danger ? [{ grant, danger, severity: danger.onCreate ?? danger.severity }] : [];
  });
  const severity = worst([
    ...dangers.map((one) => one.severity),
    ...(joinsExisting(change, plan, kind) && grants.length > 0 ? ["medium" as const] : []),
  ]);
  const found = dangers.filter((one) => one.severity === severity);
  const [first] = found;
  if (!first) return severity === "info" ? [] : [newOnExisting(grants, what, change, attribute)];
  return [
    {
      severity,
      title: `The new ${what} ${first.danger.words}`,
      detail:
        hidden(change, attribute) ??
        `It says: ${shortened(
          found.map(({ grant }) => wordsOf(grant)),
          "; ",
        )}.`,
      remedy,
      changes: changed(
        change,
        attribute,
        found.map(({ grant }) => ({ attribute, after: wordsOf(grant) })),
      ),
    },
  ];
}

const newOnExisting = (
  grants: readonly Grant[],
  what: string,
  change: ResourceChange,
  attribute: string,
): Observation => ({
  severity: "medium",
  title: `An existing identity gets another ${what}`,
  detail: hidden(change, attribute) ?? `New: ${shortened(grants.map(wordsOf), "; ")}.`,
  remedy: "Check that whoever works under the identity needs every permission of it",
  changes: changed(
    change,
    attribute,
    grants.map((grant) => ({ attribute, after: wordsOf(grant) })),
  ),
});

/** Arguments that name the identity which a new policy joins. */
const holders: Readonly<Record<string, "role" | "user" | "group">> = {
  aws_iam_role_policy: "role",
  aws_iam_user_policy: "user",
  aws_iam_group_policy: "group",
};

/** Whether a new identity policy is one more of an identity that is there already. */
export function joinsExisting(change: ResourceChange, plan: Plan, kind: PolicyKind): boolean {
  const argument = holders[change.type];
  if (kind !== "identity" || argument === undefined) return false;
  return existsBefore(change, plan, argument);
}

/** A policy that Terraform marks as sensitive is not taken apart in print. */
const hidden = (change: ResourceChange, attribute: string): string | undefined =>
  change.isSensitive([attribute]) ? "The policy is marked as sensitive, so it is not printed." : undefined;

const changed = (change: ResourceChange, attribute: string, changes: AttributeChange[]): AttributeChange[] =>
  change.isSensitive([attribute]) ? [] : changes;

const differencesOf = (
  change: ResourceChange,
  attribute: string,
  differences: readonly Difference[],
): AttributeChange[] =>
  changed(
    change,
    attribute,
    differences.map((difference) => ({ attribute, ...differenceWords(difference) })),
  );

const narrowed: ResourceRule = {
  id: "policy-narrowed",
  category: "exposure",
  severity: "info",
  summary: "A policy lets less happen than before: safer, but whoever used it is refused",
  example: "sqs:SendMessage is taken from the topic that delivers to the queue",
  types: Object.keys(policyAttributes),
  find: (change, plan) =>
    comparedOf(change, plan)
      .filter(({ comparison, isNew }) => !isNew && comparison.narrowed.length > 0 && change.after !== undefined)
      .map(({ kind, comparison, attribute }) => {
        const losesCaller =
          kind !== "identity" &&
          comparison.narrowed.some(({ grant, others }) => grant.effect === "Allow" && others.length === 0);
        return {
          severity: losesCaller ? "medium" : "info",
          title: losesCaller ? "The policy refuses somebody who was allowed" : "The policy allows less than before",
          detail:
            hidden(change, attribute) ??
            `No longer: ${shortened(
              comparison.narrowed.map(({ grant }) =>
                grant.effect === "Deny" ? `${wordsOf(grant)} (now denied)`.replace("may not", "may") : wordsOf(grant),
              ),
              "; ",
            )}.`,
          remedy: "Check that nobody needs it any more: they get access denied from the moment of the apply",
          changes: changed(
            change,
            attribute,
            comparison.narrowed.map(({ grant }) => ({ attribute, before: wordsOf(grant) })),
          ),
        };
      }),
};

const unreadable: ResourceRule = {
  id: "policy-unreadable",
  category: "exposure",
  severity: "medium",
  summary: "A changed policy document that the review can't read, so nobody has judged it",
  example: "A policy with a condition operator that IAM doesn't know",
  types: Object.keys(policyAttributes),
  find: (change, plan) =>
    policyChanges(change, plan)
      .filter((policy) => policy.state === "unreadable")
      .map(({ attribute, message, isNew }) => ({
        severity: isNew ? "info" : "medium",
        title: `${attribute} can't be judged: it is no policy that the review understands`,
        detail: message,
        remedy: "Read the document yourself; AWS may refuse it at apply",
        changes: [{ attribute, before: change.beforeAt(attribute), after: change.afterAt(attribute) }],
      })),
};

const unknown: ResourceRule = {
  id: "policy-unknown",
  category: "exposure",
  severity: "high",
  summary: "An existing policy becomes known only after apply: whatever it then says, nobody has reviewed it",
  example: "A data source aws_iam_policy_document that is read during apply because its table changes",
  types: Object.keys(policyAttributes),
  find: (change, plan) =>
    policyChanges(change, plan)
      .filter((policy) => policy.state === "unknown" && !policy.isNew)
      .map(({ attribute }) => ({
        title: `${attribute} can't be judged: what it will say is known only after apply`,
        detail:
          "The document depends on something that this plan changes, so a wider policy would pass unseen. A data source aws_iam_policy_document does this whenever a resource that it mentions has any change.",
        remedy:
          "Write the policy as JSON with names and ARNs that are known, or apply what it depends on first and plan again",
        changes: [{ attribute, before: change.beforeAt(attribute), unknown: true }],
      })),
};

/** What policies let happen (S3-S6 of the risk catalogue). */
export const policyRules: readonly Rule[] = [
  widening(
    {
      id: "identity-policy-widened",
      summary: "A role, user or group may do more than before, or everything from the start",
      example: "dynamodb:GetItem on one table becomes dynamodb:* on everything",
      equivalents: ["CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40", "AWS-0342"],
    },
    ["identity"],
    { what: "policy", remedy: "List the actions and resources that are needed; keep Deny statements and conditions" },
  ),
  widening(
    {
      id: "trust-policy-widened",
      summary: "More principals may assume a role than before, or everybody from the start",
      example: "The principal of assume_role_policy becomes *",
      equivalents: ["CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_393"],
    },
    ["trust"],
    {
      what: "trust policy",
      remedy:
        "Name the principals, and demand an external id, organization or token subject of those outside the account",
    },
  ),
  widening(
    {
      id: "resource-policy-widened",
      summary:
        "A queue, topic, bucket, key, secret or the like is open to more callers than before, or to everybody from the start",
      example: "A queue's policy loses its condition on aws:SourceAccount: everybody may send to it",
      equivalents: ["CKV_AWS_33", "CKV_AWS_70", "CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_387", "AWS-0097"],
    },
    ["data", "delivery"],
    {
      what: "resource policy",
      remedy: "Name the principals, or keep a condition on the source's ARN, account or organization",
    },
  ),
  widening(
    {
      id: "api-policy-widened",
      summary: "An API's resource policy lets more callers in; a private API's no longer demands a VPC endpoint",
      example: "The Deny of every other aws:SourceVpce is removed from a private API",
    },
    ["api"],
    {
      what: "API's policy",
      remedy: "Keep the condition on aws:SourceVpce or aws:SourceVpc, or the Deny of everything else",
    },
  ),
  widening(
    {
      id: "endpoint-policy-widened",
      summary: "A VPC endpoint lets more calls through than before",
      example: "The policy that named two APIs is removed, which means full access",
    },
    ["endpoint"],
    { what: "VPC endpoint's policy", remedy: "Name the resources and principals that the endpoint is for" },
  ),
  narrowed,
  unknown,
  unreadable,
];
