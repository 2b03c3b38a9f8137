import type { Severity } from "../finding";
import { asText, type Json } from "../json";
import type { Response, Route } from "./api";
import type { SchemaChange, SchemaComparison, SchemaEffect } from "./compare-schemas";
import { type ApiDifference, type DifferenceKind, sayOf } from "./difference";

type Meaning = DifferenceKind | undefined;

/** What clients can send less of breaks them, what they can send more of doesn't. */
const requestMeanings = {
  narrowed: "request-narrowed",
  replaced: "request-narrowed",
  "property forbidden": "request-narrowed",
  "property removed": "request-property-ignored",
  undecided: "schema-undecided",
  widened: undefined,
} satisfies Record<SchemaEffect, Meaning>;

/** What clients get more of may surprise them, what they get less of doesn't; unless it is a property that they read. */
const responseMeanings = {
  narrowed: undefined,
  replaced: "response-broken",
  "property forbidden": "response-broken",
  "property removed": "response-broken",
  undecided: "schema-undecided",
  widened: "response-widened",
} satisfies Record<SchemaEffect, Meaning>;

/** Wider limits of an answer hardly break anybody; other types do. */
const widenedResponse: Record<string, { kind?: DifferenceKind; severity?: Severity }> = {
  type: { kind: "response-broken" },
  required: {},
  nullable: {},
  enum: {},
  oneOf: {},
};

export const compareParameterSchemas = (route: Route, name: string, changes: SchemaChange[]): ApiDifference[] =>
  requestDifferences(route, name, changes);

export function compareBodies(before: Route, after: Route, schemas: SchemaComparison): ApiDifference[] {
  const say = sayOf(after);
  const [old, now] = [before.body, after.body];
  if (!now)
    return old ? [say("request-property-ignored", "the request body is no longer described, nothing may read it")] : [];
  if (!old)
    return [
      now.required
        ? say("request-narrowed", "a request body is now required")
        : { ...say("request-narrowed", "a request body is described where none was"), severity: "info" },
    ];
  return [
    ...(now.required && !old.required
      ? [say("request-narrowed", "the request body is now required", { before: false, after: true })]
      : []),
    ...[...old.content].flatMap(([type, schema]) => {
      const other = now.content.get(type);
      return other === undefined
        ? [say("request-narrowed", `request bodies of type ${type} are no longer taken`, contentTypes(old, now))]
        : requestDifferences(after, named("request body", type, old.content.size), schemas.compare(schema, other));
    }),
  ];
}

export function compareResponses(before: Route, after: Route, schemas: SchemaComparison): ApiDifference[] {
  return [...before.responses].flatMap(([status, old]) => {
    const now = after.responses.get(status);
    const say = sayOf({ ...after, address: now?.address ?? after.address });
    const isError = /^[45]/.test(status);
    const cap = (difference: ApiDifference): ApiDifference =>
      isError && difference.severity !== "info" ? { ...difference, severity: "medium" } : difference;
    if (!now) return [cap(say("response-broken", `response ${status} is removed`))];
    const missing = [...old.headers.keys()].filter(
      (name) => !now.headers.has(name) && !name.startsWith("access-control-"),
    );
    return [
      ...missing.map((name): ApiDifference => ({
        ...say("response-broken", `response ${status} loses header ${name}`),
        severity: "medium",
      })),
      ...[...old.content].flatMap(([type, schema]) => {
        const other = now.content.get(type);
        if (other === undefined)
          return [say("response-broken", `response ${status} no longer comes as ${type}`, contentTypes(old, now))];
        const name = named(`response ${status}`, type, old.content.size);
        return responseDifferences({ ...after, address: now.address }, name, schemas.compare(schema, other));
      }),
    ].map(cap);
  });
}

const contentTypes = (old: Pick<Response, "content">, now: Pick<Response, "content">) => ({
  before: [...old.content.keys()],
  after: [...now.content.keys()],
});

const named = (what: string, type: string, types: number): string => (types > 1 ? `${what} (${type})` : what);

function requestDifferences(route: Route, name: string, changes: SchemaChange[]): ApiDifference[] {
  return changes.flatMap((change) => {
    const kind: Meaning = change.only === "response" ? undefined : requestMeanings[change.effect];
    return kind === undefined ? [] : [difference(route, name, change, kind)];
  });
}

function responseDifferences(route: Route, name: string, changes: SchemaChange[]): ApiDifference[] {
  return changes.flatMap((change): ApiDifference[] => {
    const meaning: Meaning = change.only === "request" ? undefined : responseMeanings[change.effect];
    if (meaning === undefined) return [];
    const widened = change.effect === "widened" ? (widenedResponse[change.keyword] ?? { severity: "info" }) : {};
    const isOptional = change.wasRequired === false;
    const { kind = meaning, severity = isOptional ? "medium" : undefined } = widened;
    return [{ ...difference(route, name, change, kind), ...(severity && { severity }) }];
  });
}

const difference = (route: Route, name: string, change: SchemaChange, kind: DifferenceKind): ApiDifference => ({
  kind,
  address: route.address,
  route,
  says: `${placeOf(name, change)} ${sentenceOf(change)}`,
  ...(change.before !== undefined && { before: change.before }),
  ...(change.after !== undefined && { after: change.after }),
});

/** `request body items[].quantity`, or `request body (schema OrderItem) quantity`. */
const placeOf = (name: string, { schema, path }: SchemaChange): string =>
  [name, schema === undefined ? "" : `(schema ${schema})`, path].filter((part) => part !== "").join(" ");

function sentenceOf({ keyword, effect, before, after, wasRequired }: SchemaChange): string {
  if (effect === "property removed" || effect === "property forbidden")
    return wasRequired ? "is removed (was always there)" : "is removed";
  const sentence = sentences[keyword]?.[effect];
  if (sentence) return sentence(before, after);
  if (before === undefined) return `has a new limit ${keyword} ${text(after)}`;
  if (after === undefined) return `loses its limit ${keyword} ${text(before)}`;
  return effect === "undecided"
    ? `has another ${keyword}; whether it allows more or less can't be decided`
    : `changes ${keyword} from ${text(before)} to ${text(after)}`;
}

type Sentence = (before: Json | undefined, after: Json | undefined) => string;

const sentences: Record<string, Partial<Record<SchemaEffect, Sentence>>> = {
  required: {
    narrowed: (_, after) => `requires ${names(after)}`,
    widened: (before) => `may lack ${names(before)}`,
  },
  nullable: { narrowed: () => "may no longer be null", widened: () => "may be null" },
  enum: {
    narrowed: (before, after) =>
      before === undefined ? `takes only ${text(after)}` : `no longer takes ${text(missing(before, after))}`,
    widened: (before, after) => (after === undefined ? "may have any value" : `may be ${text(missing(after, before))}`),
  },
  type: {
    narrowed: (before, after) => `changes type from ${text(before)} to ${text(after)}`,
    widened: (before, after) => `changes type from ${text(before)} to ${text(after)}`,
    replaced: (before, after) => `changes type from ${text(before)} to ${text(after)}`,
  },
  additionalProperties: {
    narrowed: () => "no longer takes properties that aren't named",
    widened: () => "may have properties that aren't named",
  },
  oneOf: {
    narrowed: () => "has fewer alternatives",
    widened: () => "has more alternatives",
    undecided: () => "has other alternatives",
  },
  nesting: { undecided: () => "has too much in it to be compared" },
};

const missing = (values: Json | undefined, others: Json | undefined): Json => {
  const known = new Set(Array.isArray(others) ? others : []);
  return Array.isArray(values) ? values.filter((value) => !known.has(value)) : [];
};

const names = (value: Json | undefined): string => (Array.isArray(value) ? value.map(asText).join(", ") : "");

function text(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(text).join(", ");
  const json = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}
