import { isObject, type Json } from "../json";

/** Keys of OpenAPI and JSON schema that only readers see. */
const annotations = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "tags",
  "externalDocs",
  "info",
  "deprecated",
  "operationId",
  "x-amazon-apigateway-documentation",
]);

/** Keys whose own keys are names that somebody chose. */
const namesFollow = new Set(["properties", "definitions", "schemas", "paths", "headers", "parameters", "responses"]);

/** A document without what makes no difference to the deployed API. */
export function observable(document: Json, isNamed = false): Json {
  if (Array.isArray(document)) return document.map((item) => observable(item));
  if (!isObject(document)) return document;
  return Object.fromEntries(
    Object.entries(document).flatMap(([key, value]) =>
      !isNamed && annotations.has(key) ? [] : [[key, observable(value, !isNamed && namesFollow.has(key))]],
    ),
  );
}
