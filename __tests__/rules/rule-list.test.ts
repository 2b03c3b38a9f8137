import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { rules, ruleSections } from "../../rules";
import { ruleList } from "../../rules/rule-list";

const page = join(resolve(__dirname, "../.."), "docs/rules.md");
const [begin, end] = ["<!-- rules: generated -->\n\n", "\n\n<!-- rules: end -->"] as const;

describe("the list of rules in docs/rules.md", () => {
  test("is what the rules say (UPDATE_DOCS=1 npx jest rules/rule-list writes it anew)", () => {
    const text = readFileSync(page, "utf8");
    const [before, rest = ""] = text.split(begin);
    const [written, after] = rest.split(end);
    if (process.env["UPDATE_DOCS"]) writeFileSync(page, [before, begin, ruleList(ruleSections), end, after].join(""));
    const shown = process.env["UPDATE_DOCS"] ? ruleList(ruleSections) : written;
    expect(shown).toBe(ruleList(ruleSections));
  });

  test("has nothing that markdown would read as markup, outside of code", () => {
    const texts = rules.flatMap(({ checks, source }) => [checks, source]);
    expect(
      texts.filter((text) => /[*<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/.test(text.replaceAll(/`[^`]*`/g, ""))),
    ).toEqual([]);
  });
});
