import { type Case, type Resources } from "./case";

const endpoint = (...types: string[]) => ({ endpoint_configuration: { types } });
const domain = (settings: Record<string, unknown>): Resources => ({ aws_api_gateway_domain_name: { d: settings } });
const mapping = (settings: Record<string, unknown> = {}) => ({
  api_id: "${aws_api_gateway_rest_api.a.id}",
  domain_name: "${aws_api_gateway_domain_name.d.domain_name}",
  ...settings,
});
/** A domain name with an API mapped to it. */
const mapped = (
  ofDomain: Record<string, unknown>,
  ofApi: Record<string, unknown>,
  ofMapping: Record<string, unknown> = {},
): Resources => ({
  ...domain(ofDomain),
  aws_api_gateway_rest_api: { a: ofApi },
  aws_api_gateway_base_path_mapping: { m: mapping(ofMapping) },
});
const association = {
  aws_api_gateway_domain_name_access_association: { x: { domain_name_arn: "${aws_api_gateway_domain_name.d.arn}" } },
};
const truststore = { truststore_uri: "s3://trust/ca.pem", truststore_version: "1" };
const mutual = (more: Record<string, unknown> = {}, type = "REGIONAL") => ({
  ...endpoint(type),
  mutual_tls_authentication: { ...truststore, ...more },
});
const closed = { disable_execute_api_endpoint: true };
const v2 = (configuration: Record<string, unknown>): Resources => ({
  aws_apigatewayv2_domain_name: { d: { domain_name_configuration: configuration } },
});

export const cases: Record<string, Case> = {
  "one-endpoint-type": {
    keeps: [domain(endpoint("EDGE"))],
    breaks: [["two of them", domain(endpoint("EDGE", "REGIONAL")), /got EDGE, REGIONAL/]],
  },
  "domain-tls": {
    keeps: [domain({ security_policy: "TLS_1_2" }), v2({ security_policy: "TLS_1_2" })],
    breaks: [
      ["TLS 1.0", domain({ security_policy: "TLS_1_0" }), /expected TLS_1_2, got TLS_1_0/],
      ["nothing said", domain({}), /got none/],
    ],
  },
  "mutual-tls": {
    keeps: [mapped(mutual(), closed), domain({})],
    breaks: [
      ["an edge-optimized name", mapped(mutual({}, "EDGE"), closed), /expected a REGIONAL domain name, got EDGE/],
      [
        "a truststore on the web",
        mapped(mutual({ truststore_uri: "https://a.example.com/ca.pem" }), closed),
        /expected s3:/,
      ],
      ["a truststore without version", mapped(mutual({ truststore_version: undefined }), closed), /truststore_version/],
      [
        "an open execute-api endpoint",
        mapped(mutual(), {}),
        /expected aws_api_gateway_rest_api\.a with disable_execute_api_endpoint/,
      ],
    ],
  },
  "private-domain-access": {
    keeps: [
      {
        ...mapped({ ...endpoint("PRIVATE"), policy: "{}" }, closed, {
          domain_name_id: "${aws_api_gateway_domain_name.d.domain_name_id}",
        }),
        ...association,
      },
    ],
    breaks: [
      ["no policy", { ...domain(endpoint("PRIVATE")), ...association }, /policy: expected a resource policy/],
      ["no association", domain({ ...endpoint("PRIVATE"), policy: "{}" }), /access_association/],
      [
        "a mapping without the name's id",
        { ...mapped({ ...endpoint("PRIVATE"), policy: "{}" }, closed), ...association },
        /with domain_name_id, got none/,
      ],
    ],
  },
  "mapping-endpoint-type": {
    keeps: [mapped(endpoint("REGIONAL"), endpoint("EDGE")), mapped(endpoint("PRIVATE"), endpoint("PRIVATE"))],
    breaks: [
      [
        "a private API on a public name",
        mapped(endpoint("REGIONAL"), endpoint("PRIVATE")),
        /is REGIONAL, got a PRIVATE one/,
      ],
    ],
  },
  "base-path": {
    keeps: [
      mapped(endpoint("REGIONAL"), {}, { base_path: "v1" }),
      {
        ...domain(endpoint("REGIONAL")),
        aws_apigatewayv2_api_mapping: { m: mapping({ api_mapping_key: "orders/v1" }) },
      },
    ],
    breaks: [
      [
        "two levels",
        mapped(endpoint("REGIONAL"), {}, { base_path: "orders/v1" }),
        /expected one level.*got orders\/v1/,
      ],
      ["a leading slash", mapped(endpoint("REGIONAL"), {}, { base_path: "/v1" }), /no \/ at its ends/],
      ["a blank", mapped(endpoint("REGIONAL"), {}, { base_path: "v 1" }), /got v 1/],
      ["ping", mapped(endpoint("REGIONAL"), {}, { base_path: "ping" }), /ping and sping/],
      [
        "two levels on an edge-optimized name",
        { ...domain(endpoint("EDGE")), aws_apigatewayv2_api_mapping: { m: mapping({ api_mapping_key: "orders/v1" }) } },
        /that is EDGE/,
      ],
    ],
  },
  "base-paths-together": {
    keeps: [
      {
        ...domain({}),
        aws_api_gateway_base_path_mapping: { a: mapping({ base_path: "v1" }), b: mapping({ base_path: "v2" }) },
      },
    ],
    breaks: [
      [
        "one path twice",
        {
          ...domain({}),
          aws_api_gateway_base_path_mapping: { a: mapping({ base_path: "v1" }), b: mapping({ base_path: "v1" }) },
        },
        /expected another than aws_api_gateway_base_path_mapping\.a, got v1/,
      ],
      [
        "a WebSocket API beside a REST API",
        {
          aws_api_gateway_rest_api: { a: {} },
          aws_apigatewayv2_api: { w: {} },
          aws_api_gateway_base_path_mapping: { a: mapping({ base_path: "v1" }) },
          aws_apigatewayv2_api_mapping: {
            b: mapping({ api_id: "${aws_apigatewayv2_api.w.id}", api_mapping_key: "live" }),
          },
        },
        /domain name of its own for WebSocket APIs/,
      ],
    ],
  },
  "execute-api-reachable": {
    keeps: [mapped({}, closed), { aws_api_gateway_rest_api: { a: {} } }],
    breaks: [["no domain name", { aws_api_gateway_rest_api: { a: closed } }, /nobody could reach the API/]],
  },
  "websocket-domain": {
    keeps: [v2({ endpoint_type: "REGIONAL" })],
    breaks: [["an edge-optimized one", v2({ endpoint_type: "EDGE" }), /expected REGIONAL, got EDGE/]],
  },
  "private-ip-address-type": {
    keeps: [domain({ endpoint_configuration: { types: ["PRIVATE"], ip_address_type: "dualstack" } })],
    breaks: [
      [
        "IPv4",
        domain({ endpoint_configuration: { types: ["PRIVATE"], ip_address_type: "ipv4" } }),
        /expected dualstack, got ipv4/,
      ],
    ],
  },
};
