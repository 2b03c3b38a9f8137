import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";

export interface CertificateProps {
  domainName: string;
  /** Public hosted zone that proves the ownership of the name. */
  zoneId: string;
  /** Provider of the certificate's region. @default - the stack's own */
  provider?: TerraformProvider | undefined;
}

/** An ACM certificate for one name, validated by DNS. */
export class Certificate extends Construct {
  /** Known only once the certificate is issued, so that nothing uses it earlier. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { domainName, zoneId, provider }: CertificateProps) {
    super(scope, id);
    const inRegion = provider ? { provider } : {};
    const certificate = new AcmCertificate(this, "Resource", {
      domainName,
      validationMethod: "DNS",
      options: { certificateTransparencyLoggingPreference: "ENABLED" },
      lifecycle: { createBeforeDestroy: true },
      ...inRegion,
    });
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, "validation-record", {
      zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 60,
      // ACM proves a name by the same record in every region and for every certificate
      allowOverwrite: true,
    });
    this.arn = new AcmCertificateValidation(this, "validation", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
      ...inRegion,
    }).certificateArn;
  }
}
