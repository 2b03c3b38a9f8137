import { isQuick, matchBounded } from "../../semantics/bounded-regex";

describe("a pattern is known to be quick", () => {
  test.each([
    ["without quantifiers, whatever the text", "^(abc|def)$", 1_000_000],
    ["with one quantifier, for a text of a thousand characters", "^[A-Za-z0-9._+*-]{1,64}$", 1000],
    ["with a fixed count", String.raw`^\d{4}-\d{2}$`, 1_000_000],
    ["with groups that say how they match", "^(?:a|b)(?=c)(?<name>d)$", 1_000_000],
  ])("%s", (_, pattern, characters) => {
    expect(isQuick(pattern, characters)).toBe(true);
  });
});

describe("a pattern is not taken for quick", () => {
  test.each([
    ["with a group that is repeated", "(a+)+b", 10],
    ["with a group that is repeated so often", "(a|a){30}b", 10],
    ["with a back reference", String.raw`(a*)\1b`, 10],
    ["with many quantifiers", "a*a*a*a*a*b", 1000],
    ["with one quantifier, for a text of 100,000 characters", "a*b", 100_000],
    ["of more than a thousand characters", "a".repeat(1001), 10],
  ])("%s", (_, pattern, characters) => {
    expect(isQuick(pattern, characters)).toBe(false);
  });
});

test("the slowest texts that count as quick take less than the watchdog would give them", () => {
  for (const [pattern, characters] of [
    ["a*b", 3100],
    ["a*a*b", 210],
    ["a*a*a*b", 55],
  ] as const) {
    const text = "a".repeat(characters);
    const started = performance.now();
    expect(isQuick(pattern, characters)).toBe(true);
    expect(matchBounded(pattern, text, () => new RegExp(pattern).test(text))).toBe(false);
    expect(performance.now() - started).toBeLessThan(250);
  }
});
