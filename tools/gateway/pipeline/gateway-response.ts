import { type GatewayResponseType, gatewayResponseTypes as types } from "../../../semantics/gateway-response-types";
import type { RestApi } from "../api/rest-api";
import type { Exchange, GatewayAnswer, Refusal } from "../exchange";
import { Headers } from "../headers";
import { compileSource, type Source } from "../parameter-mapping";
import { compileGatewayResponseTemplate, type GatewayResponseTemplate } from "./gateway-response-template";

/** Answers a refused request as the API's gateway responses say. */
export type GatewayResponder = (exchange: Exchange, refusal: Refusal) => GatewayAnswer;

/** Compiles an API's gateway responses: a type's own, else DEFAULT_4XX or DEFAULT_5XX, else `{"message": ...}`. */
export function compileGatewayResponses(api: RestApi): GatewayResponder {
  for (const type of Object.keys(api.gatewayResponses))
    if (!(type in types)) throw new Error(`expected ${Object.keys(types).join(", ")}, got ${type}`);
  const compiled = Object.fromEntries(
    (Object.keys(types) as GatewayResponseType[]).map((type) => [type, compileType(api, type)]),
  ) as Record<GatewayResponseType, CompiledResponse>;
  return (exchange, refusal) => answer(compiled[refusal.type], exchange, refusal);
}

interface CompiledResponse {
  type: GatewayResponseType;
  /** The type whose declaration this is, its own or its family's. */
  declared?: GatewayResponseType;
  statusCode?: number;
  headers: [name: string, source: Source][];
  templates: [contentType: string, template: GatewayResponseTemplate][];
}

function compileType(api: RestApi, type: GatewayResponseType): CompiledResponse {
  const family: GatewayResponseType = types[type].statusCode >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX";
  // 413 REQUEST_TOO_LARGE is answered before the API's own responses are looked at
  const declared =
    type === "REQUEST_TOO_LARGE" ? undefined : [type, family].find((name) => api.gatewayResponses[name] !== undefined);
  const own = declared && api.gatewayResponses[declared];
  const templates = Object.entries(own?.responseTemplates ?? {});
  return {
    type,
    ...(declared && { declared }),
    ...(own?.statusCode && { statusCode: Number(own.statusCode) }),
    headers: Object.entries(own?.responseParameters ?? {}).flatMap(([target, source]) =>
      compileParameter(target, source, `${type}: ${target}`),
    ),
    templates: templates.map(([contentType, source]) => [contentType, compileGatewayResponseTemplate(source)]),
  };
}

/** A header; the other places that may be named are no part of a response. */
function compileParameter(target: string, source: string, subject: string): [name: string, source: Source][] {
  const [, place, name] = /^gatewayresponse\.(header|path|querystring)\.(.+)$/.exec(target) ?? [];
  if (name === undefined) throw new Error(`${subject}: expected gatewayresponse.<header|path|querystring>.<name>`);
  const value = compileSource(source, subject);
  return place === "header" ? [[name, value]] : [];
}

function answer(compiled: CompiledResponse, exchange: Exchange, refusal: Refusal): GatewayAnswer {
  const { statusCode: defaultStatus, errorType } = types[compiled.type];
  exchange.context = {
    ...exchange.context,
    error: {
      message: refusal.message,
      messageString: JSON.stringify(refusal.message),
      responseType: refusal.type,
      ...(refusal.validationErrors !== undefined && { validationErrorString: refusal.validationErrors }),
    },
  };
  const [contentType, template] = chosen(compiled.templates, exchange.request.headers.get("accept"));
  const body = template ? template(exchange) : defaultBody(refusal);
  const headers = new Headers();
  headers.set("Content-Type", contentType);
  headers.set("x-amzn-ErrorType", refusal.errorType ?? errorType);
  for (const [name, source] of compiled.headers) {
    const values = source(exchange);
    if (values.length > 0) headers.set(name, ...values);
  }
  const statusCode = compiled.statusCode ?? refusal.statusCode ?? defaultStatus;
  exchange.trace?.note({ type: refusal.type, declared: compiled.declared ?? "nothing", status: statusCode });
  return { statusCode, headers, body };
}

/** The service's own text: the part of it that validates and integrates writes a space after the colon. */
function defaultBody({ type, message }: Refusal): string {
  const key = type === "ACCESS_DENIED" ? "Message" : "message";
  return `{"${key}":${late.has(type) ? " " : ""}${JSON.stringify(message)}}`;
}

const late = new Set<GatewayResponseType>([
  "API_CONFIGURATION_ERROR",
  "BAD_REQUEST_BODY",
  "BAD_REQUEST_PARAMETERS",
  "DEFAULT_5XX",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
  "UNSUPPORTED_MEDIA_TYPE",
]);

/** The template for what the client accepts, else JSON's, else the first; none declared is `{"message": ...}`. */
function chosen<T>(templates: [string, T][], accept: string | undefined): [string, T?] {
  return (
    templates.find(([contentType]) => contentType === accept) ??
    templates.find(([contentType]) => contentType === "application/json") ??
    templates[0] ?? ["application/json"]
  );
}
