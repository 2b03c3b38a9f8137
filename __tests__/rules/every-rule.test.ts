import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../rules";
import type { Rule } from "../../rules/rule";
import { type Case, messagesOf } from "./cases/case";

const cases = Object.assign(
  {},
  ...readdirSync(join(__dirname, "cases")).map(
    (file) => (require(`./cases/${file}`) as { cases?: Record<string, Case> }).cases,
  ),
) as Record<string, Case>;

test("every rule has its cases, and every case its rule", () => {
  expect(Object.keys(cases).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
});

test("every rule has an id of its own in kebab case, a sentence and a source", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, checks, source } of rules) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(checks).toMatch(/^[A-Z/].{20,}[^.]$/);
    expect(source).toMatch(/.{10}/);
  }
});

const tables = rules.map((rule): [string, Rule, Case] => [
  `${rule.id}: ${rule.checks}`,
  rule,
  cases[rule.id] ?? { keeps: [], breaks: [] },
]);

describe.each(tables)("%s", (_title, rule, { keeps, breaks }) => {
  test("is kept by what is right", () => {
    expect(keeps.length).toBeGreaterThan(0);
    for (const resources of keeps) expect(messagesOf(rule, resources)).toEqual([]);
  });

  test.each(breaks)("is broken by %s", (_how, resources, message) => {
    const messages = messagesOf(rule, resources);
    expect(messages.join("\n")).toMatch(message);
    for (const text of messages) expect(text).toMatch(/: expected .*, got /);
  });

  test("can be broken", () => {
    expect(breaks.length).toBeGreaterThan(0);
  });
});
