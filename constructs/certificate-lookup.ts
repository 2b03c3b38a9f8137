import { DataAwsAcmCertificate } from "@cdktf/provider-aws/lib/data-aws-acm-certificate";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";

export interface CertificateLookupProps {
  /** Host name that the certificate has to be for: by its own name, or by a wildcard for its domain. */
  host: string;
  /** First name of the certificate. @default - the host */
  name?: string | undefined;
  /** The certificate that has to be found. @default - the one that was issued last under that name */
  arn?: string | undefined;
  /** Of certificates that ACM issued itself, not imported ones. @default false */
  isIssuedByAcm?: boolean | undefined;
  /** Provider of the certificate's region. @default - the stack's own */
  provider?: TerraformProvider | undefined;
}

/**
 * A certificate that exists: whether it is issued, and for the host, is found out by the plan, before anything changes.
 * ACM is asked by the certificate's first name, as no data source takes an ARN.
 */
export class CertificateLookup extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { host, name, arn, isIssuedByAcm, provider }: CertificateLookupProps) {
    super(scope, id);
    const found = new DataAwsAcmCertificate(this, "Resource", {
      domain: name ?? host,
      statuses: ["ISSUED"],
      mostRecent: true,
      // ACM leaves out all but the first two unless they are named
      keyTypes: ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1"],
      ...(isIssuedByAcm && { types: ["AMAZON_ISSUED"] }),
      ...(provider && { provider }),
      lifecycle: {
        postcondition: [
          ...(arn
            ? [
                {
                  condition: `\${self.arn == ${JSON.stringify(arn)}}`,
                  errorMessage: `certificate of ${host}: expected ${arn}, got another as the last that ACM issued for ${name ?? host}; pin that one, or the first name of this one`,
                },
              ]
            : []),
          {
            condition: `\${anytrue([for name in ${JSON.stringify(alternativeNames(host))} : strcontains(${der}, name)])}`,
            errorMessage: `certificate of ${host}: expected one for ${host} or *.${parentOf(host)}, got one for other names only`,
          },
        ],
      },
    });
    this.arn = arn ?? found.arn;
  }
}

const parentOf = (host: string) => host.slice(host.indexOf(".") + 1);

/** The certificate, one character a byte. */
const der = String.raw`textdecodebase64(replace(self.certificate, "/-----[A-Z ]+-----|\\s/", ""), "ISO-8859-1")`;

/** Subject alternative names as DER writes them: context tag 2, length, name. Source: RFC 5280, section 4.2.1.6. */
const alternativeNames = (host: string) =>
  [host, `*.${parentOf(host)}`].map((name) => `\u0082${String.fromCharCode(name.length)}${name}`);
