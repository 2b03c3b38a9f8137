import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { block, blocks, list, literal, shown } from "./values";

const types = ["aws_cloudfront_distribution"] as const;

/** Managed policy AllViewer: forwards everything, the Host header too. Source: CloudFront developer guide, "Use managed origin request policies". */
const allViewer = "216adef6-5c7f-47e4-b989-5492eafa07d3";

const isApiGateway = (domain: unknown) =>
  /execute-api\.[a-z0-9-]+\.amazonaws\.com|aws_api_gateway_/.test(shown(domain));

/** What CloudFront takes in front of an API. */
export const distributionRules: readonly Rule[] = [
  resourceRule({
    id: "distribution-origin-https",
    checks: "CloudFront reaches API Gateway, which has no other, over HTTPS with TLS 1.2",
    source: "CloudFront API reference, CustomOriginConfig; API Gateway developer guide, REST API endpoint types",
    types,
    *check({ arguments: { origin } }) {
      for (const { domain_name: domain, custom_origin_config: config } of blocks(origin)) {
        if (!isApiGateway(domain)) continue;
        const protocol = literal(block(config)?.["origin_protocol_policy"]);
        if (protocol !== "https-only")
          yield `origin.custom_origin_config.origin_protocol_policy: expected https-only, got ${protocol ?? "none"}`;
        const old = list(block(config)?.["origin_ssl_protocols"]).filter((version) => version !== "TLSv1.2");
        if (old.length > 0)
          yield `origin.custom_origin_config.origin_ssl_protocols: expected TLSv1.2 alone, got ${old.map(shown).join(", ")} too`;
      }
    },
  }),

  resourceRule({
    id: "distribution-origin-path",
    checks: "An origin's path starts with a slash and doesn't end in one",
    source: "CloudFront API reference, Origin.OriginPath",
    types,
    *check({ arguments: { origin } }) {
      for (const { origin_path: given } of blocks(origin)) {
        const path = literal(given);
        if (path && (!path.startsWith("/") || path.endsWith("/")))
          yield `origin.origin_path: expected a leading and no trailing /, got ${path}`;
      }
    },
  }),

  resourceRule({
    id: "distribution-host-header",
    checks: "CloudFront keeps the viewer's Host header to itself: API Gateway answers 403 to a name it doesn't know",
    source: "CloudFront developer guide, Use managed origin request policies (AllViewerExceptHostHeader)",
    types,
    *check(distribution) {
      const { default_cache_behavior: first, ordered_cache_behavior: others, origin } = distribution.arguments;
      if (!blocks(origin).some(({ domain_name: domain }) => isApiGateway(domain))) return;
      for (const behavior of [...blocks(first), ...blocks(others)]) {
        const headers = list(block(behavior["forwarded_values"])?.["headers"]);
        if (
          literal(behavior["origin_request_policy_id"]) === allViewer ||
          headers.some((h) => h === "*" || /^host$/i.test(shown(h)))
        )
          yield "origin_request_policy_id: expected one that leaves Host out, such as AllViewerExceptHostHeader, got one that forwards it";
      }
    },
  }),

  resourceRule({
    id: "distribution-viewer-tls",
    checks: "Viewers connect over HTTPS with TLS 1.2 or later",
    source: "CloudFront developer guide, Supported protocols and ciphers between viewers and CloudFront",
    types,
    *check({
      arguments: { viewer_certificate: certificate, default_cache_behavior: first, ordered_cache_behavior: others },
    }) {
      const given = block(certificate);
      const minimum = literal(given?.["minimum_protocol_version"]);
      if (given && given["cloudfront_default_certificate"] !== true && !/^TLSv1\.[23]/.test(minimum ?? ""))
        yield `viewer_certificate.minimum_protocol_version: expected TLSv1.2_2021 or later, got ${minimum ?? "none"}`;
      for (const { viewer_protocol_policy: policy } of [...blocks(first), ...blocks(others)])
        if (literal(policy) === "allow-all")
          yield "viewer_protocol_policy: expected redirect-to-https or https-only, got allow-all";
    },
  }),

  resourceRule({
    id: "distribution-before-edge",
    checks: "A distribution stands before a regional API: an edge-optimized one has CloudFront already",
    source: "API Gateway developer guide, REST API endpoint types",
    types,
    *check({ arguments: { origin } }, stack) {
      for (const { domain_name: domain } of blocks(origin)) {
        const target = stack.target(domain);
        const kinds = list(block(target?.arguments["endpoint_configuration"])?.["types"]);
        if (kinds.includes("EDGE") || kinds.includes("PRIVATE"))
          yield `origin.domain_name: expected a REGIONAL API, got ${target!.address}, which is ${shown(kinds[0])}`;
      }
    },
  }),
];
