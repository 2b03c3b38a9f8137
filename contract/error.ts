import * as z from "zod/mini";

/**
 * The one shape of every error, whether a handler or API Gateway itself refuses. `code` is stable and meant for
 * programs, `message` for people; `requestId` finds the log lines.
 */
export const ErrorBody = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.string(),
  details: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

export type ErrorBody = z.output<typeof ErrorBody>;

/** What a code stands for. */
export interface ErrorMeaning {
  status: number;
  /** When a client gets it, for the documentation. */
  when: string;
}

/**
 * Codes of every service, by status. Functions and API Gateway share them, so that a program need not know who refused.
 * A code is never renamed, nor given another meaning; those of one service alone stand in its folder.
 */
export const errorCodes = {
  BAD_REQUEST: { status: 400, when: "API Gateway can't take the request, for a reason that only the status tells" },
  BAD_REQUEST_BODY: { status: 400, when: "the body is missing, not JSON in UTF-8, or not of the contract's shape" },
  BAD_REQUEST_PARAMETERS: { status: 400, when: "a query parameter or header is missing or malformed" },
  UNAUTHORIZED: { status: 401, when: "no proof of who calls, or one that isn't taken" },
  ACCESS_DENIED: { status: 403, when: "a route that the caller may not call" },
  EXPIRED_TOKEN: { status: 403, when: "the session token of a signature has expired" },
  FORBIDDEN: { status: 403, when: "a route that the caller may call, on what is another's" },
  INVALID_API_KEY: { status: 403, when: "no API key, or none of a usage plan of this API" },
  INVALID_SIGNATURE: { status: 403, when: "a signature that doesn't belong to the request" },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    when: "no such path or method, or one that takes signed requests only: API Gateway doesn't tell them apart",
  },
  REQUEST_BLOCKED: { status: 403, when: "a firewall's rule holds the request back" },
  NOT_FOUND: { status: 404, when: "nothing of the caller's at this path" },
  UNKNOWN_ACTION: { status: 404, when: "a message whose action has no route (WebSocket)" },
  METHOD_NOT_ALLOWED: { status: 405, when: "the path has no such method (load balancer); `Allow`" },
  NOT_SERVED_HERE: { status: 404, when: "an operation that only API Gateway serves (load balancer)" },
  ALREADY_STARTED: { status: 409, when: "what the request starts was started before, with another body or to its end" },
  PRECONDITION_FAILED: { status: 412, when: "what the request is about has another ETag than `If-Match` says" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, when: "a body of another media type or coding than the route takes" },
  PRECONDITION_REQUIRED: { status: 428, when: "`If-Match` is missing" },
  QUOTA_EXCEEDED: { status: 429, when: "the API key has used up its quota for the day, week or month" },
  THROTTLED: { status: 429, when: "more requests a second than the stage, the method or the key may; `Retry-After`" },
  INTERNAL_ERROR: { status: 500, when: "anything unforeseen; logs have the error, the answer nothing of it" },
  RESPONSE_TOO_LARGE: { status: 500, when: "an answer larger than the way in takes (load balancer): ask for less" },
  INTEGRATION_FAILURE: { status: 502, when: "what answers behind API Gateway failed (also 504: couldn't be reached)" },
  SERVICE_UNAVAILABLE: {
    status: 503,
    when: "a service behind the API is overloaded, down or out of reach; `Retry-After`",
  },
  INTEGRATION_TIMEOUT: { status: 504, when: "no answer in time: the request may have been carried out all the same" },
} as const satisfies Readonly<Record<Uppercase<string>, ErrorMeaning>>;

export type ErrorCode = keyof typeof errorCodes;
