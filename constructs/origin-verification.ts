import { DataAwsSecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version";
import { Wafv2RuleGroup } from "@cdktf/provider-aws/lib/wafv2-rule-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/** Header by which a regional API knows its own distribution; in lower case, as WAF compares it. */
export const originVerifyHeader = "x-origin-verify";

export interface OriginVerificationProps {
  /** Of the rule group. */
  name: string;
  /** Secrets Manager secrets of which a request must carry one; the first is the one that is sent. */
  secrets: readonly [string, ...string[]];
}

/**
 * Lets in only requests that carry a secret: those that come through the distribution that adds it. The values are in
 * Terraform's state, as both WAF and CloudFront are told them, and nowhere else. In a rule group of its own, so that a
 * plan hides no other rule along with it.
 * Source: AWS WAF developer guide, "Restrict access to your origin".
 */
export class OriginVerification extends Construct {
  /** Value to send. */
  readonly secret: string;
  readonly ruleGroupArn: string;
  readonly dependable: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, secrets }: OriginVerificationProps) {
    super(scope, id);
    const [first, ...previous] = secrets;
    this.secret = this.read("secret", first);
    const values = [this.secret, ...previous.map((secret, index) => this.read(`previous-secret-${index}`, secret))];
    const visibilityConfig = {
      metricName: name,
      cloudwatchMetricsEnabled: true,
      // samples would show the header of requests that it lets in
      sampledRequestsEnabled: false,
    };
    const group = new Wafv2RuleGroup(this, "Resource", {
      name,
      description: "Blocks requests that did not come through the distribution",
      scope: "REGIONAL",
      // 2 units a value that is compared; it can't be changed later
      capacity: 10,
      rule: [
        {
          name: "without-origin-secret",
          priority: 0,
          action: { block: {} },
          statement: { not_statement: { statement: [carries(values)] } },
          visibilityConfig,
        },
      ],
      visibilityConfig,
    });
    this.ruleGroupArn = group.arn;
    this.dependable = group;
  }

  private read(id: string, secret: string): string {
    return new DataAwsSecretsmanagerSecretVersion(this, id, {
      secretId: secret,
      lifecycle: {
        postcondition: [
          {
            condition: String.raw`${"${"}can(regex("^[!-~]{32,128}$", self.secret_string))}`,
            errorMessage: `secret ${secret}: expected 32 to 128 printable characters without spaces, as a header carries them, got something else`,
          },
        ],
      },
    }).secretString;
  }
}

/** WAF's or-statement takes two or more. */
function carries(values: readonly string[]) {
  const matches = values.map((value) => ({
    byte_match_statement: {
      field_to_match: { single_header: { name: originVerifyHeader } },
      positional_constraint: "EXACTLY",
      search_string: value,
      text_transformation: [{ priority: 0, type: "NONE" }],
    },
  }));
  return matches.length === 1 ? matches[0] : { or_statement: { statement: matches } };
}
