import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";

export interface RequestedCertificateProps {
  domainName: string;
  /** Provider of the certificate's region. @default - the stack's own */
  provider?: TerraformProvider | undefined;
}

export interface CertificateProps extends RequestedCertificateProps {
  /** Public hosted zone that proves the ownership of the name. */
  zoneId: string;
}

/** An ACM certificate for one name, which is issued once a DNS record proves that the name is ours. */
export class RequestedCertificate extends Construct {
  /** The record that proves it. */
  readonly proof: { name: string; type: string; value: string };
  protected readonly requested: AcmCertificate;

  constructor(scope: Construct, id: string, { domainName, provider }: RequestedCertificateProps) {
    super(scope, id);
    this.requested = new AcmCertificate(this, "Resource", {
      domainName,
      validationMethod: "DNS",
      options: { certificateTransparencyLoggingPreference: "ENABLED" },
      lifecycle: { createBeforeDestroy: true },
      ...(provider && { provider }),
    });
    const option = this.requested.domainValidationOptions.get(0);
    this.proof = {
      name: option.resourceRecordName,
      type: option.resourceRecordType,
      value: option.resourceRecordValue,
    };
  }
}

/** An ACM certificate for one name, validated by a record in Route 53. */
export class Certificate extends RequestedCertificate {
  /** Known only once the certificate is issued, so that nothing uses it earlier. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { zoneId, ...props }: CertificateProps) {
    super(scope, id, props);
    const { name, type, value } = this.proof;
    const record = new Route53Record(this, "validation-record", {
      zoneId,
      name,
      type,
      records: [value],
      ttl: 60,
      // ACM proves a name by the same record in every region and for every certificate
      allowOverwrite: true,
    });
    this.arn = new AcmCertificateValidation(this, "validation", {
      certificateArn: this.requested.arn,
      validationRecordFqdns: [record.fqdn],
      ...(props.provider && { provider: props.provider }),
    }).certificateArn;
  }
}
