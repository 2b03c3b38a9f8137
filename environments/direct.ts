import * as z from "zod/mini";
import { expect } from "./pin-schemas";

/** ARN of an IAM role or user. */
export type PrincipalArn = `arn:aws:iam::${string}`;

/** Who may invoke functions by their names: one role or user, or whomever an account lets. */
export type Invoker = PrincipalArn | { wholeAccount: string };

/** Direct invocation of the functions, with IAM and without HTTP. */
export interface Direct {
  /**
   * By the name of the caller, who gets a role `<prefix>-invoke-<name>` to assume. IAM refuses a trust policy whose role or
   * user doesn't exist.
   */
  invokers: Readonly<Record<string, Invoker>>;
  /** What callers have to say when they assume their role, where a third party calls for several customers. @default - nothing */
  externalId?: string;
}

const principal = expect(
  /^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
  'the ARN of a role or user, or {wholeAccount: "<12 digits>"} for everybody whom an account lets',
);

const wholeAccount = z.strictObject({ wholeAccount: expect(/^\d{12}$/, "an AWS account id of 12 digits") });

export const direct = z.strictObject({
  invokers: z
    .record(
      // 64 characters of a role's name less those of the prefix and "-invoke-"
      expect(/^[a-z][a-z0-9-]{0,28}[a-z0-9]$/, "2 to 30 lower-case letters, digits and -"),
      z.union([principal, wholeAccount], {
        error: 'the ARN of a role or user, or {wholeAccount: "<12 digits>"} for everybody whom an account lets',
      }),
    )
    .check(z.refine((invokers) => Object.keys(invokers).length > 0, { error: "at least one invoker" })),
  externalId: z.optional(
    // STS API reference, AssumeRole
    expect(/^[\w+=,.@:/-]{2,1224}$/, "2 to 1224 letters, digits and +=,.@:/-"),
  ),
});
