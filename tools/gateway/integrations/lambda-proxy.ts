import { type Exchange, internalServerError, type Outcome, type Refusal, type Step } from "../exchange";
import { Headers } from "../headers";
import { firstAccepted, isBinary } from "../media-type";
import { multiValues, singleValues } from "../query-string";
import type { Integration, RestApi } from "../api/rest-api";
import { type Backends, functionOf, invokeFunction } from "./lambda";

/**
 * Compiles a Lambda proxy integration: the request as an event of payload format 1.0, the function's answer checked as
 * API Gateway checks it (developer guide, "Lambda proxy integrations in API Gateway").
 */
export function compileLambdaProxy(integration: Integration, api: RestApi, backends: Backends): Step {
  // deployable, but every call fails
  if (integration.httpMethod !== "POST")
    return () => internalServerError(`integration httpMethod: expected POST, got ${integration.httpMethod || "none"}`);
  const name = functionOf(integration.uri, backends);
  return async (exchange) => {
    const event = JSON.stringify(proxyEvent(exchange, api));
    const answer = await invokeFunction(name, exchange, event, integration.timeoutInMillis, backends);
    if ("type" in answer) return answer;
    if (answer.functionError) return internalServerError(`function error: ${answer.payload}`, 502);
    return readAnswer(exchange, answer.payload, api);
  };
}

/** The event of a request, payload format 1.0. */
export function proxyEvent(exchange: Exchange, api: RestApi): Record<string, unknown> {
  const { request, destination, stage, method } = exchange;
  const { body, headers, query } = request;
  const binary = body.length > 0 && isBinary(headers.get("content-type"), api.binaryMediaTypes);
  const variables = stage.stage.variables;
  return {
    resource: method!.resource.path,
    path: destination.eventPath,
    httpMethod: request.httpMethod,
    headers: headers.single(),
    multiValueHeaders: headers.multi(),
    queryStringParameters: orNull(singleValues(query)),
    multiValueQueryStringParameters: orNull(multiValues(query)),
    pathParameters: orNull(exchange.pathParameters),
    stageVariables: orNull(variables),
    requestContext: exchange.context,
    body: body.length === 0 ? null : body.toString(binary ? "base64" : "utf8"),
    isBase64Encoded: binary,
  };
}

const orNull = <T extends object>(map: T): T | null => (Object.keys(map).length === 0 ? null : map);

/** 502 for a function that answered in another format than API Gateway asks for. */
export const malformed = (what: string): Refusal =>
  internalServerError(`malformed Lambda proxy response: ${what}`, 502);

/** undefined for what is no JSON, such as the answer of a handler that streams. */
function parse(payload: string): unknown {
  try {
    return JSON.parse(payload === "" ? "null" : payload);
  } catch {
    return undefined;
  }
}

const allowedKeys = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

function readAnswer(exchange: Exchange, payload: string, api: RestApi): Outcome {
  const answer = parse(payload);
  if (typeof answer !== "object" || answer === null || Array.isArray(answer))
    return malformed(`expected an object, got ${JSON.stringify(payload.slice(0, 40))}`);
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = answer as Record<string, unknown>;
  const unknown = Object.keys(answer).find((key) => !allowedKeys.has(key));
  if (unknown !== undefined) return malformed(`expected ${[...allowedKeys].join(", ")}, got "${unknown}"`);
  const status = readStatus(statusCode);
  if (status === undefined) return malformed(`statusCode: expected a number, got ${JSON.stringify(statusCode)}`);
  if (body !== undefined && body !== null && typeof body !== "string")
    return malformed(`body: expected a string, got ${typeof body}`);
  const sent = readHeaders(headers, multiValueHeaders);
  if (!sent) return malformed("headers: expected names to scalars, multiValueHeaders: names to lists");
  if (!sent.has("content-type")) sent.set("Content-Type", "application/json");
  const wantsBytes =
    isBase64Encoded === true && isBinary(firstAccepted(exchange.request.headers.get("accept")), api.binaryMediaTypes);
  const text = body ?? "";
  exchange.integrationResult = {
    statusCode: status,
    headers: sent,
    body: wantsBytes ? Buffer.from(text, "base64") : text,
    selectionValue: null,
  };
  return undefined;
}

/** 200 when there is none; text of digits will do. */
export function readStatus(statusCode: unknown): number | undefined {
  if (statusCode === undefined || statusCode === null) return 200;
  const status = typeof statusCode === "string" && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode;
  return typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

/** Both kinds together: a name that is in both keeps the list. */
export function readHeaders(single: unknown, multi: unknown): Headers | undefined {
  if (![single, multi].every(isMapOrNothing)) return undefined;
  const sent = new Headers();
  for (const [name, values] of entriesOf(multi)) {
    if (!Array.isArray(values)) return undefined;
    if (values.length > 0) sent.set(name, ...values.map(String));
  }
  for (const [name, value] of entriesOf(single)) {
    if (value === null) continue;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
    if (!sent.has(name)) sent.set(name, String(value));
  }
  return sent;
}

const isMapOrNothing = (value: unknown) => value === undefined || (typeof value === "object" && !Array.isArray(value));

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];
