import { parseLenientJson } from "../../semantics/lenient-json";
import { jsonText } from "../../semantics/velocity/values";

const read = (text: string) => jsonText(parseLenientJson(text), () => {});

test.each([
  ['{"statusCode": 200}', '{"statusCode":200}'],
  ["{statusCode: 200}", '{"statusCode":200}'],
  ['{"statusCode": 200,}', '{"statusCode":200}'],
  ["{'a': 'it is', b: two words}", '{"a":"it is","b":"two words"}'],
  ["[1,,2,]", "[1,2]"],
  ["plain text", '"plain text"'],
  ['{"a":1} and more', '{"a":1}'],
  ['{"n":[1,2.0,1e2,-0.5,12345678901234567890]}', '{"n":[1,2.0,100.0,-0.5,12345678901234567890]}'],
  ['"\\u00e9\\n\\/"', '"é\\n/"'],
  ['{"a":1,"a":2}', '{"a":2}'],
])("takes %s", (text, json) => expect(read(text)).toBe(json));

test.each(["", '{"a":', '{"a"}', "[1", "]", '{"a":}', '["\\u00zz"]'])("refuses %j", (text) =>
  expect(() => parseLenientJson(text)).toThrow("expected JSON"),
);

test("keeps a key named __proto__ a key", () => {
  expect(read('{"__proto__":{"a":1}}')).toBe('{"__proto__":{"a":1}}');
});

test("refuses more nesting than it can walk", () => {
  expect(() => parseLenientJson("[".repeat(100_000))).toThrow("expected at most 400 levels of JSON");
});
