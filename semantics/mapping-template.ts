import { compileJsonPath } from "./json-path";
import { parseLenientJson } from "./lenient-json";
import { parseTemplate } from "./velocity/parser";
import { renderTemplate } from "./velocity/renderer";
import { TemplateError } from "./velocity/template-error";
import { templateUtilities } from "./velocity/template-utilities";
import {
  JavaException,
  JavaList,
  JavaMap,
  isList,
  isMap,
  jsonText,
  maximumNesting,
  textOf,
  type JavaObject,
  type Value,
} from "./velocity/values";

export { TemplateError };

/**
 * What a mapping template sees of one request or response.
 *
 * `body` is the payload as text ("" for none, which `$input.body` shows as `{}`); `params` hold one value per name, names as
 * the client wrote them; `context` and `stageVariables` are what `$context` and `$stageVariables` show.
 */
export interface TemplateScope {
  body: string;
  params: { path: Record<string, string>; querystring: Record<string, string>; header: Record<string, string> };
  context: Record<string, unknown>;
  stageVariables: Record<string, string>;
}

export interface RenderedTemplate {
  text: string;
  /**
   * `context` of the scope after the template's own assignments. `requestOverride` (header, path, querystring) and
   * `responseOverride` (header, status) are always there; a MOCK integration's response template gets them back as
   * its own context.
   */
  context: Record<string, unknown>;
}

/** A compiled template: render it as often as you like; it never changes the scope it is given. */
export interface MappingTemplate {
  /**
   * Throws {@link TemplateError} where API Gateway answers 500: a Java exception, a body that isn't JSON where a path is
   * asked for. Also when the template needs more than `bounds` in velocity/bounds.ts.
   */
  render(scope: TemplateScope): RenderedTemplate;
}

/**
 * Compiles a Velocity mapping template as API Gateway understands it: Apache Velocity 1.7 with `#macro`, `#evaluate`,
 * `#parse` and `#include` switched off, where a reference without a value is the empty string.
 * Source: API Gateway developer guide, "Variables for data transformations"; Velocity 1.7 user guide. Throws
 * {@link TemplateError} with line and column where API Gateway would answer every request with 500.
 */
export function compileMappingTemplate(source: string): MappingTemplate {
  const block = parseTemplate(source);
  return {
    render(scope) {
      const context = contextOf(scope.context);
      const variables = new Map<string, Value>([
        ["input", inputOf(scope)],
        ["util", templateUtilities],
        ["context", context],
        ["stageVariables", toValue(scope.stageVariables)],
      ]);
      const text = renderTemplate(block, variables, source);
      return { text, context: plainContext(context) };
    },
  };
}

function contextOf(context: Record<string, unknown>): JavaMap {
  const map = toValue(context) as JavaMap;
  for (const [name, parts] of overrides) {
    const override = map.entries.get(name);
    const own = override !== undefined && isMap(override) ? override : new JavaMap();
    for (const part of parts) if (!own.entries.has(part)) own.entries.set(part, new JavaMap());
    map.entries.set(name, own);
  }
  return map;
}

const overrides = [
  ["requestOverride", ["header", "path", "querystring"]],
  ["responseOverride", ["header"]],
] as const;

function plainContext(context: JavaMap): Record<string, unknown> {
  try {
    return fromValue(context, { elements: maximumElements }) as Record<string, unknown>;
  } catch (error) {
    throw error instanceof JavaException ? new TemplateError(error.message, 1, 1) : error;
  }
}

/** `$input`: the body is parsed once, so that what a template changes in `$input.path('$')` shows in `$input.json('$')`. */
function inputOf({ body, params }: TemplateScope): JavaObject {
  const text = body === "" ? "{}" : body;
  let parsed: Value | undefined;
  const at = (path: string, limit: (length: number) => void) =>
    compileJsonPath(path)((parsed ??= parseLenientJson(text)), limit);
  const all = toValue(params) as JavaMap;
  return {
    kind: "object",
    property: (name) => (name === "body" ? text : null),
    call(name, args, limit) {
      const [argument] = args;
      if (args.length === 0) return name === "params" ? all : name === "getBody" ? text : undefined;
      if (args.length > 1 || typeof argument !== "string") return undefined;
      if (name === "params") return parameter(params, argument);
      if (name === "path") return at(argument, limit);
      if (name !== "json") return undefined;
      const value = at(argument, limit);
      return value === null ? '""' : jsonText(value, limit);
    },
    text: () => "input",
  };
}

/** `$input.params(name)`: from the path, the query string or the headers, in that order. */
function parameter({ path, querystring, header }: TemplateScope["params"], name: string): Value {
  for (const from of [path, querystring, header]) if (Object.hasOwn(from, name)) return from[name] ?? null;
  return null;
}

function toValue(json: unknown): Value {
  if (json === null || json === undefined) return null;
  if (typeof json === "number") return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json === "string" || typeof json === "boolean" || typeof json === "bigint") return json;
  if (Array.isArray(json)) return new JavaList(json.map(toValue));
  return new JavaMap(Object.entries(json).map(([key, value]) => [key, toValue(value)] as const));
}

/** Plain JSON of what a template left in its context; what is shared or contains itself must stay within bounds. */
function fromValue(value: Value, budget: { elements: number }, depth = 0): unknown {
  if (--budget.elements < 0 || depth > maximumNesting) {
    throw new JavaException(
      `context: expected at most ${maximumElements} values, ${maximumNesting} levels deep, got more`,
    );
  }
  const inner = (part: Value) => fromValue(part, budget, depth + 1);
  if (isList(value)) return value.items.map(inner);
  if (isMap(value)) {
    return Object.fromEntries([...value.entries].map(([key, entry]) => [textOf(key, () => {}), inner(entry)]));
  }
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === "object" && value !== null ? value.text() : value;
}

const maximumElements = 100_000;
