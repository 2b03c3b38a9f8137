import { RegexError, compileJavaRegex } from "../../semantics/java-regex";

describe("Java's expressions", () => {
  test.each([
    ["4\\d{2}", "404", true],
    ["4\\d{2}", "4040", false],
    [".*", "two\nlines", false],
    ["(\\n|.)*", "two\nlines", true],
    ["(?s).*", "two\nlines", true],
    ["(?i)bad request", "Bad Request", true],
    ["\\Qa.b\\E+", "a.bbb", true],
    ["\\p{Alpha}+\\p{Punct}", "abc!", true],
    ["[\\w-]+@[^@]+", "a-b@c", true],
    ["a|b", "ab", false],
    ["\\A.\\z", "x", true],
    ["a}b]", "a}b]", true],
    ["^x$", "x", true],
    ["(a)\\1", "aa", true],
  ])("%s on %j", (pattern, text, matches) => expect(compileJavaRegex(pattern).matches(text)).toBe(matches));

  test("replaces with groups", () => {
    expect(compileJavaRegex("(?<first>\\w)(\\d)").replace("a1 b2", "$2${first}\\$", true)).toBe("1a$ 2b$");
    expect(compileJavaRegex("o").replace("foo", "0", false)).toBe("f0o");
  });

  test.each([
    ["a,b,,c,,", ",", 0, ["a", "b", "", "c"]],
    ["a,b,,c,,", ",", -1, ["a", "b", "", "c", "", ""]],
    ["a,b,c", ",", 2, ["a", "b,c"]],
    ["abc", "", 0, ["a", "b", "c"]],
    ["", ",", 0, [""]],
    [",a", ",", 0, ["", "a"]],
  ])("splits %j at %j", (text, pattern, limit, parts) =>
    expect(compileJavaRegex(pattern).split(text, limit)).toEqual(parts),
  );
});

test.each(["(", "a++b", "[a[bc]]", "[a-z&&[aeiou]]", "x(?i)y", "\\G", "*"])("%s is refused by name", (pattern) => {
  expect(() => compileJavaRegex(pattern)).toThrow(RegexError);
  expect(() => compileJavaRegex(pattern)).toThrow(`regular expression '${pattern}'`);
});

test.each(["(a+)+b", "(a|aa)+b", "(.*)*x"])("%s on a hostile text is stopped", (pattern) => {
  const regex = compileJavaRegex(pattern);
  expect(() => regex.matches("a".repeat(60))).toThrow("expected an answer within");
  expect(regex.matches("nothing")).toBe(false);
});
