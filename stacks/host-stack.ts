import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AliasRecords } from "../constructs/alias-records";
import { Certificate } from "../constructs/certificate";
import { CertificateLookup } from "../constructs/certificate-lookup";
import type { AliasTarget } from "../constructs/custom-domain";
import { type CertifiedHost, certifiedHosts } from "../environments/certificate";
import { EnvironmentStack } from "./environment-stack";

/** A stack that clients reach by host names: their certificates, and their records in the environment's public DNS. */
export abstract class HostStack extends EnvironmentStack {
  private zone?: DataAwsRoute53Zone;
  private usEast1Provider?: AwsProvider;

  /**
   * ARN of a host name's certificate: the pinned one, the one that the network stack requested where the DNS is
   * elsewhere, or else one that is created and validated here, known once it is issued.
   */
  protected certificateArn(id: string, part: CertifiedHost["part"]): string {
    const { host, name, arn } = this.certified(part);
    const provider = this.providerFor(part);
    const { domain, mutualTls } = this.environment;
    if (!arn && domain.dns !== "elsewhere")
      return new Certificate(this, id, { domainName: host, zoneId: this.publicZoneId(), provider }).arn;
    // mutual TLS takes the others only beside one that proves the ownership of the name
    const isIssuedByAcm =
      part === "regional" && mutualTls !== undefined && !mutualTls.ownershipVerificationCertificateArn;
    return new CertificateLookup(this, id, { host, name, arn, provider, isIssuedByAcm }).arn;
  }

  /** IPv4 and IPv6 records in the public zone; where that is elsewhere, outputs that name the CNAME record to create. */
  protected publicRecords(id: string, host: string, target: AliasTarget): void {
    if (this.environment.domain.dns !== "elsewhere") {
      new AliasRecords(this, id, { name: host, zoneId: this.publicZoneId(), target, types: ["A", "AAAA"] });
      return;
    }
    const name = id.replaceAll("-", "_");
    this.output(`${name}_cname_name`, host, "Name of the CNAME record to create");
    this.output(`${name}_cname_target`, target.name, "What that record points to");
  }

  /** Provider of the region in which AWS looks for a host's certificate; none where it is the stack's own. */
  protected providerFor(part: CertifiedHost["part"]): AwsProvider | undefined {
    return part === "edge" || part === "cloudfront" ? this.usEast1() : undefined;
  }

  /** Where CloudFront takes certificates from; an alias of the stack's own provider even if that is in us-east-1. */
  protected usEast1(): AwsProvider {
    return (this.usEast1Provider ??= this.provider("aws-us-east-1", "us-east-1", "us_east_1"));
  }

  private certified(part: CertifiedHost["part"]): CertifiedHost {
    const certified = certifiedHosts(this.environment).find((host) => host.part === part);
    if (!certified) throw new Error(`${this.stackName}: expected a host name of ${part}, got none`);
    return certified;
  }

  /** The environment's public zone: pinned, or looked up by the name under which the network stack made it. */
  private publicZoneId(): string {
    const { zone, zoneId } = this.environment.domain;
    return zoneId ?? (this.zone ??= new DataAwsRoute53Zone(this, "zone", { name: zone, privateZone: false })).zoneId;
  }
}
