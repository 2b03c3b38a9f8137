import { isSchema, mapSubschemas, type JsonSchema } from "./schema-positions";

export { compileModel, type ModelVerdict } from "./model-validation";
export type { JsonSchema };

export interface Model {
  /** Draft-4 schema as API Gateway takes it. */
  model: JsonSchema;
  /** What API Gateway will not check and the handler's own parse must, one sentence each, with the place in the schema. */
  notes: string[];
}

/**
 * Turns a draft-4 schema (zod: `z.toJSONSchema(schema, { target: "draft-4" })`) into a model that API Gateway accepts when it
 * imports an OpenAPI document. Annotations that the import refuses are left out. What API Gateway drops or ignores is left
 * out too and told in `notes`; what draft-4 can't say at all throws, naming the place. Types with null become
 * `oneOf` with `{ "type": "null" }`, the only form that recorded APIs accept.
 * Sources: API Gateway developer guide, "Data models for REST APIs" and "Important notes" (REST APIs).
 */
export function toModel(schema: JsonSchema, name: string): Model {
  if (!/^[A-Za-z0-9]+$/.test(name))
    throw new Error(`model ${name}: expected an alphanumeric name (API Gateway), got '${name}'`);
  const notes: string[] = [];
  const model = convert(schema, { name, path: name, notes });
  if (!saysSomething.some((keyword) => keyword in model)) {
    throw new Error(
      `model ${name}: expected at least one property, items or choice (API Gateway refuses an empty schema), got none`,
    );
  }
  return { model, notes };
}

interface Place {
  name: string;
  path: string;
  notes: string[];
}

const saysSomething = [
  "properties",
  "items",
  "additionalProperties",
  "enum",
  "oneOf",
  "anyOf",
  "allOf",
  "$ref",
  "pattern",
];

type Treatment = "keep" | "annotation" | "handler" | "own";

/** What becomes of each keyword; one that is not listed is refused. */
const treatments: Record<string, Treatment> = {
  type: "own",
  properties: "keep",
  required: "own",
  additionalProperties: "keep",
  patternProperties: "keep",
  dependencies: "keep",
  items: "own",
  additionalItems: "own",
  uniqueItems: "keep",
  enum: "own",
  pattern: "own",
  format: "own",
  minLength: "keep",
  maxLength: "keep",
  minimum: "own",
  maximum: "own",
  exclusiveMinimum: "own",
  exclusiveMaximum: "own",
  multipleOf: "keep",
  allOf: "keep",
  anyOf: "own",
  oneOf: "keep",
  not: "keep",
  nullable: "own",
  $ref: "own",
  title: "keep",
  description: "keep",
  // the import of an OpenAPI document leaves these out of the model
  minItems: "handler",
  maxItems: "handler",
  minProperties: "handler",
  maxProperties: "handler",
  default: "annotation",
  example: "annotation",
  examples: "annotation",
  readOnly: "annotation",
  writeOnly: "annotation",
  deprecated: "annotation",
  discriminator: "annotation",
  xml: "annotation",
  externalDocs: "annotation",
  contentEncoding: "annotation",
  contentMediaType: "annotation",
  $comment: "annotation",
  $schema: "annotation",
  id: "annotation",
  $id: "annotation",
};

function convert(schema: JsonSchema, place: Place): JsonSchema {
  for (const keyword of Object.keys(schema)) {
    if (!Object.hasOwn(treatments, keyword) && !keyword.startsWith("x-")) {
      throw new Error(`model ${place.path}: expected keywords of API Gateway's JSON Schema draft-4, got '${keyword}'`);
    }
  }
  if (schema["$ref"] !== undefined) return convertReference(schema, place);
  const split = splitTypes(schema);
  if (split) return { ...describe(schema), oneOf: split.map((branch) => convert(branch, place)) };

  const model: JsonSchema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const treatment = treatments[keyword];
    if (treatment === "keep") {
      model[keyword] = mapSubschemas(keyword, value, (part, path) =>
        convert(part, { ...place, path: `${place.path}.${path}` }),
      );
    } else if (treatment === "handler") {
      place.notes.push(`${place.path}: ${keyword} ${JSON.stringify(value)} is not in API Gateway's imported model`);
    }
  }
  if (schema["type"] !== undefined) model["type"] = schema["type"];
  convertLists(schema, model, place);
  convertText(schema, model, place);
  convertBounds(schema, model, place);
  convertChoices(schema, model, place);
  return model;
}

const references =
  /^(?:#\/components\/schemas\/|https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/)?[A-Za-z0-9]+$/;

function convertReference(schema: JsonSchema, { name, path }: Place): JsonSchema {
  const { $ref: reference, ...rest } = schema;
  const beside = Object.keys(rest).filter(
    (keyword) => !["title", "description"].includes(keyword) && treatments[keyword] !== "annotation",
  );
  if (beside.length > 0) {
    throw new Error(
      `model ${path}: expected $ref alone (draft-4 ignores what stands beside it), got ${beside.join(", ")}`,
    );
  }
  if (reference === "#") return { $ref: `#/components/schemas/${name}` };
  if (typeof reference !== "string" || !references.test(reference)) {
    throw new Error(
      `model ${path}: expected $ref to another model (#/components/schemas/<Name>), got ${JSON.stringify(reference)}; give that schema a name of its own`,
    );
  }
  return { $ref: reference };
}

/** One schema per type, for what is `nullable` or has a list of types; undefined for what has one type. */
function splitTypes(schema: JsonSchema): JsonSchema[] | undefined {
  const { type, nullable, title: _title, description: _description, enum: values, ...rest } = schema;
  const listed = Array.isArray(type) ? (type as unknown[]) : [type];
  const types = nullable === true && type !== undefined && !listed.includes("null") ? [...listed, "null"] : listed;
  if (types.length < 2)
    return Array.isArray(type)
      ? [{ ...rest, type: type[0] as unknown, ...(values !== undefined && { enum: values }) }]
      : undefined;
  return types.map((one) => {
    const own = Array.isArray(values) ? values.filter((value) => isOfType(value, one)) : undefined;
    if (one === "null") return { type: one };
    return { ...rest, type: one, ...(own && { enum: own }) };
  });
}

function isOfType(value: unknown, type: unknown): boolean {
  if (value === null) return type === "null";
  if (Array.isArray(value)) return type === "array";
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

const describe = ({ title, description }: JsonSchema): JsonSchema => ({
  ...(title !== undefined && { title }),
  ...(description !== undefined && { description }),
});

function convertLists(schema: JsonSchema, model: JsonSchema, place: Place): void {
  const { items, additionalItems } = schema;
  if (Array.isArray(items)) {
    model["items"] = {};
    place.notes.push(`${place.path}: the types of a list's single places are beyond an OpenAPI document`);
  } else if (isSchema(items)) {
    model["items"] = convert(items, { ...place, path: `${place.path}.items` });
    if (additionalItems !== undefined) model["additionalItems"] = additionalItems;
  }
  const { required, enum: values } = schema;
  if (Array.isArray(required) && required.length > 0) model["required"] = required;
  if (!Array.isArray(values)) return;
  if (values.length === 0) throw new Error(`model ${place.path}: expected at least one value in enum, got none`);
  model["enum"] = [...new Set(values)];
}

function convertText(schema: JsonSchema, model: JsonSchema, place: Place): void {
  const { pattern, format, type } = schema;
  if (typeof pattern === "string") {
    // API Gateway runs patterns on an engine of ECMAScript 5
    const modern = /\(\?<|\\[pP]\{|\\u\{|\\k</.exec(pattern);
    if (modern)
      place.notes.push(`${place.path}: pattern has '${modern[0]}', which is newer than API Gateway's expressions`);
    else model["pattern"] = pattern;
  }
  if (typeof format !== "string" || type === "integer" || type === "number") return;
  model["format"] = format;
  if (model["pattern"] === undefined)
    place.notes.push(`${place.path}: format ${format} is not known to be checked by API Gateway`);
}

const bounds = [
  { bound: "minimum", exclusive: "exclusiveMinimum", step: 1 },
  { bound: "maximum", exclusive: "exclusiveMaximum", step: -1 },
] as const;

/** `exclusiveMinimum` and `exclusiveMaximum` don't survive the import: exact for integers, the bound itself for others. */
function convertBounds(schema: JsonSchema, model: JsonSchema, place: Place): void {
  for (const { bound, exclusive, step } of bounds) {
    const [limit, isExclusive] = [schema[bound], schema[exclusive]];
    const value = typeof isExclusive === "number" ? isExclusive : limit;
    if (value === undefined) continue;
    if (isExclusive === undefined || isExclusive === false) {
      model[bound] = value;
    } else if (schema["type"] === "integer" && Number.isInteger(value)) {
      model[bound] = (value as number) + step;
    } else {
      model[bound] = value;
      place.notes.push(`${place.path}: ${exclusive} ${JSON.stringify(value)}, the model lets the bound itself pass`);
    }
  }
}

function convertChoices(schema: JsonSchema, model: JsonSchema, place: Place): void {
  const { anyOf, allOf, not } = schema;
  if (Array.isArray(anyOf)) {
    const branches = mapSubschemas("anyOf", anyOf, (part, path) =>
      convert(part, { ...place, path: `${place.path}.${path}` }),
    );
    if (areExclusive(anyOf)) {
      model["oneOf"] = branches;
      return;
    }
    model["anyOf"] = branches;
  }
  const doubtful = Object.entries({ anyOf, allOf, not }).flatMap(([keyword, value]) =>
    value === undefined ? [] : [keyword],
  );
  if (doubtful.length > 0)
    place.notes.push(`${place.path}: ${doubtful.join(", ")} is reported as not checked by API Gateway`);
}

/** Whether no value can match two of the schemas: all their types differ; a model referred to is taken not to be null. */
function areExclusive(schemas: readonly unknown[]): boolean {
  const types = schemas.map((schema) =>
    isSchema(schema) ? (schema["$ref"] !== undefined ? "$ref" : schema["type"]) : undefined,
  );
  if (types.some((type) => typeof type !== "string") || new Set(types).size < types.length) return false;
  if (types.includes("integer") && types.includes("number")) return false;
  return !types.includes("$ref") || types.every((type) => type === "$ref" || type === "null");
}
