import { service } from "../../contract";
import { ordersV1 } from "../../contract/orders/v1";
import { defineEnvironment, type EnvironmentPins } from "../../environments/environment";
import { type Arguments, dev, type SynthesizedStack, synthesize } from "./synthesis";

const { file: _file, direct: _direct, realtime: _realtime, usagePlans: _plans, ...pins } = dev;
const certificateArn = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-4000-8000-000000000000";
const existing = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/stock/0123456789abcdef";
const environment = defineEnvironment({
  ...pins,
  doors: ["regional"],
  domain: { zone: "dev.example.com", hosts: { regional: "api.dev.example.com" } },
  throttle: { rateLimit: 50, burstLimit: 100 },
  certificateRegion: { regional: "eu-west-1" },
  backends: {
    catalog: { address: "https://catalog.dev.example.com/api", vpcLink: "vpc" },
    stock: { address: "https://stock.dev.example.com:8443", vpcLink: "vpc" },
  },
  vpcLinks: {
    vpc: {
      listeners: {
        443: { addresses: ["10.10.0.10", "10.20.0.10"], certificateArn, healthCheckPath: "/health", targetPort: 8080 },
        8443: { targetGroupArn: existing },
      },
    },
  },
  deletionProtection: true,
  alarms: {},
} as unknown as EnvironmentPins);
const { webSocketApi: _api, queues: _queues, streams: _streams, stateMachines: _machines, ...others } = service;
const { getArticle, getArticleImage } = ordersV1.routes;
const catalog = {
  ...others,
  apis: [{ ...ordersV1, routes: { getArticle, getArticleImage } }],
  backends: { ...service.backends, stock: { description: "How much of an article there is" } },
};

let network: SynthesizedStack;
let door: SynthesizedStack;
beforeAll(() => {
  const stacks = synthesize([environment], catalog);
  network = stacks["dev-network"]!;
  door = stacks["dev-regional"]!;
});

const named = (stack: SynthesizedStack, type: string, name: string) =>
  Object.entries(stack.all(type)).find(([key]) => key.includes(name))![1];

test("no environment has a VPC link unpinned, as its load balancer costs by the hour", () => {
  expect(dev).not.toHaveProperty("vpcLinks");
});

test("a VPC link leads to one internal load balancer in every availability zone of the network", () => {
  expect(network.the("aws_api_gateway_vpc_link")).toMatchObject({
    name: "shop-dev-vpc",
    target_arns: ["${aws_lb.vpc_link_vpc_balancer.arn}"],
  });
  expect(network.the("aws_lb")).toMatchObject({
    name: "shop-dev-vpc",
    load_balancer_type: "network",
    internal: true,
    subnets: ["${aws_subnet.vpc_subnet_eu_west_1a.id}", "${aws_subnet.vpc_subnet_eu_west_1b.id}"],
    enable_cross_zone_load_balancing: true,
  });
});

test("nobody but the link gets in, and nothing gets out but to the targets' port", () => {
  const group = "${aws_security_group.vpc_link_vpc_balancer_security_group.id}";
  expect(network.the("aws_lb")).toMatchObject({
    security_groups: [group],
    enforce_security_group_inbound_rules_on_private_link_traffic: "off",
  });
  const groupOf = ({ security_group_id: id }: Arguments) => id;
  expect(Object.values(network.all("aws_vpc_security_group_ingress_rule")).map(groupOf)).not.toContain(group);
  const ways = Object.values(network.all("aws_vpc_security_group_egress_rule"));
  expect(new Set(ways.map(groupOf))).toEqual(new Set([group]));
  expect(ways.map(({ cidr_ipv4: to, from_port: from, to_port: port }) => [to, from, port])).toEqual([
    ["10.10.0.10/32", 8080, 8080],
    ["10.20.0.10/32", 8080, 8080],
    ["10.10.0.0/16", 8443, 8443],
  ]);
  expect(network.json.output).toMatchObject({ vpc_link_vpc_security_group: { value: group } });
});

test("with a certificate the load balancer ends TLS, and speaks it with the targets", () => {
  expect(named(network, "aws_lb_listener", "443")).toMatchObject({
    port: 443,
    protocol: "TLS",
    certificate_arn: certificateArn,
    ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  });
  expect(network.the("aws_lb_target_group")).toMatchObject({
    name: "shop-dev-vpc-443-8080-tls",
    protocol: "TLS",
    port: 8080,
    preserve_client_ip: "false",
    health_check: { protocol: "HTTPS", path: "/health" },
    lifecycle: { create_before_destroy: true },
  });
});

test("a plan finds out whether that certificate is for the name that API Gateway calls", () => {
  const [lookup] = Object.values(network.json.data!.aws_acm_certificate!);
  expect(lookup).toMatchObject({ domain: "catalog.dev.example.com", statuses: ["ISSUED"] });
  expect(JSON.stringify(lookup!.lifecycle)).toContain(certificateArn);
});

test("without one TLS goes through to the targets, here of a group that exists", () => {
  const listener = named(network, "aws_lb_listener", "8443");
  expect(listener).toMatchObject({
    port: 8443,
    protocol: "TCP",
    default_action: [{ type: "forward", target_group_arn: existing }],
  });
  expect(listener).not.toHaveProperty("certificate_arn");
});

test("a target outside the VPC is one of all availability zones", () => {
  const targets = Object.values(network.all("aws_lb_target_group_attachment"));
  expect(targets).toMatchObject([
    { target_id: "10.10.0.10", port: 8080 },
    { target_id: "10.20.0.10", port: 8080, availability_zone: "all" },
  ]);
  expect(targets[0]).not.toHaveProperty("availability_zone");
});

test("what it ends TLS for is logged, in a bucket that log delivery alone writes to", () => {
  expect(network.the("aws_lb").access_logs).toMatchObject({ enabled: true });
  expect(network.the("aws_s3_bucket").bucket).toBe("shop-dev-link-vpc-111111111111-eu-west-1");
  const policy = JSON.parse(String(network.the("aws_s3_bucket_policy").policy)) as { Statement: Arguments[] };
  expect(policy.Statement.filter(({ Effect }) => Effect === "Allow")).toMatchObject([
    { Principal: { Service: "delivery.logs.amazonaws.com" }, Action: ["s3:GetBucketAcl"] },
    {
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: ["s3:PutObject"],
      Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
    },
  ]);
});

test("link, load balancer and logs are protected as pinned", () => {
  expect(network.the("aws_lb").enable_deletion_protection).toBe(true);
  for (const type of ["aws_lb", "aws_api_gateway_vpc_link", "aws_s3_bucket"])
    expect(network.the(type).lifecycle).toMatchObject({ prevent_destroy: true });
});

test.each([
  [
    "shop-dev-vpc-443-8080-tls-unhealthy-targets",
    "${aws_lb_target_group.vpc_link_vpc_balancer_targets_443.arn_suffix}",
  ],
  ["shop-dev-vpc-stock-unhealthy-targets", "targetgroup/stock/0123456789abcdef"],
])("%s tells of targets that fail their health checks", (name, targetGroup) => {
  const alarms = Object.values(network.all("aws_cloudwatch_metric_alarm"));
  expect(alarms.find(({ alarm_name: its }) => its === name)).toMatchObject({
    namespace: "AWS/NetworkELB",
    metric_name: "UnHealthyHostCount",
    dimensions: { LoadBalancer: "${aws_lb.vpc_link_vpc_balancer.arn_suffix}", TargetGroup: targetGroup },
  });
});

test("TLS that fails tells", () => {
  const { metric_query: queries } = named(network, "aws_cloudwatch_metric_alarm", "tls_errors");
  expect(queries).toMatchObject([
    { expression: "FILL(clients, 0) + FILL(targets, 0)" },
    { metric: { metric_name: "ClientTLSNegotiationErrorCount" } },
    { metric: { metric_name: "TargetTLSNegotiationErrorCount" } },
  ]);
});

test("a door finds the link by its name, and calls the backend by the name that its certificate has", () => {
  expect(door.json.data!.aws_api_gateway_vpc_link).toMatchObject({ vpc_link_vpc: { name: "shop-dev-vpc" } });
  const { paths } = JSON.parse(String(door.the("aws_api_gateway_rest_api").body)) as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  for (const [path, type] of Object.entries({ "/catalog/{sku}": "http", "/catalog/{sku}/image": "http_proxy" }))
    expect(paths[path]!.get!["x-amazon-apigateway-integration"]).toMatchObject({
      type,
      uri: expect.stringMatching(/^https:\/\/catalog\.dev\.example\.com\/api\//),
      connectionType: "VPC_LINK",
      connectionId: "${data.aws_api_gateway_vpc_link.vpc_link_vpc.id}",
    });
});

test("a deployment follows the link's id", () => {
  expect(door.the("aws_api_gateway_deployment").triggers).toMatchObject({
    vpcLinks: "${data.aws_api_gateway_vpc_link.vpc_link_vpc.id}",
  });
});
