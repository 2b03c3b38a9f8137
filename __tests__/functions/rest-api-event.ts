import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEvent } from "aws-lambda";

export interface Call {
  /** In the client's casing; several values for a repeated one. */
  headers?: Record<string, string | string[]>;
  query?: Record<string, string | string[]>;
  path?: Record<string, string>;
  /** Text as it is, anything else as JSON. */
  body?: unknown;
  isBase64Encoded?: boolean;
  requestPath?: string;
  /** Version of the API. @default "v1" */
  version?: string;
  authorizer?: Record<string, unknown>;
  identity?: Partial<APIGatewayProxyEvent["requestContext"]["identity"]>;
}

/** What API Gateway hands to a function for a call of a route such as `GET /orders/{orderId}` on a custom domain. */
export function restApiEvent(route: string, call: Call = {}): APIGatewayProxyEvent {
  const [httpMethod = "", resource = ""] = route.split(" ");
  const path = resource.replaceAll(/\{(\w+)\}/g, (_, name: string) => call.path?.[name] ?? "");
  const headers = lists({ Host: "api.example.com", "User-Agent": "client/1.0", Accept: "*/*", ...call.headers });
  const version = call.version ?? "v1";
  const query = call.query ? lists(call.query) : null;
  return {
    resource,
    path: `/${version}${path}`,
    httpMethod,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: query && lastOf(query),
    multiValueQueryStringParameters: query,
    pathParameters: call.path ?? null,
    stageVariables: { apiVersion: version },
    body: call.body === undefined ? null : typeof call.body === "string" ? call.body : JSON.stringify(call.body),
    isBase64Encoded: call.isBase64Encoded ?? false,
    requestContext: {
      accountId: "111111111111",
      apiId: "a1b2c3d4e5",
      authorizer: call.authorizer,
      domainName: "api.example.com",
      domainPrefix: "api",
      extendedRequestId: "AbCdEfGhIjKlMnO=",
      httpMethod,
      identity: { ...anonymous, ...call.identity },
      path: call.requestPath ?? `/${version}${path}`,
      protocol: "HTTP/1.1",
      requestId: randomUUID(),
      requestTime: "09/Nov/2026:12:00:00 +0000",
      requestTimeEpoch: 1794225600000,
      resourceId: "r3s0rc",
      resourcePath: resource,
      stage: "dev",
    },
  };
}

const lists = (values: Record<string, string | string[]>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value].flat()]));

const lastOf = (values: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1)]));

const anonymous = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: "198.51.100.7",
  user: null,
  userAgent: "client/1.0",
  userArn: null,
};
