import { asText, at, isObject, type Json } from "../json";
import { list } from "../resource-change";
import {
  type Api,
  type Authorization,
  type Body,
  type Integration,
  type Parameter,
  parameterKey,
  type ParameterPlace,
  type Response,
  type Route,
  verbs,
} from "./api";
import { type Declared, type DeclaredResources, textAt, upperCaseAt } from "./declared";
import { entriesOf } from "./openapi";

const prefix = "aws_api_gateway_";

/** Types of the resources that a REST API is made of where no body declares it. */
export const restTypes = [
  "resource",
  "method",
  "method_response",
  "integration",
  "integration_response",
  "authorizer",
  "model",
  "request_validator",
  "gateway_response",
].map((name) => `${prefix}${name}`);

/** Reads the resources of one REST API. `isOf` says which are its own. */
export function readRestResources(
  resources: DeclaredResources,
  api: { address: string; rootResourceId: string | undefined },
  isOf: (declared: Declared) => boolean,
): Omit<Api, "protocol" | "address" | "authorizers" | "settings"> {
  const own = (name: string) => resources.all(`${prefix}${name}`).filter(isOf);
  const keyOf = (declared: Declared) =>
    `${upperCaseAt(declared, "http_method")} ${pathOf(resources, declared, "resource_id", api.rootResourceId)}`;
  const integrations = new Map(own("integration").map((declared) => [keyOf(declared), declared]));
  const responses = grouped(own("method_response"), keyOf);
  const answers = grouped(own("integration_response"), keyOf);
  const models = Object.fromEntries(own("model").map((model) => [textAt(model, "name"), readModel(model)]));
  const routes = own("method").map((method): Route => {
    const key = keyOf(method);
    const [httpMethod = "", path = ""] = key.split(" ");
    const validator = resources.linked(method, "request_validator_id", `${prefix}request_validator`);
    const integration = integrations.get(key);
    return {
      key,
      address: method.change.address,
      method: httpMethod,
      path,
      authorization: readAuthorization(resources, method),
      apiKeyRequired: at(method.values, ["api_key_required"]) === true,
      parameters: readParameters(at(method.values, ["request_parameters"]), path),
      body: readBody(at(method.values, ["request_models"])),
      responses: new Map(
        (responses.get(key) ?? []).map((response) => [textAt(response, "status_code"), readResponse(response)]),
      ),
      integration: integration && readIntegration(integration, answers.get(key) ?? []),
      validates: {
        body: at(validator?.values, ["validate_request_body"]) === true,
        parameters: at(validator?.values, ["validate_request_parameters"]) === true,
      },
    };
  });
  return {
    routes: new Map(expandAny(routes).map((route) => [route.key, route])),
    gatewayResponses: new Map(
      own("gateway_response").map((declared) => [
        textAt(declared, "response_type"),
        {
          address: declared.change.address,
          settings: {
            statusCode: at(declared.values, ["status_code"]) ?? null,
            responseParameters: at(declared.values, ["response_parameters"]) ?? null,
            responseTemplates: at(declared.values, ["response_templates"]) ?? null,
          },
        },
      ]),
    ),
    document: { models },
  };
}

function grouped(all: Declared[], keyOf: (declared: Declared) => string): Map<string, Declared[]> {
  const groups = new Map<string, Declared[]>();
  for (const declared of all) {
    const key = keyOf(declared);
    const group = groups.get(key);
    if (group) group.push(declared);
    else groups.set(key, [declared]);
  }
  return groups;
}

/** A method for all methods stands for those that its path doesn't declare. */
export function expandAny(routes: Route[]): Route[] {
  const declared = new Set(routes.map(({ key }) => key));
  return routes.flatMap((route) =>
    route.method === "ANY"
      ? verbs
          .filter((method) => !declared.has(`${method} ${route.path}`))
          .map((method) => ({ ...route, method, key: `${method} ${route.path}`, declaredAs: route.key }))
      : [route],
  );
}

/** `/orders/{orderId}`, put together from its parents where Terraform doesn't know it yet; in parentheses what can't be known. */
function pathOf(
  resources: DeclaredResources,
  declared: Declared,
  argument: "resource_id" | "parent_id",
  rootResourceId: string | undefined,
  depth = 0,
): string {
  const id = at(declared.values, [argument]);
  if (typeof id === "string" && id === rootResourceId) return "/";
  const resource = resources.linked(declared, argument, `${prefix}resource`);
  if (!resource) {
    const isRoot =
      typeof id !== "string" &&
      resources.references(declared.change, argument).some((reference) => reference.endsWith(".root_resource_id"));
    return isRoot ? "/" : `(resource ${typeof id === "string" ? id : declared.change.address})`;
  }
  const path = at(resource.values, ["path"]);
  if (typeof path === "string") return path;
  const parent = depth > 40 ? "?" : pathOf(resources, resource, "parent_id", rootResourceId, depth + 1);
  return `${parent === "/" ? "" : parent}/${textAt(resource, "path_part")}`;
}

/** The authorizer is known by its address, which survives a replacement, unless another stack owns it. */
function readAuthorization(resources: DeclaredResources, method: Declared): Authorization {
  const authorizer = resources.linked(method, "authorizer_id", `${prefix}authorizer`)?.change.address;
  const name = authorizer ?? textAt(method, "authorizer_id");
  return {
    mechanism: upperCaseAt(method, "authorization") || "NONE",
    ...(name !== "" && { authorizer: name }),
    scopes: list(at(method.values, ["authorization_scopes"]))
      .map(String)
      .toSorted(),
  };
}

const places = new Map<string, ParameterPlace>([
  ["path", "path"],
  ["querystring", "query"],
  ["header", "header"],
]);

/** `{"method.request.querystring.limit": true}`, `true` for a required one. */
function readParameters(written: Json | undefined, path: string): Map<string, Parameter> {
  return new Map(
    entriesOf(written).flatMap(([name, required]) => {
      const [, where = "", parameter = ""] = /^method\.request\.([a-z]+)\.(.+)$/.exec(name) ?? [];
      const place = places.get(where);
      return place === undefined
        ? []
        : [
            [
              parameterKey(place, parameter, path),
              { place, name: parameter, required: asText(required) === "true", schema: {} },
            ] as const,
          ];
    }),
  );
}

function readBody(models: Json | undefined): Body | undefined {
  const content = readModels(models);
  return content.size === 0 ? undefined : { required: false, content };
}

const readModels = (models: Json | undefined): Map<string, Json> =>
  new Map(entriesOf(models).map(([type, name]) => [type, { $ref: `#/models/${asText(name)}` }]));

function readResponse({ change, values }: Declared): Response {
  const headers = entriesOf(at(values, ["response_parameters"])).flatMap(([name]) => {
    const header = /^method\.response\.header\.(.+)$/.exec(name)?.[1];
    return header === undefined ? [] : [[header.toLowerCase(), {}] as const];
  });
  return {
    address: change.address,
    headers: new Map(headers),
    content: readModels(at(values, ["response_models"])),
  };
}

function readIntegration(declared: Declared, answers: Declared[]): Integration {
  const { change, values } = declared;
  const value = (name: string): Json =>
    at(values, [name]) ?? (change.isUnknown([name]) ? textAt(declared, name) : null);
  return {
    address: change.address,
    type: upperCaseAt(declared, "type"),
    target: textAt(declared, "uri"),
    call: {
      httpMethod: value("integration_http_method"),
      credentials: value("credentials"),
      connectionType: value("connection_type"),
      connectionId: value("connection_id"),
      passthroughBehavior: value("passthrough_behavior"),
      contentHandling: value("content_handling"),
      tlsConfig: value("tls_config"),
    },
    timeoutMilliseconds: Number(at(values, ["timeout_milliseconds"]) ?? 29_000),
    request: { parameters: value("request_parameters"), templates: value("request_templates") },
    responses: Object.fromEntries(
      answers.map((answer) => [
        textAt(answer, "status_code"),
        {
          selectionPattern: at(answer.values, ["selection_pattern"]) ?? null,
          responseParameters: at(answer.values, ["response_parameters"]) ?? null,
          responseTemplates: at(answer.values, ["response_templates"]) ?? null,
          contentHandling: at(answer.values, ["content_handling"]) ?? null,
        },
      ]),
    ),
    cacheKey: list(at(values, ["cache_key_parameters"]))
      .map(String)
      .toSorted(),
  };
}

/** A model's own references start at the model, those to other models are addresses of API Gateway. */
function readModel(declared: Declared): Json {
  const name = textAt(declared, "name");
  try {
    return rewriteReferences(JSON.parse(textAt(declared, "schema") || "{}") as Json, name, 0);
  } catch {
    return {};
  }
}

function rewriteReferences(schema: Json, model: string, depth: number): Json {
  if (depth > 100) return {};
  if (Array.isArray(schema)) return schema.map((one) => rewriteReferences(one, model, depth + 1));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === "$ref" && typeof value === "string"
        ? value.startsWith("#")
          ? `#/models/${model}${value.slice(1)}`
          : `#/models/${value.split("/").at(-1) ?? ""}`
        : rewriteReferences(value, model, depth + 1),
    ]),
  );
}
