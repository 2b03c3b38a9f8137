import * as z from "zod/mini";
import type { BoundAudience } from "./authorization";
import { ErrorBody } from "./error";

/** Which part of a message selects its route. */
export const routeSelectionExpression = "$request.body.action";

/** What API Gateway does with a message. */
export type WebSocketIntegration =
  /** Lambda proxy: the whole event goes to the function, the body of its answer to the client. */
  | { type: "lambda"; function: string }
  /** API Gateway answers itself, with this body. */
  | { type: "mock"; body: unknown };

export interface WebSocketRoute {
  /** One line for the documentation. */
  summary: string;
  integration: WebSocketIntegration;
  /** What a client sends, `action` among it. @default - the handler reads nothing of it */
  message?: z.ZodMiniType;
  /**
   * What the client gets back; it may be a {@link RefusedMessage} instead. @default - nothing, not even that. $connect and
   * $disconnect have none: they are no messages.
   */
  answer?: z.ZodMiniType;
}

/** Routes by key: those that API Gateway has itself, and one for each value of `action`. */
export type WebSocketRoutes = Readonly<
  Record<"$connect" | "$disconnect" | "$default", WebSocketRoute> & Record<string, WebSocketRoute>
>;

/** A function that sends messages because items of a table changed. */
export interface Push {
  /** Function of the service, fed by the table's stream. */
  function: string;
  /** Table of the service that has a stream. */
  table: string;
  /**
   * Event patterns, one of which a record has to match: others invoke nothing. Source: Lambda developer guide, "Control
   * which events Lambda sends to your function".
   */
  patterns: readonly object[];
  /** What a client gets. */
  message: z.ZodMiniType;
}

/** A WebSocket API: who may connect, what clients send and what they are sent. */
export interface WebSocketApi {
  /** Lower-case name, part of the API's physical name. */
  name: string;
  description: string;
  /** Who may connect, and `<resource server>/<scope>`, one of which their credential has to have. */
  audience: BoundAudience;
  scopes: readonly string[];
  authorizer: {
    /** Function of the service: a Lambda authorizer of type REQUEST. */
    function: string;
    /** Query parameter with the credential: a browser can't set headers of a WebSocket. */
    queryParameter: string;
  };
  routes: WebSocketRoutes;
  /** @default - clients get answers only */
  push?: Push;
}

/** Answer to a message that is refused, of whatever route that answers. */
export const RefusedMessage = z.strictObject({ type: z.literal("error"), ...ErrorBody.shape });
export type RefusedMessage = z.output<typeof RefusedMessage>;

/** Declares a WebSocket API and keeps its exact type, from which handlers are typed. */
export function defineWebSocketApi<const A extends WebSocketApi>(api: A): A {
  return api;
}

type Parsed<R extends WebSocketRoute, K extends "message" | "answer", None> = R extends {
  [P in K]: infer S extends z.ZodMiniType;
}
  ? z.output<S>
  : None;

/**
 * One handler per route that the function serves: a forgotten route, or an answer of a shape that the contract does not
 * know, does not compile. A refusal is thrown.
 */
export type WebSocketHandlers<A extends WebSocketApi, F extends string, Context> = {
  [K in keyof A["routes"] as A["routes"][K]["integration"] extends { function: F } ? K : never]: (
    message: Parsed<A["routes"][K], "message", undefined>,
    context: Context,
  ) => Promise<Parsed<A["routes"][K], "answer", void>>;
};

/** Names of the functions that serve routes. */
export const routeFunctionsOf = ({ routes }: WebSocketApi): Set<string> =>
  new Set(
    Object.values(routes).flatMap(({ integration }) => (integration.type === "lambda" ? [integration.function] : [])),
  );
