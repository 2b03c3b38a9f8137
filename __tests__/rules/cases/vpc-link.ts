import type { Case, Resources } from "./case";

const link = (targets: unknown[], balancer?: Record<string, unknown>): Resources => ({
  aws_api_gateway_vpc_link: { l: { target_arns: targets } },
  ...(balancer && { aws_lb: { b: balancer } }),
});
const toOwn = (balancer: Record<string, unknown>) => link(["${aws_lb.b.arn}"], balancer);
const arn = (kind: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/${kind}/b/0123456789abcdef`;
const sound = {
  load_balancer_type: "network",
  internal: true,
  security_groups: ["sg-1"],
  enforce_security_group_inbound_rules_on_private_link_traffic: "off",
};

export const cases: Record<string, Case> = {
  "vpc-link-target": {
    keeps: [toOwn(sound), link([arn("net")]), link(["${data.aws_lb.b.arn}"])],
    breaks: [
      ["no load balancer", link([]), /expected one network load balancer, got 0/],
      ["two", link([arn("net"), arn("net")]), /expected one network load balancer, got 2/],
      ["an application load balancer", toOwn({ internal: true }), /expected a network load balancer, got aws_lb\.b/],
      ["an existing one", link([arn("app")]), /expected a network load balancer, got arn:aws/],
    ],
  },
  "vpc-link-balancer": {
    keeps: [toOwn(sound), toOwn({ load_balancer_type: "network", internal: true }), link([arn("net")])],
    breaks: [
      ["a load balancer in the internet", toOwn({ ...sound, internal: undefined }), /aws_lb\.b with internal true/],
      [
        "a security group that keeps API Gateway out",
        toOwn({ ...sound, enforce_security_group_inbound_rules_on_private_link_traffic: undefined }),
        /private_link_traffic off, .* got none/,
      ],
    ],
  },
};
