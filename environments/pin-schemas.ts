import * as z from "zod/mini";
import type { Door } from "./environment";
import { regions } from "./vocabulary";

export const doors = ["regional", "edge", "private"] as const satisfies readonly Door[];

/** A text of a form that the message names. */
export const expect = (pattern: RegExp, expected: string) => z.string().check(z.regex(pattern, { error: expected }));

export const between = (minimum: number, maximum: number) =>
  z
    .int()
    .check(z.refine((n) => n >= minimum && n <= maximum, { error: `a whole number from ${minimum} to ${maximum}` }));

export const region = z.enum(regions);

export const bucketName = expect(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "an S3 bucket name");

export const dnsName = expect(
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
  "a DNS name in lower case, such as api.dev.example.com",
);

// ACM puts the first name of a certificate into its common name, which holds 64 characters
export const hostName = dnsName.check(
  z.maxLength(64, { error: "a host name of at most 64 characters, as ACM takes it" }),
);

export const cidr = expect(/^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-4])$/, "an IPv4 CIDR block from /16 to /24");

export const perDoor = <T extends z.ZodMiniType>(schema: T) =>
  z.strictObject({ regional: z.optional(schema), edge: z.optional(schema), private: z.optional(schema) });
