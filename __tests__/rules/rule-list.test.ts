import { rules, ruleSections } from "../../rules";
import { ruleList } from "../../rules/rule-list";
import { generatedSection } from "../generated-section";

describe("the list of rules in docs/rules.md", () => {
  test("is what the rules say (UPDATE_DOCS=1 npx jest rules/rule-list writes it anew)", () => {
    const expected = ruleList(ruleSections);
    expect(generatedSection("rules.md", "rules", expected)).toBe(expected);
  });

  test("has nothing that markdown would read as markup, outside of code", () => {
    const texts = rules.flatMap(({ checks, source }) => [checks, source]);
    expect(
      texts.filter((text) => /[*<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/.test(text.replaceAll(/`[^`]*`/g, ""))),
    ).toEqual([]);
  });
});
