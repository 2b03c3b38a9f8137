import { type Case, type Resources } from "./case";

const group = (settings: Record<string, unknown>): Resources => ({ aws_lb_target_group: { g: settings } });
const listener = (settings: Record<string, unknown>): Resources => ({ aws_lb_listener: { l: settings } });
const balancer = (settings: Record<string, unknown>): Resources => ({ aws_lb: { b: settings } });
const attachment = (settings: Record<string, unknown>, more: Resources = {}): Resources => ({
  ...group({ target_type: "lambda" }),
  aws_lb_target_group_attachment: { a: { target_group_arn: "${aws_lb_target_group.g.arn}", ...settings } },
  ...more,
});
const permission = {
  aws_lambda_permission: {
    p: { principal: "elasticloadbalancing.amazonaws.com", source_arn: "${aws_lb_target_group.g.arn}" },
  },
};
const sound = {
  drop_invalid_header_fields: true,
  access_logs: { enabled: true },
  subnets: ["subnet-1", "subnet-2"],
};
const network = { load_balancer_type: "network", security_groups: ["sg-1"], enable_cross_zone_load_balancing: true };
const tls = (of: string) => listener({ protocol: "TLS", load_balancer_arn: `\${aws_lb.${of}.arn}` });

export const cases: Record<string, Case> = {
  "lambda-target-group": {
    keeps: [group({ target_type: "lambda" }), group({ target_type: "ip", port: 80 })],
    breaks: [["a port", group({ target_type: "lambda", port: 80 }), /port: expected none/]],
  },
  "target-group-health-check": {
    keeps: [group({ health_check: { interval: 35, timeout: 30 } })],
    breaks: [
      [
        "a timeout as long as the interval",
        group({ health_check: { interval: 30, timeout: 30 } }),
        /less than the interval of 30 s/,
      ],
    ],
  },
  "target-group-permission": {
    keeps: [attachment({ depends_on: ["aws_lambda_permission.p"] }, permission)],
    breaks: [
      ["no permission", attachment({}), /expected an aws_lambda_permission/],
      ["one that may come later", attachment({}, permission), /depends_on: expected aws_lambda_permission\.p/],
    ],
  },
  "listener-certificate": {
    keeps: [
      listener({ protocol: "HTTPS", certificate_arn: "arn", ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06" }),
      listener({ protocol: "HTTP", default_action: [{ type: "redirect" }] }),
      listener({ protocol: "TCP" }),
    ],
    breaks: [
      [
        "no certificate",
        listener({ protocol: "HTTPS", ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06" }),
        /certificate_arn/,
      ],
      [
        "old TLS",
        listener({ protocol: "HTTPS", certificate_arn: "arn", ssl_policy: "ELBSecurityPolicy-2016-08" }),
        /got ELBSecurityPolicy-2016-08/,
      ],
      ["TLS without certificate", listener({ protocol: "TLS" }), /certificate_arn: expected a certificate for TLS/],
      ["plain HTTP", listener({ protocol: "HTTP", default_action: [{ type: "forward" }] }), /expected HTTPS/],
    ],
  },
  "load-balancer-settings": {
    keeps: [balancer(sound), balancer({ load_balancer_type: "network" })],
    breaks: [
      [
        "invalid headers let through",
        balancer({ ...sound, drop_invalid_header_fields: false }),
        /drop_invalid_header_fields/,
      ],
      ["no access log", balancer({ ...sound, access_logs: undefined }), /access_logs\.enabled/],
      ["one subnet", balancer({ ...sound, subnets: ["subnet-1"] }), /got 1/],
    ],
  },
  "network-load-balancer-settings": {
    keeps: [balancer(network), balancer({ load_balancer_type: "application" }), { ...balancer(network), ...tls("o") }],
    breaks: [
      ["no security group", balancer({ ...network, security_groups: undefined }), /security_groups: expected one/],
      [
        "zones on their own",
        balancer({ ...network, enable_cross_zone_load_balancing: undefined }),
        /enable_cross_zone_load_balancing: expected true/,
      ],
      ["TLS that nobody logs", { ...balancer(network), ...tls("b") }, /access_logs\.enabled/],
    ],
  },
};
