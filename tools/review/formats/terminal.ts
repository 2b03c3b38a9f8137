import type { Severity } from "../finding";
import type { Report, ReportedFinding } from "../report";
import {
  costLines,
  countChanges,
  countFindings,
  countRoutine,
  limitsIn,
  printChange,
  shorten,
  visible,
} from "./sentences";

const colours: Record<Severity, string> = { block: "1;31", high: "31", medium: "33", info: "2" };

/** Attributes that are shown below a finding. */
const mostChanges = 6;

/**
 * For a person at a terminal.
 *
 * @param colour with ANSI escapes
 */
export function toTerminal(report: Report, colour = false): string {
  const paint = (severity: Severity, text: string) => (colour ? `\u001b[${colours[severity]}m${text}\u001b[0m` : text);
  const { verdict, label, findings, waived, plans, notes } = report;
  const lines = [
    `Plan review of ${visible(label)}: ${verdict === "pass" ? verdict : paint(verdict, verdict)} (${countFindings(findings)})`,
    ...limitsIn(report).map(({ plan, sentence }) => `  ! ${visible(plan)}: ${visible(sentence)}`),
    ...findings.flatMap((finding) => ["", ...printFinding(finding, paint)]),
    "",
    ...plans.map((plan) => `${visible(plan.name)}: ${countChanges(plan)}`),
    ...countRoutine(plans).map((each) => `needs no reading: ${each}`),
    ...plans.flatMap(({ name, drift }) =>
      drift.map(
        ({ address, deleted, repaired, differences }) =>
          `drift: ${visible(name)} ${visible(address)} ${deleted ? "was deleted" : visible(differences.map(({ attribute }) => attribute).join(", "))}; ${repaired ? "this plan undoes it" : "it stays"}`,
      ),
    ),
    ...plans.flatMap(({ name, unjudged }) =>
      unjudged.map((each) => `can't be judged: ${visible(name)} ${visible(each)}`),
    ),
    ...costLines(report.cost).map((line) => `cost: ${visible(line)}`),
    ...waived.map(
      ({ finding, waiver }) =>
        `waived until ${waiver.expires}: ${visible(finding.plan)} ${visible(finding.address)}: ${visible(finding.title)} (${visible(waiver.reason)})`,
    ),
    ...notes.map((note) => `note: ${visible(note)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function printFinding(finding: ReportedFinding, paint: (severity: Severity, text: string) => string): string[] {
  const { severity, plan, address, title, detail, remedy, rule, source, changes } = finding;
  const shown = changes.slice(0, mostChanges).flatMap((change) => printChange(change, title, 80) ?? []);
  return [
    `${paint(severity, severity.padEnd(6))} ${visible(title)}`,
    `       ${visible(plan)} ${visible(address)} (${rule}${source ? `, ${visible(source.file)}:${source.line}` : ""})`,
    ...shown.map((text) => `       ${text}`),
    ...wrap(visible(detail)).map((line) => `       ${line}`),
    ...wrap(`To do: ${visible(remedy)}`).map((line) => `       ${line}`),
  ];
}

/** Lines of up to 93 characters, so that the indented ones have 100. */
function wrap(text: string): string[] {
  return (
    shorten(text, 2000)
      .match(/.{1,92}(?:\s|$)|\S{92}/g)
      ?.map((line) => line.trimEnd()) ?? []
  );
}
