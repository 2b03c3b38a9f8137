import type { ALBResult, APIGatewayProxyResult } from "aws-lambda";
import { ordersV1 } from "../../contract/orders/v1";
import type { Route } from "../../contract/route";
import type { DirectAnswer } from "../../functions/direct-event";
import type { LambdaHandler } from "../../functions/lambda-handler";
import { loadBalancerEvent } from "./load-balancer-event";
import { trusted } from "./orders-function";
import { restApiEvent } from "./rest-api-event";

export type Operation = keyof typeof ordersV1.routes;

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

export const routeOf = (operation: Operation): Route => ordersV1.routes[operation];

/** A route's path with its parameters filled in. */
export const pathOf = (operation: Operation, { path = {} }: Request) =>
  routeOf(operation).path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!));

const context = { awsRequestId: "aws-request" };

/** As API Gateway invokes the function. */
export const byRestApi =
  (handler: LambdaHandler): Send =>
  async (operation, request = {}) => {
    const { method, path } = routeOf(operation);
    const event = restApiEvent(`${method} ${path}`, { authorizer: trusted, ...request });
    const result = (await handler(event, context)) as APIGatewayProxyResult;
    return { status: result.statusCode, headers: lowerCase(result.headers ?? {}), body: parsed(result.body) };
  };

/** As a load balancer invokes the function. */
export const byLoadBalancer =
  (handler: LambdaHandler): Send =>
  async (operation, request = {}) => {
    const { path: _path, ...parts } = request;
    const line = `${routeOf(operation).method} /v1${pathOf(operation, request)}`;
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
  (handler: LambdaHandler): Send =>
  async (operation, request = {}) => {
    // what Lambda takes and gives is JSON
    const event: unknown = JSON.parse(JSON.stringify({ operation, ...request }));
    const { status, headers, body } = (await handler(event, context)) as DirectAnswer;
    return { status, headers: lowerCase(headers), body };
  };

const parsed = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));

const lowerCase = (headers: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
