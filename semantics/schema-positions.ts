/** A JSON Schema document or part of one, as plain JSON. */
export type JsonSchema = { [keyword: string]: unknown };

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where draft-4 keywords hold schemas: themselves, in a list, or under names that are not keywords. */
const positions: Record<string, "schema" | "list" | "names"> = {
  additionalItems: "schema",
  additionalProperties: "schema",
  not: "schema",
  items: "list",
  allOf: "list",
  anyOf: "list",
  oneOf: "list",
  properties: "names",
  patternProperties: "names",
  definitions: "names",
  dependencies: "names",
};

/** The value of `keyword` with every schema in it replaced by what `change` makes of it; `path` leads to that schema. */
export function mapSubschemas(
  keyword: string,
  value: unknown,
  change: (schema: JsonSchema, path: string) => unknown,
): unknown {
  const position = Object.hasOwn(positions, keyword) ? positions[keyword] : undefined;
  if (position === "names" && isSchema(value)) {
    const changed = Object.entries(value).map(
      ([name, schema]) => [name, isSchema(schema) ? change(schema, `${keyword}.${name}`) : schema] as const,
    );
    return Object.fromEntries(changed);
  }
  if (position === "list" && Array.isArray(value)) {
    return value.map((schema: unknown, index) => (isSchema(schema) ? change(schema, `${keyword}[${index}]`) : schema));
  }
  return position && isSchema(value) ? change(value, keyword) : value;
}
