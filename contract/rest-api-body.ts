import { compileModels, type ApiModels } from "./models";
import { answerHeaders } from "./answer-headers";
import { textAnswers } from "./content-handling";
import { preflight } from "./cors";
import { gatewayResponses } from "./gateway-responses";
import { compileIntegration } from "./integrations";
import type { HttpBackend } from "./integrations/http-address";
import type { ServiceAddresses } from "./integrations/service-access";
import { parametersOf, requestValidators, validatorOf } from "./request-validation";
import { compileCache } from "./route-cache";
import type { Api, Route } from "./route";
import { type DoorSecurity, operationSecurity, securitySchemes } from "./security";

/** What a door adds to the contract: names and addresses that exist only where it is deployed. */
export interface RestApiBinding extends DoorSecurity {
  /** Name of the REST API; PutRestApi takes it from `info.title`. */
  name: string;
  services: ServiceAddresses;
  /** An HTTP backend of the service, by its name in the contract. */
  backend(name: string): HttpBackend;
  /** As on the REST API itself: PutRestApi in overwrite mode resets what the document lacks. */
  endpoint: { disableExecuteApiEndpoint: boolean; vpcEndpointIds?: readonly string[] | undefined };
}

export type OpenApiDocument = { [key: string]: unknown };

/**
 * Compiles an API to the OpenAPI 3.0.1 document with `x-amazon-apigateway` extensions that is the REST API's `body`.
 * Descriptions are left out: they would become documentation parts and redeploy the API, and nothing a client can call
 * depends on them. Keys are sorted, so that the order in which a contract is written changes nothing.
 * Source: API Gateway developer guide, "OpenAPI extensions for API Gateway".
 */
export function toRestApiBody(api: Api, binding: RestApiBinding): OpenApiDocument {
  if (api.binaryMediaTypes?.includes("*/*"))
    throw new Error(
      `${api.name} ${api.version}: binaryMediaTypes: expected types such as image/*, as no template or mock reads a body otherwise, got */*`,
    );
  const models = compileModels(api);
  const document = {
    openapi: "3.0.1",
    info: { title: binding.name, version: api.version },
    servers: [{ url: "/", "x-amazon-apigateway-endpoint-configuration": binding.endpoint }],
    paths: compilePaths(api, models, binding),
    components: { schemas: models.schemas, securitySchemes: securitySchemes(api, binding) },
    "x-amazon-apigateway-request-validators": requestValidators,
    "x-amazon-apigateway-gateway-responses": gatewayResponses(api),
  };
  return sortKeys(document) as OpenApiDocument;
}

function compilePaths(api: Api, models: ApiModels, binding: RestApiBinding) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, route] of Object.entries(api.routes)) {
    const subject = `${api.name} ${api.version} ${operationId}`;
    const item = (paths[route.path] ??= {});
    const method = route.method.toLowerCase();
    if (method in item)
      throw new Error(`${subject}: expected one operation for ${route.method} ${route.path}, got two`);
    item[method] = compileOperation(api, operationId, route, models, binding, subject);
  }
  for (const [path, item] of Object.entries(paths)) {
    checkPath(path, `${api.name} ${api.version} ${path}`);
    item.options = preflight(
      api.cors,
      path,
      Object.keys(item).map((method) => method.toUpperCase()),
    );
  }
  return paths;
}

function compileOperation(
  api: Api,
  operationId: string,
  route: Route,
  models: ApiModels,
  binding: RestApiBinding,
  subject: string,
) {
  const cache = compileCache(route, binding, subject);
  return {
    operationId,
    parameters: [...parametersOf(route, subject), ...cache.parameters],
    ...(route.request?.body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: models.refTo(route.request.body, `${subject} request body`) } },
      },
    }),
    responses: compileResponses(api, route, models, subject),
    // nothing else would tell a method that is open on purpose from one that was forgotten
    security: operationSecurity(route, binding, subject),
    "x-amazon-apigateway-request-validator": validatorOf(route),
    "x-amazon-apigateway-integration": {
      ...textAnswers(compileIntegration(route.integration, { api, route, binding, subject }), api),
      ...cache.integration,
    },
  };
}

function compileResponses(api: Api, route: Route, models: ApiModels, subject: string) {
  // API Gateway adds no header to a proxied answer
  const ofAll = route.integration.type === "httpProxy" ? [] : Object.keys(answerHeaders(api));
  const headers = (names: readonly string[]) => ({
    headers: Object.fromEntries([...names, ...ofAll].map((name) => [name, { schema: { type: "string" } }])),
  });
  const successes = Object.entries(route.responses).map(([status, { description, body, headers: own = [] }]) => [
    status,
    {
      description,
      ...headers(own),
      ...(body && route.integration.type !== "mock" && jsonContent(models.refTo(body, `${subject} ${status}`))),
    },
  ]);
  const error = api.models.Error;
  const errors = (route.errors ?? []).map((status) => {
    if (!error) throw new Error(`${subject}: errors ${status}: expected a model Error of ${api.name}, got none`);
    return [status, { description: "Error", ...headers([]), ...jsonContent(models.refTo(error, subject)) }];
  });
  return Object.fromEntries([...successes, ...errors]);
}

const jsonContent = (schema: object) => ({ content: { "application/json": { schema } } });

/** A segment is letters, digits and `_.-:,`, or one whole parameter; `{name+}` only last (API Gateway, known issues). */
function checkPath(path: string, subject: string) {
  const segments = path.split("/").slice(1);
  segments.forEach((segment, index) => {
    const greedy = /^\{[\w.-]+\+\}$/.test(segment);
    if (greedy && index < segments.length - 1)
      throw new Error(`${subject}: expected a greedy parameter only as last segment, got ${segment} before others`);
    if (!greedy && !/^(\{[\w.-]+\}|[\w.,:-]+)$/.test(segment) && path !== "/")
      throw new Error(
        `${subject}: expected segments of letters, digits and _.,:- or one whole {parameter}, got ${segment}`,
      );
  });
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sortKeys(child)]),
  );
}
