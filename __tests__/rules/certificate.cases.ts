import type { Cases } from "./cases";

const domain = (type: string | undefined, given: object) => ({
  aws_api_gateway_domain_name: {
    domain: {
      domain_name: "api.example.com",
      ...(type && { endpoint_configuration: { types: [type] } }),
      ...given,
    },
  },
});

const arn = (region: string) => `arn:aws:acm:${region}:111111111111:certificate/6f0f2c0e-5d0b-4c55-9e0e-7b6a1d3f9a10`;

const certificate = (given: object = {}) => ({
  aws_acm_certificate: {
    certificate: {
      domain_name: "api.example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
      ...given,
    },
  },
});

const validated = (provider?: string) => ({
  ...certificate(provider ? { provider } : {}),
  aws_acm_certificate_validation: {
    validation: { certificate_arn: "${aws_acm_certificate.certificate.arn}", ...(provider && { provider }) },
  },
});

const validation = "${aws_acm_certificate_validation.validation.certificate_arn}";
const at = "aws_api_gateway_domain_name.domain";
const forEdge = "expected a certificate in us-east-1, where CloudFront takes it from, got one in eu-west-1";

export const cases: Cases = {
  "certificate-region": {
    breaks: {
      "an edge-optimized domain name with a certificate of the API's region, by ARN": {
        resource: domain("EDGE", { certificate_arn: arn("eu-west-1") }),
        refused: [`${at}: certificate_arn: ${forEdge}`],
      },
      "an edge-optimized domain name with a certificate of the stack's own provider": {
        resource: { ...domain("EDGE", { certificate_arn: validation }), ...validated() },
        refused: [`${at}: certificate_arn: ${forEdge}`],
      },
      "a domain name without endpoint type, which is edge-optimized": {
        resource: domain(undefined, { certificate_arn: arn("eu-west-1") }),
        refused: [`${at}: certificate_arn: ${forEdge}`],
      },
      "a regional domain name with a certificate in us-east-1": {
        resource: { ...domain("REGIONAL", { regional_certificate_arn: validation }), ...validated("aws.us_east_1") },
        refused: [
          `${at}: regional_certificate_arn: expected a certificate in eu-west-1, the API's own region, got one in`,
        ],
      },
      "a private domain name with a certificate of another region, looked up there": {
        resource: domain("PRIVATE", { certificate_arn: "${data.aws_acm_certificate.found.arn}" }),
        data: { aws_acm_certificate: { found: { domain: "api.example.com", provider: "aws.us_east_1" } } },
        refused: [`${at}: certificate_arn: expected a certificate in eu-west-1`],
      },
      "a regional domain name with its certificate in the argument of edge-optimized ones": {
        resource: domain("REGIONAL", { certificate_arn: arn("eu-west-1") }),
        refused: [
          `${at}: certificate_arn: expected regional_certificate_arn for a domain name that is REGIONAL`,
          `${at}: regional_certificate_arn: expected a certificate, got none`,
        ],
      },
      "what is no ARN, and a certificate that may not be issued yet": {
        resource: {
          ...domain("REGIONAL", { regional_certificate_arn: "api.example.com" }),
          aws_api_gateway_domain_name: {
            ...domain("REGIONAL", { regional_certificate_arn: "api.example.com" }).aws_api_gateway_domain_name,
            other: {
              domain_name: "other.example.com",
              endpoint_configuration: { types: ["REGIONAL"] },
              regional_certificate_arn: "${aws_acm_certificate.certificate.arn}",
            },
          },
          ...certificate(),
        },
        refused: [
          `${at}: regional_certificate_arn: expected the ARN of a certificate, got api.example.com`,
          "aws_api_gateway_domain_name.other: regional_certificate_arn: expected the certificate_arn of an aws_acm_certificate_validation",
        ],
      },
    },
    passes: {
      "an edge-optimized domain name with a certificate in us-east-1": {
        resource: { ...domain("EDGE", { certificate_arn: validation }), ...validated("aws.us_east_1") },
      },
      "a regional and a private domain name with certificates of their region": {
        resource: {
          aws_api_gateway_domain_name: {
            regional: {
              endpoint_configuration: { types: ["REGIONAL"] },
              regional_certificate_arn: validation,
            },
            private: { endpoint_configuration: [{ types: ["PRIVATE"] }], certificate_arn: arn("eu-west-1") },
          },
          ...validated(),
        },
      },
      "a regional domain name that is in us-east-1 itself": {
        resource: domain("REGIONAL", { regional_certificate_arn: arn("us-east-1"), provider: "aws.us_east_1" }),
      },
      "a certificate that was uploaded": { resource: domain("EDGE", { certificate_name: "old" }) },
      "an endpoint type and a certificate that only Terraform will know": {
        resource: {
          aws_api_gateway_domain_name: {
            typed: {
              endpoint_configuration: { types: ["${local.type}"] },
              certificate_arn: arn("eu-west-1"),
            },
            certified: {
              endpoint_configuration: { types: ["EDGE"] },
              certificate_arn: "${lookup(local.certificates, local.name)}",
            },
          },
        },
      },
    },
  },
  "websocket-certificate-region": {
    breaks: {
      "a domain name of a WebSocket API with a certificate in us-east-1": {
        resource: {
          aws_apigatewayv2_domain_name: { live: { domain_name_configuration: { certificate_arn: arn("us-east-1") } } },
        },
        refused: [
          "aws_apigatewayv2_domain_name.live: domain_name_configuration.certificate_arn: expected a certificate in eu-west-1",
        ],
      },
    },
    passes: {
      "a certificate of the API's region": {
        resource: {
          aws_apigatewayv2_domain_name: { live: { domain_name_configuration: { certificate_arn: arn("eu-west-1") } } },
        },
      },
    },
  },
  "distribution-certificate-region": {
    breaks: {
      "a distribution with a certificate outside us-east-1": {
        resource: {
          aws_cloudfront_distribution: { front: { viewer_certificate: { acm_certificate_arn: validation } } },
          ...validated(),
        },
        refused: [`aws_cloudfront_distribution.front: viewer_certificate.acm_certificate_arn: ${forEdge}`],
      },
    },
    passes: {
      "a distribution with CloudFront's own certificate, or one in us-east-1": {
        resource: {
          aws_cloudfront_distribution: {
            own: { viewer_certificate: { cloudfront_default_certificate: true } },
            named: { viewer_certificate: { acm_certificate_arn: validation } },
          },
          ...validated("aws.us_east_1"),
        },
      },
    },
  },
  "listener-certificate-region": {
    breaks: {
      "a listener with a certificate of another region": {
        resource: { aws_lb_listener: { https: { certificate_arn: arn("eu-central-1") } } },
        refused: ["aws_lb_listener.https: certificate_arn: expected a certificate in eu-west-1"],
      },
    },
    passes: {
      "a listener with a certificate of its region": {
        resource: { aws_lb_listener: { https: { certificate_arn: arn("eu-west-1") } } },
      },
    },
  },
  "certificate-name": {
    breaks: {
      "a first name that is too long for a common name": {
        resource: certificate({ domain_name: `${"a".repeat(60)}.example.com` }),
        refused: ["aws_acm_certificate.certificate: domain_name: expected at most 64 characters"],
      },
    },
    passes: { "a name of 64 characters": { resource: certificate({ domain_name: `${"a".repeat(52)}.example.com` }) } },
  },
  "certificate-transparency": {
    breaks: {
      "a certificate that is not logged": {
        resource: certificate({ options: { certificate_transparency_logging_preference: "DISABLED" } }),
        refused: [
          "aws_acm_certificate.certificate: options.certificate_transparency_logging_preference: expected ENABLED, got DISABLED",
        ],
      },
    },
    passes: { "a certificate as ACM makes it": { resource: certificate() } },
  },
  "certificate-replacement": {
    breaks: {
      "a certificate that goes before the new one is there": {
        resource: certificate({ lifecycle: { prevent_destroy: true } }),
        refused: ["aws_acm_certificate.certificate: lifecycle.create_before_destroy: expected true, got none"],
      },
    },
    passes: { "a certificate that is created first": { resource: certificate() } },
  },
};
