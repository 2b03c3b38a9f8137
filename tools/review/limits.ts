import { type Difference } from "./differences";
import { isEmpty } from "./json";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

/** Terraform's minor versions whose plans this reviewer was tried with; others may say more than it knows. */
const knownVersions = /^1\.(?:[89]|1[0-5])\./;

/** What is missing in a plan, so that nothing found is not the same as nothing there. Sentences, said before anything else. */
export function limitsOf(plan: Plan): string[] {
  const deposed = plan.changes.filter(({ deposed: key }) => key !== undefined).length;
  const said: [boolean, string][] = [
    [
      plan.errored,
      "Planning failed. The plan holds only what was planned before the error: this review is incomplete.",
    ],
    [
      !plan.errored && plan.complete === false && plan.deferred === 0,
      "The plan is incomplete: a part of it was left out, by -target or until other changes are applied. Plan again after the apply.",
    ],
    [plan.deferred > 0, `${counted(plan.deferred, "change")} deferred to a later plan and not in this review.`],
    [
      deposed > 0,
      `${counted(deposed, "object")} left behind by an interrupted replacement: the plan destroys them too.`,
    ],
    [
      plan.changes.some((change) => change.is("unknown")),
      "The plan has actions that this reviewer does not know: read them in the plan itself.",
    ],
    [plan.actionInvocations.length > 0, "The plan runs actions of providers, and does not say what they do."],
    [plan.terraformVersion === "unknown", "The plan does not say which version of Terraform made it."],
    [
      plan.terraformVersion !== "unknown" && !knownVersions.test(plan.terraformVersion),
      `Planned by Terraform ${plan.terraformVersion}: this reviewer knows the plans of 1.8 to 1.15, and ignores what it does not know.`,
    ],
    [
      plan.changes.some(({ isChange }) => isChange) && !hasConfiguration(plan),
      "The plan comes without its configuration: regions of providers, references and computed values can't be told apart.",
    ],
  ];
  return said.filter(([applies]) => applies).map(([, sentence]) => sentence);
}

const hasConfiguration = (plan: Plan): boolean =>
  plan.changes.some((change) => plan.configuration.block(change) !== undefined) ||
  plan.changes.every(({ isDelete, isForget, isChange }) => isDelete || isForget || !isChange);

/** Arguments that somebody set, whose new value the plan doesn't know: `aws_iam_role_policy.fn: policy`. */
export const unjudged = (plan: Plan, change: ResourceChange, real: readonly Difference[]): string[] =>
  change.isUpdate
    ? [
        ...new Set(
          real
            .filter(
              ({ unknown, before, argument }) =>
                unknown && !isEmpty(before) && plan.configuration.sets(change, argument),
            )
            .map(({ argument }) => `${change.address}: ${argument}`),
        ),
      ]
    : [];

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? " is" : "s are"}`;
