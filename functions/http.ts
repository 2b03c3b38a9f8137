import type { Caller } from "./caller";

/** An HTTP request, whichever way it reached the function. */
export interface HttpRequest {
  method: string;
  /** Path template of the matched route, `/orders/{orderId}`; empty where none matches. */
  route: string;
  /** Path as the client sent it, with base path or stage. */
  path: string;
  pathParameters: Readonly<Record<string, string>>;
  /** A parameter given more than once has all its values, which no schema of the contract takes. */
  query: Readonly<Record<string, string | readonly string[]>>;
  /** By name in lower case; the values of a repeated header joined by commas (RFC 9110, section 5.3). */
  headers: Readonly<Record<string, string>>;
  /** Bytes of the body, none where there is no body. */
  body: Buffer | undefined;
  /** What the way in found out about who calls. */
  caller: Caller;
  /** The id that the client sees. */
  requestId: string;
  /** Lambda's id of the invocation. */
  awsRequestId: string;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  /** JSON text, empty for none. */
  body: string;
}

/**
 * Answers a request, whatever happens.
 *
 * @param check throws a refusal of what the way in doesn't take
 */
export type Respond = (request: HttpRequest, check?: (request: HttpRequest) => void) => Promise<HttpResponse>;
