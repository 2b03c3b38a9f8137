import { type Case, type Resources } from "./case";

const sound = {
  service_name: "com.amazonaws.eu-west-1.execute-api",
  vpc_endpoint_type: "Interface",
  subnet_ids: ["subnet-1", "subnet-2"],
  security_group_ids: ["${aws_security_group.g.id}"],
};
const endpoint = (settings: Record<string, unknown> = {}, more: Resources = {}): Resources => ({
  aws_vpc_endpoint: { e: { ...sound, ...settings } },
  ...more,
});
const group = (port: number): Resources => ({
  aws_security_group: { g: { description: "HTTPS" } },
  aws_vpc_security_group_ingress_rule: {
    r: {
      description: "HTTPS",
      security_group_id: "${aws_security_group.g.id}",
      ip_protocol: "tcp",
      from_port: port,
      to_port: port,
    },
  },
});
const ingress = (settings: Record<string, unknown>): Resources => ({
  aws_vpc_security_group_ingress_rule: { r: settings },
});

export const cases: Record<string, Case> = {
  "interface-endpoint": {
    keeps: [endpoint(), { aws_vpc_endpoint: { s3: { service_name: "com.amazonaws.eu-west-1.s3" } } }],
    breaks: [
      ["the default type", endpoint({ vpc_endpoint_type: undefined }), /got none, which is Gateway/],
      ["one subnet", endpoint({ subnet_ids: ["subnet-1"] }), /availability zones, got 1/],
      ["no security group", endpoint({ security_group_ids: undefined }), /security_group_ids/],
    ],
  },
  "interface-endpoint-https": {
    keeps: [endpoint({}, group(443))],
    breaks: [["another port", endpoint({}, group(80)), /expected aws_security_group\.g to let TCP port 443 in/]],
  },
  "private-dns-takes-public-names": {
    keeps: [endpoint({ private_dns_enabled: false })],
    breaks: [["private DNS", endpoint({ private_dns_enabled: true }), /could call no public API/]],
  },
  "security-group-description": {
    keeps: [group(443)],
    breaks: [["nothing said", ingress({}), /expected a sentence/]],
  },
  "security-group-open": {
    keeps: [ingress({ cidr_ipv4: "10.0.0.0/16" })],
    breaks: [
      ["the internet", ingress({ cidr_ipv4: "0.0.0.0/0" }), /got 0\.0\.0\.0\/0/],
      [
        "the internet by IPv6",
        { aws_security_group: { g: { ingress: [{ ipv6_cidr_blocks: ["::/0"] }] } } },
        /got ::\/0/,
      ],
    ],
  },
  "vpc-dns": {
    keeps: [
      endpoint(
        { vpc_id: "${aws_vpc.v.id}" },
        { aws_vpc: { v: { enable_dns_support: true, enable_dns_hostnames: true } } },
      ),
    ],
    breaks: [
      [
        "no host names",
        endpoint({ vpc_id: "${aws_vpc.v.id}" }, { aws_vpc: { v: {} } }),
        /enable_dns_hostnames true, got none/,
      ],
    ],
  },
};
