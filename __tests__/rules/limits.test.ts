import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../rules";
import { type Limit, table } from "../../semantics/limit-table";
import { generatedSection, markdownTable } from "../generated-section";
import { type Case, messagesOf } from "./cases/case";

const cases = Object.assign(
  {},
  ...readdirSync(join(__dirname, "cases")).map(
    (file) => (require(`./cases/${file}`) as { cases?: Record<string, Case> }).cases,
  ),
) as Record<string, Case>;
const said = new Map<string, string>();

/** All that a rule says of what breaks it in the tests. */
function messages(id: string): string {
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`rule: expected one of docs/rules.md, got ${id}`);
  if (!said.has(id)) said.set(id, cases[id]!.breaks.flatMap(([, resources]) => messagesOf(rule, resources)).join("\n"));
  return said.get(id)!;
}

/** `300`, `50 to 29000`, `EDGE 8192, ...`: a limit as people read it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  if (value === null || typeof value !== "object") return String(value);
  const { minimum, maximum, default: _default, raisable: _raisable, ...others } = value as Record<string, unknown>;
  const range = minimum === undefined ? [] : [`${shown(minimum)} to ${shown(sameForAll(maximum))}`];
  const rest = Object.entries(others).map(([name, each]) => `${name} ${shown(each)}`);
  return [...range, ...rest].join(", ");
}

/** One value in place of the same for each endpoint type. */
function sameForAll(value: unknown): unknown {
  const values = new Set(value !== null && typeof value === "object" ? Object.values(value) : [value]);
  return values.size === 1 ? [...values][0] : value;
}

/** The upper bounds of a limit. */
function bounds(value: unknown): string[] {
  if (Array.isArray(value)) return [value.at(-1)];
  if (value === null || typeof value !== "object") return [String(value)];
  const { maximum = value } = value as { maximum?: unknown };
  return maximum === value ? Object.values(value).map(String) : bounds(maximum);
}

const rows = Object.entries<Limit>(table);

test.each(rows.filter(([, { rule }]) => rule))("more than %s is refused at synth with the limit", (_name, limit) => {
  const text = messages(limit.rule!);
  expect(bounds(limit.value).some((bound) => new RegExp(`\\b${bound}\\b`).test(text))).toBe(true);
});

test("every other limit says what happens at run time", () => {
  expect(rows.filter(([, { rule, atRunTime }]) => (rule === undefined) === (atRunTime === undefined))).toEqual([]);
});

test("docs/limits.md has every limit (UPDATE_DOCS=1 npx jest rules/limits writes it anew)", () => {
  const list = markdownTable(
    ["what", "limit", "raisable", "more is"],
    rows.map(([, { of, value, unit, raisable, rule, atRunTime }]) => [
      of,
      `${shown(value)} ${unit}`,
      raisable ? "yes" : "no",
      rule ? `refused: \`${rule}\`` : atRunTime!,
    ]),
  );
  expect(generatedSection("limits.md", "limits", list)).toBe(list);
});
