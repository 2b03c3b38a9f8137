import { checkDraft4 } from "../semantics/draft4";
import { limits } from "../semantics/limits";
import { toModel } from "../semantics/model";
import { documentOf, isObject, type JsonObject, objects, operationsOf } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule } from "./rule";

const types = ["aws_api_gateway_rest_api"] as const;

function modelsOf(api: Resource): [string, JsonObject][] {
  const document = documentOf(api);
  const components = document?.["components"];
  return objects((isObject(components) ? components["schemas"] : undefined) ?? document?.["definitions"]);
}

/** What the models of a REST API are. */
export const modelRules: readonly Rule[] = [
  resourceRule({
    id: "model-name",
    checks: "A model's name is alphanumeric",
    source: "API Gateway developer guide, Data models for REST APIs",
    types,
    *check(api) {
      for (const [name] of modelsOf(api))
        if (!limits.modelName.test(name)) yield `body: model ${name}: expected letters and digits, got ${name}`;
    },
  }),

  resourceRule({
    id: "model-schema",
    checks: "A model is a JSON Schema draft 4 that API Gateway takes whole",
    source: "API Gateway developer guide, Important notes for REST APIs; JSON Schema draft 4",
    types,
    *check(api) {
      for (const [name, schema] of modelsOf(api)) {
        const place = `model ${name}`;
        const wrong = errorOf(() => checkDraft4(schema, place));
        if (wrong) {
          yield `body: ${wrong}`;
          continue;
        }
        const unsayable = limits.modelName.test(name) ? errorOf(() => toModel(schema, name)) : undefined;
        if (unsayable) yield `body: model ${unsayable}`;
        const dropped = droppedKeyword(schema);
        if (dropped) yield `body: ${place}: expected no ${dropped}, which API Gateway drops or refuses, got it`;
      }
    },
  }),

  resourceRule({
    id: "model-reference",
    checks: "Every reference is to a model of the document",
    source: "API Gateway developer guide, Errors and warnings from importing your API",
    types,
    *check(api) {
      const known = new Set(modelsOf(api).map(([name]) => name));
      const places: [string, unknown][] = [
        ...modelsOf(api).map(([name, schema]): [string, unknown] => [`model ${name}`, schema]),
        ...operationsOf(api).map(({ subject, definition }): [string, unknown] => [subject, definition]),
      ];
      for (const [place, value] of places)
        for (const reference of referencesOf(value)) {
          const name = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(reference)?.[1];
          if (name === undefined && place.startsWith("model") && reference.startsWith("#/")) continue;
          if (name === undefined || !known.has(name))
            yield `body: ${place}: expected a reference to a model of the document (${[...known].join(", ") || "none"}), got ${reference}`;
        }
    },
  }),
];

/** Keywords of OpenAPI that draft 4 doesn't have and API Gateway drops or refuses. */
const foreign = [
  "nullable",
  "discriminator",
  "example",
  "examples",
  "readOnly",
  "writeOnly",
  "deprecated",
  "xml",
  "externalDocs",
  "$id",
  "const",
];

function droppedKeyword(schema: unknown, isName = false): string | undefined {
  if (Array.isArray(schema)) return schema.map((part) => droppedKeyword(part)).find((found) => found !== undefined);
  if (!isObject(schema)) return undefined;
  for (const [key, value] of Object.entries(schema)) {
    if (!isName && foreign.includes(key)) return key;
    if (!isName && (key === "enum" || key === "default")) continue;
    const found = droppedKeyword(value, !isName && ["properties", "patternProperties", "definitions"].includes(key));
    if (found) return found;
  }
  return undefined;
}

function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === "$ref" && typeof child === "string" ? [child] : key.startsWith("x-") ? [] : referencesOf(child),
  );
}

function errorOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
