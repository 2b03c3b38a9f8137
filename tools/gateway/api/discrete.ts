import type { GatewayResponseType } from "../../../semantics/gateway-response-types";
import type { JsonSchema } from "../../../semantics/model";
import type { IntegrationType } from "../../../semantics/reserved-headers";
import type { Configuration } from "../terraform/configuration";
import type { Instance } from "../terraform/instance";
import { readAuthorizers } from "./authorizers";
import { readFlag } from "./method-settings";
import { contentHandling, defined, passthrough } from "./openapi";
import {
  type Authorizer,
  type Integration,
  integrationDefaults,
  type Method,
  type Resource,
  type RestApi,
} from "./rest-api";

/** Adds to an API what is declared as resources of its own: `aws_api_gateway_resource`, `_method`, `_integration` ... */
export function addDiscreteResources(api: RestApi, configuration: Configuration): void {
  const own = (type: string) =>
    configuration.resources(`aws_api_gateway_${type}`).filter((resource) => resource.get("rest_api_id") === api.id);

  const byId = new Map<string, Resource>(api.resources.map((resource) => [resource.id, resource]));
  const root = api.resources.find((resource) => resource.path === "/") ?? {
    id: api.rootResourceId,
    path: "/",
    methods: {},
  };
  byId.set(api.rootResourceId, root);
  for (const declared of own("resource")) {
    const resource = { id: declared.text("id"), path: declared.text("path"), methods: {} };
    byId.set(resource.id, resource);
    api.resources.push(resource);
  }
  if (!api.resources.includes(root)) api.resources.push(root);

  const validators = new Map(own("request_validator").map((validator) => [validator.text("id"), validator]));
  const authorizers = readAuthorizers(own("authorizer"));
  for (const declared of own("method")) {
    const method = readMethod(declared, validators, authorizers);
    owner(byId, declared).methods[method.httpMethod] = method;
  }
  for (const declared of own("method_response")) methodOf(byId, declared).responses.add(declared.text("status_code"));
  for (const declared of own("integration")) methodOf(byId, declared).integration = readIntegration(declared);
  for (const declared of own("integration_response")) addIntegrationResponse(methodOf(byId, declared), declared);
  for (const declared of own("model")) {
    const name = declared.text("name");
    api.models[name] = readSchema(declared);
    api.createdModels.add(name);
  }
  for (const declared of own("gateway_response"))
    api.gatewayResponses[declared.text("response_type") as GatewayResponseType] = {
      ...defined("statusCode", declared.optionalText("status_code")),
      responseParameters: strings(declared.argument("response_parameters")),
      responseTemplates: strings(declared.argument("response_templates")),
    };
}

function readSchema(model: Instance): JsonSchema {
  try {
    return JSON.parse(model.optionalText("schema") ?? "{}") as JsonSchema;
  } catch (error) {
    throw new Error(`${place(model)}: schema: expected JSON, got ${(error as Error).message}`, { cause: error });
  }
}

function owner(byId: Map<string, Resource>, declared: Instance): Resource {
  const resource = byId.get(declared.text("resource_id"));
  if (resource) return resource;
  throw new Error(`${place(declared)}: expected a resource_id of this API, got ${declared.text("resource_id")}`);
}

function methodOf(byId: Map<string, Resource>, declared: Instance): Method {
  const httpMethod = declared.text("http_method").toUpperCase();
  const method = owner(byId, declared).methods[httpMethod];
  if (method) return method;
  throw new Error(`${place(declared)}: expected a method ${httpMethod} on its resource, got none`);
}

function readMethod(
  declared: Instance,
  validators: Map<string, Instance>,
  authorizers: Map<string, Authorizer>,
): Method {
  const validator = validators.get(declared.optionalText("request_validator_id") ?? "");
  return {
    httpMethod: declared.text("http_method").toUpperCase(),
    authorization: declared.text("authorization").toUpperCase(),
    ...defined("authorizer", authorizers.get(declared.optionalText("authorizer_id") ?? "")),
    authorizationScopes: ((declared.argument("authorization_scopes") ?? []) as unknown[]).map(String),
    apiKeyRequired: declared.argument("api_key_required") === true,
    ...defined("operationName", declared.optionalText("operation_name")),
    requestParameters: Object.fromEntries(
      Object.entries(declared.argument("request_parameters") ?? {}).map(([name, required]) => [
        name,
        String(required) === "true",
      ]),
    ),
    requestModels: strings(declared.argument("request_models")),
    ...(validator && {
      validator: {
        body: validator.argument("validate_request_body") === true,
        parameters: validator.argument("validate_request_parameters") === true,
      },
    }),
    responses: new Set(),
  };
}

/** As written: a role that no loaded stack can tell is still one. */
const credentials = (written: unknown) =>
  typeof written === "string" && written !== "" ? { credentials: written } : {};

function readIntegration(declared: Instance): Integration {
  return {
    type: declared.text("type").toUpperCase() as IntegrationType,
    httpMethod: (declared.optionalText("integration_http_method") ?? "").toUpperCase(),
    uri: declared.optionalText("uri") ?? "",
    ...credentials(declared.written("credentials")),
    passthroughBehavior: passthrough(declared.argument("passthrough_behavior"), place(declared)),
    requestParameters: strings(declared.argument("request_parameters")),
    requestTemplates: strings(declared.argument("request_templates")),
    ...defined("contentHandling", contentHandling(declared.argument("content_handling"), place(declared))),
    timeoutInMillis: Number(declared.argument("timeout_milliseconds") ?? integrationDefaults.timeoutInMillis),
    skipsCertificateVerification: readFlag(declared.blocks("tls_config")[0]?.["insecure_skip_verification"]) ?? false,
    responses: [],
    ...defined("responseTransferMode", declared.optionalText("response_transfer_mode")),
    cacheKeyParameters: (declared.argument("cache_key_parameters") ?? []) as string[],
    ...defined("cacheNamespace", declared.optionalText("cache_namespace")),
  };
}

function addIntegrationResponse(method: Method, declared: Instance): void {
  const pattern = declared.optionalText("selection_pattern");
  method.integration?.responses.push({
    ...(pattern ? { selectionPattern: pattern } : {}),
    statusCode: declared.text("status_code"),
    responseParameters: strings(declared.argument("response_parameters")),
    responseTemplates: strings(declared.argument("response_templates")),
    ...defined("contentHandling", contentHandling(declared.argument("content_handling"), place(declared))),
  });
}

const place = (declared: Instance) => `stack ${declared.stack.name}: ${declared.address}`;
const strings = (value: unknown) => (value ?? {}) as Record<string, string>;
