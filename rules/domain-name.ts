import { limits } from "../semantics/limits";
import { endpointTypeOf, endpointTypesOf } from "./endpoint-type";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { block, blocks, literal, shown } from "./values";

/** Base path mappings of a domain name in the stack. */
function mappingsOf(domain: Resource, stack: StackConfiguration): Resource[] {
  return ["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"]
    .flatMap((type) => stack.resources(type))
    .filter(
      ({ arguments: { domain_name: name } }) =>
        stack.refersTo(name, domain) || name === domain.arguments["domain_name"],
    );
}

const domainTypes = ["aws_api_gateway_domain_name"] as const;

/** What custom domain names and their base paths take. */
export const domainNameRules: readonly Rule[] = [
  resourceRule({
    id: "one-endpoint-type",
    checks: "An API and a domain name have one endpoint type",
    source: "API Gateway API reference, EndpointConfiguration",
    types: ["aws_api_gateway_rest_api", "aws_api_gateway_domain_name"],
    *check(resource) {
      const types = endpointTypesOf(resource) ?? [];
      if (types.length > 1)
        yield `endpoint_configuration.types: expected one of REGIONAL, EDGE, PRIVATE, got ${types.join(", ")}`;
    },
  }),

  resourceRule({
    id: "domain-tls",
    checks: "A domain name takes TLS 1.2 or later only",
    source: "API Gateway developer guide, Choose a security policy for your custom domain",
    types: ["aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"],
    *check(domain) {
      const policy =
        domain.type === "aws_api_gateway_domain_name"
          ? domain.arguments["security_policy"]
          : block(domain.arguments["domain_name_configuration"])?.["security_policy"];
      if (policy === undefined) yield "security_policy: expected TLS_1_2, got none, which leaves TLS 1.0 open";
      const known = literal(policy);
      if (known !== undefined && known !== "TLS_1_2") yield `security_policy: expected TLS_1_2, got ${known}`;
    },
  }),

  resourceRule({
    id: "mutual-tls",
    checks:
      "Mutual TLS is for regional domain names, with a versioned truststore in S3, while the execute-api endpoint is off",
    source: "API Gateway developer guide, Configure mutual TLS authentication for a REST API",
    types: domainTypes,
    *check(domain, stack) {
      const mutual = block(domain.arguments["mutual_tls_authentication"]);
      if (!mutual) return;
      const type = endpointTypeOf(domain);
      if (type !== undefined && type !== "REGIONAL")
        yield `mutual_tls_authentication: expected a REGIONAL domain name, got ${type}`;
      const truststore = literal(mutual["truststore_uri"]);
      if (truststore !== undefined && !/^s3:\/\/[^/]+\/.+/.test(truststore))
        yield `mutual_tls_authentication.truststore_uri: expected s3://<bucket>/<key>, got ${truststore}`;
      if (mutual["truststore_version"] === undefined)
        yield "mutual_tls_authentication.truststore_version: expected a version, without which new content is not taken, got none";
      for (const mapping of mappingsOf(domain, stack)) {
        const api = stack.target(mapping.arguments["api_id"]);
        if (api && api.arguments["disable_execute_api_endpoint"] !== true)
          yield `mutual_tls_authentication: expected ${api.address} with disable_execute_api_endpoint true, as its other address asks for no certificate, got ${shown(api.arguments["disable_execute_api_endpoint"])}`;
      }
    },
  }),

  resourceRule({
    id: "private-domain-access",
    checks: "A private domain name has a policy and a VPC endpoint that may use it, and its mappings name its id",
    source: "API Gateway developer guide, Custom domain names for private APIs",
    types: domainTypes,
    *check(domain, stack) {
      if (endpointTypeOf(domain) !== "PRIVATE") return;
      if (domain.arguments["policy"] === undefined)
        yield "policy: expected a resource policy, without which a private domain name refuses everybody, got none";
      const associated = stack
        .resources("aws_api_gateway_domain_name_access_association")
        .some(({ arguments: { domain_name_arn: arn } }) => stack.refersTo(arn, domain));
      if (!associated)
        yield "endpoint_configuration: expected an aws_api_gateway_domain_name_access_association for the private domain name, got none";
      for (const mapping of mappingsOf(domain, stack))
        if (mapping.arguments["domain_name_id"] === undefined)
          yield `endpoint_configuration: expected ${mapping.address} with domain_name_id, got none`;
    },
  }),

  resourceRule({
    id: "mapping-endpoint-type",
    checks: "A private API is mapped to private domain names only, a public one to public ones",
    source: "API Gateway developer guide, Custom domain names for private APIs",
    types: ["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"],
    *check(mapping, stack) {
      const api = stack.target(mapping.arguments["api_id"]);
      const domain = stack.target(mapping.arguments["domain_name"]);
      const [ofApi, ofDomain] = [api && endpointTypeOf(api), domain && endpointTypeOf(domain)];
      if (ofApi && ofDomain && (ofApi === "PRIVATE") !== (ofDomain === "PRIVATE"))
        yield `api_id: expected an API of the domain name's kind, which is ${ofDomain}, got a ${ofApi} one`;
    },
  }),

  resourceRule({
    id: "base-path",
    checks:
      "A base path has characters that API Gateway takes, one level unless mapped by aws_apigatewayv2_api_mapping on a regional TLS 1.2 name",
    source: "API Gateway developer guide, Use API mappings to connect API stages to a custom domain name",
    types: ["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"],
    *check(mapping, stack) {
      const isFirst = mapping.type === "aws_api_gateway_base_path_mapping";
      const argument = isFirst ? "base_path" : "api_mapping_key";
      const path = literal(mapping.arguments[argument]);
      if (path === undefined || path === "") return;
      if (!limits.basePath.test(path))
        yield `${argument}: expected 1 to 300 letters, digits and $-_.+!*'()/, got ${path}`;
      if (path.startsWith("/") || path.endsWith("/")) yield `${argument}: expected no / at its ends, got ${path}`;
      else if (path.includes("/") && isFirst)
        yield `${argument}: expected one level, as only aws_apigatewayv2_api_mapping takes more, got ${path}`;
      const domain = stack.target(mapping.arguments["domain_name"]);
      const type = domain && endpointTypeOf(domain);
      if (path.includes("/") && !isFirst && type !== undefined && type !== "REGIONAL")
        yield `${argument}: expected one level on a domain name that is ${type}, got ${path}`;
      if ((limits.reservedPaths as readonly string[]).includes(`/${path}`))
        yield `${argument}: expected another name than ping and sping, which AWS keeps, got ${path}`;
    },
  }),

  {
    id: "base-paths-together",
    checks: "A domain name has each base path once, and is not shared by REST and WebSocket APIs",
    source: "API Gateway developer guide, Use API mappings to connect API stages to a custom domain name",
    *check(stack) {
      const seen = new Map<string, { path: string; mapping: Resource }[]>();
      for (const mapping of ["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"].flatMap((type) =>
        stack.resources(type),
      )) {
        const domain = shown(mapping.arguments["domain_name"]);
        const path = literal(mapping.arguments["base_path"] ?? mapping.arguments["api_mapping_key"]) ?? "";
        const others = seen.get(domain) ?? [];
        seen.set(domain, [...others, { path, mapping }]);
        const twin = others.find((other) => other.path === path);
        if (twin)
          yield {
            address: mapping.address,
            message: `base_path: expected another than ${twin.mapping.address}, got ${path || "none"}`,
          };
        const api = stack.target(mapping.arguments["api_id"]);
        const stranger = others.find((other) => {
          const their = stack.target(other.mapping.arguments["api_id"]);
          return their && api && isWebSocket(their) !== isWebSocket(api);
        });
        if (stranger)
          yield {
            address: mapping.address,
            message: `api_id: expected a domain name of its own for WebSocket APIs, got that of ${stranger.mapping.address}`,
          };
      }
    },
  },

  resourceRule({
    id: "execute-api-reachable",
    checks: "An API whose execute-api endpoint is off is mapped to a domain name",
    source: "API Gateway developer guide, Disable the default endpoint for REST APIs",
    types: ["aws_api_gateway_rest_api", "aws_apigatewayv2_api"],
    *check(api, stack) {
      if (api.arguments["disable_execute_api_endpoint"] !== true) return;
      const mapped = ["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"]
        .flatMap((type) => stack.resources(type))
        .some(({ arguments: { api_id: id } }) => stack.refersTo(id, api));
      if (!mapped)
        yield "disable_execute_api_endpoint: expected false or a base path mapping, as nobody could reach the API, got true and none";
    },
  }),

  resourceRule({
    id: "websocket-domain",
    checks: "A domain name of a WebSocket or HTTP API is regional",
    source: "API Gateway v2 API reference, DomainNameConfiguration",
    types: ["aws_apigatewayv2_domain_name"],
    *check(domain) {
      for (const configuration of blocks(domain.arguments["domain_name_configuration"])) {
        const type = literal(configuration["endpoint_type"]);
        if (type !== undefined && type !== "REGIONAL")
          yield `domain_name_configuration.endpoint_type: expected REGIONAL, got ${type}`;
      }
    },
  }),

  resourceRule({
    id: "private-ip-address-type",
    checks: "A private API or domain name is dual-stack",
    source: "API Gateway developer guide, IP address types for REST APIs",
    types: ["aws_api_gateway_rest_api", "aws_api_gateway_domain_name"],
    *check(resource) {
      const addresses = literal(block(resource.arguments["endpoint_configuration"])?.["ip_address_type"]);
      if (endpointTypeOf(resource) === "PRIVATE" && addresses !== undefined && addresses !== "dualstack")
        yield `endpoint_configuration.ip_address_type: expected dualstack, got ${addresses}`;
    },
  }),
];

const isWebSocket = ({ type }: Resource) => type === "aws_apigatewayv2_api";
