import { Headers } from "../headers";
import { mediaType } from "../media-type";
import type { ServiceError } from "./errors";
import { Input, isJson } from "./input";
import type { ServiceAnswer, ServiceRequest } from "./request";
import type { Protocols, Result } from "./service";

type QueryProtocol = NonNullable<Protocols["query"]>;

/**
 * The operation and its input: the parameters of the URI, the query string and, where its content type says so, the form in
 * the body. No operation when `Action` is not among them.
 */
export function readQuery({ uri, query, headers, body }: ServiceRequest): { operation?: string; input: Input } {
  const form = mediaType(headers.get("content-type")) === "application/x-www-form-urlencoded";
  const parameters = [...uri.query, ...query, ...(form ? new URLSearchParams(body) : [])];
  const members = nested(parameters);
  const action = uri.kind === "action" ? uri.name : members["Action"];
  return { ...(typeof action === "string" && { operation: action }), input: new Input(members, "query") };
}

/** As XML, or as JSON for requests that accept it: members in the order of the alphabet, null for those without value. */
export function writeQuery(
  request: ServiceRequest,
  operation: string,
  result: Result,
  requestId: string,
  protocol: QueryProtocol,
): ServiceAnswer {
  const members = { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  if (acceptsJson(request)) return answer(200, "application/json", sortedJson({ [`${operation}Response`]: members }));
  return answer(200, "text/xml", document(`${operation}Response`, members, protocol));
}

export function writeQueryError(
  request: ServiceRequest,
  { queryCode, message, statusCode }: ServiceError,
  requestId: string,
  protocol: QueryProtocol,
): ServiceAnswer {
  const error = { Type: "Sender", Code: queryCode, Message: message };
  if (acceptsJson(request))
    return answer(statusCode, "application/json", sortedJson({ Error: error, RequestId: requestId }));
  return answer(
    statusCode,
    "text/xml",
    document("ErrorResponse", { Error: { ...error, Detail: "" }, RequestId: requestId }, protocol),
  );
}

/** What an endpoint answers to a request in which it finds no operation. */
export const unknownOperation = (): ServiceAnswer => answer(404, undefined, "<UnknownOperationException/>\n");

const acceptsJson = ({ headers }: ServiceRequest) => headers.get("accept")?.includes("json") === true;

function answer(statusCode: number, contentType: string | undefined, body: string): ServiceAnswer {
  const headers = new Headers();
  if (contentType !== undefined) headers.set("Content-Type", contentType);
  return { statusCode, headers, body };
}

const deepest = 8;

/** `A.1.B=x` as `{A: {1: {B: "x"}}}`. */
function nested(parameters: [string, string][]): Record<string, unknown> {
  const root = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of parameters) {
    const keys = name.split(".", deepest + 1);
    if (keys.length > deepest) continue;
    const last = keys.pop()!;
    let members = root;
    for (const key of keys) {
      if (!isJson(members[key])) members[key] = Object.create(null);
      members = members[key] as Record<string, unknown>;
    }
    members[last] = value;
  }
  return root;
}

const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    isJson(member) ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1))) : member,
  );

const document = (name: string, members: object, { xmlNamespace, listElements = {} }: QueryProtocol): string =>
  `<?xml version="1.0"?>${element(name, members, listElements).replace(">", ` xmlns="${xmlNamespace}">`)}`;

/** What has no value is left out. */
function element(name: string, value: unknown, lists: Record<string, string>): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((member) => element(lists[name] ?? name, member, lists)).join("");
  const content = isJson(value)
    ? Object.entries(value)
        .map(([key, member]) => element(key, member, lists))
        .join("")
    : escape(typeof value === "string" ? value : JSON.stringify(value));
  return `<${name}>${content}</${name}>`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;" };
const escape = (text: string) => text.replace(/[&<>"\r]/g, (character) => entities[character]!);
