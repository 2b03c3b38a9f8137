import { type Case, type Resources } from "./case";

const distribution = (settings: Record<string, unknown>, more: Resources = {}): Resources => ({
  aws_cloudfront_distribution: { d: settings },
  ...more,
});
const origin = (settings: Record<string, unknown>) => ({
  origin: [{ domain_name: "a1b2c3.execute-api.eu-west-1.amazonaws.com", ...settings }],
});
const https = { custom_origin_config: { origin_protocol_policy: "https-only", origin_ssl_protocols: ["TLSv1.2"] } };

export const cases: Record<string, Case> = {
  "distribution-origin-https": {
    keeps: [distribution(origin(https)), distribution({ origin: [{ domain_name: "bucket.s3.amazonaws.com" }] })],
    breaks: [
      [
        "http",
        distribution(origin({ custom_origin_config: { origin_protocol_policy: "http-only" } })),
        /expected https-only, got http-only/,
      ],
      [
        "TLS 1.0",
        distribution(
          origin({
            custom_origin_config: { origin_protocol_policy: "https-only", origin_ssl_protocols: ["TLSv1", "TLSv1.2"] },
          }),
        ),
        /got TLSv1 too/,
      ],
    ],
  },
  "distribution-origin-path": {
    keeps: [distribution(origin({ origin_path: "/dev" })), distribution(origin({}))],
    breaks: [["no leading slash", distribution(origin({ origin_path: "dev" })), /got dev/]],
  },
  "distribution-host-header": {
    keeps: [
      distribution({
        ...origin({}),
        default_cache_behavior: { origin_request_policy_id: "b689b0a8-53d0-40ab-baf2-68738e2966ac" },
      }),
    ],
    breaks: [
      [
        "the policy that forwards all",
        distribution({
          ...origin({}),
          default_cache_behavior: { origin_request_policy_id: "216adef6-5c7f-47e4-b989-5492eafa07d3" },
        }),
        /leaves Host out/,
      ],
      [
        "Host among the headers",
        distribution({ ...origin({}), ordered_cache_behavior: [{ forwarded_values: { headers: ["Host"] } }] }),
        /leaves Host out/,
      ],
    ],
  },
  "distribution-viewer-tls": {
    keeps: [
      distribution({
        viewer_certificate: { minimum_protocol_version: "TLSv1.2_2021" },
        default_cache_behavior: { viewer_protocol_policy: "redirect-to-https" },
      }),
    ],
    breaks: [
      ["TLS 1.0", distribution({ viewer_certificate: { minimum_protocol_version: "TLSv1" } }), /got TLSv1/],
      [
        "plain HTTP",
        distribution({ default_cache_behavior: { viewer_protocol_policy: "allow-all" } }),
        /got allow-all/,
      ],
    ],
  },
  "distribution-before-edge": {
    keeps: [
      distribution(
        { origin: [{ domain_name: "${aws_api_gateway_domain_name.d.regional_domain_name}" }] },
        { aws_api_gateway_domain_name: { d: { endpoint_configuration: { types: ["REGIONAL"] } } } },
      ),
    ],
    breaks: [
      [
        "CloudFront before CloudFront",
        distribution(
          { origin: [{ domain_name: "${aws_api_gateway_domain_name.d.cloudfront_domain_name}" }] },
          { aws_api_gateway_domain_name: { d: { endpoint_configuration: { types: ["EDGE"] } } } },
        ),
        /which is EDGE/,
      ],
    ],
  },
};
