import { pathParameter } from "../mapping-template";
import type { RequestMapping } from "../parameter-mapping";
import { type ContentHandling, requestHandling } from "../content-handling";
import { versionHeaders } from "../version-register";
import type { IntegrationCompiler } from "./compiler";
import { compileAddress, type HttpAddress, namesIn } from "./http-address";

/**
 * API Gateway passes a request on to an HTTP backend by the route's own method, with headers, query string and body, and
 * answers what the backend does, errors and CORS headers too. Path parameters go where `path` has them by the same name,
 * `{proxy}` being the rest of the path that a route's `{proxy+}` took.
 */
export interface HttpProxyIntegration extends HttpAddress {
  type: "httpProxy";
  /**
   * Whether the backend answers CORS headers: API Gateway adds none to its answers. With `none`, scripts of other origins can't
   * read them; a picture in a page they can show.
   */
  cors: "backend" | "none";
  /**
   * Whether the backend answers `Deprecation`, `Sunset` and `Link`, to which the same applies: needed in a version that has them,
   * whose clients aren't told by answers of this route with `none`. @default - none
   */
  versionHeaders?: "backend" | "none";
  /** What the backend is sent beside the client's request; of the same name, in place of the client's. @default - nothing */
  parameters?: RequestMapping;
  /** How the request's body is converted before it is passed on. What the backend answers can't be. @default - it isn't */
  contentHandling?: ContentHandling;
}

/** Source: API Gateway developer guide, "Set up HTTP proxy integrations in API Gateway". */
export const compileHttpProxy: IntegrationCompiler<HttpProxyIntegration> = (integration, context) => {
  const { api, route, subject } = context;
  if (route.audience !== "public" && !integration.passesCredentials)
    throw new Error(
      `${subject}: passesCredentials: expected true, as the backend sees the tokens of ${route.audience} callers, got none: say it where it may, or use http`,
    );
  if (integration.versionHeaders === undefined && Object.keys(versionHeaders(api)).length > 0)
    throw new Error(
      `${subject}: versionHeaders: expected backend or none, as API Gateway adds nothing to a proxied answer and ${api.version} is deprecated, got nothing: use http where clients are to be told`,
    );
  const { parameters } = integration;
  const byName = Object.fromEntries(namesIn(integration).map((name) => [name, pathParameter(name)]));
  return {
    type: "http_proxy",
    httpMethod: route.method,
    ...compileAddress(integration, { ...parameters, path: { ...byName, ...parameters?.path } }, "HTTP_PROXY", context),
    passthroughBehavior: "when_no_match",
    ...requestHandling(integration.contentHandling, api, route.method, subject),
  };
};
