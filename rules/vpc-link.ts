import { resourceRule } from "./resource-rule";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { list, literal, shown } from "./values";

const types = ["aws_api_gateway_vpc_link"] as const;

/** VPC links of REST APIs, and what they lead to. */
export const vpcLinkRules: readonly Rule[] = [
  resourceRule({
    id: "vpc-link-target",
    checks: "A VPC link of REST APIs leads to one network load balancer",
    source:
      "API Gateway API reference, CreateVpcLink.targetArns; developer guide, Private integration using VPC links V1",
    types,
    *check({ arguments: { target_arns: targets } }, stack) {
      const given = list(targets);
      if (Array.isArray(targets) && given.length !== 1)
        yield `target_arns: expected one network load balancer, got ${given.length}`;
      for (const target of given) {
        const balancer = stack.target(target);
        const isOther = balancer
          ? balancer.type === "aws_lb" && typeOf(balancer) !== "network"
          : literal(target) !== undefined && !shown(target).includes(":loadbalancer/net/");
        if (isOther) yield `target_arns: expected a network load balancer, got ${balancer?.address ?? shown(target)}`;
      }
    },
  }),

  resourceRule({
    id: "vpc-link-balancer",
    checks:
      "A load balancer behind a VPC link is internal, and its security group isn't asked about what comes by the link",
    source: "API Gateway developer guide, Set up a Network Load Balancer for API Gateway private integrations",
    types,
    *check(link, stack) {
      for (const { address, arguments: balancer } of balancersOf(link, stack)) {
        if (balancer["internal"] !== true)
          yield `target_arns: expected ${address} with internal true, as nobody else has to reach it, got ${shown(balancer["internal"])}`;
        const asked = balancer["enforce_security_group_inbound_rules_on_private_link_traffic"];
        if (balancer["security_groups"] !== undefined && asked !== "off")
          yield `target_arns: expected ${address} with enforce_security_group_inbound_rules_on_private_link_traffic off, as API Gateway's addresses are nobody's to know, got ${shown(asked)}`;
      }
    },
  }),
];

const typeOf = ({ arguments: { load_balancer_type: type } }: Resource) => literal(type) ?? "application";

const balancersOf = ({ arguments: { target_arns: targets } }: Resource, stack: StackConfiguration): Resource[] =>
  list(targets).flatMap((target) => {
    const balancer = stack.target(target);
    return balancer?.type === "aws_lb" ? [balancer] : [];
  });
