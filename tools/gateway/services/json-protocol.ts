import { Headers } from "../headers";
import { ServiceError } from "./errors";
import { Input, isJson } from "./input";
import type { ServiceAnswer, ServiceRequest } from "./request";
import type { Protocols, Result } from "./service";

type JsonProtocol = NonNullable<Protocols["json"]>;

/** Whether a request speaks JSON: it names its operation in `X-Amz-Target`, or API Gateway does. */
export const speaksJson = (request: ServiceRequest, { targetFromAction }: JsonProtocol): boolean =>
  request.headers.has("x-amz-target") || (targetFromAction && request.uri.kind === "action");

/** The operation and its input. Throws as the services do for what is neither (AWS JSON 1.0 and 1.1 protocols, Smithy). */
export function readJson(request: ServiceRequest, protocol: JsonProtocol): { operation: string; input: Input } {
  const { kind, name } = request.uri;
  const { targetPrefix, targetFromAction } = protocol;
  const target =
    targetFromAction && kind === "action" ? `${targetPrefix}.${name}` : request.headers.get("x-amz-target");
  if (target === undefined || !target.startsWith(`${targetPrefix}.`))
    throw new ServiceError("UnknownOperationException", `X-Amz-Target: expected ${targetPrefix}.<operation>`);
  return { operation: target.slice(targetPrefix.length + 1), input: new Input(parse(request.body)) };
}

export function writeJson(result: Result, { version }: JsonProtocol): ServiceAnswer {
  return { statusCode: 200, headers: typed(version), body: JSON.stringify(result, withoutNull) };
}

export function writeJsonError(error: ServiceError, { errorPrefix, version }: JsonProtocol): ServiceAnswer {
  const { code, message, queryCode, statusCode } = error;
  const prefix = errorPrefix === "" ? "" : (common[code] ?? errorPrefix);
  const headers = typed(version);
  if (queryCode !== code) headers.set("x-amzn-query-error", `${queryCode};Sender`);
  return { statusCode, headers, body: JSON.stringify({ __type: prefix + code, ...(message !== "" && { message }) }) };
}

/** Errors of the protocol itself, which services with names of their own take from elsewhere. */
const common: Record<string, string> = {
  SerializationException: "com.amazon.coral.service#",
  UnknownOperationException: "com.amazon.coral.service#",
  ValidationException: "com.amazon.coral.validate#",
};

function typed(version: string): Headers {
  const headers = new Headers();
  headers.set("Content-Type", `application/x-amz-json-${version}`);
  return headers;
}

const withoutNull = (_: string, value: unknown): unknown => value ?? undefined;

function parse(body: string): Record<string, unknown> {
  let members: unknown;
  try {
    members = JSON.parse(body);
  } catch {
    members = undefined;
  }
  if (!isJson(members)) throw new ServiceError("SerializationException", "");
  return members;
}
