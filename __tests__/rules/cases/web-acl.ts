import { type Case, type Resources } from "./case";

const acl = (settings: Record<string, unknown>): Resources => ({ aws_wafv2_web_acl: { a: settings } });
const arn = "${aws_wafv2_web_acl.a.arn}";
const associated = (settings: Record<string, unknown>, more: Resources = {}): Resources => ({
  aws_wafv2_web_acl_association: { x: settings },
  ...more,
});
const managed = (name: string) => ({ rule: [{ statement: { managed_rule_group_statement: { name } } }] });
/** The log of an ACL for CloudFront. */
const loggedTo = (group: Record<string, unknown>, logging: Record<string, unknown>): Resources => ({
  ...acl({ scope: "CLOUDFRONT", provider: "aws.us_east_1" }),
  aws_wafv2_web_acl_logging_configuration: {
    l: { resource_arn: arn, log_destination_configs: ["${aws_cloudwatch_log_group.g.arn}"], ...logging },
  },
  aws_cloudwatch_log_group: { g: { name: "aws-waf-logs-shop", ...group } },
});
const stage = "${aws_api_gateway_stage.s.arn}";

export const cases: Record<string, Case> = {
  "web-acl-region": {
    keeps: [acl({ scope: "CLOUDFRONT", provider: "aws.us_east_1" }), acl({ scope: "REGIONAL" })],
    breaks: [
      ["an ACL for CloudFront elsewhere", acl({ scope: "CLOUDFRONT" }), /us-east-1 for CLOUDFRONT, got eu-west-1/],
    ],
  },
  "web-acl-scope": {
    keeps: [
      associated({ web_acl_arn: arn }, acl({ scope: "REGIONAL" })),
      { aws_cloudfront_distribution: { d: { web_acl_id: arn } }, ...acl({ scope: "CLOUDFRONT" }) },
      { aws_cloudfront_distribution: { d: {} } },
    ],
    breaks: [
      [
        "an ACL for CloudFront on a stage",
        associated({ web_acl_arn: arn }, acl({ scope: "CLOUDFRONT" })),
        /scope REGIONAL, got/,
      ],
      [
        "a regional ACL on a distribution",
        { aws_cloudfront_distribution: { d: { web_acl_id: arn } }, ...acl({ scope: "REGIONAL" }) },
        /scope CLOUDFRONT, got/,
      ],
      [
        "the ARN of one for CloudFront on a stage",
        associated({ web_acl_arn: "arn:aws:wafv2:us-east-1:111111111111:global/webacl/a/1" }),
        /of scope CLOUDFRONT/,
      ],
    ],
  },
  "web-acl-target": {
    keeps: [associated({ resource_arn: stage }, { aws_api_gateway_stage: { s: {} } })],
    breaks: [
      [
        "a WebSocket stage",
        associated({ resource_arn: "${aws_apigatewayv2_stage.s.arn}" }, { aws_apigatewayv2_stage: { s: {} } }),
        /no WebSocket or HTTP API/,
      ],
      [
        "an HTTP API by its ARN",
        associated({ resource_arn: "arn:aws:apigateway:eu-west-1::/apis/a/stages/b" }),
        /no WebSocket or HTTP API/,
      ],
      [
        "an API and not its stage",
        associated({ resource_arn: "${aws_api_gateway_rest_api.a.arn}" }, { aws_api_gateway_rest_api: { a: {} } }),
        /ARN of a stage/,
      ],
    ],
  },
  "one-web-acl": {
    keeps: [associated({ resource_arn: stage })],
    breaks: [
      [
        "a second one",
        { aws_wafv2_web_acl_association: { x: { resource_arn: stage }, y: { resource_arn: stage } } },
        /expected another than aws_wafv2_web_acl_association\.x/,
      ],
    ],
  },
  "web-acl-rules": {
    keeps: [acl(managed("AWSManagedRulesKnownBadInputsRuleSet"))],
    breaks: [["other rules only", acl(managed("AWSManagedRulesCommonRuleSet")), /got AWSManagedRulesCommonRuleSet/]],
  },
  "web-acl-log-destination": {
    keeps: [
      {
        aws_wafv2_web_acl_logging_configuration: {
          l: { log_destination_configs: ["${aws_cloudwatch_log_group.g.arn}"] },
        },
        aws_cloudwatch_log_group: { g: { name: "aws-waf-logs-shop" } },
      },
      loggedTo({ provider: "aws.us_east_1" }, { provider: "aws.us_east_1" }),
    ],
    breaks: [
      [
        "another name",
        {
          aws_wafv2_web_acl_logging_configuration: {
            l: { log_destination_configs: ["${aws_cloudwatch_log_group.g.arn}"] },
          },
          aws_cloudwatch_log_group: { g: { name: "waf-shop" } },
        },
        /starts with aws-waf-logs-, got waf-shop/,
      ],
      [
        "a log group elsewhere",
        loggedTo({}, { provider: "aws.us_east_1" }),
        /expected one in us-east-1, where aws_wafv2_web_acl\.a is, got aws_cloudwatch_log_group\.g in eu-west-1/,
      ],
      [
        "a provider elsewhere",
        loggedTo({ provider: "aws.us_east_1" }, {}),
        /provider: expected one of us-east-1, where aws_wafv2_web_acl\.a is, got one of eu-west-1/,
      ],
    ],
  },
};
