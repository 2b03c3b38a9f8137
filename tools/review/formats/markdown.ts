import type { PlanReport, Report } from "../report";
import { detailsWithin } from "./markdown-details";
import { findingsWithin } from "./markdown-findings";
import { code, cutList, folded, prose, sizeOf, table } from "./markdown-text";
import { costLines, countChanges, countFindings, countRoutine, limitsIn } from "./sentences";

/** GitHub takes 65,536 characters in a comment, and bots add a line of their own. */
const commentBudget = 60_000;
/** GitHub takes 1 MiB in the summary of a step. */
export const summaryBudget = 1_000_000;

/** Part of the budget that findings may take before they are said in fewer words. */
const findingsShare = 2 / 3;

/**
 * A comment for a pull request: verdict, findings, changes, and folded details, worst first. Findings are never left
 * out: where they are too many, they are grouped by rule with their number. Details are left out where they don't fit,
 * and their number is said.
 *
 * @param budget longest text in bytes of UTF-8
 */
export function toMarkdown(report: Report, budget = commentBudget): string {
  const parts = [heading(report), limits(report), findingsWithin(report, budget * findingsShare), ...overview(report)];
  const details = detailsWithin(report, budget - sizeOf(parts.join("\n\n")));
  return `${[...parts, details].filter((part) => part !== "").join("\n\n")}\n`;
}

function heading({ verdict, label, findings, waived }: Report): string {
  const waivedToo = waived.length > 0 ? `, ${waived.length} waived` : "";
  return [
    `<!-- gatehouse-review ${label} -->`,
    `## Plan review of ${prose(label)}: ${verdict}`,
    "",
    `**${countFindings(findings)}${waivedToo}**`,
  ].join("\n");
}

function limits(report: Report): string {
  const said = limitsIn(report).map(({ plan, sentence }) => `> ${code(plan)}: ${prose(sentence)}`);
  return said.length > 0 ? ["> [!WARNING]", said.join("\n>\n")].join("\n") : "";
}

/** What the plans do, in numbers, and what a reviewer should know beside the findings. */
function overview(report: Report): string[] {
  const { plans, notes } = report;
  const cost = costLines(report.cost);
  return [
    changesIn(plans),
    listed(plans, "Drift that these plans undo, so nobody asked for it", ({ drift }) =>
      drift.filter(({ repaired }) => repaired).map(printDrift),
    ),
    listed(plans, "Drift that stays", ({ drift }) => drift.filter(({ repaired }) => !repaired).map(printDrift)),
    listed(plans, "Can't be judged, because the value is known after apply only", ({ unjudged }) =>
      unjudged.map((each) => code(each)),
    ),
    cost.length > 0 ? `**Cost:** ${cost.map((line) => prose(line)).join("<br>")}` : "",
    waivers(report),
    notes.length > 0 ? notes.map((note) => `- ${prose(note)}`).join("\n") : "",
  ];
}

function changesIn(plans: readonly PlanReport[]): string {
  const lines = plans.map((plan) => `${code(plan.name)}: ${countChanges(plan)}`);
  const routine = countRoutine(plans);
  const kinds = routine.length > 0 ? `\n\n**Needs no reading:** ${routine.map((each) => prose(each)).join("; ")}` : "";
  return `**Changes:** ${cutList(lines, 40).join(" · ")}${kinds}`;
}

const printDrift = ({ address, deleted, differences }: PlanReport["drift"][number]): string =>
  `${code(address)} ${
    deleted
      ? "was deleted"
      : `changed in ${cutList(
          differences.map(({ attribute }) => code(attribute)),
          5,
        ).join(", ")}`
  } outside of Terraform`;

function listed(plans: readonly PlanReport[], title: string, of: (plan: PlanReport) => string[]): string {
  const items = plans.flatMap((plan) => of(plan).map((item) => `- ${code(plan.name)}: ${item}`));
  return items.length > 0 ? `**${title}:**\n${cutList(items, 20, "- ").join("\n")}` : "";
}

function waivers({ waived, synthWaivers }: Report): string {
  const rows = [
    ...waived.map(({ finding, waiver }) => [
      prose(finding.title, 200),
      `${code(finding.plan)}<br>${code(finding.address)}`,
      prose(waiver.reason, 300),
      waiver.expires,
    ]),
    ...synthWaivers.map(({ rule, plan, address, reason, expires }) => [
      `${code(rule)} at synth`,
      `${code(plan)}<br>${code(address)}`,
      prose(reason, 300),
      expires,
    ]),
  ];
  if (rows.length === 0) return "";
  const shown = rows.slice(0, 30);
  const more = rows.length > shown.length ? `\n\n${rows.length - shown.length} more are not shown here.` : "";
  return folded(`${rows.length} accepted by waivers`, `${table(["What", "Where", "Why", "Until"], shown)}${more}`);
}
