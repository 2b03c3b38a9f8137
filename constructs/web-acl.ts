import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";

/** Rules that AWS keeps, by what they cost of an ACL's 1,500 free units (WCU). Source: WAF developer guide. */
export const managedRules = {
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesCommonRuleSet: 700,
} as const;

export type ManagedRules = keyof typeof managedRules;

export interface WebAclProps {
  name: string;
  description: string;
  /** `REGIONAL` for stages, in their region; `CLOUDFRONT` for distributions, in us-east-1. */
  scope: "REGIONAL" | "CLOUDFRONT";
  /** Rule groups of our own, asked first, in this order. @default - none */
  ruleGroupArns?: readonly string[];
  /** @default - none */
  managedRules?: readonly ManagedRules[];
  /** Headers that are replaced in logs and samples. @default - none */
  hiddenHeaders?: readonly string[];
  /** Provider of the scope's region. @default - the stack's own */
  provider?: TerraformProvider | undefined;
}

/** A web ACL that lets in what no rule blocks, each rule with its metric and samples. */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { ruleGroupArns = [], managedRules: managed = [], hiddenHeaders = [] } = props;
    const rules = [
      ...ruleGroupArns.map((arn, index): Omit<Wafv2WebAclRule, "priority"> => ({
        name: `rule-group-${index}`,
        statement: { rule_group_reference_statement: { arn } },
        overrideAction: { none: {} },
        visibilityConfig: visibility(`rule-group-${index}`),
      })),
      ...managed.map((name): Omit<Wafv2WebAclRule, "priority"> => ({
        name,
        statement: { managed_rule_group_statement: { name, vendor_name: "AWS" } },
        overrideAction: { none: {} },
        visibilityConfig: visibility(name),
      })),
    ];
    this.arn = new Wafv2WebAcl(this, "Resource", {
      name: props.name,
      description: props.description,
      scope: props.scope,
      defaultAction: { allow: {} },
      rule: rules.map((rule, priority) => ({ ...rule, priority })),
      visibilityConfig: visibility(props.name),
      ...(hiddenHeaders.length > 0 && {
        dataProtectionConfig: {
          dataProtection: [
            { action: "SUBSTITUTION", field: { fieldType: "SINGLE_HEADER", fieldKeys: [...hiddenHeaders] } },
          ],
        },
      }),
      ...(props.provider && { provider: props.provider }),
    }).arn;
  }
}

const visibility = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});
