import { resourceRule } from "./resource-rule";
import type { Resource, Rule } from "./rule";
import { block, blocks, literal, shown } from "./values";

/** What WAF web ACLs and their associations take. */
export const webAclRules: readonly Rule[] = [
  resourceRule({
    id: "web-acl-region",
    checks: "A web ACL for CloudFront is made in us-east-1",
    source: "WAFv2 API reference, CreateWebACL.Scope",
    types: ["aws_wafv2_web_acl", "aws_wafv2_ip_set", "aws_wafv2_rule_group"],
    *check(acl, stack) {
      const region = stack.regionOf(acl);
      if (literal(acl.arguments["scope"]) === "CLOUDFRONT" && region !== undefined && region !== "us-east-1")
        yield `scope: expected a provider in us-east-1 for CLOUDFRONT, got ${region}`;
    },
  }),

  resourceRule({
    id: "web-acl-scope",
    checks: "A stage has a REGIONAL web ACL of its region, a distribution a CLOUDFRONT one",
    source: "WAFv2 API reference, AssociateWebACL; CloudFront API reference, DistributionConfig.WebACLId",
    types: ["aws_wafv2_web_acl_association", "aws_cloudfront_distribution"],
    *check(user, stack) {
      const isDistribution = user.type === "aws_cloudfront_distribution";
      const argument = isDistribution ? "web_acl_id" : "web_acl_arn";
      const given = user.arguments[argument];
      const wanted = isDistribution ? "CLOUDFRONT" : "REGIONAL";
      const acl = stack.target(given);
      const scope = literal(acl?.arguments["scope"]) ?? /:(global|regional)\/webacl\//.exec(literal(given) ?? "")?.[1];
      const known = { global: "CLOUDFRONT", regional: "REGIONAL" }[scope ?? ""] ?? scope;
      if (known !== undefined && known !== wanted)
        yield `${argument}: expected a web ACL of scope ${wanted}, got ${acl?.address ?? shown(given)} of scope ${known}`;
    },
  }),

  resourceRule({
    id: "web-acl-target",
    checks: "A web ACL is associated with a REST API's stage or a load balancer: not with WebSocket or HTTP APIs",
    source: "WAFv2 API reference, AssociateWebACL.ResourceArn",
    types: ["aws_wafv2_web_acl_association"],
    *check({ arguments: { resource_arn: given } }, stack) {
      const target = stack.target(given);
      const arn = literal(given);
      if (
        target?.type.startsWith("aws_apigatewayv2_") ||
        (arn !== undefined && /:apigateway:[^:]*::\/apis\//.test(arn))
      )
        yield `resource_arn: expected a REST API's stage, as WAF takes no WebSocket or HTTP API, got ${target?.address ?? arn}`;
      if (target?.type === "aws_api_gateway_rest_api")
        yield `resource_arn: expected the ARN of a stage, got that of ${target.address}`;
    },
  }),

  {
    id: "one-web-acl",
    checks: "A stage has one web ACL",
    source: "WAFv2 API reference, AssociateWebACL",
    *check(stack) {
      const seen = new Map<string, string>();
      for (const { address, arguments: association } of stack.resources("aws_wafv2_web_acl_association")) {
        const target = shown(association["resource_arn"]);
        const other = seen.get(target);
        if (other) yield { address, message: `resource_arn: expected another than ${other}, got ${target}` };
        seen.set(target, address);
      }
    },
  },

  resourceRule({
    id: "web-acl-rules",
    checks: "A web ACL has rules, among them AWSManagedRulesKnownBadInputsRuleSet",
    source: "AWS WAF developer guide, AWS Managed Rules rule groups list",
    types: ["aws_wafv2_web_acl"],
    *check({ arguments: { rule, rule_json: json } }) {
      if (json !== undefined) return;
      const names = blocks(rule).map(({ statement }) =>
        literal(block(block(statement)?.["managed_rule_group_statement"])?.["name"]),
      );
      if (!names.includes("AWSManagedRulesKnownBadInputsRuleSet"))
        yield `rule: expected AWSManagedRulesKnownBadInputsRuleSet among the rules, got ${names.filter(Boolean).join(", ") || "none"}`;
    },
  }),

  resourceRule({
    id: "web-acl-log-destination",
    checks: "A web ACL's log goes to a destination of its region whose name starts with aws-waf-logs-",
    source: "WAFv2 API reference, LoggingConfiguration.LogDestinationConfigs",
    types: ["aws_wafv2_web_acl_logging_configuration"],
    *check(logging, stack) {
      const { resource_arn: arn, log_destination_configs: destinations } = logging.arguments;
      const acl = stack.target(arn);
      const region = acl && stack.regionOf(acl);
      const isElsewhere = (resource: Resource) =>
        region !== undefined && ![region, undefined].includes(stack.regionOf(resource));
      if (isElsewhere(logging))
        yield `provider: expected one of ${region}, where ${acl?.address} is, got one of ${stack.regionOf(logging)}`;
      for (const destination of [destinations].flat()) {
        const target = stack.target(destination);
        if (target && isElsewhere(target))
          yield `log_destination_configs: expected one in ${region}, where ${acl?.address} is, got ${target.address} in ${stack.regionOf(target)}`;
        const name =
          literal(target?.arguments["name"] ?? target?.arguments["bucket"]) ??
          /(?:log-group:|deliverystream\/|:::)([^:]+)/.exec(literal(destination) ?? "")?.[1];
        if (name !== undefined && !name.startsWith("aws-waf-logs-"))
          yield `log_destination_configs: expected a name that starts with aws-waf-logs-, got ${name}`;
      }
    },
  }),
];
