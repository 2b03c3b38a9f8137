import { at, isObject, isSame, type Json } from "../json";
import { list } from "../resource-change";
import { resolve } from "./document";

/** What a schema allows, with `allOf` merged and the many ways to say "or null" read as one. */
export interface SchemaShape {
  /** Without `null`; undefined allows every type. */
  types: ReadonlySet<string> | undefined;
  nullable: boolean;
  enum: Json[] | undefined;
  properties: ReadonlyMap<string, Json>;
  required: ReadonlySet<string>;
  /** Schema of properties that aren't named; `true` where anything goes. */
  additional: Json;
  items: Json | undefined;
  /** Inclusive or exclusive bounds by name of the inclusive keyword: `minLength`. */
  bounds: ReadonlyMap<string, Bound>;
  pattern: string | undefined;
  format: string | undefined;
  multipleOf: number | undefined;
  unique: boolean;
  /** Of `oneOf` or `anyOf`, without `null`. */
  alternatives: Json[];
  /** Keywords that are compared as they are written. */
  others: ReadonlyMap<string, Json>;
}

export interface Bound {
  value: number;
  exclusive: boolean;
}

export const lowerBounds = ["minimum", "minLength", "minItems", "minProperties"];
export const upperBounds = ["maximum", "maxLength", "maxItems", "maxProperties"];
const otherKeywords = ["not", "if", "then", "else", "patternProperties", "dependencies", "contains", "propertyNames"];

type Keywords = { [keyword: string]: Json };

export function shapeOfSchema(document: Json, schema: Json | undefined, depth = 0): SchemaShape {
  const keywords = merged(document, schema);
  const choices = [...list(keywords["oneOf"]), ...list(keywords["anyOf"])];
  const alternatives = choices.filter((choice) => !isNull(resolve(document, choice)));
  const only = alternatives.length === 1 && choices.length > 1 ? alternatives[0] : undefined;
  if (only !== undefined && depth < 5) {
    const rest = { ...keywords };
    delete rest["oneOf"];
    delete rest["anyOf"];
    return { ...shapeOfSchema(document, { allOf: [rest, only] }, depth + 1), nullable: true };
  }
  const types = typesOf(keywords);
  return {
    types: types && new Set([...types].filter((type) => type !== "null")),
    nullable: allowsNull(keywords, types) || alternatives.length < choices.length,
    enum: enumOf(keywords),
    properties: new Map(isObject(keywords["properties"]) ? Object.entries(keywords["properties"]) : []),
    required: new Set(list(keywords["required"]).filter((name) => typeof name === "string")),
    additional: anything(keywords["additionalProperties"]) ? true : (keywords["additionalProperties"] as Json),
    items: anything(keywords["items"]) ? undefined : keywords["items"],
    bounds: boundsOf(keywords),
    pattern: text(keywords["pattern"]),
    format: text(keywords["format"]),
    multipleOf: number(keywords["multipleOf"]),
    unique: keywords["uniqueItems"] === true,
    alternatives,
    others: new Map(
      otherKeywords.flatMap((name) => (keywords[name] === undefined ? [] : [[name, keywords[name]] as const])),
    ),
  };
}

const mergedSchemas = new WeakMap<object, Keywords>();

/**
 * The keywords of a schema with those of its `allOf` parts; where two parts disagree the narrower counts. Each schema is
 * merged once, and a part that contains its own whole adds nothing.
 */
function merged(document: Json, schema: Json | undefined): Keywords {
  const resolved = resolve(document, schema);
  if (resolved === false) return { not: {} };
  if (!isObject(resolved)) return {};
  if (!Array.isArray(resolved["allOf"])) return resolved;
  const known = mergedSchemas.get(resolved);
  if (known) return known;
  mergedSchemas.set(resolved, {});
  const { allOf, ...own } = resolved;
  const whole = allOf.map((part) => merged(document, part)).reduce<Keywords>(intersect, own);
  mergedSchemas.set(resolved, whole);
  return whole;
}

function intersect(left: Keywords, right: Keywords): Keywords {
  const result = new Map(Object.entries(left));
  for (const [keyword, value] of Object.entries(right)) {
    const known = result.get(keyword);
    result.set(keyword, known === undefined ? value : (intersections.get(keyword)?.(known, value) ?? value));
  }
  return Object.fromEntries(result);
}

function union(left: Json, right: Json): Json {
  return [...new Set([...list(left), ...list(right)])];
}

const larger = (left: Json, right: Json): Json => Math.max(Number(left), Number(right));
const smaller = (left: Json, right: Json): Json => Math.min(Number(left), Number(right));

const intersections = new Map<string, (left: Json, right: Json) => Json>(
  Object.entries({
    required: union,
    properties: (left: Json, right: Json) => {
      const all = new Map(Object.entries(isObject(left) ? left : {}));
      for (const [name, schema] of Object.entries(isObject(right) ? right : {})) {
        const known = all.get(name);
        all.set(name, known === undefined || isSame(known, schema) ? schema : { allOf: [known, schema] });
      }
      return Object.fromEntries(all);
    },
    enum: (left: Json, right: Json) => list(left).filter((value) => list(right).some((other) => isSame(value, other))),
    additionalProperties: (left: Json, right: Json) => (left === false ? left : right),
    oneOf: union,
    anyOf: union,
    ...Object.fromEntries(lowerBounds.map((keyword) => [keyword, larger])),
    ...Object.fromEntries(upperBounds.map((keyword) => [keyword, smaller])),
  }),
);

function typesOf(keywords: Keywords): Set<string> | undefined {
  const written = [keywords["type"] ?? []].flat().filter((type) => typeof type === "string");
  if (written.length > 0) return new Set(written);
  if (["properties", "required", "additionalProperties"].some((keyword) => keyword in keywords))
    return new Set(["object"]);
  if ("items" in keywords) return new Set(["array"]);
  return undefined;
}

function allowsNull(keywords: Keywords, types: ReadonlySet<string> | undefined): boolean {
  if (keywords["nullable"] === true || types?.has("null")) return true;
  return types === undefined && (keywords["enum"] === undefined || list(keywords["enum"]).includes(null));
}

function enumOf(keywords: Keywords): Json[] | undefined {
  if (Array.isArray(keywords["enum"])) return keywords["enum"].filter((value) => value !== null);
  return keywords["const"] === undefined ? undefined : [keywords["const"]];
}

const exclusiveNames: Record<string, string> = { minimum: "exclusiveMinimum", maximum: "exclusiveMaximum" };

/** `exclusiveMinimum` is a flag up to draft 4 and a bound from draft 6 on. */
function boundsOf(keywords: Keywords): Map<string, Bound> {
  const bounds = new Map<string, Bound>();
  for (const keyword of [...lowerBounds, ...upperBounds]) {
    const exclusive = keywords[exclusiveNames[keyword] ?? ""];
    const value = number(exclusive) ?? number(keywords[keyword]);
    if (value !== undefined)
      bounds.set(keyword, { value, exclusive: exclusive === true || typeof exclusive === "number" });
  }
  return bounds;
}

/** The same text for schemas that differ in the order of keys, and of lists that have none, only. */
export function canonical(schema: Json, key = ""): string {
  if (Array.isArray(schema)) {
    const items = schema.map((item) => canonical(item));
    return `[${(unorderedLists.has(key) ? items.toSorted() : items).join()}]`;
  }
  if (!isObject(schema)) return JSON.stringify(schema);
  const entries = Object.entries(schema).map(([name, value]) => `${JSON.stringify(name)}:${canonical(value, name)}`);
  return `{${entries.toSorted().join()}}`;
}

const unorderedLists = new Set(["type", "enum", "required", "allOf", "oneOf", "anyOf"]);

const isNull = (schema: Json | undefined): boolean =>
  at(schema, ["type"]) === "null" || (list(at(schema, ["enum"])).length === 1 && at(schema, ["enum", 0]) === null);

const anything = (schema: Json | undefined): boolean =>
  schema === undefined || schema === true || (isObject(schema) && Object.keys(schema).length === 0);

const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const number = (value: Json | undefined): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;
