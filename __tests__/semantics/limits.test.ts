import { limits } from "../../semantics/limits";

test.each([
  ["stageName", "prod-2_eu", true],
  ["stageName", "dev env/1", false],
  ["stageName", "a".repeat(129), false],
  ["modelName", "OrderList", true],
  ["modelName", "Order_List", false],
  ["pathPart", "{orderId}", true],
  ["pathPart", "{proxy+}", true],
  ["pathPart", "v1.0:x,y", true],
  ["pathPart", "order-{id}", false],
  ["pathPart", "a b", false],
  ["basePath", "v1", true],
  ["basePath", "v 1", false],
] as const)("%s %j: %j", (pattern, text, matches) => expect(limits[pattern].test(text)).toBe(matches));

test("stage variables are letters with a limited alphabet of values", () => {
  const { name, value } = limits.stageVariables;
  expect(["table_1", "bad-key"].map((text) => name.test(text))).toEqual([true, false]);
  expect(["https://example.com/a?b=c", "a b", "{x}", ""].map((text) => value.test(text))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
