import { createHash } from "node:crypto";
import type { GatewayResponseType } from "../../../semantics/gateway-response-types";
import { limits } from "../../../semantics/limits";
import type { JsonSchema } from "../../../semantics/model";
import type { IntegrationType } from "../../../semantics/reserved-headers";
import { isMap } from "../terraform/values";
import { decodeDocument } from "../terraform/yaml";
import { importSecurity } from "./authorizers";
import { basePathOf } from "./imported-base-path";
import {
  type ContentHandling,
  type GatewayResponse,
  type Integration,
  integrationDefaults,
  type Method,
  type PassthroughBehavior,
  type Resource,
  type RestApi,
} from "./rest-api";

type Json = Record<string, unknown>;

/** What an OpenAPI document says about a REST API. */
export type ImportedApi = Pick<RestApi, "resources" | "models" | "gatewayResponses"> &
  Partial<
    Pick<
      RestApi,
      "binaryMediaTypes" | "minimumCompressionSize" | "apiKeySource" | "policy" | "disableExecuteApiEndpoint"
    >
  >;

/**
 * Reads the body of a REST API: OpenAPI 3.0 or Swagger 2.0 with API Gateway's extensions, as PutRestApi imports it.
 * Throws for what is no such document or uses an extension in a way that API Gateway refuses. `basepath` is the parameter of
 * that name: `ignore` (default), `prepend` or `split`.
 */
export function importOpenApi(body: string, apiId: string, basepath?: string): ImportedApi {
  const document = parse(body);
  const prefix = basePathOf(document, basepath);
  const schemas = map(document["definitions"] ?? map(document["components"])["schemas"]) as Record<string, JsonSchema>;
  const resources = Object.entries(map(document["paths"]))
    .filter(([path]) => !path.startsWith("x-"))
    .map(([path, item]) => importPath(document, apiId, pathBelow(prefix, path), dereference(document, map(item))));
  const source = document["x-amazon-apigateway-api-key-source"];
  return {
    resources,
    models: schemas,
    gatewayResponses: importGatewayResponses(document["x-amazon-apigateway-gateway-responses"]),
    ...defined("binaryMediaTypes", document["x-amazon-apigateway-binary-media-types"] as string[] | undefined),
    ...defined("minimumCompressionSize", compressionSize(document["x-amazon-apigateway-minimum-compression-size"])),
    ...defined<"apiKeySource", RestApi["apiKeySource"]>("apiKeySource", source as RestApi["apiKeySource"] | undefined),
    ...defined("policy", policyText(document["x-amazon-apigateway-policy"])),
    ...defined("disableExecuteApiEndpoint", executeApiDisabled(document)),
  };
}

/** Bytes from which answers are compressed; undefined for none, which Terraform writes as -1 or "". */
export function compressionSize(declared: unknown): number | undefined {
  if (declared === undefined || declared === null || declared === "") return undefined;
  const size = Number(declared);
  const { minimum, maximum } = limits.minimumCompressionBytes;
  if (Number.isInteger(size) && size >= -1 && size <= maximum) return size >= minimum ? size : undefined;
  throw new Error(`minimum compression size: expected ${minimum} to ${maximum} bytes, got ${JSON.stringify(declared)}`);
}

/** The id that a resource keeps as long as its path does. */
export function resourceId(apiId: string, path: string): string {
  const digest = createHash("sha256").update(`${apiId} ${path}`).digest();
  return [...digest.subarray(0, 6)].map((byte) => (byte % 36).toString(36)).join("");
}

function parse(body: string): Json {
  let document: unknown;
  try {
    document = body.trimStart().startsWith("{") ? JSON.parse(body) : decodeDocument(body);
  } catch (error) {
    throw new Error(`body: expected an OpenAPI document in JSON or YAML, got ${(error as Error).message}`, {
      cause: error,
    });
  }
  const version = isMap(document) ? (document["openapi"] ?? document["swagger"]) : undefined;
  if (!isMap(document) || !/^(3\.0|2\.0|2$)/.test(String(version)))
    throw new Error(`body: expected "openapi": "3.0.x" or "swagger": "2.0", got ${JSON.stringify(version)}`);
  return document;
}

const verbs: Record<string, string> = {
  get: "GET",
  put: "PUT",
  post: "POST",
  delete: "DELETE",
  options: "OPTIONS",
  head: "HEAD",
  patch: "PATCH",
  "x-amazon-apigateway-any-method": "ANY",
};

function importPath(document: Json, apiId: string, path: string, item: Json): Resource {
  const methods = Object.entries(verbs)
    .filter(([key]) => isMap(item[key]))
    .map(([key, httpMethod]) => importMethod(document, httpMethod, map(item[key]), list(item["parameters"]), path));
  return { id: resourceId(apiId, path), path, methods: Object.fromEntries(methods.map((m) => [m.httpMethod, m])) };
}

/** API Gateway has no resource that ends in a slash, except its root. */
const pathBelow = (prefix: string, path: string): string => (prefix + path).replace(/(?<=.)\/+$/, "") || "/";

function importMethod(document: Json, httpMethod: string, operation: Json, shared: unknown[], path: string): Method {
  const parameters = [...shared, ...list(operation["parameters"])].map((p) => dereference(document, map(p)));
  const integration = operation["x-amazon-apigateway-integration"];
  const subject = `${httpMethod} ${path}`;
  return {
    httpMethod,
    ...importSecurity(document, operation, subject),
    ...defined("operationName", operation["operationId"] as string | undefined),
    requestParameters: importParameters(parameters),
    requestModels: importRequestModels(document, operation, parameters),
    ...defined("validator", importValidator(document, operation, subject)),
    responses: new Set(Object.keys(map(operation["responses"]))),
    ...defined("integration", isMap(integration) ? importIntegration(integration, subject) : undefined),
  };
}

function importParameters(parameters: Json[]): Record<string, boolean> {
  const places: Record<string, string> = { header: "header", path: "path", query: "querystring" };
  return Object.fromEntries(
    parameters
      .filter((parameter) => places[String(parameter["in"])])
      .map((parameter) => [
        `method.request.${places[String(parameter["in"])]}.${String(parameter["name"])}`,
        parameter["in"] === "path" || parameter["required"] === true,
      ]),
  );
}

function importRequestModels(document: Json, operation: Json, parameters: Json[]): Method["requestModels"] {
  const body = parameters.find((parameter) => parameter["in"] === "body");
  if (body) {
    const types = list(operation["consumes"] ?? document["consumes"] ?? ["application/json"]);
    return Object.fromEntries(types.map((type) => [String(type), modelOf(map(body["schema"]))]));
  }
  const content = map(dereference(document, map(operation["requestBody"]))["content"]);
  return Object.fromEntries(
    Object.entries(content)
      .filter(([, media]) => isMap(map(media)["schema"]))
      .map(([type, media]) => [type, modelOf(map(map(media)["schema"]))]),
  );
}

/** A reference to a model is its name; anything else stays a schema of its own. */
function modelOf(schema: Json): string | JsonSchema {
  const name = /^#\/(?:definitions|components\/schemas)\/(.+)$/.exec(String(schema["$ref"]))?.[1];
  return name ?? schema;
}

function importValidator(document: Json, operation: Json, subject: string): Method["validator"] {
  const key = "x-amazon-apigateway-request-validator";
  const name = operation[key] ?? document[key];
  if (name === undefined) return undefined;
  const validator = map(document["x-amazon-apigateway-request-validators"])[text(name)];
  if (!isMap(validator))
    throw new Error(
      `${subject}: expected a validator declared in x-amazon-apigateway-request-validators, got ${JSON.stringify(name)}`,
    );
  return {
    body: validator["validateRequestBody"] === true,
    parameters: validator["validateRequestParameters"] === true,
  };
}

const types: Record<string, IntegrationType> = {
  aws: "AWS",
  aws_proxy: "AWS_PROXY",
  http: "HTTP",
  http_proxy: "HTTP_PROXY",
  mock: "MOCK",
};

function importIntegration(declared: Json, subject: string): Integration {
  const type = types[String(declared["type"]).toLowerCase()];
  if (!type)
    throw new Error(
      `${subject}: integration type: expected ${Object.keys(types).join(", ")}, got ${JSON.stringify(declared["type"])}`,
    );
  return {
    type,
    httpMethod: text(declared["httpMethod"]).toUpperCase(),
    uri: text(declared["uri"]),
    ...defined("credentials", text(declared["credentials"]) || undefined),
    passthroughBehavior: passthrough(declared["passthroughBehavior"], subject),
    requestParameters: strings(declared["requestParameters"]),
    requestTemplates: strings(declared["requestTemplates"]),
    ...defined("contentHandling", contentHandling(declared["contentHandling"], subject)),
    timeoutInMillis: Number(declared["timeoutInMillis"] ?? integrationDefaults.timeoutInMillis),
    skipsCertificateVerification: map(declared["tlsConfig"])["insecureSkipVerification"] === true,
    responses: Object.entries(map(declared["responses"])).map(([pattern, response]) => ({
      ...(pattern === "default" ? {} : { selectionPattern: pattern }),
      statusCode: String(map(response)["statusCode"]),
      responseParameters: strings(map(response)["responseParameters"]),
      responseTemplates: strings(map(response)["responseTemplates"]),
      ...defined("contentHandling", contentHandling(map(response)["contentHandling"], subject)),
    })),
    ...defined("responseTransferMode", declared["responseTransferMode"] as string | undefined),
    cacheKeyParameters: list(declared["cacheKeyParameters"]).map(String),
    ...defined("cacheNamespace", text(declared["cacheNamespace"]) || undefined),
  };
}

/** Checks a `passthroughBehavior`, which an OpenAPI document writes in lower case and Terraform in upper case. */
export function passthrough(declared: unknown, subject: string): PassthroughBehavior {
  if (declared === undefined || declared === null || declared === "") return integrationDefaults.passthroughBehavior;
  const value = text(declared).toUpperCase();
  if (value === "WHEN_NO_MATCH" || value === "WHEN_NO_TEMPLATES" || value === "NEVER") return value;
  throw new Error(
    `${subject}: passthroughBehavior: expected when_no_match, when_no_templates or never, got ${JSON.stringify(declared)}`,
  );
}

export function contentHandling(declared: unknown, subject: string): ContentHandling | undefined {
  if (declared === undefined || declared === null || declared === "") return undefined;
  const value = text(declared).toUpperCase();
  if (value === "CONVERT_TO_BINARY" || value === "CONVERT_TO_TEXT") return value;
  throw new Error(
    `${subject}: contentHandling: expected CONVERT_TO_BINARY or CONVERT_TO_TEXT, got ${JSON.stringify(declared)}`,
  );
}

function importGatewayResponses(declared: unknown): RestApi["gatewayResponses"] {
  const responses: Partial<Record<GatewayResponseType, GatewayResponse>> = {};
  for (const [type, response] of Object.entries(map(declared))) {
    const { statusCode, responseParameters, responseTemplates } = map(response);
    responses[type as GatewayResponseType] = {
      ...defined("statusCode", text(statusCode) || undefined),
      responseParameters: strings(responseParameters),
      responseTemplates: strings(responseTemplates),
    };
  }
  return responses;
}

function executeApiDisabled(document: Json): boolean | undefined {
  const [server] = list(document["servers"]).map((item) =>
    map(map(item)["x-amazon-apigateway-endpoint-configuration"]),
  );
  const own = map(document["x-amazon-apigateway-endpoint-configuration"]);
  const declared = (server ?? own)["disableExecuteApiEndpoint"] ?? own["disableExecuteApiEndpoint"];
  return declared === undefined ? undefined : declared === true;
}

const policyText = (policy: unknown) =>
  policy === undefined ? undefined : typeof policy === "string" ? policy : JSON.stringify(policy);

function dereference(document: Json, value: Json): Json {
  const reference = value["$ref"];
  if (typeof reference !== "string") return value;
  let target: unknown = document;
  for (const part of reference.replace(/^#\//, "").split("/"))
    target = map(target)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  if (!isMap(target)) throw new Error(`body: expected a definition at ${reference}, got none`);
  return target;
}

const text = (value: unknown, fallback = ""): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : fallback;
const map = (value: unknown): Json => (isMap(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A map's string values; API Gateway's import drops the others with a warning. */
function strings(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** `{ [key]: value }`, or nothing when there is no value. */
export function defined<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
