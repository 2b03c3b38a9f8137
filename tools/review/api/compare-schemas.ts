import { at, isSame, type Json } from "../json";
import { referenceOf } from "./document";
import { type Bound, canonical, lowerBounds, type SchemaShape, shapeOfSchema, upperBounds } from "./schema-shape";

/**
 * What became of the values that a schema allows: fewer of them, more, others, or nobody can say. Properties that
 * disappear are told apart, since JSON has room for properties that no schema names.
 */
export type SchemaEffect =
  "narrowed" | "widened" | "replaced" | "undecided" | "property removed" | "property forbidden";

export interface SchemaChange {
  /** Named schema that it lies in; undefined for one that is written where it is used. */
  schema?: string;
  /** `items[].quantity`, empty for the schema itself. */
  path: string;
  /** Keyword that changed: `enum`. */
  keyword: string;
  effect: SchemaEffect;
  before?: Json;
  after?: Json;
  /** Of a property that disappears: it was always there. */
  wasRequired?: boolean;
  /** Of a property that only requests, or only responses, carry. */
  only?: "request" | "response";
}

/** Deeper than this, or after so many of them, schemas inside schemas are not followed. */
const deepest = 60;
const most = 20_000;

/** Compares schemas of two documents. A pair of named schemas is compared once, however many places refer to it. */
export class SchemaComparison {
  private readonly pairs = new Map<string, Outcome>();
  /** Compositions that are being compared: those that come back to themselves add nothing. */
  private readonly open = new Set<string>();
  private compared = 0;

  constructor(
    private readonly before: Json,
    private readonly after: Json,
  ) {}

  compare(before: Json | undefined, after: Json | undefined): SchemaChange[] {
    this.compared = 0;
    const outcome = this.outcome(before, after, undefined);
    const reached = new Set(outcome.reached);
    const changes = [...outcome.changes];
    for (const pair of reached) {
      const { changes: own, reached: further } = this.pair(pair);
      changes.push(...own);
      for (const next of further) reached.add(next);
    }
    return changes;
  }

  private pair(key: string): Outcome {
    let outcome = this.pairs.get(key);
    if (!outcome) {
      const [before = "", after = ""] = key.split("\n");
      outcome = this.outcome({ $ref: before }, { $ref: after }, after.split("/").at(-1));
      this.pairs.set(key, outcome);
    }
    return outcome;
  }

  private outcome(before: Json | undefined, after: Json | undefined, schema: string | undefined): Outcome {
    const outcome: Outcome = { changes: [], reached: new Set() };
    if (schema === undefined) this.walk(before, after, { path: "" }, 0, outcome);
    else this.compareShapes(before, after, { path: "", schema }, 0, outcome);
    return outcome;
  }

  private walk(before: Json | undefined, after: Json | undefined, place: Place, depth: number, outcome: Outcome): void {
    const from = referenceOf(before);
    const to = referenceOf(after);
    if (from !== undefined && to !== undefined) {
      outcome.reached.add(`${from}\n${to}`);
      return;
    }
    const composition = isComposed(before) || isComposed(after) ? textOf(before, after) : undefined;
    if (composition !== undefined && this.open.has(composition)) return;
    if (depth > deepest || ++this.compared > most) {
      const isTheSame = canonical(before ?? true) === canonical(after ?? true);
      if (!isTheSame) outcome.changes.push({ ...place, keyword: "nesting", effect: "undecided" });
      return;
    }
    if (composition !== undefined) this.open.add(composition);
    this.compareShapes(before, after, place, depth, outcome);
    if (composition !== undefined) this.open.delete(composition);
  }

  private compareShapes(
    before: Json | undefined,
    after: Json | undefined,
    place: Place,
    depth: number,
    outcome: Outcome,
  ): void {
    const from = shapeOfSchema(this.before, before);
    const to = shapeOfSchema(this.after, after);
    const say: Say = (keyword, effect, change = {}) => outcome.changes.push({ ...place, keyword, effect, ...change });
    if (compareTypes(from, to, say) === "replaced") return;
    compareEnums(from, to, say);
    compareBounds(from, to, say);
    compareTexts(from, to, say);
    compareRequired(from, to, say);
    for (const [name, schema] of from.properties) {
      const here = { ...place, path: place.path === "" ? name : `${place.path}.${name}` };
      const other = to.properties.get(name);
      if (other !== undefined) this.walk(schema, other, { ...here, ...carriedOnly(schema, other) }, depth + 1, outcome);
      else if (to.types?.has("object") || to.properties.size > 0 || to.types === undefined)
        outcome.changes.push({
          ...here,
          keyword: "properties",
          effect: to.additional === false ? "property forbidden" : "property removed",
          wasRequired: from.required.has(name),
          ...carriedOnly(schema, schema),
        });
    }
    this.compareAdditional(from, to, place, say, depth, outcome);
    this.compareItems(from, to, place, say, depth, outcome);
    this.compareAlternatives(from, to, place, say, depth, outcome);
  }

  private compareAdditional(
    { additional: from }: SchemaShape,
    { additional: to }: SchemaShape,
    place: Place,
    say: Say,
    depth: number,
    outcome: Outcome,
  ): void {
    if (typeof from === "object" && typeof to === "object")
      this.walk(from, to, { ...place, path: `${place.path}.*` }, depth + 1, outcome);
    else if (!isSame(from, to))
      say("additionalProperties", from === true || to === false ? "narrowed" : "widened", { before: from, after: to });
  }

  private compareItems(
    { items: from }: SchemaShape,
    { items: to }: SchemaShape,
    place: Place,
    say: Say,
    depth: number,
    outcome: Outcome,
  ): void {
    if (from === undefined && to === undefined) return;
    if (from === undefined || to === undefined) say("items", from === undefined ? "narrowed" : "widened");
    else if (!Array.isArray(from) && !Array.isArray(to))
      this.walk(from, to, { ...place, path: `${place.path}[]` }, depth + 1, outcome);
    else if (!isSame(from, to)) say("items", "undecided", { before: from, after: to });
  }

  /** Alternatives that are written alike are the same one, wherever they stand. */
  private compareAlternatives(
    { alternatives: from }: SchemaShape,
    { alternatives: to }: SchemaShape,
    place: Place,
    say: Say,
    depth: number,
    outcome: Outcome,
  ): void {
    const [left, right] = [alternativesByText(from), alternativesByText(to)];
    const gone = [...left].flatMap(([text, schema]) => (right.has(text) ? [] : [schema]));
    const added = [...right].flatMap(([text, schema]) => (left.has(text) ? [] : [schema]));
    for (const [text, schema] of left)
      if (right.has(text)) this.walk(schema, right.get(text), place, depth + 1, outcome);
    const [first, second] = [gone[0], added[0]];
    if (from.length === 0 && added.length > 0) say("oneOf", "narrowed");
    else if (to.length === 0 && gone.length > 0) say("oneOf", "widened");
    else if (gone.length === 1 && added.length === 1 && first !== undefined && second !== undefined)
      this.walk(first, second, { ...place, path: `${place.path}(${from.indexOf(first) + 1})` }, depth + 1, outcome);
    else if (gone.length > 0 && added.length > 0)
      say("oneOf", "undecided", { before: describe(gone), after: describe(added) });
    else if (gone.length > 0) say("oneOf", "narrowed", { before: describe(gone) });
    else if (added.length > 0) say("oneOf", "widened", { after: describe(added) });
  }
}

interface Outcome {
  changes: SchemaChange[];
  /** Pairs of references, each as two lines. */
  reached: Set<string>;
}

type Place = Pick<SchemaChange, "path" | "schema" | "only">;
type Say = (keyword: string, effect: SchemaEffect, change?: Pick<SchemaChange, "before" | "after">) => void;

const isComposed = (schema: Json | undefined): boolean => Array.isArray(at(schema, ["allOf"]));

const textOf = (before: Json | undefined, after: Json | undefined): string =>
  `${canonical(before ?? true)}\n${canonical(after ?? true)}`;

const alternativesByText = (schemas: Json[]): Map<string, Json> =>
  new Map(schemas.map((schema) => [referenceOf(schema) ?? canonical(schema), schema]));

const describe = (schemas: Json[]): Json => schemas.map((schema) => referenceOf(schema)?.split("/").at(-1) ?? schema);

function carriedOnly(...schemas: Json[]): Pick<SchemaChange, "only"> {
  const every = (flag: string) =>
    schemas.every((schema) => typeof schema === "object" && !Array.isArray(schema) && schema?.[flag] === true);
  return every("readOnly") ? { only: "response" } : every("writeOnly") ? { only: "request" } : {};
}

function compareTypes(from: SchemaShape, to: SchemaShape, say: Say): "replaced" | undefined {
  const values = { before: typesText(from), after: typesText(to) };
  const lost = notIn(from.types, to.types);
  const gained = notIn(to.types, from.types);
  if (lost && gained) {
    say("type", "replaced", values);
    return "replaced";
  }
  if (lost) say("type", "narrowed", values);
  if (gained) say("type", "widened", values);
  if (from.types !== undefined && to.types !== undefined && from.nullable !== to.nullable)
    say("nullable", from.nullable ? "narrowed" : "widened", { before: from.nullable, after: to.nullable });
  return undefined;
}

/** Whether some type of the first is none of the second; an integer is a number. */
function notIn(types: ReadonlySet<string> | undefined, others: ReadonlySet<string> | undefined): boolean {
  if (others === undefined) return false;
  if (types === undefined) return true;
  return [...types].some((type) => !others.has(type) && !(type === "integer" && others.has("number")));
}

const typesText = ({ types }: SchemaShape): string =>
  types === undefined ? "any" : [...types].toSorted().join(" or ") || "null";

function compareEnums({ enum: from }: SchemaShape, { enum: to }: SchemaShape, say: Say): void {
  if (from === undefined || to === undefined) {
    if (from !== to)
      say("enum", from === undefined ? "narrowed" : "widened", {
        ...(from && { before: from }),
        ...(to && { after: to }),
      });
    return;
  }
  const lacks = (values: Json[], others: Json[]) =>
    values.some(
      (value) => !others.some((other) => other === value || (typeof value === "object" && isSame(value, other))),
    );
  if (lacks(from, to)) say("enum", "narrowed", { before: from, after: to });
  if (lacks(to, from)) say("enum", "widened", { before: from, after: to });
}

function compareBounds(from: SchemaShape, to: SchemaShape, say: Say): void {
  for (const keyword of [...lowerBounds, ...upperBounds]) {
    const direction = lowerBounds.includes(keyword) ? 1 : -1;
    const free: Bound = { value: direction * -Infinity, exclusive: false };
    const none: Bound = /^min[LIP]/.test(keyword) ? { value: 0, exclusive: false } : free;
    const [old, now] = [from.bounds.get(keyword) ?? none, to.bounds.get(keyword) ?? none];
    const tighter =
      old.value === now.value ? Number(now.exclusive) - Number(old.exclusive) : (now.value - old.value) * direction;
    if (tighter !== 0)
      say(keyword, tighter > 0 ? "narrowed" : "widened", { ...printed("before", old), ...printed("after", now) });
  }
}

const printed = (side: "before" | "after", { value, exclusive }: Bound) =>
  Number.isFinite(value) ? { [side]: exclusive ? `${value} (exclusive)` : value } : {};

function compareTexts(from: SchemaShape, to: SchemaShape, say: Say): void {
  const compare = (keyword: string, before: Json | undefined, after: Json | undefined, changed: SchemaEffect) => {
    if (isSame(before, after)) return;
    const effect = before === undefined ? "narrowed" : after === undefined ? "widened" : changed;
    say(keyword, effect, { ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
  };
  compare("pattern", from.pattern, to.pattern, "undecided");
  if (from.format !== to.format)
    say("format", to.format === undefined ? "widened" : "undecided", {
      ...(from.format !== undefined && { before: from.format }),
      ...(to.format !== undefined && { after: to.format }),
    });
  compare("uniqueItems", from.unique || undefined, to.unique || undefined, "undecided");
  compare("multipleOf", from.multipleOf, to.multipleOf, multiples(from.multipleOf ?? 1, to.multipleOf ?? 1));
  for (const keyword of new Set([...from.others.keys(), ...to.others.keys()])) {
    const [old, now] = [from.others.get(keyword) ?? null, to.others.get(keyword) ?? null];
    if (canonical(old) !== canonical(now)) say(keyword, "undecided", { before: old, after: now });
  }
}

const multiples = (before: number, after: number): SchemaEffect =>
  after % before === 0 ? "narrowed" : before % after === 0 ? "widened" : "undecided";

/** A property that is gone can't be required; that it is gone is said elsewhere. */
function compareRequired(from: SchemaShape, to: SchemaShape, say: Say): void {
  const added = [...to.required].filter((name) => !from.required.has(name));
  const dropped = [...from.required].filter(
    (name) => !to.required.has(name) && (to.properties.has(name) || !from.properties.has(name)),
  );
  const carried = (names: string[]) => names.filter((name) => !isReadOnly(to.properties.get(name)));
  if (carried(added).length > 0) say("required", "narrowed", { after: carried(added) });
  if (dropped.length > 0) say("required", "widened", { before: dropped });
}

const isReadOnly = (schema: Json | undefined): boolean => carriedOnly(schema ?? null).only === "response";
