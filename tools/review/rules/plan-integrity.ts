import type { Observation } from "../finding";
import type { Plan } from "../plan";
import { isKnownReason } from "../replacement-reason";
import type { Rule } from "../rule";

/** Minor versions of Terraform 1 whose plans this review has been tried with or whose changes to the format are known. */
const knownMinors = { from: 5, to: 14 };

const because = (condition: boolean, observation: () => Observation): Observation[] =>
  condition ? [observation()] : [];

export const planIntegrityRules: readonly Rule[] = [
  {
    id: "plan-errored",
    category: "plan",
    severity: "block",
    summary: "Planning failed: the plan holds only what was planned before",
    example: "`prevent_destroy` stops the plan: other changes of the same pull request are not in it",
    findInPlan: ({ errored }) =>
      because(errored, () => ({
        title: "Planning failed, so this plan is not complete",
        detail:
          "It holds only what was planned before the error. Other changes are missing from it and from this review.",
        remedy: "Read the error in the output of terraform plan, correct it and plan again",
      })),
  },
  {
    id: "plan-incomplete",
    category: "plan",
    severity: "high",
    summary: "Changes are left out of the plan, by targeting or because they were deferred",
    example: "`terraform plan -target=...`",
    findInPlan: ({ complete, errored, deferred }) =>
      because(!errored && (complete === false || deferred > 0), () => ({
        title:
          deferred > 0
            ? `${deferred} ${deferred > 1 ? "changes are" : "change is"} put off to a later plan`
            : "The plan leaves changes out",
        detail: "What is left out is not reviewed here, and this plan alone doesn't reach the configuration.",
        remedy: "Plan without -target; review the next plan after this one is applied",
      })),
  },
  {
    id: "plan-actions",
    category: "plan",
    severity: "medium",
    summary: "Actions of providers run with the apply; the plan doesn't say what they do",
    example: "An `action` block of Terraform 1.14, triggered after an update",
    findInPlan: ({ actionInvocations }) =>
      because(actionInvocations.length > 0, () => ({
        title: `${actionInvocations.length} provider ${actionInvocations.length > 1 ? "actions run" : "action runs"} with the apply`,
        detail: `What they do can't be judged from the plan: ${actionInvocations.slice(0, 10).join(", ")}.`,
        remedy: "Read their blocks in the configuration",
      })),
  },
  {
    id: "terraform-version",
    category: "plan",
    severity: "info",
    summary: "A version of Terraform whose plans this review doesn't know",
    example: "A plan of Terraform 2.0",
    findInPlan: ({ terraformVersion }) =>
      because(!isKnownVersion(terraformVersion), () => ({
        title: `Plans of Terraform ${terraformVersion} are not known to this review`,
        detail: `It knows those of 1.${knownMinors.from} to 1.${knownMinors.to}; others may say things that it doesn't see.`,
        remedy: "Update Gatehouse, or read the plan itself as well",
      })),
  },
  {
    id: "check-failed",
    category: "plan",
    severity: "high",
    summary: "A check block or condition of the configuration fails; Terraform only warns",
    example: "`check table_has_pitr` reports that recovery is off",
    findInPlan: ({ checks }) => checks.flatMap(failedCheck),
  },
  {
    id: "unknown-action",
    category: "plan",
    severity: "block",
    summary: "Terraform does something that this review has never heard of",
    example: "An action that a later version of Terraform adds",
    types: "any",
    leftovers: true,
    find: (change) =>
      because(change.is("unknown") || change.is("open"), () => ({
        title: "It can't be judged what happens to this",
        detail: "The plan names an action that this review doesn't know.",
        remedy: "Update Gatehouse, or read the plan itself",
      })),
  },
  {
    id: "unknown-reason",
    category: "plan",
    severity: "info",
    summary: "Terraform gives a reason for an action that this review doesn't know",
    example: "An action_reason that a later version of Terraform adds",
    types: "any",
    find: ({ actionReason }) =>
      because(actionReason !== undefined && !isKnownReason(actionReason), () => ({
        title: `Its reason is not known to this review: ${actionReason}`,
        detail: "What happens is judged without the reason.",
        remedy: "Update Gatehouse",
      })),
  },
  {
    id: "deposed-object",
    category: "plan",
    severity: "info",
    summary: "The leftover of a replacement that failed earlier is deleted",
    example: "A create-before-destroy replacement whose old object couldn't be deleted",
    types: "any",
    leftovers: true,
    find: ({ deposed }) =>
      because(deposed !== undefined, () => ({
        title: "A leftover of an earlier, failed replacement is cleaned up",
        detail: `Terraform knows it as deposed object ${deposed}. The current object is another one.`,
        remedy: "Check that nothing uses the old object any more",
      })),
  },
];

/** Prereleases count as the version that they lead to; "unknown" is none. */
function isKnownVersion(version: string): boolean {
  const [, minor] = /^1\.(\d+)\./.exec(version) ?? [];
  return minor !== undefined && Number(minor) >= knownMinors.from && Number(minor) <= knownMinors.to;
}

/** A condition that depends on unknown values is decided during the apply. */
const checkTexts = {
  fail: { severity: "high", title: "fails", detail: "Terraform only warns about failed checks and applies the plan." },
  error: { severity: "high", title: "could not be evaluated", detail: "An error kept Terraform from deciding it." },
  unknown: { severity: "info", title: "is decided during the apply", detail: "It depends on values known only then." },
} as const;

const sentence = (message: string): string => (/[.!?]\s*$/.test(message) ? message : `${message}.`);

const isUnpassed = (status: string): status is keyof typeof checkTexts => Object.hasOwn(checkTexts, status);

function failedCheck({ address, status, messages }: Plan["checks"][number]): Observation[] {
  if (status === "pass") return [];
  const text = checkTexts[isUnpassed(status) ? status : "error"];
  return [
    {
      severity: text.severity,
      title: `${address} ${text.title}`,
      detail: [...messages.filter(Boolean).map(sentence), text.detail].join(" "),
      remedy:
        text.severity === "info"
          ? "Look at its result after the apply"
          : "Correct the change, or the check if it is wrong",
    },
  ];
}
