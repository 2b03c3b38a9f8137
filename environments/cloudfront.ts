import * as z from "zod/mini";
import { type CertificateArn, certificateArn, certificateName } from "./certificate";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { expect, hostName } from "./pin-schemas";

/** Where CloudFront answers from: North America and Europe; these and most others; everywhere. */
export const priceClasses = ["PriceClass_100", "PriceClass_200", "PriceClass_All"] as const;

/** A CloudFront distribution of our own in front of the regional door, which then answers nobody else. */
export interface CloudFront {
  /** Host name for clients, inside the zone and not the regional door's. */
  host: string;
  /** Existing certificate for it. @default - one is created in us-east-1 */
  certificateArn?: CertificateArn<"us-east-1">;
  /** First name of that certificate. @default - the host */
  certificateName?: string;
  /** @default "PriceClass_100" */
  priceClass?: (typeof priceClasses)[number];
  /**
   * Name of the Secrets Manager secret in the environment's region that CloudFront sends with every request: 32
   * printable characters or more. Never the secret itself.
   */
  originVerifySecret: string;
  /** Name of the secret before it, that the door still accepts while CloudFront takes up the new one. @default - none */
  previousOriginVerifySecret?: string;
}

const secretName = expect(
  /^[A-Za-z0-9/_+=.@-]{1,512}$/,
  "the name of a Secrets Manager secret, such as dev/origin-verify",
);

export const cloudFront = z.strictObject({
  host: hostName,
  certificateArn: z.optional(certificateArn),
  certificateName: z.optional(certificateName),
  priceClass: z.optional(z.enum(priceClasses)),
  originVerifySecret: secretName,
  previousOriginVerifySecret: z.optional(secretName),
});

/** Names of the secrets that the regional door's requests are verified with. */
export const originVerifySecrets = ({ cloudFront: pinned }: Pick<Environment, "cloudFront">): string[] =>
  [pinned?.originVerifySecret, pinned?.previousOriginVerifySecret].filter((name) => name !== undefined);

export function distribution({ cloudFront: pinned, doors }: Environment, check: Check): void {
  if (!pinned) return;
  const { certificateArn: arn, certificateName: name, originVerifySecret, previousOriginVerifySecret } = pinned;
  check(
    doors.includes("regional"),
    "cloudFront",
    "none, as it stands in front of the regional door, which is closed",
    pinned,
  );
  check(
    arn !== undefined || name === undefined,
    "cloudFront.certificateName",
    "none, as cloudFront.certificateArn names no certificate",
    name,
  );
  check(
    originVerifySecret !== previousOriginVerifySecret,
    "cloudFront.previousOriginVerifySecret",
    "another secret than originVerifySecret",
    previousOriginVerifySecret,
  );
}
