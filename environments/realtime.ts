import * as z from "zod/mini";
import { type CertificateArn, certificateArn, certificateName } from "./certificate";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { hostName } from "./pin-schemas";
import { type RateAndBurst, rateAndBurst } from "./throttle";
import type { Region } from "./vocabulary";

/** The WebSocket API of the service, where the contract has one. */
export interface Realtime<R extends Region = Region> {
  /** Its host name: below the zone, or in Route 53 the zone's own name; another than the doors', as no name serves both kinds. */
  host: string;
  /** Messages, and new connections, per second and at once. */
  throttle: RateAndBurst;
  /** Certificate that exists, in the API's region. @default - one is created */
  certificateArn?: CertificateArn<R>;
  /** First name of that certificate. @default - the host */
  certificateName?: string;
}

export const realtime = z.strictObject({
  host: hostName,
  throttle: z.strictObject(rateAndBurst),
  certificateArn: z.optional(certificateArn),
  certificateName: z.optional(certificateName),
});

/** A name finds a certificate that exists. */
export function realtimeCertificate({ realtime: pinned }: Environment, check: Check): void {
  const isNeedless = pinned?.certificateArn === undefined && pinned?.certificateName !== undefined;
  check(
    !isNeedless,
    "realtime.certificateName",
    "none, as realtime.certificateArn names no certificate",
    pinned?.certificateName,
  );
}
