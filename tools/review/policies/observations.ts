import { type Difference, effectiveAllows, type Grant } from "../../../semantics/policy";
import { type AttributeChange, type Observation, severities, type Severity } from "../finding";
import { isEmpty } from "../json";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import { type Danger, dangerOf, demandsEndpoint } from "./danger";
import { reachesOnlyCreated } from "./created";
import { existsBefore } from "./holder";
import type { PolicyChange } from "./policy-change";
import { differenceWords, shortened, wordsOf } from "./words";

type Compared = Extract<PolicyChange, { state: "compared" }>;

/** What a rule calls the policy in its sentences, and what it tells people to do. */
export interface Wording {
  what: string;
  remedy: string;
}

export const isCompared = (policy: PolicyChange): policy is Compared => policy.state === "compared";

/** What a policy lets happen that it did not. */
export function widened(policy: Compared, wording: Wording, change: ResourceChange, plan: Plan): Observation[] {
  const { what, remedy } = wording;
  const { comparison, kind, surroundings } = policy;
  if (comparison.widened.length === 0) return [];
  const opened = openedPrivately(policy);
  const dangers = [
    ...(opened ? [opened] : []),
    ...comparison.widened.flatMap(({ grant }) => dangerOf(grant, kind, surroundings) ?? []),
  ];
  const isOnlyCreated =
    kind === "identity" &&
    comparison.widened.every(
      ({ grant }) => grant.effect === "Allow" && reachesOnlyCreated(grant, surroundings.accounts, plan),
    );
  const severity = worst([isOnlyCreated ? "info" : "high", ...dangers.map((danger) => danger.severity)]);
  const reason = dangers.find((danger) => danger.severity === severity)?.words;
  return [
    {
      severity,
      title: `The ${what} ${reason ?? titleOf(comparison.widened)}`,
      ...shown(policy, change, newWords(comparison.widened), () =>
        comparison.widened.map((difference) => ({ attribute: policy.attribute, ...differenceWords(difference) })),
      ),
      remedy,
    },
  ];
}

/** A lifted Deny opens a private API through an Allow that was there all along. */
function openedPrivately({ left, right, kind, surroundings }: Compared): Danger | undefined {
  if (kind !== "api" || !right) return undefined;
  const isPrivate = surroundings.isPrivate || (left !== undefined && effectiveAllows(left).some(demandsEndpoint));
  return effectiveAllows(right)
    .map((grant) => dangerOf(grant, kind, { ...surroundings, isPrivate }))
    .find((danger) => danger !== undefined);
}

function titleOf(differences: readonly Difference[]): string {
  const first = differences.find(({ grant }) => grant.effect === "Allow");
  if (!first) return "no longer denies what it denied";
  return `is wider: ${wordsOf(first.grant)}${differences.length > 1 ? " and more" : ""}`;
}

function newWords(differences: readonly Difference[]): string {
  const said: [effect: Grant["effect"], intro: string][] = [
    ["Allow", "New"],
    ["Deny", "No longer denied"],
  ];
  return said
    .map(([effect, intro]) => {
      const grants = differences.map(({ grant }) => grant).filter((grant) => grant.effect === effect);
      const words = grants.map((grant) => wordsOf({ ...grant, effect: "Allow" }));
      return words.length === 0 ? "" : `${intro}: ${shortened(words, "; ")}.`;
    })
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** What is new can't be wider; it can be dangerous, or join an identity that exists. */
export function dangerous(policy: Compared, wording: Wording, change: ResourceChange, plan: Plan): Observation[] {
  const { right, kind, surroundings } = policy;
  const grants = right ? effectiveAllows(right) : [];
  const dangers = grants.flatMap((grant) => {
    const danger = dangerOf(grant, kind, surroundings);
    return danger ? [{ grant, words: danger.words, severity: danger.onCreate ?? danger.severity }] : [];
  });
  const joins = grants.length > 0 && joinsExisting(change, plan);
  const severity = worst([...dangers.map((danger) => danger.severity), ...(joins ? (["medium"] as const) : [])]);
  const found = dangers.filter((danger) => danger.severity === severity);
  const [first] = found;
  if (!first && !joins) return [];
  const told: readonly Grant[] = first ? found.map(({ grant }) => grant) : grants;
  return [
    {
      severity,
      title: first ? `The new ${wording.what} ${first.words}` : `An existing identity gets another ${wording.what}`,
      ...shown(policy, change, `It says: ${shortened(told.map(wordsOf), "; ")}.`, () =>
        told.map((grant) => ({ attribute: policy.attribute, after: wordsOf(grant) })),
      ),
      remedy: wording.remedy,
    },
  ];
}

/** Arguments that name the identity which a new policy joins. */
const holders: Readonly<Record<string, "role" | "user" | "group">> = {
  aws_iam_role_policy: "role",
  aws_iam_user_policy: "user",
  aws_iam_group_policy: "group",
};

function joinsExisting(change: ResourceChange, plan: Plan): boolean {
  const holder = holders[change.type];
  return holder !== undefined && existsBefore(change, plan, holder);
}

/** What a policy no longer lets happen. */
export function narrowed(policy: Compared, change: ResourceChange): Observation[] {
  const { kind, comparison, isNew, attribute } = policy;
  const lost = comparison.narrowed;
  if (isNew || lost.length === 0 || change.after === undefined) return [];
  const losesCaller =
    kind !== "identity" && lost.some(({ grant, others }) => grant.effect === "Allow" && others.length === 0);
  const words = lost.map(({ grant }) => wordsOf({ ...grant, effect: "Allow" }));
  return [
    {
      severity: losesCaller ? "medium" : "info",
      title: losesCaller ? "The policy refuses somebody who was allowed" : "The policy allows less than before",
      ...shown(policy, change, `No longer: ${shortened(words, "; ")}.`, () =>
        words.map((before) => ({ attribute, before })),
      ),
      remedy: "Check that nobody needs it any more: they get access denied from the moment of the apply",
    },
  ];
}

export const unreadable = (policy: PolicyChange, change: ResourceChange): Observation[] =>
  policy.state === "unreadable"
    ? [
        {
          severity: policy.isNew ? "info" : "medium",
          title: `${subjectOf(policy)} can't be judged: it is no policy that the review understands`,
          ...shown(policy, change, `Read as a policy: ${policy.message}.`, () => [
            { attribute: policy.attribute, before: policy.before, after: policy.after },
          ]),
          remedy: "Read the document yourself; AWS may refuse it at apply",
        },
      ]
    : [];

export const unknown = (policy: PolicyChange): Observation[] =>
  policy.state === "unknown" && !policy.isNew
    ? [
        {
          severity: isEmpty(policy.before) ? "medium" : "high",
          title: `${subjectOf(policy)} can't be judged: what it will say is known only after apply`,
          detail:
            "The document depends on something that this plan changes, so a wider policy would pass unseen. A data source aws_iam_policy_document does this whenever a resource that it mentions has any change.",
          remedy:
            "Write the policy as JSON with names and ARNs that are known, or apply what it depends on first and plan again",
          changes: [{ attribute: policy.attribute, before: policy.before, unknown: true }],
        },
      ]
    : [];

const subjects: Readonly<Partial<Record<string, string>>> = {
  policy: "The policy",
  assume_role_policy: "The trust policy",
};

const subjectOf = ({ attribute }: PolicyChange): string => subjects[attribute] ?? attribute;

/** A policy that Terraform marks as sensitive is not taken apart in print. */
const shown = (
  { argument }: PolicyChange,
  change: ResourceChange,
  detail: string,
  changes: () => AttributeChange[],
): Pick<Observation, "detail" | "changes"> =>
  change.isSensitive([argument])
    ? { detail: "The policy is marked as sensitive, so it is not printed.", changes: [] }
    : { detail, changes: changes() };

const worst = (values: readonly Severity[]): Severity =>
  severities.find((severity) => values.includes(severity)) ?? "info";
