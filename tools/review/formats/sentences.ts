import type { CostEstimate } from "../cost/estimate";
import type { Difference } from "../differences";
import { type AttributeChange, severities, type Severity } from "../finding";
import type { Json } from "../json";
import { actions, type PlanReport, type Report } from "../report";
import type { Routine } from "../routine";

/** `2 block, 1 high, 3 info`; `no findings` where there are none. */
export function countFindings(findings: readonly { severity: Severity }[]): string {
  const counts = severities.map((severity) => [findings.filter((each) => each.severity === severity).length, severity]);
  const said = counts.filter(([count]) => count !== 0).map(([count, severity]) => `${count} ${severity}`);
  return said.length > 0 ? said.join(", ") : "no findings";
}

/** `1 replace, 2 update, 1 output`; `no changes` where there are none. */
export function countChanges({ counts }: Pick<PlanReport, "counts">): string {
  const said = actions.filter((action) => counts[action] > 0).map((action) => `${counts[action]} ${action}`);
  const outputs = counts.outputs > 0 ? [`${counts.outputs} output${counts.outputs === 1 ? "" : "s"}`] : [];
  return [...said, ...outputs].join(", ") || "no changes";
}

/** What a plan doesn't hold, each sentence with the plan's name where there are several. */
export const limitsIn = ({ plans }: Report): { plan: string; sentence: string }[] =>
  plans.flatMap(({ name, limits }) => limits.map((sentence) => ({ plan: name, sentence })));

/** One line per kind over all plans: `New code of functions (3)`. */
export function countRoutine(plans: readonly PlanReport[]): string[] {
  const counts = new Map<Routine["title"], number>();
  for (const { routine } of plans)
    for (const { title, items } of routine) counts.set(title, (counts.get(title) ?? 0) + items.length);
  return [...counts].map(([title, count]) => `${title} (${count})`);
}

/** What the plans add to and take from the monthly bill; nothing where they do neither. */
export function costLines({ added, removed, date, region, lines, use, unknown }: CostEstimate): string[] {
  if (lines.length === 0 && use.length === 0 && unknown.length === 0) return [];
  const largest = lines
    .toSorted((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
    .slice(0, 5)
    .map(({ address, before, after }) => `${address} ${dollars(after - before)}`);
  const source = `list prices of ${region} on ${date}`;
  return [
    ...(lines.length > 0
      ? [
          `adds $${added.toFixed(2)} and removes $${removed.toFixed(2)} a month, an estimate by ${source}: ${largest.join(", ")}${lines.length > 5 ? ` and ${lines.length - 5} more` : ""}`,
        ]
      : []),
    ...(use.length > 0 ? [`by use${lines.length > 0 ? "" : ` (${source})`}: ${use.join("; ")}`] : []),
    ...(unknown.length > 0
      ? [
          `not counted, because the plan doesn't tell: ${unknown
            .slice(0, 5)
            .map(({ address }) => address)
            .join(", ")}${unknown.length > 5 ? ` and ${unknown.length - 5} more` : ""}`,
        ]
      : []),
  ];
}

const dollars = (amount: number): string => `${amount < 0 ? "-" : "+"}$${Math.abs(amount).toFixed(2)}`;

/** Lines of a difference, removed before added: `["-", "ttl[0].enabled: true"]`. */
export function printDifference(
  { attribute, before, after, unknown, sensitive, forcesReplacement }: Difference,
  longest: number,
): [sign: "-" | "+", text: string][] {
  const print = (value: Json) => (sensitive ? "(sensitive)" : printValue(value, longest));
  const why = forcesReplacement ? " (forces replacement)" : "";
  const added = unknown ? "(known after apply)" : after === undefined ? undefined : print(after);
  const name = shorten(visible(attribute), longest);
  return [
    ...(before === undefined ? [] : [["-", `${name}: ${print(before)}`] satisfies ["-", string]]),
    ...(added === undefined ? [] : [["+", `${name}: ${added}${why}`] satisfies ["+", string]]),
  ];
}

/** A value on one line, and JSON that is written as a text as what it says. */
export const printValue = (value: Json, longest: number): string =>
  shorten(visible(isJsonText(value) ? value : JSON.stringify(value)), longest);

const isJsonText = (value: Json): value is string =>
  typeof value === "string" && /^\s*(?:\{\s*"|\[\s*[{"])/.test(value);

/** What a finding says of an attribute: `hash_key: "pk" -> "id"`; undefined where its title says it already. */
export function printChange({ attribute, before, after, unknown }: AttributeChange, title: string, longest: number) {
  if (title === attribute) return undefined;
  const print = (value: Json | undefined) => (value === undefined ? "none" : printValue(value, longest));
  return `${shorten(visible(attribute), longest)}: ${print(before)} -> ${unknown ? "(known after apply)" : print(after)}`;
}

/** Cuts a text and says how much. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest).replace(/[\ud800-\udbff]$/, "");
  return `${kept}... (${text.length - kept.length} more characters)`;
}

/**
 * A text on one line in which every character shows: controls, marks that turn the direction of writing and other
 * invisible ones are written out, because they can make a text look like another.
 */
export const visible = (text: string): string =>
  text
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
