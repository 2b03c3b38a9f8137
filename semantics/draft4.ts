import { isSchema, mapSubschemas, type JsonSchema } from "./schema-positions";

/**
 * Throws for a schema that is not draft-4, naming the place and what is expected there. It says what draft-4's meta-schema
 * says; keywords that draft-4 doesn't have are anybody's.
 */
export function checkDraft4(schema: JsonSchema, place: string): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const rule = Object.hasOwn(rules, keyword) ? rules[keyword]! : undefined;
    if (rule && !rule.holds(value))
      throw new Error(`${place}.${keyword}: expected ${rule.expected}, got ${JSON.stringify(value)}`);
    const bound = bounds.get(keyword);
    if (bound !== undefined && !Object.hasOwn(schema, bound))
      throw new Error(`${place}.${keyword}: expected ${bound} beside it, got none`);
    mapSubschemas(keyword, value, (part, path) => {
      checkDraft4(part, `${place}.${path}`);
      return part;
    });
  }
}

/** Flags, each with the bound that it is about. */
const bounds = new Map([
  ["exclusiveMaximum", "maximum"],
  ["exclusiveMinimum", "minimum"],
]);

interface Rule {
  expected: string;
  holds: (value: unknown) => boolean;
}

const is = (type: string): Rule => ({ expected: `a ${type}`, holds: (value) => typeof value === type });

const isUnique = (values: unknown[]): boolean =>
  new Set(values.map((value) => JSON.stringify(value))).size === values.length;

const isListOf = (values: unknown, holds: (value: unknown) => boolean): boolean =>
  Array.isArray(values) && values.length > 0 && values.every(holds);

const isNames = (value: unknown): boolean => isListOf(value, is("string").holds) && isUnique(value as unknown[]);

const isMapOf = (value: unknown, holds: (value: unknown) => boolean): boolean =>
  isSchema(value) && Object.values(value).every(holds);

const types = ["array", "boolean", "integer", "null", "number", "object", "string"];
const isType = (value: unknown): boolean => types.includes(value as string);

const count: Rule = {
  expected: "a whole number from 0 up",
  holds: (value) => Number.isInteger(value) && (value as number) >= 0,
};
const schema: Rule = { expected: "a schema", holds: isSchema };
const schemas: Rule = { expected: "a list of schemas", holds: (value) => isListOf(value, isSchema) };
const named: Rule = { expected: "schemas by name", holds: (value) => isMapOf(value, isSchema) };
const orFlag: Rule = {
  expected: "a schema or a boolean",
  holds: (value) => typeof value === "boolean" || isSchema(value),
};

const rules: Record<string, Rule> = {
  title: is("string"),
  description: is("string"),
  multipleOf: { expected: "a number above 0", holds: (value) => typeof value === "number" && value > 0 },
  maximum: is("number"),
  exclusiveMaximum: is("boolean"),
  minimum: is("number"),
  exclusiveMinimum: is("boolean"),
  maxLength: count,
  minLength: count,
  pattern: { expected: "a regular expression", holds: isPattern },
  additionalItems: orFlag,
  items: { expected: "a schema or a list of schemas", holds: (value) => isSchema(value) || isListOf(value, isSchema) },
  maxItems: count,
  minItems: count,
  uniqueItems: is("boolean"),
  maxProperties: count,
  minProperties: count,
  required: { expected: "a list of different names", holds: isNames },
  additionalProperties: orFlag,
  definitions: named,
  properties: named,
  patternProperties: {
    expected: "schemas by regular expression",
    holds: (value) => named.holds(value) && Object.keys(value as object).every(isPattern),
  },
  dependencies: {
    expected: "schemas or lists of names by name",
    holds: (value) => isMapOf(value, (part) => isSchema(part) || isNames(part)),
  },
  enum: {
    expected: "a list of different values",
    holds: (value) => isListOf(value, () => true) && isUnique(value as unknown[]),
  },
  type: {
    expected: `one or several of ${types.join(", ")}`,
    holds: (value) => isType(value) || (isListOf(value, isType) && isUnique(value as unknown[])),
  },
  allOf: schemas,
  anyOf: schemas,
  oneOf: schemas,
  not: schema,
};

function isPattern(value: unknown): boolean {
  try {
    return typeof value === "string" && new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}
