import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AliasRecords } from "../constructs/alias-records";
import { Certificate } from "../constructs/certificate";
import type { AliasTarget } from "../constructs/custom-domain";
import { EnvironmentStack } from "./environment-stack";

/** A host name of a stack, and the construct id of its certificate. */
export interface HostCertificate {
  id: string;
  host: string;
  /** Provider of the certificate's region. @default - the stack's own */
  provider?: AwsProvider | undefined;
}

/** A stack that clients reach by host names: their certificates, and their records in the environment's public DNS. */
export abstract class HostStack extends EnvironmentStack {
  private zone?: DataAwsRoute53Zone;
  private usEast1Provider?: AwsProvider;

  /** ARN of a certificate for a host name, known once it is issued. */
  protected certificateArn({ id, host, provider }: HostCertificate): string {
    return new Certificate(this, id, { domainName: host, zoneId: this.publicZoneId(), provider }).arn;
  }

  /** IPv4 and IPv6 records in the public zone. */
  protected publicRecords(id: string, host: string, target: AliasTarget): void {
    new AliasRecords(this, id, { name: host, zoneId: this.publicZoneId(), target, types: ["A", "AAAA"] });
  }

  /** Where CloudFront takes certificates from; an alias of the stack's own provider even if that is in us-east-1. */
  protected usEast1(): AwsProvider {
    return (this.usEast1Provider ??= this.provider("aws-us-east-1", "us-east-1", "us_east_1"));
  }

  /** The environment's public zone: pinned, or looked up by the name under which the network stack made it. */
  private publicZoneId(): string {
    const { zone, zoneId } = this.environment.domain;
    return zoneId ?? (this.zone ??= new DataAwsRoute53Zone(this, "zone", { name: zone, privateZone: false })).zoneId;
  }
}
