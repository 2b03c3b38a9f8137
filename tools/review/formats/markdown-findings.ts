import { isAtLeast } from "../finding";
import type { Report, ReportedFinding } from "../report";
import { printChange } from "./sentences";
import { code, folded, prose, sizeOf, table } from "./markdown-text";

/** No row has fewer characters, so what can't fit is not tried. */
const shortestRow = 60;

/** The most telling of the ways to say the findings that fits. */
export function findingsWithin({ findings, plans }: Report, budget: number): string {
  if (findings.length === 0)
    return plans.some(({ limits }) => limits.length > 0)
      ? "No rule found anything in what the plans hold."
      : "No rule found anything that a reviewer has to act on.";
  const severe = findings.filter(({ severity }) => isAtLeast(severity, "medium"));
  const informing = findings.filter(({ severity }) => severity === "info");
  const informed = (say: (found: readonly ReportedFinding[]) => string) =>
    informing.length > 0 ? [folded(`${informing.length} for information`, say(informing))] : [];
  const said = (say: (found: readonly ReportedFinding[]) => string) => (severe.length > 0 ? [say(severe)] : []);
  const ways: ((() => string[]) | false)[] = [
    findings.length * shortestRow < budget && (() => [...said(inFull), ...informed(inFull)]),
    severe.length * shortestRow < budget && (() => [...said(inFull), ...informed(byRule)]),
    severe.length * shortestRow < budget && (() => [...said(inBrief), ...informed(byRule)]),
    () => [
      `${findings.length} findings are too many for one comment, so they are grouped by rule here.`,
      byRule(findings),
    ],
  ];
  let text = "";
  for (const way of ways) {
    if (!way) continue;
    text = way().join("\n\n");
    if (sizeOf(text) <= budget) break;
  }
  return text;
}

const inFull = (findings: readonly ReportedFinding[]): string =>
  table(
    ["Severity", "What happens", "Where", "What to do"],
    findings.map((finding) => [
      `**${finding.severity}**`,
      [`**${prose(finding.title, 300)}**`, prose(finding.detail, 1000), ...changesOf(finding)].join("<br>"),
      `${where(finding)}<br><sub>${code(finding.rule)}</sub>`,
      prose(finding.remedy, 1000),
    ]),
  );

const changesOf = ({ changes, title }: ReportedFinding): string[] =>
  changes.slice(0, 3).flatMap((change) => {
    const text = printChange(change, title, 80);
    return text === undefined ? [] : [code(text)];
  });

const inBrief = (findings: readonly ReportedFinding[]): string =>
  table(
    ["Severity", "What happens", "Where"],
    findings.map((finding) => [`**${finding.severity}**`, prose(finding.title, 200), where(finding)]),
  );

function byRule(findings: readonly ReportedFinding[]): string {
  const groups = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return table(
    ["Severity", "Rule", "Number", "The first of them"],
    [...groups.values()].map((group) => [
      `**${group[0]!.severity}**`,
      code(group[0]!.rule),
      String(group.length),
      group
        .slice(0, 3)
        .map(({ title, address }) => `${code(address, 120)}: ${prose(title, 120)}`)
        .join("<br>"),
    ]),
  );
}

function where({ plan, address, source }: ReportedFinding): string {
  const line = source ? [code(`${source.file}:${source.line}`)] : [];
  return [code(plan), ...(address === "*" ? [] : [code(address)]), ...line].join("<br>");
}
