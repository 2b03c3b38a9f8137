import type { Context } from "aws-lambda";
import type { RefusedMessage, WebSocketApi, WebSocketHandlers, WebSocketRoute } from "../contract/web-socket-api";
import { anonymous, type Caller } from "./caller";
import { parseBody } from "./parse-request";
import { Refusal, toRefusal } from "./refusal";
import { logRequest } from "./request-log";
import { lambdaAuthorizer } from "./rest-api-caller";

/** What a route's handler knows beside the message. */
export interface ConnectionContext {
  connectionId: string;
  /** Milliseconds since the epoch. */
  connectedAt: number;
  /** Who connected. */
  caller: Caller;
}

/**
 * What a WebSocket API's Lambda proxy integration sends. Source: API Gateway developer guide, "Set up a WebSocket API
 * integration request".
 */
export interface WebSocketEvent {
  requestContext: {
    routeKey: string;
    requestId: string;
    connectionId: string;
    connectedAt: number;
    /** What the authorizer of `$connect` said; with every later message, too. */
    authorizer?: Readonly<Record<string, unknown>>;
  };
  body?: string | null;
  isBase64Encoded?: boolean;
}

export interface WebSocketResult {
  statusCode: number;
  /** Message that the client gets. */
  body?: string;
}

type Handler = (message: unknown, context: ConnectionContext) => Promise<unknown>;

/**
 * Answers the routes of a WebSocket API that one function serves: parses by the contract, calls the handler, turns what it
 * throws into an error of the contract's shape, and logs a line.
 */
export function serveWebSocket<A extends WebSocketApi, F extends string>(
  api: A,
  functionName: F,
  handlers: WebSocketHandlers<A, F, ConnectionContext>,
): (event: WebSocketEvent, context: Pick<Context, "awsRequestId">) => Promise<WebSocketResult> {
  return async ({ requestContext, body, isBase64Encoded }, { awsRequestId }) => {
    const started = performance.now();
    const { routeKey, requestId, connectionId, connectedAt, authorizer } = requestContext;
    const route: WebSocketRoute | undefined = Object.hasOwn(api.routes, routeKey) ? api.routes[routeKey] : undefined;
    let answer: unknown;
    let refusal: Refusal | undefined;
    try {
      if (route?.integration.type !== "lambda" || route.integration.function !== functionName)
        throw new Error(`route ${routeKey}: expected one of the function ${functionName}, got another`);
      const handle = (handlers as unknown as Record<string, Handler>)[routeKey]!;
      const message = parseBody(
        route.message,
        body ? Buffer.from(body, isBase64Encoded ? "base64" : "utf8") : undefined,
      );
      const caller = lambdaAuthorizer({ authorizer }) ?? anonymous;
      answer = await handle(message, { connectionId, connectedAt, caller });
    } catch (error) {
      refusal = toRefusal(error);
      answer = refused(refusal, requestId);
    }
    const status = refusal?.status ?? 200;
    logRequest({ requestId, awsRequestId }, routeKey, status, performance.now() - started, refusal);
    // an answered message has no status; one that failed counts among the integration's errors
    if (route?.answer) return { statusCode: status < 500 ? 200 : status, body: JSON.stringify(answer) };
    return { statusCode: status };
  };
}

const refused = ({ code, message, details }: Refusal, requestId: string): RefusedMessage => ({
  type: "error",
  code,
  message,
  requestId,
  ...(details && { details }),
});
