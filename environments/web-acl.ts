import * as z from "zod/mini";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { between, expect } from "./pin-schemas";

/** Rule groups that AWS keeps. Source: WAF developer guide, "AWS Managed Rules rule groups list". */
export const managedRuleGroups = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesAnonymousIpList",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesCommonRuleSet",
] as const;

export type ManagedRuleGroup = (typeof managedRuleGroups)[number];

/** Rules of a group that count what they match instead of blocking it. */
export type CountedRules = Readonly<Partial<Record<ManagedRuleGroup, readonly string[]>>>;

/**
 * A web ACL of the environment's own, in front of every stage that the public can reach; in front of the distribution where
 * there is one.
 */
export interface WebAclRules {
  /** Requests of one address in 5 minutes, above which it is blocked. @default 2000 */
  rateLimit?: number;
  /**
   * Rules that count instead of blocking; a group that is named here has these and none of the defaults.
   *
   * @default {@link countedByDefault}
   */
  countedRules?: CountedRules;
  /** KB of a body that are inspected; more than 16 costs extra. @default 16 */
  inspectedBody?: 16 | 32 | 48 | 64;
}

/** Rules of the environment's own, or a web ACL of scope REGIONAL that exists in its account and region. */
export type WebAcl = WebAclRules | { arn: string };

export const countedByDefault: CountedRules = {
  // blocks bodies of more than 8 KB, which an order may have
  AWSManagedRulesCommonRuleSet: ["SizeRestrictions_BODY"],
  // clients that are machines run with hosting providers
  AWSManagedRulesAnonymousIpList: ["HostingProviderIPList"],
};

/** Rules that are pinned, with what they leave to defaults. */
export const rulesOf = ({ rateLimit = 2000, countedRules, inspectedBody = 16 }: WebAclRules) => ({
  rateLimit,
  managedRules: managedRuleGroups,
  countedRules: { ...countedByDefault, ...countedRules },
  inspectedBody,
});

const arn = /^arn:aws:wafv2:([a-z0-9-]+):(\d{12}):(regional|global)\/webacl\/[\w-]{1,128}\/[0-9a-f-]{36}$/;

const rules = z.optional(z.array(expect(/^[\w-]{1,128}$/, "the name of a rule, such as SizeRestrictions_BODY")));

export const webAcl = z.union(
  [
    z.strictObject({
      rateLimit: z.optional(between(10, 2_000_000_000)),
      countedRules: z.optional(
        z.strictObject({
          AWSManagedRulesAmazonIpReputationList: rules,
          AWSManagedRulesAnonymousIpList: rules,
          AWSManagedRulesKnownBadInputsRuleSet: rules,
          AWSManagedRulesCommonRuleSet: rules,
        } satisfies Record<ManagedRuleGroup, z.ZodMiniType>),
      ),
      inspectedBody: z.optional(z.literal([16, 32, 48, 64])),
    }),
    z.strictObject({ arn: expect(arn, "the ARN of a web ACL") }),
  ],
  {
    error:
      "{rateLimit?: 10 or more, countedRules?: {<group>: [<rule>]}, inspectedBody?: 16, 32, 48 or 64} or {arn: the ARN of a web ACL}",
  },
);

/** A stage takes web ACLs of scope REGIONAL of its account and region, an edge-optimized API's too (WAFv2, AssociateWebACL). */
export function firewall({ webAcl: pinned, account, region, doors, cloudFront }: Environment, check: Check): void {
  if (!pinned) return;
  check(
    doors.some((door) => door !== "private"),
    "webAcl",
    "none, as neither the regional nor the edge door is open",
    pinned,
  );
  if (!("arn" in pinned)) return;
  check(
    !cloudFront,
    "webAcl",
    "rules of its own, as cloudFront is pinned, whose door has a web ACL that lets in nobody else, and a stage has one",
    pinned,
  );
  const [, where, whose, scope] = arn.exec(pinned.arn) ?? [];
  check(scope === "regional", "webAcl.arn", "a web ACL of scope REGIONAL, as stages take", pinned.arn);
  check(
    where === region && whose === account,
    "webAcl.arn",
    `a web ACL of ${account} in ${region}, where the stages are`,
    pinned.arn,
  );
}
