import type { ErrorObject, ValidateFunction } from "ajv";
import { RegexError, isQuick, timeLimit, watched } from "./bounded-regex";
import { checkDraft4 } from "./draft4";
import { mapSubschemas, type JsonSchema } from "./schema-positions";

export interface ModelVerdict {
  valid: boolean;
  /** In the words of API Gateway's validator (`$context.error.validationErrorString`), at least one when invalid. */
  errors: string[];
}

/**
 * Compiles a model to API Gateway's validation of a payload: JSON Schema draft-4, where formats, `nullable` and annotations
 * are not checked. `definitions` are the API's models by name; `$ref` finds them by name, as `#/components/schemas/<Name>`,
 * `#/definitions/<Name>` or `https://apigateway.amazonaws.com/restapis/<id>/models/<Name>`.
 *
 * With `imported` (the default: the model came in an OpenAPI document) `minItems`, `maxItems`, `minProperties`,
 * `maxProperties`, `exclusiveMinimum` and `exclusiveMaximum` are ignored, because the import leaves them out (developer
 * guide, "Important notes"); a model made by CreateModel has them.
 *
 * Throws on a schema that is not draft-4 or refers to a model that isn't there; the validator itself is made when it is first
 * used, which takes many times as long. A payload of `characters` that takes too long, because a pattern backtracks or because many
 * items must differ, and one nested too deeply to be walked, count as invalid.
 */
export function compileModel(
  model: JsonSchema,
  definitions: Record<string, JsonSchema> = {},
  { imported = true } = {},
): (value: unknown, characters?: number) => ModelVerdict {
  const schema = bundle(model, definitions, imported);
  for (const [name, part] of Object.entries(schema["definitions"] as Record<string, JsonSchema>))
    checkDraft4(part, name === "" ? "model" : `model ${name}`);
  const isQuickFor = quickFor(schema);
  let first: ValidateFunction | undefined;
  let all: ValidateFunction | undefined;
  return (value, characters) => {
    const passes = (validate: ValidateFunction) =>
      characters !== undefined && isQuickFor(characters)
        ? validate(value)
        : runBounded(() => validate(value), characters ?? 0);
    try {
      first ??= compile(schema, false);
      if (passes(first)) return { valid: true, errors: [] };
      const validate = isSmall(value) ? (all ??= compile(schema, true)) : first;
      passes(validate);
      return { valid: false, errors: messagesOf(validate.errors ?? []) };
    } catch (error) {
      if (error instanceof RegexError || error instanceof OverdueError)
        return { valid: false, errors: [error.message] };
      if (error instanceof RangeError) return { valid: false, errors: ["instance is nested too deeply"] };
      throw error;
    }
  };
}

function compile(schema: JsonSchema, allErrors: boolean): ValidateFunction {
  // loaded only when there is something to validate
  const { default: Ajv } = require("ajv-draft-04") as typeof import("ajv-draft-04");
  const ajv = new Ajv({
    strict: false,
    // checked before, in a fraction of the time
    meta: false,
    validateSchema: false,
    allErrors,
    verbose: true,
    validateFormats: false,
    unicodeRegExp: false,
    code: { regExp: Object.assign(knownRegExp, { code: "knownRegExp" }) },
  });
  return ajv.compile(schema);
}

/** Whether a payload of so many characters can't take long, whatever is in it. */
function quickFor(schema: JsonSchema): (characters: number) => boolean {
  const patterns: string[] = [];
  JSON.stringify(schema, (keyword, value: unknown) => {
    if (keyword === "pattern" && typeof value === "string") patterns.push(value);
    // each item is compared with each
    if (keyword === "uniqueItems" && value === true) patterns.push("x*");
    if (keyword === "patternProperties" && typeof value === "object") patterns.push(...Object.keys(value ?? {}));
    return value;
  });
  return (characters) => patterns.every((pattern) => isQuick(pattern, characters));
}

/** The pattern that is being matched. */
let matching: string | undefined;

function runBounded<T>(run: () => T, characters: number): T {
  const timeout = timeLimit(characters);
  matching = undefined;
  return watched(timeout, run, () => {
    const limit = `expected an answer within ${timeout} ms, got none`;
    return matching === undefined ? new OverdueError(limit) : new RegexError(limit, matching);
  });
}

class OverdueError extends Error {}

function knownRegExp(pattern: string, flags: string) {
  const regex = new RegExp(pattern, flags);
  return {
    test(text: string) {
      matching = pattern;
      const matches = regex.test(text);
      matching = undefined;
      return matches;
    },
    // by this, ajv knows one pattern of a schema from another
    toString: () => String(regex),
  };
}

const root = "#/definitions/";
const ignored = new Set(["nullable", "id", "$id", "$schema", "discriminator"]);
const lostOnImport = new Set([
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "exclusiveMinimum",
  "exclusiveMaximum",
]);

/** One schema that holds the model and all others, every reference led to its place in it. */
function bundle(model: JsonSchema, models: Record<string, JsonSchema>, imported: boolean): JsonSchema {
  const definitions: JsonSchema = {};
  const add = (name: string, schema: JsonSchema) => {
    const own = (schema["definitions"] ?? {}) as Record<string, JsonSchema>;
    const rewrite = (part: JsonSchema): JsonSchema => {
      const { $ref: reference } = part;
      if (reference !== undefined) return { $ref: root + pointer(target(reference, name, own, models)) };
      const kept = Object.entries(part).filter(
        ([keyword]) => !ignored.has(keyword) && keyword !== "definitions" && !(imported && lostOnImport.has(keyword)),
      );
      return Object.fromEntries(kept.map(([keyword, value]) => [keyword, mapSubschemas(keyword, value, rewrite)]));
    };
    definitions[name] = rewrite(schema);
    for (const [local, part] of Object.entries(own)) definitions[`${name} ${local}`] = rewrite(part);
  };
  for (const [name, schema] of Object.entries(models)) add(name, schema);
  add("", model);
  return { definitions, $ref: root };
}

function target(
  reference: unknown,
  from: string,
  own: Record<string, JsonSchema>,
  models: Record<string, JsonSchema>,
): string {
  const text = String(reference);
  if (text === "#") return from;
  const [, prefix = "", name = ""] =
    /^(#\/components\/schemas\/|#\/definitions\/|https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/)?([^/#]+)$/.exec(
      text,
    ) ?? [];
  if (prefix === "#/definitions/" && Object.hasOwn(own, name)) return `${from} ${name}`;
  if (Object.hasOwn(models, name)) return name;
  throw new Error(
    `model ${from}: expected $ref to one of ${Object.keys(models).join(", ") || "no models"}, got '${text}'`,
  );
}

const pointer = (name: string) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));

/** Whether listing all that is wrong with a value costs little. */
function isSmall(value: unknown): boolean {
  const pending = [value];
  for (let count = 1; pending.length > 0; count++) {
    if (count + pending.length > 10_000) return false;
    const next = pending.pop();
    if (typeof next === "object" && next !== null) for (const part of Object.values(next)) pending.push(part);
  }
  return true;
}

function messagesOf(errors: readonly ErrorObject[]): string[] {
  const choices = errors.filter(({ keyword }) => keyword === "oneOf" || keyword === "anyOf");
  const told = errors.filter(
    ({ schemaPath, keyword }) =>
      keyword === "oneOf" ||
      keyword === "anyOf" ||
      !choices.some((choice) => schemaPath.startsWith(`${choice.schemaPath}/`)),
  );
  const missing = new Map<string, string[]>();
  for (const { keyword, instancePath, params } of told) {
    if (keyword === "required")
      missing.set(instancePath, [...(missing.get(instancePath) ?? []), String(params["missingProperty"])]);
  }
  const messages = told.map((error) =>
    error.keyword === "required"
      ? `object has missing required properties (${JSON.stringify(missing.get(error.instancePath)?.toSorted())})`
      : (wordings[error.keyword]?.(error) ?? `${error.instancePath} ${error.message ?? error.keyword}`.trim()),
  );
  return [...new Set(messages)];
}

const list = (value: unknown) => JSON.stringify([value].flat());

/** The validator's own wording, by keyword. */
const wordings: Record<string, (error: ErrorObject) => string> = {
  type: ({ data, schema }) =>
    `instance type (${typeName(data)}) does not match any allowed primitive type (allowed: ${list(schema)})`,
  additionalProperties: ({ params }) =>
    `object instance has properties which are not allowed by the schema: ${list(params["additionalProperty"])}`,
  enum: ({ data, schema }) =>
    `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${JSON.stringify(schema)})`,
  pattern: ({ data, schema }) =>
    `ECMA 262 regex "${String(schema)}" does not match input string ${JSON.stringify(data)}`,
  minLength: ({ data, schema }) =>
    `string ${JSON.stringify(data)} is too short (length: ${Array.from(String(data)).length}, required minimum: ${String(schema)})`,
  maxLength: ({ data, schema }) =>
    `string ${JSON.stringify(data)} is too long (length: ${Array.from(String(data)).length}, maximum allowed: ${String(schema)})`,
  minimum: ({ data, schema }) =>
    `numeric instance is lower than the required minimum (minimum: ${String(schema)}, found: ${String(data)})`,
  maximum: ({ data, schema }) =>
    `numeric instance is greater than the required maximum (maximum: ${String(schema)}, found: ${String(data)})`,
  oneOf: ({ params, schema }) =>
    `instance failed to match exactly one schema (matched ${params["passingSchemas"] ? 2 : 0} out of ${(schema as unknown[]).length})`,
  anyOf: ({ schema }) => `instance failed to match at least one required schema among ${(schema as unknown[]).length}`,
};

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
}
