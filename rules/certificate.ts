import { endpointTypeOf } from "./endpoint-type";
import { resourceRule } from "./resource-rule";
import type { Rule, StackConfiguration } from "./rule";
import { block, literal, shown } from "./values";

const arn = /^arn:aws:(?:acm:([a-z0-9-]+):\d{12}:certificate\/|iam::\d{12}:server-certificate\/)[\w/-]+$/;

/** Region of the certificate that an argument names: by its ARN, or by the provider of the resource that makes it. */
function regionOfCertificate(value: unknown, stack: StackConfiguration): string | undefined {
  const known = literal(value);
  if (known !== undefined) return arn.exec(known)?.[1];
  const target = stack.target(value);
  return target?.type.includes("aws_acm_certificate") ? stack.regionOf(target) : undefined;
}

/** Per endpoint type: the argument that takes the certificate, and whether it comes from us-east-1. */
const endpoints: Readonly<Record<string, { argument: string; other: string; global: boolean }>> = {
  EDGE: { argument: "certificate_arn", other: "regional_certificate_arn", global: true },
  REGIONAL: { argument: "regional_certificate_arn", other: "certificate_arn", global: false },
  PRIVATE: { argument: "certificate_arn", other: "regional_certificate_arn", global: false },
};

/** Arguments with a certificate of API Gateway's own store, the way before ACM. */
const uploaded = ["certificate_name", "regional_certificate_name"] as const;

/** Where a resource takes certificates from. */
function* checkCertificate(
  argument: string,
  value: unknown,
  expected: string | undefined,
  why: string,
  stack: StackConfiguration,
): Iterable<string> {
  const known = literal(value);
  if (known !== undefined && !arn.test(known)) {
    yield `${argument}: expected the ARN of a certificate, got ${known || "an empty string"}`;
    return;
  }
  const region = regionOfCertificate(value, stack);
  if (region !== undefined && expected !== undefined && region !== expected)
    yield `${argument}: expected a certificate in ${expected}, ${why}, got one in ${region}`;
  const target = stack.target(value);
  if (target?.type === "aws_acm_certificate" && literal(target.arguments["validation_method"]) === "DNS")
    yield `${argument}: expected the certificate_arn of an aws_acm_certificate_validation, as ${target.address} may not be issued yet, got its ARN`;
}

/** What certificates take, and who takes them from where. */
export const certificateRules: readonly Rule[] = [
  resourceRule({
    id: "certificate-region",
    checks:
      "An edge-optimized domain name takes its certificate from us-east-1, a regional or private one from the API's region, in the argument of its endpoint type",
    source: "API Gateway API reference, CreateDomainName",
    types: ["aws_api_gateway_domain_name"],
    *check(domain, stack) {
      const type = endpointTypeOf(domain);
      const endpoint = type === undefined ? undefined : endpoints[type];
      if (!endpoint || uploaded.some((argument) => domain.arguments[argument] !== undefined)) return;
      const expected = endpoint.global ? "us-east-1" : stack.regionOf(domain);
      const why = endpoint.global ? "where CloudFront takes it from" : "the API's own region";
      if (domain.arguments[endpoint.other] !== undefined)
        yield `${endpoint.other}: expected ${endpoint.argument} for a domain name that is ${type}, got ${endpoint.other}`;
      if (domain.arguments[endpoint.argument] === undefined)
        yield `${endpoint.argument}: expected a certificate, got none`;
      else yield* checkCertificate(endpoint.argument, domain.arguments[endpoint.argument], expected, why, stack);
    },
  }),

  resourceRule({
    id: "websocket-certificate-region",
    checks: "A domain name of a WebSocket or HTTP API takes its certificate from the API's region",
    source: "API Gateway v2 API reference, DomainNameConfiguration.CertificateArn",
    types: ["aws_apigatewayv2_domain_name"],
    *check(domain, stack) {
      const value = block(domain.arguments["domain_name_configuration"])?.["certificate_arn"];
      if (value !== undefined)
        yield* checkCertificate(
          "domain_name_configuration.certificate_arn",
          value,
          stack.regionOf(domain),
          "the API's own region",
          stack,
        );
    },
  }),

  resourceRule({
    id: "distribution-certificate-region",
    checks: "A CloudFront distribution takes its certificate from us-east-1",
    source: "CloudFront developer guide, Requirements for using SSL/TLS certificates with CloudFront",
    types: ["aws_cloudfront_distribution"],
    *check(distribution, stack) {
      const value = block(distribution.arguments["viewer_certificate"])?.["acm_certificate_arn"];
      if (value !== undefined)
        yield* checkCertificate(
          "viewer_certificate.acm_certificate_arn",
          value,
          "us-east-1",
          "where CloudFront takes it from",
          stack,
        );
    },
  }),

  resourceRule({
    id: "listener-certificate-region",
    checks: "A load balancer takes its certificate from its own region",
    source: "Elastic Load Balancing user guide, SSL certificates for your Application Load Balancer",
    types: ["aws_lb_listener"],
    *check(listener, stack) {
      const value = listener.arguments["certificate_arn"];
      if (value !== undefined)
        yield* checkCertificate(
          "certificate_arn",
          value,
          stack.regionOf(listener),
          "the load balancer's own region",
          stack,
        );
    },
  }),

  resourceRule({
    id: "certificate-name",
    checks: "A certificate's first name has at most 64 characters: it becomes the common name",
    source: "ACM API reference, RequestCertificate.DomainName",
    types: ["aws_acm_certificate"],
    *check({ arguments: { domain_name: given } }) {
      const name = literal(given);
      if (name !== undefined && name.length > 64)
        yield `domain_name: expected at most 64 characters (longer names as subject_alternative_names), got ${name} (${name.length})`;
    },
  }),

  resourceRule({
    id: "certificate-transparency",
    checks: "Certificates are logged for transparency: browsers warn of others",
    source: "ACM user guide, Certificate characteristics; RFC 9162",
    types: ["aws_acm_certificate"],
    *check({ arguments: { options } }) {
      if (literal(block(options)?.["certificate_transparency_logging_preference"]) === "DISABLED")
        yield "options.certificate_transparency_logging_preference: expected ENABLED, got DISABLED";
    },
  }),

  resourceRule({
    id: "certificate-replacement",
    checks: "A new certificate is there before the old one goes, which is in use",
    source: "Terraform language, lifecycle create_before_destroy; provider docs, aws_acm_certificate",
    types: ["aws_acm_certificate"],
    *check({ arguments: { lifecycle } }) {
      if (block(lifecycle)?.["create_before_destroy"] !== true)
        yield `lifecycle.create_before_destroy: expected true, got ${shown(block(lifecycle)?.["create_before_destroy"])}`;
    },
  }),
];
