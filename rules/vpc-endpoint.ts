import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { blocks, list, literal, shown } from "./values";

/** What the network before a private API takes. */
export const vpcEndpointRules: readonly Rule[] = [
  resourceRule({
    id: "interface-endpoint",
    checks: "The execute-api endpoint is an interface endpoint in two subnets, with a security group",
    source: "API Gateway developer guide, Private REST APIs in API Gateway",
    types: ["aws_vpc_endpoint"],
    *check({ arguments: endpoint }) {
      if (!literal(endpoint["service_name"])?.endsWith(".execute-api")) return;
      const type = literal(endpoint["vpc_endpoint_type"]);
      if (endpoint["vpc_endpoint_type"] === undefined || (type !== undefined && type !== "Interface"))
        yield `vpc_endpoint_type: expected Interface, got ${type ?? "none, which is Gateway"}`;
      const subnets = endpoint["subnet_ids"];
      if (subnets === undefined || (Array.isArray(subnets) && subnets.length < 2))
        yield `subnet_ids: expected two in different availability zones, got ${list(subnets).length}`;
      if (endpoint["security_group_ids"] === undefined)
        yield "security_group_ids: expected a group that lets HTTPS in, got none, which is the VPC's default group";
    },
  }),

  resourceRule({
    id: "interface-endpoint-https",
    checks: "The security group of the execute-api endpoint lets HTTPS in",
    source: "API Gateway developer guide, Private REST APIs in API Gateway",
    types: ["aws_vpc_endpoint"],
    *check(endpoint, stack) {
      if (!literal(endpoint.arguments["service_name"])?.endsWith(".execute-api")) return;
      for (const given of list(endpoint.arguments["security_group_ids"])) {
        const group = stack.target(given);
        if (!group) continue;
        const rules = stack
          .resources("aws_vpc_security_group_ingress_rule")
          .filter(({ arguments: { security_group_id: id } }) => stack.refersTo(id, group))
          .map(({ arguments: rule }) => rule);
        const all = [...rules, ...blocks(group.arguments["ingress"])];
        const lets = all.some(({ from_port: from, to_port: to, ip_protocol: protocol, protocol: old }) => {
          const [low, high] = [Number(from), Number(to)];
          return (protocol ?? old) === "-1" || (low <= 443 && high >= 443);
        });
        if (!lets) yield `security_group_ids: expected ${group.address} to let TCP port 443 in, got no such rule`;
      }
    },
  }),

  resourceRule({
    id: "private-dns-takes-public-names",
    checks: "The execute-api endpoint has no private DNS: it would take the names of every public API in the region",
    source: "API Gateway developer guide, Private REST APIs in API Gateway, considerations",
    types: ["aws_vpc_endpoint"],
    *check({ arguments: endpoint }) {
      if (literal(endpoint["service_name"])?.endsWith(".execute-api") && endpoint["private_dns_enabled"] === true)
        yield "private_dns_enabled: expected false and a custom domain name, as the VPC could call no public API any more, got true";
    },
  }),

  resourceRule({
    id: "security-group-description",
    checks: "Security groups and their rules say what they are for",
    source: "EC2 API reference, CreateSecurityGroup.GroupDescription",
    types: ["aws_security_group", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"],
    *check({ arguments: { description } }) {
      if (description === undefined || description === "") yield "description: expected a sentence, got none";
    },
  }),

  resourceRule({
    id: "security-group-open",
    checks: "No security group lets the whole internet in",
    source: "VPC user guide, Security best practices for your VPC",
    types: ["aws_vpc_security_group_ingress_rule", "aws_security_group"],
    *check({ arguments: rule }) {
      const entries = rule["ingress"] === undefined ? [rule] : blocks(rule["ingress"]);
      for (const entry of entries) {
        const ranges = [entry["cidr_ipv4"], entry["cidr_ipv6"], entry["cidr_blocks"], entry["ipv6_cidr_blocks"]].flat();
        const open = ranges.find((range) => range === "0.0.0.0/0" || range === "::/0");
        if (open) yield `cidr_ipv4: expected the addresses of those who call, got ${shown(open)}`;
      }
    },
  }),

  resourceRule({
    id: "vpc-dns",
    checks: "A VPC with interface endpoints resolves names",
    source: "VPC user guide, DNS attributes for your VPC",
    types: ["aws_vpc_endpoint"],
    *check(endpoint, stack) {
      const vpc = stack.target(endpoint.arguments["vpc_id"]);
      if (!vpc || literal(endpoint.arguments["vpc_endpoint_type"]) !== "Interface") return;
      for (const argument of ["enable_dns_support", "enable_dns_hostnames"])
        if (
          vpc.arguments[argument] === false ||
          (argument === "enable_dns_hostnames" && vpc.arguments[argument] === undefined)
        )
          yield `vpc_id: expected ${vpc.address} with ${argument} true, got ${shown(vpc.arguments[argument])}`;
    },
  }),
];
