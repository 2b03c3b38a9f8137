import { corsHeaders } from "../contract/cors";
import type { ErrorBody } from "../contract/error";
import type { Handlers, OperationRequest } from "../contract/handler";
import type { Api, Route } from "../contract/route";
import type { HttpRequest, HttpResponse, Respond } from "./http";
import { parseRequest } from "./parse-request";
import { Refusal, toRefusal } from "./refusal";
import { logRequest } from "./request-log";

/** What an operation knows beside the parsed request. */
export type OperationContext = Pick<HttpRequest, "path" | "caller">;

type Handler = (
  request: OperationRequest<Route>,
  context: OperationContext,
) => Promise<{ status: number; headers?: Record<string, string> | undefined; body?: unknown }>;

/**
 * Answers requests for the operations of an API that one function serves: parses by the contract, calls the operation,
 * turns what it throws into an error of the contract's shape, and logs a line.
 */
export function serve<A extends Api, F extends string>(
  api: A,
  functionName: F,
  handlers: Handlers<A, F, OperationContext>,
): Respond {
  const operations = new Map(
    Object.entries<Route>(api.routes)
      .filter(([, { integration }]) => integration.type === "lambda" && integration.function === functionName)
      .map(([operation, route]) => [
        `${route.method} ${route.path}`,
        { operation, route, handle: (handlers as unknown as Record<string, Handler>)[operation]! },
      ]),
  );

  return async (request) => {
    const started = performance.now();
    const found = operations.get(`${request.method} ${request.route}`);
    let response: HttpResponse;
    let refusal: Refusal | undefined;
    try {
      if (!found) throw new Refusal(404, "NOT_FOUND", "there is nothing at this path");
      const { status, headers, body } = await found.handle(parseRequest(found.route, request), request);
      response = json(api, status, headers, body);
    } catch (error) {
      refusal = toRefusal(error);
      response = errorResponse(api, refusal, request.requestId);
    }
    logRequest(request, found?.operation ?? "unknown", response.status, performance.now() - started, refusal);
    return response;
  };
}

function errorResponse(api: Api, refusal: Refusal, requestId: string): HttpResponse {
  const { status, code, message, details, retryAfter } = refusal;
  const body: ErrorBody = { code, message, requestId, ...(details && { details }) };
  return json(api, status, retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }, body);
}

function json(api: Api, status: number, headers: Record<string, string> | undefined, body: unknown): HttpResponse {
  return {
    status,
    headers: {
      ...corsHeaders(api.cors),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}
