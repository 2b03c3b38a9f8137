import { SelectionPatternError, selectIntegrationResponse } from "../../semantics/selection-pattern";

const responses = [
  { statusCode: "502", selectionPattern: ".+" },
  { statusCode: "404", selectionPattern: ".*not found.*" },
  { statusCode: "400", selectionPattern: "4\\d{2}" },
  { statusCode: "200" },
];
const selected = (value: string | null, from: Parameters<typeof selectIntegrationResponse>[0] = responses) =>
  selectIntegrationResponse(from, value)?.statusCode;

test("a pattern must match the whole value", () => {
  expect(selected("429")).toBe("400");
  expect(selected("4290")).toBe("502");
});

test("where several patterns match, the lowest status code wins, in whatever order they are given", () => {
  expect(selected("order not found")).toBe("404");
  expect(selected("order not found", responses.toReversed())).toBe("404");
});

test("a function that didn't fail gets the default", () => {
  expect(selected(null)).toBe("200");
});

test("an empty pattern is the default, like none", () => {
  expect(selected("", [{ statusCode: "200", selectionPattern: "" }])).toBe("200");
  expect(selected("x", [{ statusCode: "204", selectionPattern: null }])).toBe("204");
});

test("nothing is selected where nothing matches and there is no default", () => {
  expect(selected("x", [{ statusCode: "400", selectionPattern: "4.." }])).toBeUndefined();
});

test("a dot doesn't match the line ends of a message, as in Java", () => {
  const lines = [{ statusCode: "200" }, { statusCode: "400", selectionPattern: "Bad.*" }];
  const all = [{ statusCode: "200" }, { statusCode: "400", selectionPattern: "Bad(\\n|.)*" }];
  expect(selected("Bad request\nat handler", lines)).toBe("200");
  expect(selected("Bad request\nat handler", all)).toBe("400");
});

test("a pattern that can't be used is an error that names it, even when it would not be needed", () => {
  const broken = [{ statusCode: "200" }, { statusCode: "500", selectionPattern: "(oops" }];
  expect(() => selected(null, broken)).toThrow(SelectionPatternError);
  expect(() => selected(null, broken)).toThrow("integration response 500: regular expression '(oops'");
});

test("a pattern that backtracks is stopped", () => {
  expect(() => selected("a".repeat(60), [{ statusCode: "500", selectionPattern: "(a+)+b" }])).toThrow(
    "expected an answer within",
  );
});
