import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Finding, isAtLeast, type Severity } from "../../tools/review/finding";
import { findAll } from "../../tools/review/findings";
import { readPlan } from "../../tools/review/plan";
import { rules } from "../../tools/review/rules";

const folder = resolve(__dirname, "../../../shared/plans");
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Record<
  string,
  { severity: Severity; address: string }[]
>;

describe("real plans", () => {
  for (const [name, findings] of Object.entries(expected)) {
    if (findings.length === 0)
      test(`${name} has nothing above info`, () => {
        expect(review(name).filter(({ severity }) => severity !== "info")).toEqual([]);
      });
    for (const { severity, address } of findings)
      test(`${name} has a finding of ${severity} or worse at ${address}`, () => {
        const worst = review(name).find((finding) => finding.address === address);
        expect(worst && isAtLeast(worst.severity, severity)).toBe(true);
      });
  }
});

/** Worst first. */
function review(name: string): Finding[] {
  const file = join(folder, `${name}.json`);
  return findAll([readPlan(readFileSync(file, "utf8"), { name, file })], rules);
}
