import type * as z from "zod/mini";
import type { Integration } from "./integrations";
import type { RouteCache } from "./route-cache";
import type { VersionRegister } from "./version-register";

/**
 * Who may call a route. A door binds every audience to a mechanism (authorization.ts); `public` means anyone who reaches the
 * door, and has to be said.
 */
export type Audience = "public" | "customer" | "partner" | "internal";

/** HTTP methods a route can have. `OPTIONS` belongs to the CORS policy. */
export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";

/** A JSON object schema; its keys are parameter or header names. */
export type ParameterSchemas = z.ZodMiniObject;

export interface RouteResponse {
  description: string;
  /** Response body; none for an empty one. */
  body?: z.ZodMiniType;
  /** Names of headers that the response carries, beside those that every answer has. */
  headers?: readonly string[];
}

export interface Route {
  method: HttpMethod;
  /** Path template below the version's base path, e.g. `/orders/{orderId}`. */
  path: `/${string}`;
  /** One line for the reference documentation. */
  summary: string;
  audience: Audience;
  /**
   * `<resource server>/<scope>`, one of which a caller has to have who proves who it is by a token or a credential with
   * scopes. Needed wherever a door takes tokens of the user pool. @default - none
   */
  scopes?: readonly string[];
  integration: Integration;
  /** How long answers are kept. @default - they are not */
  cache?: RouteCache;
  request?: {
    path?: ParameterSchemas;
    query?: ParameterSchemas;
    /** Names in lower case, as handlers read them. */
    headers?: ParameterSchemas;
    body?: z.ZodMiniType;
  };
  /**
   * A request as clients send it, which the route's own schemas take: mapping templates are tried on it at synth. Needed where an
   * integration has templates. @default - none
   */
  sample?: {
    path?: Readonly<Record<string, string>>;
    query?: Readonly<Record<string, string>>;
    /** Names in lower case. */
    headers?: Readonly<Record<string, string>>;
    /** JSON value. */
    body?: unknown;
  };
  /** Answers by status code. Errors are not listed here: they all have one shape, see {@link Route.errors}. */
  responses: Readonly<Record<number, RouteResponse>>;
  /** Status codes of the errors that a client should expect from the handler, for the documentation. */
  errors?: readonly number[];
}

/** Cross-origin policy of a whole API (Fetch standard, CORS protocol): preflight, gateway responses and handlers. */
export interface CorsPolicy {
  /** One origin, or `*` for an API that no browser sends cookies to. */
  allowOrigin: "*" | `https://${string}`;
  /** Request headers that browsers may send. */
  allowHeaders: readonly string[];
  /** Response headers that scripts may read. */
  exposeHeaders: readonly string[];
  /** Seconds a browser may keep a preflight's answer. */
  maxAge: number;
}

/** One version of one API. */
export interface Api {
  /** Lower-case name, part of the REST API's name. */
  name: string;
  /** `v1`, `v2` ...: the base path on the custom domain. */
  version: `v${number}`;
  /** Register that has the version. */
  versions: VersionRegister;
  title: string;
  description: string;
  cors: CorsPolicy;
  /** Media types whose bodies are bytes: `image/*`. @default - none, every body is text */
  binaryMediaTypes?: readonly string[];
  /** Bytes, 0 to 10,485,760, from which answers are compressed for clients that accept it. @default - they are not */
  minimumCompressionSize?: number;
  /** Schemas that become API Gateway models and OpenAPI components; names are alphanumeric. */
  models: Readonly<Record<string, z.ZodMiniType>>;
  /** Routes by operation id. */
  routes: Readonly<Record<string, Route>>;
}

/** Declares an API and keeps its exact type, from which handlers and clients are typed. */
export function defineApi<const A extends Api>(api: A): A {
  return api;
}

/** Stage variable that tells a function which version of the API it is asked for, at whatever address. */
export const versionVariable = "apiVersion";

/** Names of the functions that API Gateway invokes for routes of an API. */
export const functionsOf = ({ routes }: Api): Set<string> =>
  new Set(
    Object.values(routes).flatMap(({ integration }) => ("function" in integration ? [integration.function] : [])),
  );

/** Whether a function of the service answers a route's requests itself, whichever way they reach it. */
export const isHandled = <I extends Integration>(
  integration: I,
): integration is I & { type: "lambda"; function: string } =>
  integration.type === "lambda" && integration.responseTransferMode !== "STREAM";

/** Names of the functions that serve routes of an API whichever way requests reach them. */
export const handlersOf = ({ routes }: Api): Set<string> =>
  new Set(Object.values(routes).flatMap(({ integration }) => (isHandled(integration) ? [integration.function] : [])));

/** Names of the functions that API Gateway invokes for routes of an API without waiting for them. */
export const asynchronousFunctionsOf = ({ routes }: Api): Set<string> =>
  new Set(
    Object.values(routes).flatMap(({ integration }) =>
      integration.type === "lambdaCustom" && integration.invocationType === "Event" ? [integration.function] : [],
    ),
  );

/** How pins name a route's method: `GET /orders/{orderId}`. */
export const methodName = ({ method, path }: Pick<Route, "method" | "path">): string => `${method} ${path}`;
