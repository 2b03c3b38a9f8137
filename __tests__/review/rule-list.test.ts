import { allRules } from "../../tools/review/review";
import { ruleList } from "../../tools/review/rule-list";
import { generatedSection } from "../generated-section";

describe("the list of rules in docs/review.md", () => {
  test("is what the rules say (UPDATE_DOCS=1 npx jest rule-list writes it anew)", () => {
    const expected = ruleList(allRules);
    expect(generatedSection("review.md", "rules", expected)).toBe(expected);
  });

  test("has rules of one id each, in kebab case, with a sentence and an example", () => {
    const ids = allRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(allRules.filter(({ summary, example }) => summary.length < 10 || example.length < 5)).toEqual([]);
  });
});
