import * as z from "zod/mini";
import type { ErrorBody } from "../contract/error";
import type { OperationRequest } from "../contract/handler";
import type { Route } from "../contract/route";
import type { HttpRequest } from "./http";
import { Refusal } from "./refusal";

type Details = NonNullable<ErrorBody["details"]>;

/** More would help nobody and make the answer to a large body a large one. */
const maxDetails = 20;

/**
 * Parses a request by the route's own schemas, as API Gateway did in part before. A path parameter of the wrong form names
 * nothing that exists, hence 404; all else is 400 with the codes that API Gateway uses for it, and with details.
 */
export function parseRequest<R extends Route>({ request: schemas }: R, request: HttpRequest): OperationRequest<R> {
  const path = parse(schemas?.path, request.pathParameters, "path");
  if (path.details.length > 0) throw new Refusal(404, "NOT_FOUND", "there is nothing at this path");
  const query = parse(schemas?.query, request.query, "query");
  const headers = parse(schemas?.headers, request.headers, "headers");
  refuse("BAD_REQUEST_PARAMETERS", "the request's parameters are invalid", [...query.details, ...headers.details]);
  if (schemas?.body && request.body?.length) refuseForeignType(request.headers["content-type"]);
  const body = parseBody(schemas?.body, request.body);
  return { path: path.value, query: query.value, headers: headers.value, body } as OperationRequest<R>;
}

/** Parses JSON by a schema; undefined without one. @throws Refusal 400 with details */
export function parseBody(schema: z.ZodMiniType | undefined, body: Buffer | undefined): unknown {
  const { value, details } = parse(schema, schema && readJson(body), "body");
  refuse("BAD_REQUEST_BODY", "the request's body is invalid", details);
  return value;
}

/** Refuses a parameter that only the operation itself can judge. */
export function refuseParameter(path: string, message: string): never {
  throw new Refusal(400, "BAD_REQUEST_PARAMETERS", "the request's parameters are invalid", {
    details: [{ path, message }],
  });
}

function refuse(code: "BAD_REQUEST_PARAMETERS" | "BAD_REQUEST_BODY", message: string, details: Details) {
  if (details.length > 0) throw new Refusal(400, code, message, { details: details.slice(0, maxDetails) });
}

/** API Gateway validates no body of a type that has no model, and takes one without a type for JSON. */
function refuseForeignType(contentType: string | undefined): void {
  if (contentType !== undefined && !/^application\/json\s*(;|$)/i.test(contentType))
    throw new Refusal(415, "UNSUPPORTED_MEDIA_TYPE", "the body has to be application/json");
}

function readJson(body: Buffer | undefined): unknown {
  if (!body?.length) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, "BAD_REQUEST_BODY", "the request's body is not JSON in UTF-8");
  }
}

function parse(schema: z.ZodMiniType | undefined, input: unknown, part: string): { value: unknown; details: Details } {
  if (!schema) return { value: undefined, details: [] };
  const result = z.safeParse(schema, input, { reportInput: true });
  if (result.success) return { value: result.data, details: [] };
  return { value: undefined, details: result.error.issues.flatMap((issue) => describe(issue, part)) };
}

function describe(issue: z.core.$ZodIssue, part: string): Details {
  const path = [part, ...issue.path].join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: `${path}.${key.slice(0, 64)}`, message: "unknown property" }));
  return [{ path, message: issue.input === undefined ? "required" : messages[issue.code](issue as never) }];
}

/** zod/mini has no messages of its own; these never repeat what the client sent. */
const messages = {
  invalid_type: ({ expected }) => `expected ${expected}`,
  invalid_format: ({ format, pattern }) => `expected ${pattern ? `text that matches ${pattern}` : format}`,
  invalid_value: ({ values }) => `expected one of ${values.join(", ")}`,
  not_multiple_of: ({ divisor }) => `expected a multiple of ${divisor}`,
  too_big: ({ maximum, origin }) => `expected at most ${maximum}${unit(origin)}`,
  too_small: ({ minimum, origin }) => `expected at least ${minimum}${unit(origin)}`,
  invalid_union: () => "expected another form",
  invalid_key: () => "expected other property names",
  invalid_element: () => "expected other elements",
  custom: () => "expected another value",
} satisfies {
  [C in Exclude<z.core.$ZodIssue["code"], "unrecognized_keys">]: (
    issue: Extract<z.core.$ZodIssue, { code: C }>,
  ) => string;
};

const unit = (origin: string) => ({ string: " characters", array: " items" })[origin] ?? "";
