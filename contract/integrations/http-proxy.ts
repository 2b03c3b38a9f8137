import type { IntegrationCompiler } from "./compiler";
import { compileAddress, type HttpAddress, type ParameterMapping, type ParameterSource } from "./http-address";

/**
 * API Gateway passes a request on to an HTTP backend by the route's own method, with headers, query string and body, and
 * answers what the backend does, errors and CORS headers too. Path parameters go where `path` has them, `{proxy}` being the
 * rest of the path that a route's `{proxy+}` took.
 */
export interface HttpProxyIntegration extends HttpAddress {
  type: "httpProxy";
  /** Said where callers prove who they are: their tokens reach the backend. */
  passesCredentials?: true;
}

/** Source: API Gateway developer guide, "Set up HTTP proxy integrations in API Gateway". */
export const compileHttpProxy: IntegrationCompiler<HttpProxyIntegration> = (integration, context) => {
  const { route, subject } = context;
  if (route.audience !== "public" && !integration.passesCredentials)
    throw new Error(
      `${subject}: passesCredentials: expected true, as the backend sees the tokens of ${route.audience} callers, got none: say it where it may, or use http`,
    );
  const names = [...integration.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const parameters: ParameterMapping = Object.fromEntries(
    names.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}` satisfies ParameterSource]),
  );
  return {
    type: "http_proxy",
    httpMethod: route.method,
    ...compileAddress(integration, parameters, context),
    passthroughBehavior: "when_no_match",
  };
};
