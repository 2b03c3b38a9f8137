import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { block, blocks, list, literal, number, shown } from "./values";

/** What load balancers before functions, and before HTTP backends in a VPC, take. */
export const loadBalancerRules: readonly Rule[] = [
  resourceRule({
    id: "lambda-target-group",
    checks: "A target group for a function has no port, protocol or VPC",
    source: "Elastic Load Balancing API reference, CreateTargetGroup.TargetType",
    types: ["aws_lb_target_group"],
    *check({ arguments: group }) {
      if (literal(group["target_type"]) !== "lambda") return;
      for (const argument of ["port", "protocol", "vpc_id"])
        if (group[argument] !== undefined)
          yield `${argument}: expected none, as the target is a function, got ${shown(group[argument])}`;
    },
  }),

  resourceRule({
    id: "target-group-health-check",
    checks: "A health check's timeout is shorter than its interval",
    source: "Elastic Load Balancing user guide, Health checks for Application Load Balancer target groups",
    types: ["aws_lb_target_group"],
    *check({ arguments: { health_check: check } }) {
      const given = block(check);
      const [interval, timeout] = [number(given?.["interval"]), number(given?.["timeout"])];
      if (interval !== undefined && timeout !== undefined && timeout >= interval)
        yield `health_check.timeout: expected less than the interval of ${interval} s, got ${timeout}`;
    },
  }),

  resourceRule({
    id: "target-group-permission",
    checks: "A function behind a load balancer may be invoked by its target group before it is attached",
    source: "Elastic Load Balancing user guide, Use Lambda functions as targets",
    types: ["aws_lb_target_group_attachment"],
    *check(attachment, stack) {
      const group = stack.target(attachment.arguments["target_group_arn"]);
      if (!group || literal(group.arguments["target_type"]) !== "lambda") return;
      const permission = stack
        .resources("aws_lambda_permission")
        .find(
          ({ arguments: { principal, source_arn: arn } }) =>
            literal(principal) === "elasticloadbalancing.amazonaws.com" && stack.refersTo(arn, group),
        );
      if (!permission)
        yield `target_id: expected an aws_lambda_permission for elasticloadbalancing.amazonaws.com with source_arn ${group.address}, got none`;
      else if (!stack.dependsOn(attachment, permission))
        yield `depends_on: expected ${permission.address}, without which AWS refuses the attachment, got no dependency`;
    },
  }),

  resourceRule({
    id: "listener-certificate",
    checks: "A listener of HTTPS or TLS has a certificate and a policy of TLS 1.2 or later; one of HTTP only redirects",
    source: "Elastic Load Balancing user guide, Create an HTTPS listener; Security policies",
    types: ["aws_lb_listener"],
    *check({ arguments: listener }) {
      const protocol = literal(listener["protocol"]);
      if (protocol === "HTTPS" || protocol === "TLS") {
        if (listener["certificate_arn"] === undefined)
          yield `certificate_arn: expected a certificate for ${protocol}, got none`;
        const policy = literal(listener["ssl_policy"]);
        if (
          listener["ssl_policy"] === undefined ||
          (policy !== undefined && !/^ELBSecurityPolicy-(TLS13-1-[23]-|FS-1-2-)/.test(policy))
        )
          yield `ssl_policy: expected ELBSecurityPolicy-TLS13-1-2-2021-06 or another without TLS 1.0 and 1.1, got ${policy ?? "none"}`;
      }
      if (protocol === "HTTP")
        for (const { type } of blocks(listener["default_action"]))
          if (literal(type) !== "redirect")
            yield `protocol: expected HTTPS, or an action that redirects to it, got HTTP with ${shown(type)}`;
    },
  }),

  resourceRule({
    id: "load-balancer-settings",
    checks: "A load balancer drops invalid headers, writes access logs and spans two subnets",
    source: "Elastic Load Balancing user guide, Application Load Balancer attributes",
    types: ["aws_lb"],
    *check({ arguments: balancer }) {
      if ((literal(balancer["load_balancer_type"]) ?? "application") !== "application") return;
      if (balancer["drop_invalid_header_fields"] !== true)
        yield `drop_invalid_header_fields: expected true, got ${shown(balancer["drop_invalid_header_fields"])}`;
      if (block(balancer["access_logs"])?.["enabled"] !== true) yield "access_logs.enabled: expected true, got none";
      const subnets = list(balancer["subnets"]);
      if (Array.isArray(balancer["subnets"]) && subnets.length < 2)
        yield `subnets: expected two in different availability zones, got ${subnets.length}`;
    },
  }),

  resourceRule({
    id: "network-load-balancer-settings",
    checks:
      "A network load balancer has a security group, sends to targets in every zone, and logs what it ends TLS for",
    source: "Elastic Load Balancing user guide, Network Load Balancers; Access logs",
    types: ["aws_lb"],
    *check(balancer, stack) {
      const { arguments: given } = balancer;
      if (literal(given["load_balancer_type"]) !== "network") return;
      if (given["security_groups"] === undefined)
        yield "security_groups: expected one, as none can be added to a load balancer without, got none";
      if (given["enable_cross_zone_load_balancing"] !== true)
        yield `enable_cross_zone_load_balancing: expected true, as a zone without targets answers nobody, got ${shown(given["enable_cross_zone_load_balancing"])}`;
      const endsTls = stack
        .resources("aws_lb_listener")
        .some(
          ({ arguments: { protocol, load_balancer_arn: arn } }) =>
            literal(protocol) === "TLS" && stack.refersTo(arn, balancer),
        );
      if (endsTls && block(given["access_logs"])?.["enabled"] !== true)
        yield "access_logs.enabled: expected true, as it ends TLS, got none";
    },
  }),
];
