import type { Construct } from "constructs";
import type { CustomDomain, MutualTls } from "../constructs/custom-domain";
import { Distribution } from "../constructs/distribution";
import { DistributionLogs } from "../constructs/distribution-logs";
import { OriginVerification, originVerifyHeader } from "../constructs/origin-verification";
import { Truststore } from "../constructs/truststore";
import { WebAcl } from "../constructs/web-acl";
import type { Service } from "../contract/service";
import { type CloudFront, originVerifySecrets } from "../environments/cloudfront";
import type { Environment } from "../environments/environment";
import { rulesOf } from "../environments/web-acl";
import { DoorStack } from "./door-stack";

/** The door for clients near the region; its certificate lies in the API's own region. */
export class RegionalStack extends DoorStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "regional", environment, service);
    const { cloudFront } = environment;
    if (cloudFront) refuseSignedRoutes(environment.file, service);
    const mutualTls = this.mutualTls();
    const verification = cloudFront && this.originVerification(cloudFront);
    const domain = this.build({
      endpointType: "REGIONAL",
      ...(mutualTls && { mutualTls }),
      ...(verification && { webAclArn: this.stageAcl(verification).arn, clientHost: cloudFront.host }),
    });
    this.publicAlias(domain);
    if (verification) this.distribution(cloudFront, domain, verification);
  }

  private mutualTls(): MutualTls | undefined {
    const { mutualTls: pinned } = this.environment;
    if (!pinned) return undefined;
    const { bucket, key, version } = pinned.truststore;
    const truststore = new Truststore(this, "truststore", { bucket, key, version });
    return {
      truststoreUri: truststore.uri,
      truststoreVersion: version,
      ownershipVerificationCertificateArn: pinned.ownershipVerificationCertificateArn,
    };
  }

  private originVerification(cloudFront: CloudFront): OriginVerification {
    const [, ...previous] = originVerifySecrets({ cloudFront });
    return new OriginVerification(this, "origin-verification", {
      name: this.names.filter("origin-verification"),
      secrets: [cloudFront.originVerifySecret, ...previous],
    });
  }

  /** What shuts the back door: the custom domain's address is public, but answers the distribution alone. */
  private stageAcl({ ruleGroupArn }: OriginVerification): WebAcl {
    return new WebAcl(this, "web-acl", {
      name: this.names.webAcl("regional"),
      description: "Lets in what comes through the distribution",
      scope: "REGIONAL",
      ruleGroupArns: [ruleGroupArn],
      managedRules: ["AWSManagedRulesKnownBadInputsRuleSet"],
      hiddenHeaders: [originVerifyHeader],
      logGroup: {
        name: this.names.webAclLogGroup("regional"),
        retentionDays: this.environment.logs.retentionDays,
      },
    });
  }

  private distribution(cloudFront: CloudFront, domain: CustomDomain, verification: OriginVerification): void {
    const { names, environment } = this;
    const { host, priceClass = "PriceClass_100" } = cloudFront;
    const provider = this.usEast1();
    const { webAcl: webAclRules } = environment;
    const webAcl = new WebAcl(this, "cloudfront-web-acl", {
      name: names.filter("cloudfront"),
      description: "Keeps known bad requests out before they reach the region",
      scope: "CLOUDFRONT",
      // here and not at the stage, which sees CloudFront's addresses
      ...(webAclRules && !("arn" in webAclRules)
        ? rulesOf(webAclRules)
        : { managedRules: ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"] as const }),
      logGroup: { name: names.webAclLogGroup("cloudfront"), retentionDays: environment.logs.retentionDays },
      provider,
    });
    const distribution = new Distribution(this, "distribution", {
      host,
      certificateArn: this.certificateArn("cloudfront-certificate", "cloudfront"),
      origin: domain.domainName,
      originSecret: verification.secret,
      priceClass,
      webAclArn: webAcl.arn,
      comment: this.stackName,
      dependsOn: [verification.dependable],
    });
    new DistributionLogs(this, "distribution-logs", {
      name: names.filter("cloudfront"),
      logGroup: names.distributionLogGroup,
      retentionInDays: environment.logs.retentionDays,
      distributionArn: distribution.arn,
      account: environment.account,
      provider,
    });
    this.publicRecords("cloudfront-alias", host, distribution.alias);
  }
}

/** A signature covers the host name that a client calls, and API Gateway is called by another one. */
function refuseSignedRoutes(file: string, { apis, authorization: { doors } }: Service): void {
  const signed = apis.flatMap(({ version, routes }) =>
    Object.values(routes)
      .filter(({ audience }) => audience !== "public" && doors.regional[audience].type === "iam")
      .map(({ method, path }) => `${method} /${version}${path}`),
  );
  if (signed.length > 0)
    throw new Error(
      `${file}: cloudFront: expected no route that IAM authorizes at the regional door, as signatures don't outlast CloudFront's change of the host name, got ${signed.join(", ")}`,
    );
}
