import type { ErrorBody } from "../contract/error";
import type { Handlers, OperationRequest } from "../contract/handler";
import type { Integration } from "../contract/integrations";
import { type Api, isHandled, type Route } from "../contract/route";
import { versionHeaders } from "../contract/version-register";
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

/** An API as one function serves it: its own operations, and those that API Gateway answers from the contract. */
export interface ServedApi {
  api: Api;
  /** By operation id. */
  routes: ReadonlyMap<string, Route>;
  /** Operations that are served by API Gateway alone, or by another function. */
  elsewhere: readonly Route[];
  respond: Respond;
}

/**
 * Answers requests for the operations of an API that one function serves: parses by the contract, calls the operation,
 * turns what it throws into an error of the contract's shape, adds what clients of a deprecated version are told, and logs a
 * line. CORS is the way in's business.
 */
export function serve<A extends Api, F extends string>(
  api: A,
  functionName: F,
  handlers: Handlers<A, F, OperationContext>,
): ServedApi {
  const handlerOf: HandlerOf = {
    lambda: (operation, integration) =>
      isHandled(integration) && integration.function === functionName
        ? (handlers as unknown as Record<string, Handler>)[operation]
        : undefined,
    // API Gateway doesn't ask; other ways in do
    mock:
      (_operation, { body }, { responses }) =>
      async () => ({ status: Number(Object.keys(responses)[0]), body }),
    dynamodb: byApiGateway,
    http: byApiGateway,
    httpProxy: byApiGateway,
    kinesis: byApiGateway,
    lambdaCustom: byApiGateway,
    sqs: byApiGateway,
    stepFunctions: byApiGateway,
  };
  const served = Object.entries<Route>(api.routes).flatMap(([operation, route]) => {
    const handle = handlerOf[route.integration.type](operation, route.integration as never, route);
    return handle ? [{ operation, route, handle }] : [];
  });
  const operations = new Map(served.map((each) => [`${each.route.method} ${each.route.path}`, each]));
  const elsewhere = Object.values<Route>(api.routes).filter((route) => !served.some((each) => each.route === route));
  const methodsOf = (path: string) =>
    served.filter(({ route }) => route.path === path).map(({ route: { method } }) => method);
  const ofVersion = versionHeaders(api);
  const respond: Respond = async (request, check) => {
    const found = operations.get(`${request.method} ${request.route}`);
    const response = await answer(request, found?.operation, async () => {
      if (!found && elsewhere.some(({ method, path }) => method === request.method && path === request.route))
        throw notServedHere();
      if (!found) throw nothingThere(methodsOf(request.route));
      check?.(request);
      const { status, headers, body } = await found.handle(parseRequest(found.route, request), request);
      return json(status, headers, body);
    });
    return { ...response, headers: { ...ofVersion, ...response.headers } };
  };
  return { api, routes: new Map(served.map(({ operation, route }) => [operation, route])), elsewhere, respond };
}

/** How a function serves an operation of each type of integration; undefined for one that it doesn't serve. */
type HandlerOf = {
  [T in Integration["type"]]: (
    operation: string,
    integration: Extract<Integration, { type: T }>,
    route: Route,
  ) => Handler | undefined;
};

/** API Gateway calls an AWS service itself: no function could answer for it. */
const byApiGateway = () => undefined;

const notServedHere = () =>
  new Refusal(404, "NOT_SERVED_HERE", "this way in doesn't serve the operation: call the API by its own address");

/** Answers a request that is for no API. */
export const respondNothing: Respond = (request) =>
  answer(request, undefined, async () => {
    throw nothingThere([]);
  });

/** Turns what an operation throws into an error of the contract's shape, and logs a line. */
async function answer(
  request: HttpRequest,
  operation: string | undefined,
  operate: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const started = performance.now();
  let response: HttpResponse;
  let refusal: Refusal | undefined;
  try {
    response = await operate();
  } catch (error) {
    refusal = toRefusal(error);
    response = errorResponse(refusal, request.requestId);
  }
  logRequest(request, operation ?? "unknown", response.status, performance.now() - started, refusal);
  return response;
}

/** API Gateway sends no method or path that the contract lacks; a load balancer sends any. */
const nothingThere = (allow: readonly string[]) =>
  allow.length > 0
    ? new Refusal(405, "METHOD_NOT_ALLOWED", "the path has no such method", { allow })
    : new Refusal(404, "NOT_FOUND", "there is nothing at this path");

export function errorResponse(refusal: Refusal, requestId: string): HttpResponse {
  const { status, code, message, details, retryAfter, allow } = refusal;
  const body: ErrorBody = { code, message, requestId, ...(details && { details }) };
  const headers = {
    ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    ...(allow && { Allow: allow.join(", ") }),
  };
  return json(status, headers, body);
}

function json(status: number, headers: Record<string, string> | undefined, body: unknown): HttpResponse {
  return {
    status,
    headers: { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}
