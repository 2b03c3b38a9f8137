import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { CountedRules, ManagedRuleGroup, WebAclRules } from "../environments/web-acl";

export interface WebAclProps {
  name: string;
  description: string;
  /** `REGIONAL` for stages, in their region; `CLOUDFRONT` for distributions, in us-east-1. */
  scope: "REGIONAL" | "CLOUDFRONT";
  /** Rule groups of our own, asked first, in this order. @default - none */
  ruleGroupArns?: readonly string[];
  /** Requests of one address in 5 minutes, above which it is blocked. @default - any number */
  rateLimit?: number;
  /** @default - none */
  managedRules?: readonly ManagedRuleGroup[];
  /** @default - none */
  countedRules?: CountedRules;
  /** KB of a body. @default 16 */
  inspectedBody?: WebAclRules["inspectedBody"];
  /** Headers that are replaced in logs and samples, beside those with credentials of clients. @default - none */
  hiddenHeaders?: readonly string[];
  /** Where what is blocked or counted is logged; its name begins with `aws-waf-logs-`. @default - nowhere */
  logGroup?: { name: string; retentionDays: number };
  /** Provider of the scope's region. @default - the stack's own */
  provider?: TerraformProvider | undefined;
}

type Rule = Omit<Wafv2WebAclRule, "priority">;

const credentialHeaders = ["authorization", "cookie", "x-amz-security-token", "x-api-key"];

/**
 * A web ACL that lets in what no rule blocks, each rule with its metric and samples. At a stage of an edge-optimized API, too,
 * WAF sees the client's address and not CloudFront's. All of AWS's groups here take 975 of the 1,500 capacity units that
 * are free. Source: WAF developer guide, "AWS Managed Rules rule groups list".
 */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { ruleGroupArns = [], rateLimit, managedRules = [], countedRules = {}, inspectedBody = 16 } = props;
    const rules = [
      ...ruleGroupArns.map(ruleGroup),
      ...(rateLimit === undefined ? [] : [rateRule(rateLimit)]),
      ...managedRules.map((name) => managedRule(name, countedRules[name])),
    ];
    const limit = { defaultSizeInspectionLimit: `KB_${inspectedBody}` };
    const elsewhere = props.provider && { provider: props.provider };
    const hiddenHeaders = [...credentialHeaders, ...(props.hiddenHeaders ?? [])];
    this.arn = new Wafv2WebAcl(this, "Resource", {
      name: props.name,
      description: props.description,
      scope: props.scope,
      defaultAction: { allow: {} },
      rule: rules.map((rule, priority) => ({ ...rule, priority })),
      visibilityConfig: visibility(props.name),
      ...(inspectedBody > 16 && {
        associationConfig: {
          requestBody: [props.scope === "REGIONAL" ? { apiGateway: limit } : { cloudfront: limit }],
        },
      }),
      dataProtectionConfig: {
        dataProtection: [{ action: "SUBSTITUTION", field: { fieldType: "SINGLE_HEADER", fieldKeys: hiddenHeaders } }],
      },
      ...elsewhere,
    }).arn;
    if (props.logGroup) this.logTo(props.logGroup, hiddenHeaders, elsewhere);
  }

  /** What passes is in the access log. A web ACL's log group lies in its region, us-east-1 for a distribution's. */
  private logTo(
    { name, retentionDays }: NonNullable<WebAclProps["logGroup"]>,
    hiddenHeaders: string[],
    elsewhere: { provider: TerraformProvider } | undefined,
  ): void {
    const logGroup = new CloudwatchLogGroup(this, "logs", { name, retentionInDays: retentionDays, ...elsewhere });
    const actions = ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"];
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: this.arn,
      logDestinationConfigs: [logGroup.arn],
      redactedFields: hiddenHeaders.map((header) => ({ singleHeader: { name: header } })),
      loggingFilter: {
        defaultBehavior: "DROP",
        filter: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            condition: actions.map((action) => ({ actionCondition: { action } })),
          },
        ],
      },
      ...elsewhere,
    });
  }
}

const visibility = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

const ruleGroup = (arn: string, index: number): Rule => ({
  name: `rule-group-${index}`,
  statement: { rule_group_reference_statement: { arn } },
  overrideAction: { none: {} },
  visibilityConfig: visibility(`rule-group-${index}`),
});

const rateRule = (limit: number): Rule => ({
  name: "rate-limit",
  action: { block: {} },
  statement: { rate_based_statement: { limit, aggregate_key_type: "IP" } },
  visibilityConfig: visibility("rate-limit"),
});

const managedRule = (name: ManagedRuleGroup, counted: readonly string[] = []): Rule => ({
  name,
  overrideAction: { none: {} },
  statement: {
    managed_rule_group_statement: {
      name,
      vendor_name: "AWS",
      ...(counted.length > 0 && {
        rule_action_override: counted.map((rule) => ({ name: rule, action_to_use: { count: {} } })),
      }),
    },
  },
  visibilityConfig: visibility(name),
});
