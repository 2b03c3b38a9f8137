import type { PlanReport, Report, ReportedChange } from "../report";
import { codeInSummary, code, cutList, fenced, folded, sizeOf } from "./markdown-text";
import { printDifference } from "./sentences";

/** Room for the sentence that says what was left out. */
const reserve = 500;

/** What changes in each resource, the worst first, as far as it fits, and how many did not. */
export function detailsWithin({ plans, findings }: Report, budget: number): string {
  const order = new Map(
    findings.map(({ plan, address }, index) => [keyOf(plan, address), index] as const).toReversed(),
  );
  const details = plans
    .flatMap(({ name, changes }) => changes.map((change) => ({ plan: name, change })))
    .map((detail, index) => ({
      ...detail,
      rank: order.get(keyOf(detail.plan, detail.change.address)) ?? findings.length + index,
    }))
    .toSorted((a, b) => a.rank - b.rank);
  const blocks = [
    ...details.map(
      ({ plan, change }) =>
        () =>
          printChange(plan, change, Math.max(2000, budget / 10)),
    ),
    ...plans.filter(({ routine }) => routine.length > 0).map((plan) => () => printRoutine(plan)),
  ];
  const shown: string[] = [];
  let left = budget - reserve;
  for (const print of blocks) {
    if (left <= 0) break;
    const block = print();
    left -= sizeOf(block) + 2;
    if (left > 0) shown.push(block);
  }
  const omitted = blocks.length - shown.length;
  return [
    ...shown,
    ...(omitted > 0 ? [`**${omitted} of ${blocks.length} details do not fit here.** All findings are above.`] : []),
  ].join("\n\n");
}

const keyOf = (plan: string, address: string): string => JSON.stringify([plan, address]);

function printChange(plan: string, change: ReportedChange, budget: number): string {
  const { address, action, severity, previousAddress, differences, onlyRepairsDrift } = change;
  const said = [action, severity ?? "", onlyRepairsDrift ? "undoes drift only" : ""].filter((word) => word !== "");
  const lines: string[] = [];
  let left = budget;
  let printed = 0;
  for (const difference of differences) {
    const pair = printDifference(difference, 400).map(([sign, text]) => `${sign} ${text}`);
    left -= sizeOf(pair.join("\n"));
    if (left <= 0) break;
    lines.push(...pair);
    printed++;
  }
  const parts = [
    previousAddress === undefined ? "" : `Moved from ${code(previousAddress)}`,
    lines.length > 0 ? fenced("diff", lines) : "",
    printed < differences.length ? `${differences.length - printed} more differences do not fit here.` : "",
  ].filter((part) => part !== "");
  const title = `${codeInSummary(plan)} ${codeInSummary(address)}: ${said.join(", ")}`;
  return parts.length > 0 ? folded(title, parts.join("\n\n")) : `- ${code(plan)} ${code(address)}: ${said.join(", ")}`;
}

function printRoutine({ name, routine }: PlanReport): string {
  const kinds = routine.map(
    ({ title, items }) =>
      `- ${title}: ${cutList(
        items.map((item) => code(item)),
        50,
      ).join(", ")}`,
  );
  return folded(`${codeInSummary(name)}: what needs no reading`, kinds.join("\n"));
}
