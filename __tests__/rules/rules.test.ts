import { readdirSync } from "node:fs";
import { rules } from "../../rules";
import type { Cases } from "./cases";
import { refusals } from "./judged-stack";
import { withoutCases } from "./without-cases";

/** Cases of every `<noun>.cases.ts` beside this file. */
const cases: [string, Cases[string]][] = readdirSync(__dirname)
  .filter((file) => file.endsWith(".cases.ts"))
  .flatMap((file) => Object.entries((require(`./${file}`) as { cases: Cases }).cases));

const tables = [
  ...cases.flatMap(([rule, { breaks }]) =>
    Object.entries(breaks).map(([name, { refused, ...blocks }]) => ({ rule, name, blocks, refused })),
  ),
  ...cases.flatMap(([rule, { passes }]) =>
    Object.entries(passes).map(([name, blocks]) => ({ rule, name, blocks, refused: [] as string[] })),
  ),
];

// one app with a stack per case: as fast as one synth
const lines = refusals(Object.fromEntries(tables.map(({ blocks }, index) => [`case-${index}`, blocks])));

const refusedBy = (rule: string, stack: string): string[] =>
  lines
    .filter((line) => line.startsWith(`${stack}: `) && line.endsWith(` [${rule}]`))
    .map((line) => line.slice(stack.length + 2));

describe.each([...new Set(tables.map(({ rule }) => rule))])("%s", (rule) => {
  test.each(
    tables
      .map((row, index) => ({ ...row, stack: `case-${index}` }))
      .filter((row) => row.rule === rule)
      .map((row): [string, string, typeof row] => [row.refused.length > 0 ? "refuses" : "lets pass", row.name, row]),
  )("%s %s", (_, __, { stack, refused }) => {
    const got = refusedBy(rule, stack).toSorted();
    const expected = refused.toSorted();
    expect(got.map((line, index) => (line.startsWith(expected[index] ?? "\0") ? expected[index] : line))).toEqual(
      expected,
    );
  });
});

describe("the table of rules", () => {
  test("has a stack that breaks each rule and one that passes it, but for those that are listed", () => {
    const covered = cases
      .filter(([, { breaks, passes }]) => Object.keys(breaks).length > 0 && Object.keys(passes).length > 0)
      .map(([rule]) => rule);
    expect([...covered, ...withoutCases].toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
  });

  test("has ids in kebab case, each once, and says what is checked and where that is written", () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(rules.filter(({ checks, source }) => checks.length < 20 || source.length < 5)).toEqual([]);
  });

  test("refuses in lines of one form: address, argument, what was expected and what it got", () => {
    const form = /^case-\d+: (\*|(data\.)?[a-z0-9_]+\.[\w-]+): \S+: (.+: )?expected .+, got .+ \[[a-z0-9-]+\]$/;
    expect(lines.filter((line) => !form.test(line))).toEqual([]);
  });
});
