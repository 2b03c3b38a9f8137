import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { allRules } from "../../tools/review/review";
import { ruleList } from "../../tools/review/rule-list";

const root = resolve(__dirname, "../..");
const page = join(root, "docs/review.md");
const [begin, end] = ["<!-- rules: generated -->\n\n", "\n\n<!-- rules: end -->"] as const;

describe("the list of rules in docs/review.md", () => {
  test("is what the rules say (UPDATE_DOCS=1 npx jest rule-list writes it anew)", () => {
    const text = readFileSync(page, "utf8");
    const [before, rest = ""] = text.split(begin);
    const [written, after] = rest.split(end);
    if (process.env["UPDATE_DOCS"]) writeFileSync(page, [before, begin, ruleList(allRules), end, after].join(""));
    const shown = process.env["UPDATE_DOCS"] ? ruleList(allRules) : written;
    expect(shown).toBe(ruleList(allRules));
  });

  test("has rules of one id each, in kebab case, with a sentence and an example", () => {
    const ids = allRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(allRules.filter(({ summary, example }) => summary.length < 10 || example.length < 5)).toEqual([]);
  });
});
