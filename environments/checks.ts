import * as z from "zod/mini";
import { alarms } from "./alarms";
import { backends } from "./backends";
import { balancer } from "./balancer";
import { cache } from "./cache";
import { certificatePins } from "./certificate";
import { cloudFront } from "./cloudfront";
import { direct } from "./direct";
import { disagreements } from "./disagreements";
import { domain, tlsPolicy } from "./domain";
import { encryption } from "./encryption";
import { events } from "./events";
import type { Environment } from "./environment";
import { mutualTls } from "./mutual-tls";
import { between, bucketName, cidr, doors, expect, perDoor, region } from "./pin-schemas";
import { realtime } from "./realtime";
import { releases } from "./release";
import { show } from "./show-pin";
import { stageVariables } from "./stage-variables";
import { tags } from "./tags";
import { throttle } from "./throttle";
import { usagePlans } from "./usage-plans";
import { userPool } from "./user-pool";
import { logRetentionDays } from "./vocabulary";
import { vpcLinks } from "./vpc-links";
import { webAcl } from "./web-acl";

const network = z.union(
  [
    z.strictObject({ cidr, availabilityZones: z.array(z.string()).check(z.minLength(2)) }),
    z.strictObject({
      vpcId: expect(/^vpc-[0-9a-f]+$/, "a VPC id"),
      cidr,
      subnetIds: z.array(expect(/^subnet-[0-9a-f]+$/, "a subnet id")).check(z.minLength(2)),
      vpcEndpointId: z.optional(expect(/^vpce-[0-9a-f]+$/, "a VPC endpoint id")),
    }),
  ],
  { error: "{cidr, availabilityZones (2 or more)} or {vpcId, cidr, subnetIds (2 or more), vpcEndpointId?}" },
);

const state = z.union(
  [
    z.strictObject({ backend: z.literal("local") }),
    z.strictObject({
      backend: z.literal("s3"),
      bucket: bucketName,
      region,
    }),
  ],
  { error: '{backend: "local"} or {backend: "s3", bucket, region}' },
);

const shape = z.strictObject({
  name: expect(/^(?!account$)[a-z][a-z0-9]*$/, "lower-case letters and digits, not account"),
  account: expect(/^\d{12}$/, "an AWS account id of 12 digits"),
  region,
  stage: expect(/^[A-Za-z0-9_-]{1,128}$/, "1 to 128 letters, digits, - or _"),
  doors: z.array(z.enum(doors)).check(z.minLength(1)),
  domain,
  certificateRegion: perDoor(region),
  ...certificatePins,
  tlsPolicy: z.optional(tlsPolicy),
  mutualTls: z.optional(mutualTls),
  cloudFront: z.optional(cloudFront),
  throttle,
  usagePlans: z.optional(usagePlans),
  stageVariables: z.optional(stageVariables),
  cache: z.optional(cache),
  backends: z.optional(backends),
  vpcLinks: z.optional(vpcLinks),
  clientCertificate: z.optional(z.boolean()),
  webAcl: z.optional(webAcl),
  logs: z.strictObject({
    retentionDays: z.literal(logRetentionDays),
    execution: z.optional(z.enum(["OFF", "ERROR", "INFO"])),
  }),
  deletionProtection: z.boolean(),
  lambda: z.strictObject({
    memorySize: between(128, 10_240),
    timeout: between(1, 28),
    reservedConcurrency: z.optional(between(1, 100_000)),
    accountConcurrency: z.optional(between(101, 1_000_000)),
  }),
  network: z.optional(network),
  userPool: z.optional(userPool),
  balancer: z.optional(balancer),
  direct: z.optional(direct),
  realtime: z.optional(realtime),
  events: z.optional(events),
  releases: z.optional(releases),
  state,
  ci: z.optional(z.strictObject({ repository: expect(/^[\w.-]+\/[\w.-]+$/, "a GitHub repository, owner/name") })),
  alarms: z.optional(alarms),
  encryption: z.optional(encryption),
  tags: z.optional(tags),
  prefix: z.optional(expect(/^[a-z][a-z0-9-]{0,24}[a-z0-9]$/, "2 to 26 lower-case letters, digits and -")),
});

/** @throws Error with a line per wrong pin: `<file>: <pin>: expected ..., got ...` */
export function checkPins(pins: unknown, environment: Environment): void {
  const parsed = z.safeParse(shape, pins);
  const problems = parsed.success
    ? disagreements(environment)
    : parsed.error.issues.flatMap((issue) => lines(issue, pins));
  if (problems.length > 0) throw new Error(problems.map((problem) => `${environment.file}: ${problem}`).join("\n"));
}

/** One line per issue of the shape: what zod found, said as expected and got. */
function lines(issue: z.core.$ZodIssue, pins: unknown): string[] {
  const pin = issue.path.join(".");
  const got = show(issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], pins));
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `${[...issue.path, key].join(".")}: expected no such pin, got one`);
  return [`${pin || "pins"}: expected ${expectation(issue)}, got ${got}`];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `one of ${issue.values.join(", ")}`;
    case "invalid_type":
      return String(issue.expected);
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    case "too_small":
      return `at least ${issue.minimum}`;
    default:
      return issue.message;
  }
}
