import type { Json } from "../json";

/** Stands for a value that the plan can't say yet. */
export const knownAfterApply = "(known after apply)";

/** Type of an integration that another plan manages: only its name is known here. */
export const managedElsewhere = "managed elsewhere";

/** What a REST, HTTP or WebSocket API promises its clients, whether a body or single resources declare it. */
export interface Api {
  /** Of the API; what concerns no single route is found there. */
  address: string;
  protocol: "REST" | "HTTP" | "WEBSOCKET";
  /** By {@link Route.key}, `ANY` expanded. */
  routes: ReadonlyMap<string, Route>;
  /** Definition of authorizers by name, where the document holds it. */
  authorizers: ReadonlyMap<string, Json>;
  /** By response type: `DEFAULT_4XX`. */
  gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  /** `x-amazon-apigateway-*` of the document as a whole, by name without the prefix. */
  settings: ReadonlyMap<string, Json>;
  /** Where the schemas' references lead: `#/components/schemas/Order`. */
  document: Json;
}

export interface Route {
  /** `GET /orders/{orderId}`; of an HTTP or WebSocket API also `$default`. */
  key: string;
  /** Of the resource that declares it. */
  address: string;
  /** Upper case; empty for a route that no method chooses. */
  method: string;
  path: string;
  /** `ANY /orders`, where a method for all methods declares it. */
  declaredAs?: string;
  authorization: Authorization;
  apiKeyRequired: boolean;
  /** By {@link parameterKey}. */
  parameters: ReadonlyMap<string, Parameter>;
  body: Body | undefined;
  /** By status code. */
  responses: ReadonlyMap<string, Response>;
  integration: Integration | undefined;
  validates: { body: boolean; parameters: boolean };
}

export interface GatewayResponse {
  address: string;
  /** Status code, headers and templates. */
  settings: Json;
}

export interface Authorization {
  /** `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS`, `JWT`, {@link knownAfterApply}; else what was written. */
  mechanism: string;
  authorizer?: string;
  /** Any one of them is enough; none: no scope is asked for. */
  scopes: string[];
}

export type ParameterPlace = "path" | "query" | "header" | "cookie" | "form";

export interface Parameter {
  place: ParameterPlace;
  name: string;
  required: boolean;
  schema: Json;
}

export interface Body {
  required: boolean;
  /** Schema by media type. */
  content: ReadonlyMap<string, Json>;
}

export interface Response {
  address: string;
  /** Schema by name in lower case. */
  headers: ReadonlyMap<string, Json>;
  content: ReadonlyMap<string, Json>;
}

export interface Integration {
  address: string;
  /** Upper case: `AWS_PROXY`. */
  type: string;
  target: string;
  /** Method, credentials, connection, passthrough, content handling: what else decides how the backend is called. */
  call: { [name: string]: Json };
  /** 29000 where nothing is said. */
  timeoutMilliseconds: number;
  /** Parameters and templates of the request. */
  request: Json;
  /** Parameters and templates of the responses by selection pattern. */
  responses: Json;
  cacheKey: string[];
}

export const verbs = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** Names of headers have no case. Path parameters are told apart by their place in the path, so that a new name is none. */
export function parameterKey(place: ParameterPlace, name: string, path: string): string {
  if (place === "header") return `header ${name.toLowerCase()}`;
  const position = place === "path" ? path.split("/").findIndex((segment) => isVariable(segment, name)) : -1;
  return position === -1 ? `${place} ${name}` : `path segment ${position}`;
}

const isVariable = (segment: string, name: string): boolean => segment === `{${name}}` || segment === `{${name}+}`;

/** The same for routes that differ in the names of path parameters only. */
export const shapeOf = ({ method, path }: Pick<Route, "method" | "path">): string =>
  `${method} ${path.replaceAll(/\{[^}+]*(\+?)\}/g, "{$1}")}`;
