import { parse } from "yaml";
import type { Resource } from "./rule";

/** An object of a JSON document. */
export type JsonObject = { [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

export const objects = (value: unknown): [string, JsonObject][] =>
  Object.entries(isObject(value) ? value : {}).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));

/** One method of a path in an OpenAPI document. */
export interface Operation {
  /** `GET /orders`, for messages. */
  subject: string;
  method: string;
  path: string;
  definition: JsonObject;
  /** Its `x-amazon-apigateway-integration`. */
  integration: JsonObject | undefined;
}

const methods = new Set(["get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"]);
const documents = new WeakMap<Resource, JsonObject | Error | undefined>();

/**
 * The OpenAPI document of a REST API, as API Gateway will read it: JSON or YAML, Terraform's escapes undone, expressions left
 * where they stand. Undefined where there is none or it is an expression as a whole; an Error where it is no object.
 */
export function bodyOf(api: Resource): JsonObject | Error | undefined {
  if (!documents.has(api)) documents.set(api, read(api.arguments["body"]));
  return documents.get(api);
}

function read(body: unknown): JsonObject | Error | undefined {
  if (typeof body !== "string" || /^\$\{[^}]*\}$/.test(body)) return undefined;
  try {
    // an expression's quotes would end the text of the document that it stands in
    const text = body.replaceAll(/(?<!\$)\$\{[^{}]*\}/g, (expression) => expression.replaceAll('"', "'"));
    const document = unescape(text.trimStart().startsWith("{") ? JSON.parse(text) : parse(text));
    return isObject(document) ? document : new Error(`a ${typeof document}`);
  } catch (error) {
    return new Error((error as Error).message.split("\n")[0]);
  }
}

function unescape(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$${", "${").replaceAll("%%{", "%{");
  if (Array.isArray(value)) return value.map(unescape);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, unescape(child)]));
}

/** The document, where there is one that can be read. */
export function documentOf(api: Resource): JsonObject | undefined {
  const body = bodyOf(api);
  return body instanceof Error ? undefined : body;
}

export const pathsOf = (api: Resource): [string, JsonObject][] => objects(documentOf(api)?.["paths"]);

export function operationsOf(api: Resource): Operation[] {
  return pathsOf(api).flatMap(([path, item]) =>
    objects(item)
      .filter(([method]) => methods.has(method))
      .map(([name, definition]) => {
        const method = name.startsWith("x-") ? "ANY" : name.toUpperCase();
        const integration = definition["x-amazon-apigateway-integration"];
        return {
          subject: `${method} ${path}`,
          method,
          path,
          definition,
          integration: isObject(integration) ? integration : undefined,
        };
      }),
  );
}

/** Security schemes by name: OpenAPI 3's components, or Swagger 2's definitions. */
export function securitySchemesOf(api: Resource): [string, JsonObject][] {
  const document = documentOf(api);
  const components = document?.["components"];
  return objects(
    (isObject(components) ? components["securitySchemes"] : undefined) ?? document?.["securityDefinitions"],
  );
}

/** Names and scopes of the schemes that an operation asks for; undefined where it says nothing of security. */
export function securityOf({ definition }: Operation): [scheme: string, scopes: unknown[]][] | undefined {
  const security = definition["security"];
  if (!Array.isArray(security)) return undefined;
  return security.flatMap((requirement) =>
    isObject(requirement)
      ? Object.entries(requirement).map(([scheme, scopes]): [string, unknown[]] => [scheme, [scopes].flat()])
      : [],
  );
}

/** What a scheme makes API Gateway do, by its extensions. */
export type SchemeKind = "apiKey" | "iam" | "userPool" | "authorizer";

export function kindOfScheme(scheme: JsonObject): SchemeKind {
  if (scheme["x-amazon-apigateway-authtype"] === "awsSigv4") return "iam";
  const authorizer = scheme["x-amazon-apigateway-authorizer"];
  if (isObject(authorizer)) return authorizer["type"] === "cognito_user_pools" ? "userPool" : "authorizer";
  return "apiKey";
}

export function requiresApiKey(api: Resource, operation: Operation): boolean {
  const schemes = new Map(securitySchemesOf(api));
  return (securityOf(operation) ?? []).some(([name]) => {
    const scheme = schemes.get(name);
    return scheme !== undefined && kindOfScheme(scheme) === "apiKey";
  });
}

/** Whether an operation asks who calls, by other means than an API key. */
export function authorizes(api: Resource, operation: Operation): boolean {
  const schemes = new Map(securitySchemesOf(api));
  return (securityOf(operation) ?? []).some(([name]) => {
    const scheme = schemes.get(name);
    return scheme !== undefined && kindOfScheme(scheme) !== "apiKey";
  });
}

/** `method.request.path.orderId` and so on: the parameters that an operation and its path declare. */
export function methodParametersOf(api: Resource, { path, definition }: Operation): string[] {
  const locations: Record<string, string> = { path: "path", query: "querystring", header: "header" };
  const item = pathsOf(api).find(([name]) => name === path)?.[1];
  return [item?.["parameters"], definition["parameters"]]
    .flat()
    .filter(isObject)
    .flatMap(({ name, in: location }) => {
      const place = locations[String(location)];
      return place ? [`method.request.${place}.${String(name)}`] : [];
    });
}
