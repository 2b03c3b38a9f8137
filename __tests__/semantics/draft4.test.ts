import Ajv from "ajv-draft-04";
import { checkDraft4 } from "../../semantics/draft4";
import { compileModel } from "../../semantics/model";

const check = (schema: object): string => {
  try {
    checkDraft4(schema as Record<string, unknown>, "model");
    return "draft-4";
  } catch (error) {
    return (error as Error).message;
  }
};

const good: object[] = [
  {},
  { type: "object", properties: { a: { type: ["string", "null"] } }, required: ["a"], additionalProperties: false },
  { items: [{ type: "string" }], additionalItems: { type: "integer" }, uniqueItems: true, maxItems: 0 },
  { minimum: -1.5, exclusiveMinimum: true, multipleOf: 0.5, enum: [1, "1", null, [1]] },
  { dependencies: { a: ["b"], c: { minProperties: 1 } }, patternProperties: { "^x-": { not: { type: "null" } } } },
  { allOf: [{}], anyOf: [{}], oneOf: [{ title: "a", description: "b" }], pattern: "^a{2}$" },
  { whatever: 5, example: { type: 5 }, default: { type: 5 } },
];

const bad: [schema: object, message: string][] = [
  [{ type: "text" }, "model.type: expected one or several of array, boolean, integer, null, number, object, string"],
  [{ type: [] }, "model.type"],
  [{ type: ["string", "string"] }, "model.type"],
  [{ required: true }, "model.required: expected a list of different names, got true"],
  [{ required: [] }, "model.required"],
  [{ required: ["a", "a"] }, "model.required"],
  [{ minimum: "1" }, "model.minimum: expected a number, got"],
  [{ exclusiveMinimum: 5, minimum: 5 }, "model.exclusiveMinimum: expected a boolean, got 5"],
  [{ exclusiveMaximum: true }, "model.exclusiveMaximum: expected maximum beside it, got none"],
  [{ maxLength: -1 }, "model.maxLength: expected a whole number from 0 up, got -1"],
  [{ minItems: 1.5 }, "model.minItems"],
  [{ multipleOf: 0 }, "model.multipleOf"],
  [{ pattern: "(" }, "model.pattern: expected a regular expression"],
  [{ properties: { a: { properties: { b: { type: "text" } } } } }, "model.properties.a.properties.b.type"],
  [{ properties: { a: true } }, "model.properties: expected schemas by name"],
  [{ items: true }, "model.items"],
  [{ items: [] }, "model.items"],
  [{ anyOf: [] }, "model.anyOf: expected a list of schemas, got []"],
  [{ oneOf: [{ enum: [] }] }, "model.oneOf[0].enum"],
  [{ enum: [1, 1] }, "model.enum"],
  [{ not: [] }, "model.not: expected a schema, got []"],
  [{ dependencies: { a: "b" } }, "model.dependencies"],
  [{ additionalProperties: "no" }, "model.additionalProperties: expected a schema or a boolean"],
  [{ title: 5 }, "model.title"],
];

test.each(good)("%j is draft-4", (schema) => {
  expect(check(schema)).toBe("draft-4");
});

test.each(bad)("%j is not", (schema, message) => {
  expect(check(schema)).toMatch(message);
});

test("draft-4's own meta-schema agrees", () => {
  const ajv = new Ajv({ strict: false });
  const accepted = (schema: object) => ajv.validateSchema(schema) === true;
  expect(good.filter((schema) => !accepted(schema))).toEqual([]);
  // the syntax of patterns it leaves to formats
  expect(bad.map(([schema]) => schema).filter((schema) => accepted(schema))).toEqual([{ pattern: "(" }]);
});

test("a model that is not draft-4 is refused before anything is validated", () => {
  expect(() => compileModel({ $ref: "#/components/schemas/Line" }, { Line: { type: "text" } })).toThrow(
    "model Line.type: expected one or several of",
  );
});
