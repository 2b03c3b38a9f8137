import * as z from "zod/mini";
import { type CertificateArn, certificateArn, checkPlace } from "./certificate";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { bucketName, expect } from "./pin-schemas";
import type { Region } from "./vocabulary";

/**
 * Clients of the regional door authenticate with a certificate. Source: developer guide, "Configuring mutual TLS
 * authentication for a REST API".
 */
export interface MutualTls<R extends Region = Region> {
  /**
   * PEM file of the certificate authorities that clients' certificates come from, in a versioned bucket: API Gateway
   * reads it again when another version is pinned, and not otherwise.
   */
  truststore: { bucket: string; key: string; version: string };
  /** Certificate that ACM issued for the host. Needed if `certificateArn.regional` is imported or of a private CA. */
  ownershipVerificationCertificateArn?: CertificateArn<R>;
}

export const mutualTls = z.strictObject({
  truststore: z.strictObject({
    bucket: bucketName,
    key: expect(/^(?!\/)[\w!.*'()/-]{1,1024}$/, "the key of a PEM file, such as truststore.pem"),
    version: expect(/^(?!null$)[\w.-]{1,1024}$/, "the version id of an object in a versioned bucket"),
  }),
  ownershipVerificationCertificateArn: z.optional(certificateArn),
});

/** Mutual TLS is the regional door's alone, and nothing stands between its clients and API Gateway. */
export function clientCertificates(pins: Environment, check: Check): void {
  const { mutualTls: pinned, doors, region, certificateArn: arns, cloudFront } = pins;
  if (!pinned) return;
  const { ownershipVerificationCertificateArn: ownership } = pinned;
  const pin = "mutualTls.ownershipVerificationCertificateArn";
  check(doors.includes("regional"), "mutualTls", "none, as it is for the regional door, which is closed", pinned);
  check(!cloudFront, "mutualTls", "none, as CloudFront has no client certificate to show API Gateway", pinned);
  check(
    ownership === undefined || arns?.regional !== undefined,
    pin,
    "none, as the regional door's certificate is issued by ACM",
    ownership,
  );
  checkPlace(ownership, pin, region, pins, check);
}
