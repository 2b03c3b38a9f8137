import type { ALBResult, APIGatewayProxyResult } from "aws-lambda";
import { ordersV1 } from "../../contract/orders/v1";
import { ordersV2 } from "../../contract/orders/v2";
import { type Api, isHandled, type Route } from "../../contract/route";
import type { DirectAnswer } from "../../functions/direct-event";
import type { LambdaHandler } from "../../functions/lambda-handler";
import { loadBalancerEvent } from "./load-balancer-event";
import { anOrder, anOrderV2, trusted } from "./orders-function";
import { restApiEvent } from "./rest-api-event";

/** Every version of the contract, and an order in its shape. */
export const versions = {
  v1: { api: ordersV1, order: anOrder },
  v2: { api: ordersV2, order: anOrderV2 },
} satisfies Record<string, { api: Api; order: object }>;

export type Version = keyof typeof versions;
type Routes = (typeof versions)[Version]["api"]["routes"];

/** Operations that are answered whichever way they are asked for. */
export type Operation = {
  [K in keyof Routes]: Routes[K]["integration"] extends { type: "lambda" | "mock" }
    ? Routes[K]["integration"] extends { responseTransferMode: "STREAM" }
      ? never
      : K
    : never;
}[keyof Routes];

/** A request for an operation, whichever way it is sent. */
export interface Request {
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** JSON value. */
  body?: unknown;
}

export interface Answer {
  status: number;
  /** By name in lower case. */
  headers: Record<string, unknown>;
  /** JSON value, undefined where there is none. */
  body: unknown;
}

/** A way in: sends a request for an operation. */
export type Send = (operation: Operation, request?: Request) => Promise<Answer>;

export const routeOf = (version: Version, operation: keyof Routes): Route => versions[version].api.routes[operation];

const isServed = ({ integration }: Route) => integration.type === "mock" || isHandled(integration);

const operations = (wanted: (route: Route) => boolean) =>
  Object.entries(versions).flatMap(([version, { api }]) =>
    Object.entries<Route>(api.routes).flatMap(([operation, route]) => (wanted(route) ? [[version, operation]] : [])),
  );

/** `[version, operation]` for each operation of each version that is answered whichever way it is asked for. */
export const everyOperation = operations(isServed) as [Version, Operation][];

/** `[version, operation]` for each operation of each version that API Gateway alone serves. */
export const everyOtherOperation = operations((route) => !isServed(route)) as [
  Version,
  Exclude<keyof Routes, Operation>,
][];

/** A route's path with its parameters filled in. */
export const pathOf = (version: Version, operation: Operation, { path = {} }: Request) =>
  routeOf(version, operation).path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!));

const context = { awsRequestId: "aws-request" };

/** As API Gateway invokes the function. */
export const byRestApi =
  (handler: LambdaHandler, version: Version): Send =>
  async (operation, request = {}) => {
    const { method, path } = routeOf(version, operation);
    const event = restApiEvent(`${method} ${path}`, { authorizer: trusted, version, ...request });
    const result = (await handler(event, context)) as APIGatewayProxyResult;
    return { status: result.statusCode, headers: lowerCase(result.headers ?? {}), body: parsed(result.body) };
  };

/** As a load balancer invokes the function. */
export const byLoadBalancer =
  (handler: LambdaHandler, version: Version): Send =>
  async (operation, request = {}) => {
    const { path: _path, ...parts } = request;
    const line = `${routeOf(version, operation).method} /${version}${pathOf(version, operation, request)}`;
    const result = (await handler(loadBalancerEvent(line, parts), context)) as ALBResult;
    const headers = Object.entries(result.multiValueHeaders ?? {}).map(([name, values]) => [name, values.join()]);
    return {
      status: result.statusCode,
      headers: lowerCase(Object.fromEntries(headers) as Record<string, unknown>),
      body: parsed(result.body ?? ""),
    };
  };

/** As another team's job invokes the function. */
export const directly =
  (handler: LambdaHandler, version: Version): Send =>
  async (operation, request = {}) => {
    // what Lambda takes and gives is JSON
    const event: unknown = JSON.parse(JSON.stringify({ operation, version, ...request }));
    const { status, headers, body } = (await handler(event, context)) as DirectAnswer;
    return { status, headers: lowerCase(headers), body };
  };

const parsed = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));

const lowerCase = (headers: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
