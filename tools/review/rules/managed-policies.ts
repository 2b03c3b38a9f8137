import { changed, removed, watchRule } from "../attribute-watch";
import type { Observation, Severity } from "../finding";
import type { Json } from "../json";
import { goesWithItsWhole } from "../deleted-whole";
import type { Plan } from "../plan";
import { changesOf, existsBefore } from "../policies/holder";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

/** Arguments that attach managed policies, and the argument that names who gets them. */
const attachments: Readonly<Record<string, { policies: string; holder?: "role" | "user" | "group" }>> = {
  aws_iam_role_policy_attachment: { policies: "policy_arn", holder: "role" },
  aws_iam_user_policy_attachment: { policies: "policy_arn", holder: "user" },
  aws_iam_group_policy_attachment: { policies: "policy_arn", holder: "group" },
  aws_iam_policy_attachment: { policies: "policy_arn" },
  aws_iam_role: { policies: "managed_policy_arns" },
  aws_iam_role_policy_attachments_exclusive: { policies: "policy_arns" },
  aws_ssoadmin_managed_policy_attachment: { policies: "managed_policy_arn" },
};

/** What AWS's own policies allow, by name; the first that fits counts. */
const broadPolicies: readonly [name: RegExp, severity: Severity, words: string][] = [
  [/\/AdministratorAccess$/, "block", "may do anything"],
  [/\/(?:IAMFullAccess|PowerUserAccess|AdministratorAccess-.*)$/, "high", "may do nearly anything"],
  [/\/\w*FullAccess\w*$/, "high", "may do everything in a service, on every resource"],
];

function findAttached(change: ResourceChange, plan: Plan): Observation[] {
  const { policies, holder } = attachments[change.type]!;
  const before = texts(change.beforeAt(policies));
  const gained = texts(change.afterAt(policies)).filter((arn) => !before.includes(arn));
  const isExisting = change.before !== undefined || (holder !== undefined && existsBefore(change, plan, holder));
  return gained.flatMap((arn) => {
    const [, severity, words] = broadPolicies.find(([name]) => name.test(arn)) ?? [];
    if (severity === undefined && !isExisting) return [];
    const name = arn.split("/").at(-1) ?? arn;
    return [
      {
        severity: severity === "high" && !isExisting ? "medium" : (severity ?? "medium"),
        title: words
          ? `${name} is attached: whoever holds it ${words}`
          : `${name} is attached to an identity that exists`,
        detail: "A managed policy is not in the plan, so what it allows can't be judged beyond its name.",
        remedy: "Grant the actions and resources that are needed in a policy of your own",
        changes: [{ attribute: policies, after: arn }],
      },
    ];
  });
}

function findDetached(change: ResourceChange, plan: Plan): Observation[] {
  if (!(change.isUpdate || change.isDelete) || goesWithItsWhole(change, plan)) return [];
  const { policies } = attachments[change.type]!;
  if (change.isUnknown([policies])) return [];
  const after = texts(change.afterAt(policies));
  const isAttachedElsewhere = (arn: string): boolean =>
    changesOf(plan, change.type).some((other) => other.isCreate && texts(other.afterAt(policies)).includes(arn));
  return texts(change.beforeAt(policies))
    .filter((arn) => !after.includes(arn) && !isAttachedElsewhere(arn))
    .map((arn) => ({
      title: `${arn.split("/").at(-1) ?? arn} is detached`,
      detail:
        "Whoever had permissions through it is refused from the moment of the apply, unless another policy gives them.",
      remedy: "Check that the function or user doesn't need it; a function without logs:PutLogEvents writes no log",
      changes: [{ attribute: policies, before: arn }],
    }));
}

const texts = (value: Json | undefined): string[] =>
  (typeof value === "string" ? [value] : list(value)).filter((text) => typeof text === "string");

export const managedPolicyRules: readonly Rule[] = [
  {
    id: "managed-policy-attached",
    category: "exposure",
    severity: "medium",
    summary: "A managed policy is attached to an identity that exists, or one that allows too much to any",
    example: "AdministratorAccess is attached to a function's role",
    equivalents: ["CKV_AWS_274"],
    types: Object.keys(attachments),
    find: findAttached,
  },
  {
    id: "managed-policy-detached",
    category: "runtime",
    severity: "medium",
    summary: "A managed policy is taken from a role, user or group that goes on to exist",
    example: "AWSLambdaBasicExecutionRole is detached from a function's role",
    types: Object.keys(attachments),
    find: findDetached,
  },
  watchRule(
    {
      id: "permissions-boundary",
      category: "exposure",
      severity: "high",
      summary: "The limit of what a role or user can be granted is removed or changed",
      example: "permissions_boundary of a role is removed",
    },
    [
      {
        types: ["aws_iam_role", "aws_iam_user"],
        path: ["permissions_boundary"],
        when: removed,
        title: "The permissions boundary is removed",
        detail: "Whatever its policies allow then counts without a limit.",
        remedy: "Keep the boundary",
      },
      {
        types: ["aws_iam_role", "aws_iam_user"],
        path: ["permissions_boundary"],
        when: (before, after) => changed(before, after) && !removed(before, after),
        severity: "medium",
        title: (before, after) => `Another permissions boundary counts: ${after} instead of ${before}`,
        detail: "The boundary's own policy is not in the plan, so it can't be judged whether it is wider.",
        remedy: "Compare the two policies",
      },
    ],
  ),
];
