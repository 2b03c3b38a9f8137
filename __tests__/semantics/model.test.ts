import * as z from "zod";
import { compileModel, toModel, type JsonSchema } from "../../semantics/model";

const draft4 = (schema: z.ZodType) => z.toJSONSchema(schema, { target: "draft-4", io: "input" }) as JsonSchema;
const modelOf = (schema: z.ZodType) => toModel(draft4(schema), "Order");

describe("toModel", () => {
  test("keeps what API Gateway checks", () => {
    const { model, notes } = modelOf(
      z.strictObject({
        id: z
          .string()
          .min(1)
          .max(9)
          .regex(/^[a-z]+$/),
        count: z.int().min(1).max(5),
        kind: z.enum(["a", "b"]).optional(),
        lines: z.array(z.object({ sku: z.string() })),
      }),
    );
    expect(model).toEqual({
      type: "object",
      properties: {
        id: { type: "string", minLength: 1, maxLength: 9, pattern: "^[a-z]+$" },
        count: { type: "integer", minimum: 1, maximum: 5 },
        kind: { type: "string", enum: ["a", "b"] },
        lines: { type: "array", items: { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] } },
      },
      required: ["id", "count", "lines"],
      additionalProperties: false,
    });
    expect(notes).toEqual([]);
  });

  test("leaves annotations out but keeps title and description", () => {
    const schema = z
      .object({ a: z.string().default("x") })
      .meta({ title: "T", description: "D", examples: [{}], deprecated: true });
    expect(modelOf(schema).model).toEqual({
      type: "object",
      title: "T",
      description: "D",
      properties: { a: { type: "string" } },
    });
  });

  test("says null as a choice", () => {
    expect(modelOf(z.object({ a: z.nullable(z.string().min(2)) })).model["properties"]).toEqual({
      a: { oneOf: [{ type: "string", minLength: 2 }, { type: "null" }] },
    });
    expect(toModel({ type: "object", properties: { a: { type: "string", nullable: true } } }, "Order").model).toEqual({
      type: "object",
      properties: { a: { oneOf: [{ type: "string" }, { type: "null" }] } },
    });
  });

  test("turns alternatives that exclude each other into oneOf", () => {
    const { model, notes } = toModel({ anyOf: [{ $ref: "#/components/schemas/Money" }, { type: "null" }] }, "Order");
    expect(model).toEqual({ oneOf: [{ $ref: "#/components/schemas/Money" }, { type: "null" }] });
    expect(notes).toEqual([]);
  });

  test.each([
    [
      "minItems",
      { type: "array", items: { type: "string" }, minItems: 1 },
      "Order: minItems 1 is not in API Gateway's imported model",
    ],
    [
      "exclusiveMinimum of a number",
      { type: "number", minimum: 0, exclusiveMinimum: true, enum: [1] },
      "Order: exclusiveMinimum 0, the model lets the bound itself pass",
    ],
    [
      "a format without pattern",
      { type: "string", format: "uri", enum: ["a"] },
      "Order: format uri is not known to be checked by API Gateway",
    ],
    [
      "a modern pattern",
      { type: "string", pattern: "(?<=a)b", enum: ["a"] },
      "Order: pattern has '(?<', which is newer than API Gateway's expressions",
    ],
    [
      "anyOf",
      { anyOf: [{ type: "string" }, { type: "string" }] },
      "Order: anyOf is reported as not checked by API Gateway",
    ],
    [
      "a tuple",
      { type: "array", items: [{ type: "string" }], additionalItems: false },
      "Order: the types of a list's single places are beyond an OpenAPI document",
    ],
  ])("tells that %s is left to the handler", (_, schema, note) => {
    expect(toModel(schema, "Order").notes).toEqual([note]);
  });

  test("is exact about exclusive bounds of whole numbers", () => {
    const { model, notes } = modelOf(z.object({ n: z.int().gt(0).lt(10) }));
    expect(model["properties"]).toEqual({ n: { type: "integer", minimum: 1, maximum: 9 } });
    expect(notes).toEqual([]);
  });

  test.each([
    ["if", { type: "object", properties: {}, if: {} }, "got 'if'"],
    ["const", { type: "object", properties: { a: { const: 1 } } }, "model Order.properties.a: expected keywords"],
    ["$defs", { $defs: {}, properties: {} }, "got '$defs'"],
    ["a reference into itself", { properties: { a: { $ref: "#/definitions/x" } } }, "expected $ref to another model"],
    [
      "a reference with company",
      { properties: { a: { $ref: "#/components/schemas/B", minLength: 1 } } },
      "expected $ref alone",
    ],
    ["an empty schema", {}, "expected at least one property"],
    ["an empty enum", { enum: [] }, "expected at least one value in enum"],
  ])("refuses %s", (_, schema, message) => {
    expect(() => toModel(schema, "Order")).toThrow(message);
  });

  test("refuses a name that API Gateway doesn't take", () => {
    expect(() => toModel({ type: "object", properties: {} }, "Order-1")).toThrow("expected an alphanumeric name");
  });

  test("lets a model refer to itself", () => {
    const schema = { type: "object", properties: { next: { $ref: "#" } } };
    const { model } = toModel(schema, "Node");
    expect(model["properties"]).toEqual({ next: { $ref: "#/components/schemas/Node" } });
    const validate = compileModel(model, { Node: model });
    expect(validate({ next: { next: {} } }).valid).toBe(true);
    expect(validate({ next: { next: 1 } }).valid).toBe(false);
  });

  test("does not take properties that are named like keywords for keywords", () => {
    const schema = {
      type: "object",
      properties: { default: { type: "string" }, if: { type: "string" }, id: { type: "string" } },
    };
    expect(toModel(schema, "Order").model).toEqual(schema);
  });

  test("never rejects what the handler would take", () => {
    const schema = z.object({
      when: z.iso.datetime(),
      mail: z.email().optional(),
      amount: z.number().positive(),
      tags: z.array(z.string()).min(1).max(2).optional(),
      pair: z.tuple([z.string(), z.number()]).optional(),
      choice: z.discriminatedUnion("t", [
        z.object({ t: z.literal("a") }),
        z.object({ t: z.literal("b"), x: z.string() }),
      ]),
      extra: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    });
    const { model } = toModel(draft4(schema), "Order");
    const good = {
      when: "2026-01-02T03:04:05Z",
      mail: "a@example.com",
      amount: 0.5,
      tags: ["x"],
      pair: ["a", 1],
      choice: { t: "b", x: "y" },
      extra: { a: 1, b: "c" },
    };
    expect(schema.safeParse(good).success).toBe(true);
    for (const imported of [true, false])
      expect(compileModel(model, {}, { imported })(good)).toEqual({ valid: true, errors: [] });
    expect(compileModel(model)({ ...good, choice: { t: "c" } }).valid).toBe(false);
  });
});

describe("compileModel", () => {
  test("matches each string against its own pattern", () => {
    const validate = compileModel({
      type: "object",
      properties: { country: { type: "string", pattern: "^[A-Z]{2}$" }, sku: { type: "string", pattern: "^[a-z]+$" } },
    });
    expect(validate({ country: "DE", sku: "mug" })).toEqual({ valid: true, errors: [] });
    expect(validate({ country: "DE", sku: "MUG" }).valid).toBe(false);
  });

  const order = {
    type: "object",
    properties: { id: { type: "integer" }, tag: { enum: ["a", "b"] } },
    required: ["id", "tag"],
    additionalProperties: false,
  };

  test("says what is wrong in API Gateway's words", () => {
    expect(compileModel(order)({}).errors).toEqual(['object has missing required properties (["id","tag"])']);
    expect(compileModel(order)({ id: "1", tag: "c", x: 1 }).errors.toSorted()).toEqual([
      'instance type (string) does not match any allowed primitive type (allowed: ["integer"])',
      'instance value ("c") not found in enum (possible values: ["a","b"])',
      'object instance has properties which are not allowed by the schema: ["x"]',
    ]);
  });

  test.each([
    "Line",
    "#/components/schemas/Line",
    "#/definitions/Line",
    "https://apigateway.amazonaws.com/restapis/a1b2/models/Line",
  ])("finds another model by %s", ($ref) => {
    const validate = compileModel({ type: "array", items: { $ref } }, { Line: { type: "object", required: ["sku"] } });
    expect(validate([{ sku: 1 }]).valid).toBe(true);
    expect(validate([{}]).valid).toBe(false);
  });

  test("finds definitions of its own", () => {
    const validate = compileModel({
      definitions: { a: { type: "string" } },
      properties: { x: { $ref: "#/definitions/a" } },
    });
    expect([validate({ x: "s" }).valid, validate({ x: 1 }).valid]).toEqual([true, false]);
  });

  test("refuses a reference to a model that isn't there", () => {
    expect(() => compileModel({ $ref: "#/components/schemas/None" }, { Line: {} })).toThrow(
      "expected $ref to one of Line",
    );
  });

  test("models may refer to each other in circles", () => {
    const models = {
      Person: { type: "object", properties: { house: { $ref: "#/components/schemas/House" } } },
      House: {
        type: "object",
        properties: { people: { type: "array", items: { $ref: "#/components/schemas/Person" } } },
      },
    };
    const validate = compileModel(models.Person, models);
    expect(validate({ house: { people: [{ house: {} }] } }).valid).toBe(true);
    expect(validate({ house: { people: [{ house: 1 }] } }).valid).toBe(false);
  });

  test("is draft-4: an exclusive bound is a flag, and formats and nullable are not checked", () => {
    const schema = { type: "number", minimum: 1, exclusiveMinimum: true };
    expect(compileModel(schema, {}, { imported: false })(1).valid).toBe(false);
    expect(compileModel({ type: "string", format: "date-time" })("soon").valid).toBe(true);
    expect(compileModel({ type: "string", nullable: true })(null).valid).toBe(false);
  });

  test("an imported model has lost what the import drops", () => {
    const schema = { type: "array", items: {}, minItems: 1 };
    expect(compileModel(schema)([]).valid).toBe(true);
    expect(compileModel(schema, {}, { imported: false })([]).valid).toBe(false);
  });

  test("checks each pattern for itself", () => {
    const schema = { properties: { a: { type: "string", pattern: "^a+$" }, b: { type: "string", pattern: "^b+$" } } };
    expect(compileModel(schema)({ a: "aa", b: "bb" }).valid).toBe(true);
    expect(compileModel(schema)({ a: "aa", b: "aa" }).valid).toBe(false);
  });

  test("a pattern that backtracks makes a hostile text invalid in bounded time", () => {
    const verdict = compileModel({ type: "string", pattern: "^(a+)+$" })(`${"a".repeat(60)}!`);
    expect(verdict.valid).toBe(false);
    expect(verdict.errors[0]).toContain("expected an answer within");
  });

  test("a payload nested too deeply is invalid", () => {
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level++) deep = { next: deep };
    const node = { type: "object", properties: { next: { $ref: "#/components/schemas/Node" } } };
    expect(compileModel(node, { Node: node })(deep)).toEqual({
      valid: false,
      errors: ["instance is nested too deeply"],
    });
  });

  test("of a large payload only the first error is told", () => {
    const validate = compileModel({ type: "array", items: { type: "string" } });
    expect(validate([1, 2]).errors).toHaveLength(1);
    expect(validate(Array.from({ length: 50_000 }, () => ({}))).errors).toHaveLength(1);
  });

  test("a key named __proto__ is a property like others", () => {
    const payload = JSON.parse('{"__proto__": 1}') as unknown;
    expect(compileModel({ type: "object", additionalProperties: false, properties: {} })(payload).valid).toBe(false);
  });
});
