import * as z from "zod/mini";
import type { CloudFront } from "./cloudfront";
import type { Check } from "./disagreements";
import type { Door, Environment } from "./environment";
import { doors, expect, perDoor } from "./pin-schemas";
import type { Realtime } from "./realtime";
import type { Region } from "./vocabulary";

/**
 * Region of each door's ACM certificate. API Gateway takes it from us-east-1 for an edge-optimized domain name, from the
 * API's own region for the others (API reference, CreateDomainName).
 */
export type CertificateRegion<D extends Door, R extends Region> = {
  [K in D]: K extends "edge" ? "us-east-1" : R;
};

/** ARN of an ACM certificate in a region. */
export type CertificateArn<R extends Region> = `arn:aws:acm:${R}:${string}:certificate/${string}`;

/** A host name of an environment, and the certificate that it is served with. */
export interface CertifiedHost {
  /** Door, `cloudfront` for the distribution in front of the regional one, the load balancer or the WebSocket API. */
  part: Door | "cloudfront" | "balancer" | "realtime";
  host: string;
  region: Region;
  /** Certificate that exists. @default - one is created */
  arn?: string | undefined;
  /** First name of that certificate. @default - the host */
  name?: string | undefined;
}

const arnPattern = /^arn:aws:acm:([a-z0-9-]+):(\d{12}):certificate\/[\w-]+$/;

export const certificateArn = expect(
  arnPattern,
  "the ARN of an ACM certificate, arn:aws:acm:<region>:<account>:certificate/<id>",
);

export const certificateName = expect(
  /^(?=.{1,64}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
  "the first name of a certificate, such as *.dev.example.com",
);

export const certificatePins = {
  certificateArn: z.optional(perDoor(certificateArn)),
  certificateName: z.optional(perDoor(certificateName)),
};

/** Host names of an environment that the public or a VPC reaches, each with its certificate. */
export function certifiedHosts(environment: Environment): CertifiedHost[] {
  const { doors: open, domain, region, certificateArn: arns, certificateName: names } = environment;
  const { cloudFront, balancer, realtime } = environment;
  return [
    ...open.map((door): CertifiedHost => ({
      part: door,
      host: domain.hosts[door]!,
      region: door === "edge" ? "us-east-1" : region,
      arn: arns?.[door],
      name: names?.[door],
    })),
    ...(cloudFront ? [ofDistribution(cloudFront)] : []),
    ...(balancer ? [{ part: "balancer", host: balancer.host, region } satisfies CertifiedHost] : []),
    ...(realtime ? [ofWebSocketApi(realtime, region)] : []),
  ];
}

const ofDistribution = ({ host, certificateArn: arn, certificateName: name }: CloudFront): CertifiedHost => ({
  part: "cloudfront",
  host,
  region: "us-east-1",
  arn,
  name,
});

const ofWebSocketApi = (
  { host, certificateArn: arn, certificateName: name }: Realtime,
  region: Region,
): CertifiedHost => ({ part: "realtime", host, region, arn, name });

/** Where certificates lie: those that are created, and those that exist. */
export function certificates(pins: Environment, check: Check): void {
  const { region, certificateRegion, certificateArn: arns = {}, certificateName: names = {} } = pins;
  for (const door of doors) {
    const isOpen = pins.doors.includes(door);
    const pinned = certificateRegion[door];
    const pin = `certificateRegion.${door}`;
    if (!isOpen) {
      const closed = `none, as the ${door} door is closed`;
      check(pinned === undefined, pin, closed, pinned);
      check(arns[door] === undefined, `certificateArn.${door}`, closed, arns[door]);
    } else if (door === "edge")
      check(
        pinned === "us-east-1",
        pin,
        "us-east-1, where CloudFront takes an edge-optimized domain's certificate from",
        pinned,
      );
    else check(pinned === region, pin, `${region}, the API's own region`, pinned);
    checkName(arns[door], names[door], door, check);
  }
  for (const { part, region: wanted, arn } of certifiedHosts(pins))
    checkPlace(arn, ownPins[part] ?? `certificateArn.${part}`, wanted, pins, check);
}

/** Parts whose certificates are pinned with them. */
const ownPins: Partial<Record<CertifiedHost["part"], string>> = {
  cloudfront: "cloudFront.certificateArn",
  realtime: "realtime.certificateArn",
};

/** An ARN's region and account are those that AWS takes the certificate from. */
export function checkPlace(
  arn: string | undefined,
  pin: string,
  region: Region,
  { account }: Environment,
  check: Check,
): void {
  if (arn === undefined) return;
  const [, itsRegion, itsAccount] = arnPattern.exec(arn) ?? [];
  check(itsRegion === region, pin, `a certificate in ${region}`, arn);
  check(itsAccount === account, pin, `a certificate of account ${account}`, arn);
}

function checkName(arn: string | undefined, name: string | undefined, door: Door, check: Check): void {
  const isNeedless = arn === undefined && name !== undefined;
  check(!isNeedless, `certificateName.${door}`, `none, as certificateArn.${door} names no certificate`, name);
}
