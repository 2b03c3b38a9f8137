import * as z from "zod/mini";
import { backendAddress } from "./backends";
import { type CertificateArn, certificateArn, certificateName, checkPlace } from "./certificate";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { contains, privateAddress } from "./ip-address";
import { between, expect } from "./pin-schemas";
import type { Region } from "./vocabulary";

/**
 * A VPC link of REST APIs and its internal Network Load Balancer: the way to HTTP backends that only the VPC reaches. One is
 * enough for all backends of a VPC, each behind a port of its own.
 */
export interface VpcLink<R extends Region = Region> {
  /** By port: the one that addresses of backends through the link have, 443 where they have none. */
  listeners: Readonly<Record<number, LinkListener<R>>>;
}

/** What a port of the load balancer leads to. TLS goes through to the targets, unless a certificate is pinned. */
export type LinkListener<R extends Region = Region> = LinkTargets & {
  /** Port that the targets listen to. @default - the listener's */
  targetPort?: number;
  /**
   * Certificate of the backends' host names with which the load balancer itself ends TLS, in the environment's region. It
   * speaks TLS with the targets too, but asks for no certain name there. @default - the targets prove the names
   */
  certificateArn?: CertificateArn<R>;
  /** First name of that certificate. @default - the backend's host name */
  certificateName?: string;
};

type LinkTargets =
  | {
      /** Private IPv4 addresses, in the VPC or in networks that it reaches. */
      addresses: readonly [string, ...string[]];
      /** Path that is answered with 200 to 399 over HTTPS by a target in health. @default - it takes TCP connections */
      healthCheckPath?: string;
    }
  | {
      /** Target group that exists, such as one that a container service fills: of TCP, or of TLS where a certificate is pinned. */
      targetGroupArn: string;
    };

/** A backend's way through a VPC link, as its address says it. */
export interface LinkedBackend {
  name: string;
  host: string;
  port: number;
  vpcLink: string;
}

const port = between(1, 65_535);
const ofListener = {
  targetPort: z.optional(port),
  certificateArn: z.optional(certificateArn),
  certificateName: z.optional(certificateName),
};

export const vpcLinks = z.record(
  expect(/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/, "a name of 1 to 15 lower-case letters, digits and -"),
  z.strictObject({
    listeners: z.record(
      expect(/^[1-9]\d{0,4}$/, "a port"),
      z.union(
        [
          z.strictObject({
            addresses: z.array(privateAddress).check(z.minLength(1)),
            healthCheckPath: z.optional(expect(/^\/[\w.~/-]*$/, "a path")),
            ...ofListener,
          }),
          z.strictObject({
            targetGroupArn: expect(
              /^arn:aws:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[\w-]+\/[0-9a-f]+$/,
              "the ARN of a target group",
            ),
            ...ofListener,
          }),
        ],
        {
          error:
            "{addresses (private IPv4, such as 10.0.1.7), healthCheckPath?} or {targetGroupArn}, with targetPort?, certificateArn?, certificateName?",
        },
      ),
    ),
  }),
);

/** Backends that are reached through a VPC link. */
export function linkedBackends({ backends = {} }: Pick<Environment, "backends">): LinkedBackend[] {
  return Object.entries(backends).flatMap(([name, backend]) => {
    if (typeof backend === "string") return [];
    const { hostname, port: ofAddress } = new URL(backendAddress(backend));
    return [{ name, host: hostname, port: Number(ofAddress || 443), vpcLink: backend.vpcLink }];
  });
}

/** Backends, links and the network agree, and nothing is paid for that no backend uses. */
export function privateBackends(pins: Environment, check: Check): void {
  const { network, region, vpcLinks: links = {} } = pins;
  const backends = linkedBackends(pins);
  const isNeeded = Object.keys(links).length > 0;
  check(!isNeeded || network !== undefined, "network", "a network, as vpcLinks are pinned", network);
  for (const { name, port: wanted, vpcLink } of backends) {
    const listeners = links[vpcLink]?.listeners;
    const known = Object.keys(links).join(", ") || "there is none";
    check(listeners !== undefined, `backends.${name}.vpcLink`, `a VPC link that is pinned (${known})`, vpcLink);
    check(
      !listeners || wanted in listeners,
      `backends.${name}.address`,
      `a port that a listener of vpcLinks.${vpcLink} has (${Object.keys(listeners ?? {}).join(", ")})`,
      wanted,
    );
  }
  for (const [link, { listeners }] of Object.entries(links))
    for (const [of, listener] of Object.entries(listeners)) {
      const pin = `vpcLinks.${link}.listeners.${of}`;
      const isUsed = backends.some(({ vpcLink, port: used }) => vpcLink === link && String(used) === of);
      check(isUsed, pin, "a backend whose address leads through it", undefined);
      checkPlace(listener.certificateArn, `${pin}.certificateArn`, region, pins, check);
      check(
        listener.certificateArn !== undefined || listener.certificateName === undefined,
        `${pin}.certificateName`,
        `none, as ${pin}.certificateArn names no certificate`,
        listener.certificateName,
      );
      if ("targetGroupArn" in listener) {
        const [, , , itsRegion, itsAccount] = listener.targetGroupArn.split(":");
        check(
          itsRegion === region && itsAccount === pins.account,
          `${pin}.targetGroupArn`,
          `a target group of account ${pins.account} in ${region}`,
          listener.targetGroupArn,
        );
      } else
        check(
          new Set(listener.addresses).size === listener.addresses.length,
          `${pin}.addresses`,
          "each address once",
          listener.addresses,
        );
    }
}

/** Whether an address is outside the VPC: Elastic Load Balancing has to be told so. */
export const isOutside = (network: Environment["network"], address: string): boolean =>
  network === undefined || !contains(network.cidr, address);
