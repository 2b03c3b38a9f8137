import { SchemaComparison } from "../../tools/review/api/compare-schemas";
import type { Severity } from "../../tools/review/finding";
import { findAll } from "../../tools/review/findings";
import { routeRules } from "../../tools/review/rules/routes";
import type { Json } from "../../tools/review/json";
import { planOf } from "./plan-builder";

type Schema = unknown;
type Verdict = Severity | "nothing";

const object = (properties: Record<string, Schema>, required: string[] = [], more = {}) => ({
  type: "object",
  properties,
  required,
  ...more,
});
const string = { type: "string" };
const integer = { type: "integer" };
const choice = (...values: unknown[]) => ({ type: "string", enum: values });
const list = (items: Schema) => ({ type: "array", items });
const both = (required: string[] = []) => ({
  allOf: [object({ a: string }, required), { properties: { b: integer }, required: ["b"] }],
});
const readOnly = (schema: object) => ({ ...schema, readOnly: true });
const writeOnly = (schema: object) => ({ ...schema, writeOnly: true });
const closed = { additionalProperties: false };

/** What became of a schema; what that means where clients send it; what it means where they get it. */
const cases: [what: string, before: Schema, after: Schema, sent: Verdict, received: Verdict][] = [
  ["the same", object({ a: string }), object({ a: string }), "nothing", "nothing"],
  ["a description", { ...string, description: "old" }, { ...string, description: "new" }, "nothing", "nothing"],
  ["an example", string, { ...string, example: "x", default: "y", title: "Z" }, "nothing", "nothing"],
  ["keys in another order", { type: "string", maxLength: 3 }, { maxLength: 3, type: "string" }, "nothing", "nothing"],

  ["a new optional property", object({ a: string }), object({ a: string, b: string }), "nothing", "nothing"],
  [
    "one, closed",
    object({ a: string }, [], closed),
    object({ a: string, b: string }, [], closed),
    "nothing",
    "nothing",
  ],
  ["a new required property", object({ a: string }), object({ a: string, b: string }, ["b"]), "high", "nothing"],
  ["an optional property gone", object({ a: string, b: string }), object({ a: string }), "medium", "medium"],
  ["a required property gone", object({ a: string, b: string }, ["b"]), object({ a: string }), "medium", "high"],
  ["one, closed", object({ a: string, b: string }, [], closed), object({ a: string }, [], closed), "high", "medium"],
  ["a property becomes required", object({ a: string }), object({ a: string }, ["a"]), "high", "nothing"],
  ["a property becomes optional", object({ a: string }, ["a"]), object({ a: string }), "nothing", "medium"],
  ["required in another order", object({}, ["a", "b"]), object({}, ["b", "a"]), "nothing", "nothing"],
  ["a property is renamed", object({ a: string }, ["a"]), object({ b: string }, ["b"]), "high", "high"],

  ["string to integer", string, integer, "high", "high"],
  ["integer to number", integer, { type: "number" }, "nothing", "high"],
  ["number to integer", { type: "number" }, integer, "high", "nothing"],
  ["another type in a list of types", { type: ["string"] }, { type: ["string", "integer"] }, "nothing", "high"],
  ["string or list of types", string, { type: ["string"] }, "nothing", "nothing"],
  ["no type to a type", {}, string, "high", "nothing"],
  ["a type to no type", string, {}, "nothing", "high"],
  ["a type that the properties imply", { properties: { a: string } }, object({ a: string }), "nothing", "nothing"],
  ["object to list", object({}), { type: "array", items: string }, "high", "high"],

  ["null allowed, OpenAPI 3.0", string, { ...string, nullable: true }, "nothing", "medium"],
  ["null allowed, JSON schema", string, { type: ["string", "null"] }, "nothing", "medium"],
  ["null allowed, alternatives", string, { oneOf: [string, { type: "null" }] }, "nothing", "medium"],
  ["null no longer allowed", { ...string, nullable: true }, string, "high", "nothing"],
  ["null written otherwise", { ...string, nullable: true }, { type: ["null", "string"] }, "nothing", "nothing"],

  ["an enum value gone", choice("a", "b"), choice("a"), "high", "nothing"],
  ["an enum value more", choice("a"), choice("a", "b"), "nothing", "medium"],
  ["an enum value for another", choice("a", "b"), choice("a", "c"), "high", "medium"],
  ["enum values in another order", choice("a", "b"), choice("b", "a"), "nothing", "nothing"],
  ["an enum where none was", string, choice("a"), "high", "nothing"],
  ["no enum where one was", choice("a"), string, "nothing", "medium"],
  ["const for an enum of one", choice("a"), { type: "string", const: "a" }, "nothing", "nothing"],
  ["an enum value that is empty text", choice("a", ""), choice("a"), "high", "nothing"],

  ["a larger minimum", { ...integer, minimum: 1 }, { ...integer, minimum: 2 }, "high", "nothing"],
  ["a smaller minimum", { ...integer, minimum: 2 }, { ...integer, minimum: 1 }, "nothing", "info"],
  ["a new maximum", integer, { ...integer, maximum: 9 }, "high", "nothing"],
  ["no maximum any more", { ...integer, maximum: 9 }, integer, "nothing", "info"],
  ["a shorter maxLength", { ...string, maxLength: 9 }, { ...string, maxLength: 8 }, "high", "nothing"],
  ["a longer maxLength", { ...string, maxLength: 8 }, { ...string, maxLength: 9 }, "nothing", "info"],
  ["a minLength of 0", string, { ...string, minLength: 0 }, "nothing", "nothing"],
  ["a minLength of 1", string, { ...string, minLength: 1 }, "high", "nothing"],
  ["fewer items", { type: "array", maxItems: 9 }, { type: "array", maxItems: 5 }, "high", "nothing"],
  ["distinct items", { type: "array" }, { type: "array", uniqueItems: true }, "high", "nothing"],
  [
    "a bound that excludes its own value, draft 4",
    { ...integer, minimum: 1 },
    { ...integer, minimum: 1, exclusiveMinimum: true },
    "high",
    "nothing",
  ],
  [
    "the same bound in draft 4 and draft 6",
    { ...integer, minimum: 1, exclusiveMinimum: true },
    { ...integer, exclusiveMinimum: 1 },
    "nothing",
    "nothing",
  ],
  ["multiples of less", { ...integer, multipleOf: 10 }, { ...integer, multipleOf: 5 }, "nothing", "info"],
  ["multiples of more", { ...integer, multipleOf: 5 }, { ...integer, multipleOf: 10 }, "high", "nothing"],
  ["multiples of another", { ...integer, multipleOf: 4 }, { ...integer, multipleOf: 6 }, "medium", "medium"],

  ["a new pattern", string, { ...string, pattern: "^a" }, "high", "nothing"],
  ["no pattern any more", { ...string, pattern: "^a" }, string, "nothing", "info"],
  ["another pattern", { ...string, pattern: "^a" }, { ...string, pattern: "^b" }, "medium", "medium"],
  ["a new format", string, { ...string, format: "email" }, "medium", "medium"],
  ["no format any more", { ...string, format: "email" }, string, "nothing", "info"],

  ["closed to other properties", object({ a: string }), object({ a: string }, [], closed), "high", "nothing"],
  ["open to other properties", object({ a: string }, [], closed), object({ a: string }), "nothing", "info"],
  ["openness written out", object({}), object({}, [], { additionalProperties: {} }), "nothing", "nothing"],
  [
    "narrower values of a map",
    object({}, [], { additionalProperties: string }),
    object({}, [], { additionalProperties: integer }),
    "high",
    "high",
  ],

  ["deep inside lists", list(object({ a: string })), list(object({ a: integer })), "high", "high"],
  ["items for anything", { type: "array" }, list(string), "high", "nothing"],

  ["allOf of the parts", object({ a: string, b: integer }, ["b"]), both(), "nothing", "nothing"],
  ["a part that asks for more", both(), both(["a"]), "high", "nothing"],
  ["an alternative more", { oneOf: [string, integer] }, { oneOf: [integer, string, object({})] }, "nothing", "medium"],
  ["an alternative less", { anyOf: [string, integer] }, { anyOf: [string] }, "high", "nothing"],
  ["alternatives in another order", { oneOf: [string, integer] }, { oneOf: [integer, string] }, "nothing", "nothing"],
  [
    "an alternative that is narrowed",
    { oneOf: [string, object({ a: string })] },
    { oneOf: [string, object({ a: string }, ["a"])] },
    "high",
    "nothing",
  ],
  [
    "other alternatives altogether",
    { oneOf: [string, integer] },
    { oneOf: [object({}), list(string)] },
    "medium",
    "medium",
  ],
  ["a keyword without direction", { not: string }, { not: integer }, "medium", "medium"],

  ["what only responses have", object({ a: readOnly(string) }), object({ a: readOnly(integer) }), "nothing", "high"],
  ["what only requests have", object({ a: writeOnly(string) }), object({ a: writeOnly(integer) }), "high", "nothing"],
];

const body = (sent: Schema, received: Schema) =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "orders", version: "1" },
    paths: {
      "/orders": {
        post: { requestBody: { content: { "application/json": { schema: sent } } } },
        get: { responses: { 200: { content: { "application/json": { schema: received } } } } },
      },
    },
  });

function verdict(before: string, after: string): Verdict {
  const findings = findAll(
    [
      planOf({
        changes: [{ address: "aws_api_gateway_rest_api.orders", before: { body: before }, after: { body: after } }],
      }),
    ],
    routeRules,
  );
  return findings[0]?.severity ?? "nothing";
}

describe("what becomes of a schema means", () => {
  it.each(cases)(
    "%s (%j -> %j): %s for those who send it, %s for those who get it",
    (_, before, after, sent, received) => {
      expect(verdict(body(before, {}), body(after, {}))).toBe(sent);
      expect(verdict(body({}, before), body({}, after))).toBe(received);
    },
  );
});

describe("errors are promised less firmly than answers:", () => {
  it("a property that an error loses is no more than medium", () => {
    const answering = (schema: Schema) =>
      body({}, {}).replace(
        '"200":{"content":{"application/json":{"schema":{}}}}',
        `"404":{"content":{"application/json":{"schema":${JSON.stringify(schema)}}}}`,
      );
    expect(verdict(answering(object({ code: string }, ["code"])), answering(object({})))).toBe("medium");
  });
});

describe("the other way round", () => {
  const opposite = { narrowed: "widened", widened: "narrowed", replaced: "replaced", undecided: "undecided" };
  const changes = (before: Schema, after: Schema) =>
    new SchemaComparison({}, {}).compare(before as Json, after as Json).filter(({ keyword }) => keyword !== "format");
  const reversible = cases.filter(([, before, after]) =>
    [...changes(before, after), ...changes(after, before)].every(({ effect }) => !effect.startsWith("property")),
  );

  it.each(reversible)("%s (%j -> %j): what was narrower is wider", (_, before, after) => {
    const names = (effects: Record<string, string>, from: Schema, to: Schema) =>
      changes(from, to).map(({ path, keyword, effect }) => `${path} ${keyword} ${effects[effect]}`);
    const same = { narrowed: "narrowed", widened: "widened", replaced: "replaced", undecided: "undecided" };
    expect(names(opposite, after, before).toSorted()).toEqual(names(same, before, after).toSorted());
  });

  it("holds for most of the cases", () => {
    expect(reversible.length).toBeGreaterThan(50);
  });
});
