import { gatewayResponseTypes } from "../semantics/gateway-response-types";
import { limits } from "../semantics/limits";
import { endpointTypeOf, endpointTypesOf } from "./endpoint-type";
import { bodyOf, documentOf, isObject, objects, operationsOf, pathsOf } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { list, literal, shown } from "./values";

const types = ["aws_api_gateway_rest_api"] as const;

/** Keys that OpenAPI 3.1 brought, which tell why a document is one. */
const keywordsOf31 = ["webhooks", "jsonSchemaDialect"];

/** API-level settings of the document that are arguments of the API too, and which. */
const settings = {
  "x-amazon-apigateway-policy": "an aws_api_gateway_rest_api_policy",
  "x-amazon-apigateway-binary-media-types": "the argument binary_media_types",
  "x-amazon-apigateway-api-key-source": "the argument api_key_source",
  "x-amazon-apigateway-minimum-compression-size": "the argument minimum_compression_size",
} as const;

/** Resources that the next update of a body overwrites. */
const discrete = [
  "resource",
  "method",
  "method_response",
  "integration",
  "integration_response",
  "gateway_response",
  "model",
  "authorizer",
  "request_validator",
].map((part) => `aws_api_gateway_${part}`);

/** What the OpenAPI document of a REST API is as a whole. */
export const restApiDocumentRules: readonly Rule[] = [
  resourceRule({
    id: "body-document",
    checks: "A REST API's body is an OpenAPI 3.0 or Swagger 2.0 document with methods, of at most 6 MB",
    source: "API Gateway developer guide, Develop REST APIs using OpenAPI; Quotas for configuring a REST API",
    types,
    *check(api) {
      const body = bodyOf(api);
      if (body === undefined) return;
      if (body instanceof Error) {
        yield `body: expected an OpenAPI document as JSON or YAML, got ${body.message}`;
        return;
      }
      const version = shown(body["openapi"] ?? body["swagger"]);
      if (!/^(3\.0(\.\d+)?|2\.0)$/.test(version)) {
        const keyword = keywordsOf31.find((key) => key in body);
        yield `body: expected openapi 3.0.x or swagger 2.0, as API Gateway imports no other, got ${version}${keyword ? ` with ${keyword}` : ""}`;
      }
      if (operationsOf(api).length === 0)
        yield "body: expected at least one method, without which the API can't be deployed, got none";
      const bytes = Buffer.byteLength(shown(api.arguments["body"]));
      if (bytes > limits.definitionBytes) yield `body: expected at most ${limits.definitionBytes} bytes, got ${bytes}`;
    },
  }),

  resourceRule({
    id: "body-settings",
    checks: "Settings of the whole API are arguments: the provider undoes those that only the body has",
    source: "hashicorp/terraform-provider-aws issue 38515; API Gateway API reference, PutRestApi",
    types,
    *check(api) {
      const body = documentOf(api);
      if (!body) return;
      for (const [extension, place] of Object.entries(settings))
        if (extension in body)
          yield `body: expected ${place} in place of ${extension}, which the provider undoes, got it`;
      const info = isObject(body["info"]) ? body["info"] : {};
      const description = literal(info["description"]);
      if (description !== undefined && description !== literal(api.arguments["description"]))
        yield `body: expected info.description as the argument description, got another`;
      const [title, name] = [literal(info["title"]), literal(api.arguments["name"])];
      if (title !== undefined && name !== undefined && title !== name)
        yield `body: expected info.title ${name}, as the API is named, got ${title}`;
      for (const server of list(body["servers"]).filter(isObject)) {
        const endpoint = server["x-amazon-apigateway-endpoint-configuration"];
        const disabled = isObject(endpoint) ? endpoint["disableExecuteApiEndpoint"] : undefined;
        if (disabled !== undefined && disabled !== (api.arguments["disable_execute_api_endpoint"] ?? false))
          yield `body: expected disableExecuteApiEndpoint as the argument disable_execute_api_endpoint, got ${shown(disabled)}`;
      }
    },
  }),

  resourceRule({
    id: "body-mode",
    checks: "A body replaces the definition: merging would keep routes that are gone from it",
    source: "API Gateway developer guide, Update an existing API with a new definition",
    types,
    *check({ arguments: { put_rest_api_mode: mode } }) {
      if (literal(mode) === "merge") yield "put_rest_api_mode: expected overwrite, got merge";
    },
  }),

  resourceRule({
    id: "body-or-resources",
    checks: "An API is made of a body or of resources: the next body overwrites them",
    source: "provider docs, aws_api_gateway_rest_api",
    types,
    *check(api, stack) {
      if (api.arguments["body"] === undefined) return;
      for (const resource of discrete.flatMap((type) => stack.resources(type)))
        if (stack.refersTo(resource.arguments["rest_api_id"], api))
          yield `body: expected ${resource.address} in it, as the next update overwrites it, got it beside`;
    },
  }),

  resourceRule({
    id: "body-fails-on-warnings",
    checks: "A body that API Gateway takes only in part is refused by it: fail_on_warnings is true",
    source: "API Gateway developer guide, Errors and warnings from importing your API",
    types,
    *check({ arguments: api }) {
      if (api["body"] !== undefined && api["fail_on_warnings"] !== true)
        yield `fail_on_warnings: expected true, as API Gateway drops what it doesn't understand otherwise, got ${shown(api["fail_on_warnings"])}`;
    },
  }),

  resourceRule({
    id: "paths",
    checks:
      "Paths have segments that API Gateway takes, one variable a level, nothing below a greedy one, 300 resources at most",
    source: "API Gateway developer guide, Important notes for REST APIs; Quotas for configuring a REST API",
    types,
    *check(api) {
      const children = new Map<string, string>();
      const longest = limits.urlCharacters[(endpointTypeOf(api) ?? "REGIONAL") as keyof typeof limits.urlCharacters];
      const resources = new Set<string>(["/"]);
      for (const [path] of pathsOf(api)) {
        const segments = path
          .split("/")
          .slice(1)
          .filter((segment, index, all) => segment !== "" || index < all.length - 1);
        if (path.length > longest)
          yield `body: expected paths of at most ${longest} characters, got one of ${path.length} that starts with ${path.slice(0, 40)}`;
        if (!path.startsWith("/")) yield `body: expected paths that start with /, got ${path}`;
        for (const [index, segment] of segments.entries()) {
          const parent = `/${segments.slice(0, index).join("/")}`;
          resources.add(`/${segments.slice(0, index + 1).join("/")}`);
          if (!limits.pathPart.test(segment))
            yield `body: ${path}: expected segments of letters, digits and _.,:- or one whole {parameter}, got ${segment || "an empty one"}`;
          if (segment.endsWith("+}") && index < segments.length - 1)
            yield `body: ${path}: expected nothing below ${segment}, got ${segments.slice(index + 1).join("/")}`;
          if (!segment.startsWith("{")) continue;
          const sibling = children.get(parent);
          if (sibling && sibling !== segment)
            yield `body: ${path}: expected one variable below ${parent}, which has ${sibling}, got ${segment}`;
          children.set(parent, sibling ?? segment);
        }
      }
      if (resources.size > limits.resourcesPerApi)
        yield `body: expected at most ${limits.resourcesPerApi} resources (path parts, the root among them), got ${resources.size}`;
    },
  }),

  resourceRule({
    id: "documentation-parts",
    checks: "An API has at most 2000 parts of documentation",
    source: "API Gateway developer guide, Quotas for configuring a REST API; x-amazon-apigateway-documentation object",
    types,
    *check(api) {
      const documentation = documentOf(api)?.["x-amazon-apigateway-documentation"];
      const parts = list(isObject(documentation) ? documentation["documentationParts"] : undefined);
      if (parts.length > limits.documentationPartsPerApi)
        yield `body: x-amazon-apigateway-documentation: expected at most ${limits.documentationPartsPerApi} parts, got ${parts.length}`;
    },
  }),

  resourceRule({
    id: "reserved-paths",
    checks: "No route is /ping or /sping at the root, which domain names answer themselves",
    source: "API Gateway developer guide, Important notes for REST APIs",
    types,
    *check(api, stack) {
      const mapped = stack
        .resources("aws_api_gateway_base_path_mapping")
        .some(
          ({ arguments: { api_id: id, base_path: path } }) =>
            stack.refersTo(id, api) && (path === undefined || literal(path) === ""),
        );
      if (!mapped) return;
      for (const [path] of pathsOf(api))
        if ((limits.reservedPaths as readonly string[]).includes(path))
          yield `body: expected another path than ${path}, which the domain name answers itself, got it`;
    },
  }),

  resourceRule({
    id: "gateway-response-type",
    checks:
      "Gateway responses are of types that API Gateway knows, and not of REQUEST_TOO_LARGE, which can't be customised",
    source: "API Gateway API reference, GatewayResponse.responseType",
    types,
    *check(api) {
      for (const [type] of objects(documentOf(api)?.["x-amazon-apigateway-gateway-responses"])) {
        if (type === "REQUEST_TOO_LARGE")
          yield "body: x-amazon-apigateway-gateway-responses: expected none for REQUEST_TOO_LARGE, which can't be customised, got one";
        else if (!Object.hasOwn(gatewayResponseTypes, type))
          yield `body: x-amazon-apigateway-gateway-responses: expected one of ${Object.keys(gatewayResponseTypes).join(", ")}, got ${type}`;
      }
    },
  }),

  resourceRule({
    id: "resource-policy",
    checks: "A public API's policy has no condition on VPC endpoints, and a policy has at most 8192 characters",
    source: "API Gateway developer guide, AWS condition keys that can be used in API Gateway resource policies; Quotas",
    types: ["aws_api_gateway_rest_api_policy"],
    *check(policy, stack) {
      const text = shown(policy.arguments["policy"]);
      if (text.length > limits.resourcePolicyCharacters)
        yield `policy: expected at most ${limits.resourcePolicyCharacters} characters, got ${text.length}`;
      const api = stack.target(policy.arguments["rest_api_id"]);
      const key = /aws:SourceVpce?\b/i.exec(text)?.[0];
      if (api && key && endpointTypesOf(api)?.includes("PRIVATE") === false)
        yield `policy: expected ${key} on private APIs only, got it on ${api.address}`;
    },
  }),
];
