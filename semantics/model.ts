/** A JSON Schema document or part of one, as plain JSON. */
export type JsonSchema = { [keyword: string]: unknown };

export interface Model {
  /** Draft-4 schema as API Gateway takes it. */
  model: JsonSchema;
  /** What the model leaves to the handler's own parse, one sentence each, with the place in the schema. */
  notes: string[];
}

export interface ModelVerdict {
  valid: boolean;
  errors: string[];
}

/** Turns a draft-4 schema (zod: `z.toJSONSchema(schema, { target: "draft-4" })`) into a model that API Gateway accepts. */
export function toModel(schema: JsonSchema, name: string): Model {
  throw new Error(`not written yet: ${name} ${Object.keys(schema).length}`);
}

/** Compiles a model to API Gateway's validation of a payload; `definitions` are the API's other models by name. */
export function compileModel(
  model: JsonSchema,
  definitions: Record<string, JsonSchema> = {},
): (value: unknown) => ModelVerdict {
  throw new Error(`not written yet: ${Object.keys(model).length} ${Object.keys(definitions).length}`);
}
