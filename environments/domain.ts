import * as z from "zod/mini";
import type { Check } from "./disagreements";
import type { Door, Environment } from "./environment";
import { dnsName, expect, hostName, perDoor } from "./pin-schemas";

/** Names of an environment, and who answers for them in the public DNS. */
export interface Domain<D extends Door = Door> {
  /** Domain of the environment, e.g. `dev.example.com`; its hosted zone, unless its DNS is elsewhere. */
  zone: string;
  /** Id of that zone if it exists. @default - the network stack creates it; delegate it at its parent zone. */
  zoneId?: string;
  /**
   * Where the zone's public records are. `elsewhere`: no zone and no public record is made, outputs say which CNAME
   * records to create.
   *
   * @default "route53"
   */
  dns?: "route53" | "elsewhere";
  /** Host name per door: below the zone, or in Route 53 the zone's own name. */
  hosts: { [K in D]: string };
}

/**
 * Security policy of custom domain names: the least that API Gateway accepts; `TLS_1_2` takes clients of TLS 1.3 too.
 * TLS 1.0 and 1.1 are deprecated (RFC 8996); the policies of TLS 1.3 alone, `SecurityPolicy_*`, need version 6 of the
 * provider.
 */
export type TlsPolicy = "TLS_1_2";

export const domain = z.strictObject({
  zone: dnsName,
  zoneId: z.optional(expect(/^Z[A-Z0-9]{1,31}$/, "a Route 53 hosted zone id")),
  dns: z.optional(z.enum(["route53", "elsewhere"])),
  hosts: perDoor(hostName),
});

export const tlsPolicy = z.string().check(
  z.refine((policy) => !policy.startsWith("SecurityPolicy_"), {
    error: "TLS_1_2, which takes TLS 1.3 too: SecurityPolicy_* needs version 6 of the AWS provider",
    abort: true,
  }),
  z.refine((policy) => policy === "TLS_1_2", { error: "TLS_1_2, as RFC 8996 deprecates what is older" }),
);

/** Every host name of an environment is inside its zone, and has one meaning. */
export function hosts({ domain: pinned, cloudFront, realtime }: Environment, check: Check): void {
  const { zone, zoneId, dns } = pinned;
  const isElsewhere = dns === "elsewhere";
  check(!isElsewhere || zoneId === undefined, "domain.zoneId", "none, as its DNS is elsewhere", zoneId);
  const all: [pin: string, host: string][] = Object.entries(pinned.hosts).map(([door, host]) => [
    `domain.hosts.${door}`,
    host,
  ]);
  if (cloudFront) all.push(["cloudFront.host", cloudFront.host]);
  if (realtime) all.push(["realtime.host", realtime.host]);
  for (const [pin, host] of all) {
    const isApex = host === zone;
    check(isApex || host.endsWith(`.${zone}`), pin, `a name inside the zone ${zone}`, host);
    check(!isApex || !isElsewhere, pin, `a name below ${zone}, as no CNAME can stand at a zone's apex`, host);
    check(
      !isApex || pin !== "domain.hosts.private",
      pin,
      `a name below ${zone}, as the private zone of that name would hide all of it from the VPC`,
      host,
    );
    const twin = all.find(([other, name]) => name === host && other < pin)?.[0];
    check(!twin, pin, `another name than ${twin}`, host);
  }
}
