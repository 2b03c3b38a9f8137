import { type IntegrationType, illegalRequestHeaders, responseHeaderName } from "../../semantics/reserved-headers";
import { answerHeaders } from "../answer-headers";
import { headerParameters } from "../cors";
import type { AnswerMapping, AnswerOrigin, RequestMapping, RequestOrigin } from "../parameter-mapping";
import type { IntegrationContext } from "./compiler";
import { refuseMissingOrigin } from "./trial";

const places = { path: "path", query: "querystring", headers: "header" } as const;

/** Mapping expressions of what a request has. Source: developer guide, "Parameter mapping source reference for REST APIs". */
const requestExpressions: Expressions<RequestOrigin> = {
  payload: (path) => `method.request.body${below(path)}`,
  context: (name) => `context.${name}`,
  stageVariable: (name) => `stageVariables.${name}`,
  path: (name) => `method.request.path.${name}`,
  querystring: (name) => `method.request.querystring.${name}`,
  multivaluequerystring: (name) => `method.request.multivaluequerystring.${name}`,
  header: (name) => `method.request.header.${name}`,
  multivalueheader: (name) => `method.request.multivalueheader.${name}`,
};

/** Mapping expressions of what a backend answers. */
const answerExpressions: Expressions<AnswerOrigin> = {
  payload: (path) => `integration.response.body${below(path)}`,
  context: (name) => `context.${name}`,
  stageVariable: (name) => `stageVariables.${name}`,
  backendHeader: (name) => `integration.response.header.${name}`,
  backendHeaders: (name) => `integration.response.multivalueheader.${name}`,
};

/**
 * `requestParameters` of an integration.
 *
 * @throws Error for a source that the route or its sample lacks, and for a header that API Gateway sends nobody
 */
export function compileRequestParameters(
  mapping: RequestMapping,
  type: IntegrationType,
  { route, subject }: IntegrationContext,
): Record<string, string> {
  const parts = Object.entries(places).flatMap(([part, place]) =>
    Object.entries(mapping[part as keyof RequestMapping] ?? {}).map(([name, source]) => {
      const named = `${subject}: parameters.${part}.${name}`;
      checkName(name, named);
      if (place === "header" && illegalRequestHeaders[type].has(name.toLowerCase()))
        throw new Error(`${named}: expected another header, as API Gateway answers 500 to every call that maps it`);
      if (typeof source !== "string") refuseMissingOrigin(source.origin, route, named);
      return [`integration.request.${place}.${name}`, expression(source, requestExpressions, named)] as const;
    }),
  );
  return Object.fromEntries(parts);
}

/** `responseParameters` of an error: the headers of every answer. */
export const constantHeaders = ({ api }: IntegrationContext): Record<string, string> =>
  headerParameters(answerHeaders(api), "method.response");

/**
 * `responseParameters` of an integration's success: what is mapped, and the headers of every answer.
 *
 * @param given what the backend answers
 * @throws Error for headers that aren't those of the route's responses, that clients get by another name, or that every
 * answer has, and for a source that the answer lacks
 */
export function compileAnswerParameters(
  { headers = {} }: AnswerMapping,
  given: unknown,
  type: IntegrationType,
  context: IntegrationContext,
): Record<string, string> {
  const { api, route, subject } = context;
  const [answered, ...others] = Object.values(route.responses).map((response) => lowerCase(response.headers ?? []));
  const ofAll = answerHeaders(api);
  const mapped = Object.entries(headers).map(([name, source]) => {
    const named = `${subject}: headers.${name}`;
    checkName(name, named);
    const sent = responseHeaderName(name, type);
    if (sent !== name)
      throw new Error(
        `${named}: expected a header that clients get, got one that they get ${sent === undefined ? "not at all" : `as ${sent}`}`,
      );
    if (lowerCase(Object.keys(ofAll)).includes(name.toLowerCase()))
      throw new Error(`${named}: expected none, as every answer of the API has its own, got one`);
    if (!answered?.includes(name.toLowerCase()))
      throw new Error(
        `${named}: expected a header that the first response declares, got ${answered?.join(", ") || "none"}`,
      );
    if (typeof source !== "string") refuseMissingOrigin(source.origin, route, named, given);
    return [`method.response.header.${name}`, expression(source, answerExpressions, named)] as const;
  });
  for (const name of [answered ?? [], ...others].flat())
    if (!lowerCase(Object.keys(headers)).includes(name))
      throw new Error(
        `${subject}: headers: expected ${name}, which a response declares, got ${Object.keys(headers).join(", ") || "none"}`,
      );
  return { ...constantHeaders(context), ...Object.fromEntries(mapped) };
}

type KeysOf<O> = O extends unknown ? keyof O : never;
type Expressions<O> = Record<KeysOf<O> & string, (at: string) => string>;

function expression<O extends object>(
  source: string | { origin: O },
  expressions: Expressions<O>,
  named: string,
): string {
  if (typeof source === "string") return constant(source, named);
  const [[kind, at]] = Object.entries(source.origin) as [[keyof Expressions<O>, string]];
  return expressions[kind](at);
}

function constant(text: string, named: string): string {
  if (!/^[\x20-\x26\x28-\x7e]+$/.test(text))
    throw new Error(`${named}: expected printable ASCII without ', got ${JSON.stringify(text)}`);
  return `'${text}'`;
}

function checkName(name: string, named: string): void {
  if (!/^[A-Za-z0-9._$-]+$/.test(name)) throw new Error(`${named}: expected a name of letters, digits and ._$-`);
}

/** A path below the body, as mapping expressions have it: without `$.`. */
function below(path: string): string {
  if (path === "$") return "";
  if (path.startsWith("$["))
    throw new Error(`parameter mapping: expected a path that begins with a name, such as $.items[0].sku, got ${path}`);
  return path.slice(1);
}

const lowerCase = (names: readonly string[]) => names.map((name) => name.toLowerCase());
