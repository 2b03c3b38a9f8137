import { pathParameters } from "./request-validation";
import type { CorsPolicy } from "./route";

/** Headers as constants in an integration's response or a gateway response. */
export function headerParameters(headers: Record<string, string>, target: "method.response" | "gatewayresponse") {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${target}.header.${name}`, `'${value}'`]));
}

/** The OPTIONS method of a path: API Gateway answers the preflight itself, to anyone, without an API key. */
export function preflight(cors: CorsPolicy, path: string, methods: readonly string[]) {
  const headers = {
    "Access-Control-Allow-Origin": cors.allowOrigin,
    "Access-Control-Allow-Methods": [...methods, "OPTIONS"].toSorted().join(","),
    "Access-Control-Allow-Headers": cors.allowHeaders.join(","),
    "Access-Control-Max-Age": String(cors.maxAge),
  };
  return {
    parameters: pathParameters(path),
    responses: {
      204: {
        description: "CORS preflight",
        headers: Object.fromEntries(Object.keys(headers).map((name) => [name, { schema: { type: "string" } }])),
      },
    },
    "x-amazon-apigateway-integration": {
      type: "mock",
      passthroughBehavior: "when_no_match",
      // a mock answers 500 to a preflight once binary media types contain */*, unless its input is text
      contentHandling: "CONVERT_TO_TEXT",
      requestTemplates: { "application/json": '{"statusCode":204}' },
      responses: {
        default: { statusCode: "204", responseParameters: headerParameters(headers, "method.response") },
      },
    },
  };
}
