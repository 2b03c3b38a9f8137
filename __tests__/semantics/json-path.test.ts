import { compileJsonPath } from "../../semantics/json-path";
import { parseLenientJson } from "../../semantics/lenient-json";
import { jsonText } from "../../semantics/velocity/values";

const document = parseLenientJson(`{
  "shop": {
    "books": [
      { "title": "A", "price": 8.95, "tags": ["x", "y"], "isbn": "1" },
      { "title": "B", "price": 12, "tags": [] },
      { "title": "C", "price": 22.5, "isbn": null }
    ],
    "lamp": { "price": 19 }
  },
  "strange name": { "a.b": 2 },
  "numbers": [0, 1, 2, 3, 4]
}`);
const found = (path: string) =>
  jsonText(
    compileJsonPath(path)(document, () => {}),
    () => {},
  );

describe("a path to one place gives its value", () => {
  test.each([
    ["$.shop.books[0].title", '"A"'],
    ["$.shop.books[-1].title", '"C"'],
    ["$['strange name']['a.b']", "2"],
    ["shop.lamp", '{"price":19}'],
    ["$.shop.books.length()", "3"],
    ["$.shop.books[0]['title','price']", '{"title":"A","price":8.95}'],
  ])("%s", (path, json) => expect(found(path)).toBe(json));

  test.each(["$.none", "$.shop.books[9]", "$.shop.books.title", "$.numbers[-9]", "$.shop.books[2].isbn"])(
    "%s, where there is nothing, gives null",
    (path) => expect(found(path)).toBe("null"),
  );
});

describe("any other path gives the list of what it finds", () => {
  test.each([
    ["$.shop.books[*].title", '["A","B","C"]'],
    ["$.shop.books[0,2].title", '["A","C"]'],
    ["$.numbers[1:3]", "[1,2]"],
    ["$.numbers[-2:]", "[3,4]"],
    ["$.numbers[:1]", "[0]"],
    ["$..price", "[8.95,12,22.5,19]"],
    ["$..none", "[]"],
    ["$.shop.*.price", "[19]"],
  ])("%s", (path, json) => expect(found(path)).toBe(json));
});

describe("filters", () => {
  test.each([
    ["$.shop.books[?(@.price > 10)].title", '["B","C"]'],
    ["$.shop.books[?(@.price < 10 || @.title == 'C')].title", '["A","C"]'],
    ["$.shop.books[?(@.isbn)].title", '["A","C"]'],
    ["$.shop.books[?(!@.isbn)].title", '["B"]'],
    ["$.shop.books[?(@.isbn == null)].title", '["B","C"]'],
    ["$.shop.books[?(@.title in ['A', 'C'] && @.price >= 20)].title", '["C"]'],
    ["$.shop.books[?(@.title nin ['A'])].title", '["B","C"]'],
    ["$.shop.books[?(@.title =~ /[ab]/i)].title", '["A","B"]'],
    ["$.shop.books[?(@.tags.length() > 0)].title", '["A"]'],
    ["$.shop.books[?(@.price <= $.shop.lamp.price)].title", '["A","B"]'],
    ["$.numbers[?(@ > 2)]", "[3,4]"],
  ])("%s", (path, json) => expect(found(path)).toBe(json));
});

test.each(["$.a[", "$.a b", "$.books[?(@.price > 10]", "$.numbers.sum()", "$..", "$.books[(@.length-1)]"])(
  "%s is refused",
  (path) => expect(() => compileJsonPath(path)).toThrow(`JSONPath '${path}': expected`),
);

test("a path that looks at too many nodes is stopped by its caller", () => {
  let nodes = 0;
  const limit = (more: number) => {
    nodes += more;
    if (nodes > 1000) throw new Error("too many");
  };
  const wide = parseLenientJson(
    JSON.stringify(Array.from({ length: 40 }, () => Array.from({ length: 40 }, () => [1]))),
  );
  expect(() => compileJsonPath("$..*..*")(wide, limit)).toThrow("too many");
});
