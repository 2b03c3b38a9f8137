import { type Case, type Resources } from "./case";

const arn = (region: string) => `arn:aws:acm:${region}:111111111111:certificate/6d7a`;
const domain = (type: string, settings: Record<string, unknown>): Resources => ({
  aws_api_gateway_domain_name: { d: { endpoint_configuration: { types: [type] }, ...settings } },
});
const made = (provider?: string): Resources => ({
  aws_acm_certificate: { c: { validation_method: "DNS", ...(provider && { provider }) } },
  aws_acm_certificate_validation: {
    v: { certificate_arn: "${aws_acm_certificate.c.arn}", ...(provider && { provider }) },
  },
});
const validated = "${aws_acm_certificate_validation.v.certificate_arn}";
const webSocket = (value: string): Resources => ({
  aws_apigatewayv2_domain_name: { d: { domain_name_configuration: { certificate_arn: value } } },
});
const distribution = (value: string): Resources => ({
  aws_cloudfront_distribution: { d: { viewer_certificate: { acm_certificate_arn: value } } },
});
const certificate = (settings: Record<string, unknown>): Resources => ({ aws_acm_certificate: { c: settings } });

export const cases: Record<string, Case> = {
  "certificate-region": {
    keeps: [
      domain("EDGE", { certificate_arn: arn("us-east-1") }),
      domain("REGIONAL", { regional_certificate_arn: arn("eu-west-1") }),
      domain("PRIVATE", { certificate_arn: arn("eu-west-1") }),
      { ...domain("EDGE", { certificate_arn: validated }), ...made("aws.us_east_1") },
      domain("REGIONAL", { regional_certificate_arn: "${data.aws_acm_certificate.c.arn}" }),
      domain("EDGE", { certificate_name: "uploaded" }),
      domain("REGIONAL", { regional_certificate_arn: arn("us-east-1"), provider: "aws.us_east_1" }),
      // only Terraform will know
      domain("${local.type}", { certificate_arn: arn("eu-west-1") }),
      domain("EDGE", { certificate_arn: "${lookup(local.certificates, local.name)}" }),
    ],
    breaks: [
      [
        "an edge-optimized name with a certificate of the API's region",
        domain("EDGE", { certificate_arn: arn("eu-west-1") }),
        /expected a certificate in us-east-1, .* got one in eu-west-1/,
      ],
      [
        "a regional name with a certificate of us-east-1",
        domain("REGIONAL", { regional_certificate_arn: arn("us-east-1") }),
        /expected a certificate in eu-west-1, the API's own region, got one in us-east-1/,
      ],
      [
        "a regional name with the argument of edge-optimized ones",
        domain("REGIONAL", { certificate_arn: arn("eu-west-1") }),
        /certificate_arn: expected regional_certificate_arn/,
      ],
      [
        "a private name with a certificate of us-east-1",
        domain("PRIVATE", { certificate_arn: arn("us-east-1") }),
        /got one in us-east-1/,
      ],
      [
        "a certificate that is made in the wrong region",
        { ...domain("EDGE", { certificate_arn: validated }), ...made() },
        /got one in eu-west-1/,
      ],
      [
        "a name without endpoint type, which is edge-optimized",
        { aws_api_gateway_domain_name: { d: { certificate_arn: arn("eu-west-1") } } },
        /expected a certificate in us-east-1/,
      ],
      [
        "a certificate that is looked up in the wrong region",
        {
          ...domain("PRIVATE", { certificate_arn: "${data.aws_acm_certificate.c.arn}" }),
          "data.aws_acm_certificate": { c: { domain: "api.example.com", provider: "aws.us_east_1" } },
        },
        /expected a certificate in eu-west-1, the API's own region, got one in us-east-1/,
      ],
      [
        "a text that is no ARN",
        domain("EDGE", { certificate_arn: "my-certificate" }),
        /ARN of a certificate, got my-certificate/,
      ],
      [
        "a certificate that isn't issued yet",
        { ...domain("REGIONAL", { regional_certificate_arn: "${aws_acm_certificate.c.arn}" }), ...made() },
        /certificate_arn of an aws_acm_certificate_validation/,
      ],
      ["no certificate", domain("EDGE", {}), /certificate_arn: expected a certificate, got none/],
    ],
  },
  "websocket-certificate-region": {
    keeps: [webSocket(arn("eu-west-1"))],
    breaks: [["a certificate of us-east-1", webSocket(arn("us-east-1")), /got one in us-east-1/]],
  },
  "distribution-certificate-region": {
    keeps: [distribution(arn("us-east-1"))],
    breaks: [["a certificate of another region", distribution(arn("eu-west-1")), /got one in eu-west-1/]],
  },
  "listener-certificate-region": {
    keeps: [{ aws_lb_listener: { l: { certificate_arn: arn("eu-west-1") } } }],
    breaks: [
      [
        "a certificate of us-east-1",
        { aws_lb_listener: { l: { certificate_arn: arn("us-east-1") } } },
        /got one in us-east-1/,
      ],
    ],
  },
  "certificate-name": {
    keeps: [certificate({ domain_name: "api.example.com" })],
    breaks: [["a long name", certificate({ domain_name: `${"a".repeat(60)}.example.com` }), /at most 64 characters/]],
  },
  "certificate-transparency": {
    keeps: [certificate({ options: { certificate_transparency_logging_preference: "ENABLED" } })],
    breaks: [
      [
        "a secret certificate",
        certificate({ options: { certificate_transparency_logging_preference: "DISABLED" } }),
        /got DISABLED/,
      ],
    ],
  },
  "certificate-replacement": {
    keeps: [certificate({ lifecycle: { create_before_destroy: true } })],
    breaks: [["the usual order", certificate({}), /expected true, got none/]],
  },
};
