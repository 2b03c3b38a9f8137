import { type Json, isEmpty, type Path } from "./json";
import type { Plan } from "./plan";
import { list, type ResourceChange } from "./resource-change";

/** An argument that names an ACM certificate, and what AWS asks of that certificate. */
export interface CertificateUse {
  path: Path;
  /** Region in which the certificate must lie; undefined when the configuration doesn't say. */
  region: (change: ResourceChange, plan: Plan) => string | undefined;
  /** Hosts that it must be valid for. */
  hosts: (change: ResourceChange) => (Json | undefined)[];
  /** Why that region. */
  because: string;
}

const inNorthVirginia = () => "us-east-1";
const inOwnRegion = (change: ResourceChange, plan: Plan): string | undefined => {
  const region = change.afterAt("region");
  return typeof region === "string" ? region : plan.configuration.region(change);
};
const domainName = (change: ResourceChange) => [change.afterAt("domain_name")];
const ownRegion = { region: inOwnRegion, because: "It must lie in the region of the API" };
const cloudFront = {
  region: inNorthVirginia,
  because: "CloudFront serves it and takes certificates from us-east-1 only",
};

/** REST API custom domains by endpoint type ("CreateDomainName": certificateArn, regionalCertificateArn). */
const byEndpointType: ReadonlyMap<string, CertificateUse> = new Map([
  ["EDGE", { path: ["certificate_arn"], hosts: domainName, ...cloudFront }],
  ["PRIVATE", { path: ["certificate_arn"], hosts: domainName, ...ownRegion }],
  ["REGIONAL", { path: ["regional_certificate_arn"], hosts: domainName, ...ownRegion }],
]);

/** Types that take a certificate, with every argument that may name one. */
const users: Readonly<
  Record<string, { paths: readonly Path[]; use: (change: ResourceChange) => CertificateUse | undefined }>
> = {
  aws_api_gateway_domain_name: {
    paths: [["certificate_arn"], ["regional_certificate_arn"]],
    use: (change) => byEndpointType.get(endpointType(change)),
  },
  aws_apigatewayv2_domain_name: single({
    path: ["domain_name_configuration", 0, "certificate_arn"],
    hosts: domainName,
    ...ownRegion,
  }),
  aws_cloudfront_distribution: single({
    path: ["viewer_certificate", 0, "acm_certificate_arn"],
    hosts: (change) => list(change.afterAt("aliases")),
    ...cloudFront,
  }),
  aws_cognito_user_pool_domain: single({
    path: ["certificate_arn"],
    hosts: (change) => [change.afterAt("domain")],
    ...cloudFront,
  }),
  aws_lb_listener: single({
    path: ["certificate_arn"],
    hosts: () => [],
    region: inOwnRegion,
    because: "It must lie in the region of the load balancer",
  }),
};

export const certificateUsers = Object.keys(users);

export const certificateUse = (change: ResourceChange): CertificateUse | undefined => users[change.type]?.use(change);

export const certificatePaths = (type: string): readonly Path[] => users[type]?.paths ?? [];

function single(use: CertificateUse) {
  return { paths: [use.path], use: () => use };
}

/** EDGE is AWS's default, but a regional certificate says otherwise. */
function endpointType(change: ResourceChange): string {
  const type = change.afterAt("endpoint_configuration", 0, "types", 0);
  if (typeof type === "string") return type;
  const path = ["regional_certificate_arn"];
  return change.isUnknown(path) || !isEmpty(change.afterAt(...path)) ? "REGIONAL" : "EDGE";
}
