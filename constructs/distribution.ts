import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AliasTarget } from "./custom-domain";
import { originVerifyHeader } from "./origin-verification";

/** Policies that AWS keeps, by their ids. Source: CloudFront developer guide, "Use managed ... policies". */
const managedPolicies = {
  CachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  /** API Gateway knows its own host name only and answers 403 to any other. */
  AllViewerExceptHostHeader: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
  SecurityHeadersPolicy: "67f7725c-6f97-4210-82d7-5512b31e9d03",
};

export interface DistributionProps {
  /** Host name for clients. */
  host: string;
  /** Its certificate, in us-east-1. */
  certificateArn: string;
  /** Custom domain name of the regional API. */
  origin: string;
  /** Sent to the origin with every request. */
  originSecret: string;
  priceClass: string;
  /** In us-east-1, of scope CLOUDFRONT. */
  webAclArn: string;
  comment: string;
  /** What has to accept the secret before it is sent. */
  dependsOn: ITerraformDependable[];
}

/** A CloudFront distribution that caches nothing and hands every request on to a regional API, over TLS both ways. */
export class Distribution extends Construct {
  readonly arn: string;
  readonly alias: AliasTarget;

  constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id);
    const originId = "api";
    const distribution = new CloudfrontDistribution(this, "Resource", {
      enabled: true,
      comment: props.comment,
      aliases: [props.host],
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass: props.priceClass,
      webAclId: props.webAclArn,
      origin: [
        {
          originId,
          domainName: props.origin,
          customOriginConfig: {
            httpPort: 80,
            httpsPort: 443,
            originProtocolPolicy: "https-only",
            originSslProtocols: ["TLSv1.2"],
            // longer than the 29 s that API Gateway waits for an integration
            originReadTimeout: 30,
          },
          customHeader: [{ name: originVerifyHeader, value: props.originSecret }],
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: originId,
        // a redirect from http would come after the credentials had been sent in the clear
        viewerProtocolPolicy: "https-only",
        allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: managedPolicies.CachingDisabled,
        originRequestPolicyId: managedPolicies.AllViewerExceptHostHeader,
        responseHeadersPolicyId: managedPolicies.SecurityHeadersPolicy,
        compress: false,
      },
      viewerCertificate: {
        acmCertificateArn: props.certificateArn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      dependsOn: props.dependsOn,
    });
    this.arn = distribution.arn;
    this.alias = { name: distribution.domainName, zoneId: distribution.hostedZoneId };
  }
}
