import { asText, at, isObject, type Json } from "../json";
import { list } from "../resource-change";
import {
  type Api,
  type Body,
  type Integration,
  type Parameter,
  parameterKey,
  type ParameterPlace,
  type Response,
  type Route,
  verbs,
} from "./api";
import { readAuthorizers, readSecurity } from "./authorization";
import { resolve } from "./document";

const anyMethod = "x-amazon-apigateway-any-method";

/** Extensions of the document as a whole that clients can notice; the routes' own are read with them. */
const documentSettings = [
  "policy",
  "binary-media-types",
  "api-key-source",
  "minimum-compression-size",
  "endpoint-configuration",
  "cors",
];

/** Reads an OpenAPI 3 or Swagger 2.0 document with API Gateway's extensions ("OpenAPI extensions for API Gateway"). */
export function readOpenApi(document: Json, address: string, protocol: Api["protocol"]): Api {
  const routes = entriesOf(at(document, ["paths"])).flatMap(([path, item]) => readPath(document, path, item, address));
  return {
    address,
    protocol,
    routes: new Map(routes.map((route) => [route.key, route])),
    authorizers: readAuthorizers(document),
    gatewayResponses: new Map(
      entriesOf(at(document, ["x-amazon-apigateway-gateway-responses"])).map(([type, settings]) => [
        type,
        { address, settings },
      ]),
    ),
    settings: new Map(
      documentSettings.flatMap((name) => {
        const value =
          at(document, [`x-amazon-apigateway-${name}`]) ?? at(document, ["servers", 0, `x-amazon-apigateway-${name}`]);
        return value === undefined ? [] : [[name, value] as const];
      }),
    ),
    document,
  };
}

function readPath(document: Json, path: string, written: Json, address: string): Route[] {
  const item = resolve(document, written);
  const shared = list(at(item, ["parameters"]));
  const own = new Map(
    entriesOf(item)
      .filter(([verb, operation]) => verbs.includes(verb.toUpperCase()) && isObject(operation))
      .map(([verb, operation]) => [verb.toUpperCase(), operation] as const),
  );
  const fallback = at(item, [anyMethod]);
  const routes = [...own].map(([method, operation]) => readRoute(document, method, path, operation, shared, address));
  if (path === "/$default" && isObject(fallback))
    return [{ ...readRoute(document, "", "$default", fallback, shared, address), key: "$default" }];
  if (!isObject(fallback)) return routes;
  const others = verbs.filter((method) => !own.has(method));
  return [
    ...routes,
    ...others.map((method) => ({
      ...readRoute(document, method, path, fallback, shared, address),
      declaredAs: `ANY ${path}`,
    })),
  ];
}

function readRoute(
  document: Json,
  method: string,
  path: string,
  operation: Json,
  shared: Json[],
  address: string,
): Route {
  const written = [...shared, ...list(at(operation, ["parameters"]))].map((one) => resolve(document, one) ?? {});
  const parameters = written.flatMap((parameter) => readParameter(parameter));
  return {
    key: `${method} ${path}`,
    address,
    method,
    path,
    ...readSecurity(document, operation),
    parameters: new Map(
      parameters.map((parameter) => [parameterKey(parameter.place, parameter.name, path), parameter]),
    ),
    body: readBody(document, operation, written),
    responses: new Map(
      entriesOf(at(operation, ["responses"])).map(([status, response]) => [
        status,
        readResponse(document, operation, resolve(document, response), address),
      ]),
    ),
    integration: readIntegration(document, at(operation, ["x-amazon-apigateway-integration"]), address),
    validates: readValidator(document, operation),
  };
}

const places = new Map<string, ParameterPlace>([
  ["path", "path"],
  ["query", "query"],
  ["header", "header"],
  ["cookie", "cookie"],
  ["formData", "form"],
]);

function readParameter(parameter: Json): Parameter[] {
  const place = places.get(asText(at(parameter, ["in"])));
  const name = at(parameter, ["name"]);
  if (place === undefined || typeof name !== "string" || !isObject(parameter)) return [];
  const schema = parameter["schema"] ?? firstSchema(parameter["content"]) ?? swaggerSchema(parameter);
  return [{ place, name, required: place === "path" || parameter["required"] === true, schema }];
}

const firstSchema = (content: Json | undefined): Json | undefined => at(entriesOf(content)[0]?.[1], ["schema"]);

/** Swagger 2.0 writes a parameter's type beside its name. */
function swaggerSchema(parameter: { [key: string]: Json }): Json {
  const schema = { ...parameter };
  for (const key of ["in", "name", "required", "description", "collectionFormat", "allowEmptyValue"])
    delete schema[key];
  return schema;
}

function readBody(document: Json, operation: Json, parameters: Json[]): Body | undefined {
  const inBody = parameters.find((parameter) => at(parameter, ["in"]) === "body");
  if (inBody !== undefined)
    return {
      required: at(inBody, ["required"]) === true,
      content: new Map(mediaTypes(document, operation, "consumes").map((type) => [type, at(inBody, ["schema"]) ?? {}])),
    };
  const body = resolve(document, at(operation, ["requestBody"]));
  if (!isObject(body)) return undefined;
  return { required: body["required"] === true, content: readContent(body["content"]) };
}

const readContent = (content: Json | undefined): Map<string, Json> =>
  new Map(entriesOf(content).map(([type, media]) => [type, at(media, ["schema"]) ?? {}]));

function mediaTypes(document: Json, operation: Json, key: "consumes" | "produces"): string[] {
  const types = list(at(operation, [key]) ?? at(document, [key])).filter((type) => typeof type === "string");
  return types.length > 0 ? types : ["application/json"];
}

function readResponse(document: Json, operation: Json, response: Json | undefined, address: string): Response {
  const schema = at(response, ["schema"]);
  return {
    address,
    headers: new Map(
      entriesOf(at(response, ["headers"])).map(([name, header]) => {
        const resolved = resolve(document, header);
        return [name.toLowerCase(), at(resolved, ["schema"]) ?? (isObject(resolved) ? swaggerSchema(resolved) : {})];
      }),
    ),
    content:
      schema === undefined
        ? readContent(at(response, ["content"]))
        : new Map(mediaTypes(document, operation, "produces").map((type) => [type, schema])),
  };
}

function readIntegration(document: Json, written: Json | undefined, address: string): Integration | undefined {
  const integration = resolve(document, written);
  if (!isObject(integration)) return undefined;
  const call = [
    "httpMethod",
    "credentials",
    "connectionType",
    "connectionId",
    "passthroughBehavior",
    "contentHandling",
  ];
  return {
    address,
    type: asText(integration["type"] ?? "?").toUpperCase(),
    target: asText(integration["uri"] ?? integration["integrationSubtype"] ?? ""),
    call: Object.fromEntries(
      [...call, "tlsConfig", "payloadFormatVersion", "responseTransferMode"].map((name) => [
        name,
        upperCased(name, integration[name] ?? null),
      ]),
    ),
    timeoutMilliseconds: Number(integration["timeoutInMillis"] ?? 29_000),
    request: {
      parameters: integration["requestParameters"] ?? {},
      templates: integration["requestTemplates"] ?? {},
    },
    responses: integration["responses"] ?? integration["responseParameters"] ?? {},
    cacheKey: list(integration["cacheKeyParameters"]).map(String).toSorted(),
  };
}

/** A document may write these in lower case, and resources in upper case. */
const upperCased = (name: string, value: Json): Json =>
  typeof value === "string" && !["credentials", "connectionId"].includes(name) ? value.toUpperCase() : value;

function readValidator(document: Json, operation: Json): Route["validates"] {
  const key = "x-amazon-apigateway-request-validator";
  const name = at(operation, [key]) ?? at(document, [key]);
  const validator = typeof name === "string" ? at(document, [`${key}s`, name]) : undefined;
  return {
    body: at(validator, ["validateRequestBody"]) === true,
    parameters: at(validator, ["validateRequestParameters"]) === true,
  };
}

export const entriesOf = (value: Json | undefined): [string, Json][] => (isObject(value) ? Object.entries(value) : []);
