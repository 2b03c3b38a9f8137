import * as z from "zod/mini";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { between, expect } from "./pin-schemas";

/** An app client that gets tokens for itself (client_credentials). */
export interface MachineClient {
  /** `<resource server>/<scope>` of the contract. */
  scopes: readonly string[];
}

/** A Cognito user pool to create, with an app client for the web and one for each machine. */
export interface OwnUserPool {
  /** Addresses that people are sent back to with a code, for the web client: https, or http on localhost. */
  callbackUrls: readonly string[];
  /** Addresses that people are sent to once they are signed out. */
  logoutUrls: readonly string[];
  /** By name. @default - none */
  machineClients?: Readonly<Record<string, MachineClient>>;
  /** One-time passwords of an app (TOTP) beside the password. @default "OPTIONAL" */
  mfa?: "OFF" | "OPTIONAL" | "ON";
  /** Whether people may create accounts themselves. @default false */
  selfSignUp?: boolean;
  /** Minutes, 5 to 1440, that ID and access tokens are valid. @default 60 */
  tokenMinutes?: number;
  /** Days, 1 to 3650, for which a session can be refreshed. @default 30 */
  refreshDays?: number;
}

/** The user pool whose tokens doors take: one to create, or one that exists. */
export type UserPool = OwnUserPool | { arn: string };

const url = expect(
  /^(https:\/\/[^\s/?#]+|http:\/\/localhost(:\d+)?)(\/[^\s#]*)?$/,
  "an address with https, or http://localhost for tests",
);

export const userPool = z.union(
  [
    z.strictObject({
      arn: expect(/^arn:aws:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/[\w-]+$/, "the ARN of a user pool"),
    }),
    z.strictObject({
      callbackUrls: z.array(url).check(z.minLength(1)),
      logoutUrls: z.array(url),
      machineClients: z.optional(
        z.record(
          expect(/^[a-z][a-z0-9-]{0,62}[a-z0-9]$/, "2 to 64 lower-case letters, digits and -"),
          z.strictObject({ scopes: z.array(z.string()).check(z.minLength(1)) }),
        ),
      ),
      mfa: z.optional(z.enum(["OFF", "OPTIONAL", "ON"])),
      selfSignUp: z.optional(z.boolean()),
      tokenMinutes: z.optional(between(5, 1440)),
      refreshDays: z.optional(between(1, 3650)),
    }),
  ],
  {
    error:
      "{arn} or {callbackUrls (1 or more, https or http://localhost), logoutUrls, machineClients?, mfa?, selfSignUp?, tokenMinutes? (5 to 1440), refreshDays? (1 to 3650)}",
  },
);

/** The pool is where the environment is, so that one region's failure is not another's. */
export function existingUserPool({ userPool: pinned, region }: Environment, check: Check): void {
  if (!pinned || !("arn" in pinned)) return;
  check(
    pinned.arn.split(":")[3] === region,
    "userPool.arn",
    `a user pool in ${region}, where the APIs are`,
    pinned.arn,
  );
}
