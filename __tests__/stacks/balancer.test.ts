import { environments, stackNamed, synthesize, type SynthesizedStack } from "./synthesis";

const balanced = environments.filter(({ balancer }) => balancer);

test("dev has no load balancer, as it costs money by the hour", () => {
  expect(balanced.map(({ name }) => name)).toEqual(["prod", "staging"]);
});

describe.each(balanced.map((environment) => [environment.name, environment] as const))(
  "the load balancer of %s",
  (name, environment) => {
    const { account, region, deletionProtection } = environment;
    const { host } = environment.balancer!;
    let stack: SynthesizedStack;
    beforeAll(() => {
      stack = stackNamed(`${name}-balancer`);
    });

    test("is reached from the VPC alone, in two availability zones", () => {
      expect(stack.the("aws_lb")).toMatchObject({
        internal: true,
        load_balancer_type: "application",
        security_groups: ["${aws_security_group.balancer_security_group.id}"],
        subnets: ["${data.aws_subnet.subnet_eu_west_1a.id}", "${data.aws_subnet.subnet_eu_west_1b.id}"],
      });
      expect(stack.the("aws_vpc_security_group_ingress_rule")).toMatchObject({
        cidr_ipv4: environment.network!.cidr,
        from_port: 443,
        to_port: 443,
        ip_protocol: "tcp",
      });
      expect(stack.all("aws_vpc_security_group_egress_rule")).toEqual({});
    });

    test("finds VPC and subnets by the names that the network stack gave them", () => {
      const network = stackNamed(`${name}-network`);
      const given = ["aws_vpc", "aws_subnet"].flatMap((type) => Object.values(network.all(type)).map(nameTag));
      const asked = ["aws_vpc", "aws_subnet"].flatMap((type) =>
        Object.values(stack.json.data![type]!).map((data) => nameTag(data)),
      );
      expect(asked).toEqual(given);
    });

    test("takes HTTPS only, of TLS 1.2 and 1.3, with a certificate of its own region that is validated", () => {
      expect(stack.the("aws_lb_listener")).toMatchObject({
        port: 443,
        protocol: "HTTPS",
        ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificate_arn: "${aws_acm_certificate_validation.certificate_validation.certificate_arn}",
      });
      expect(stack.the("aws_acm_certificate")).toMatchObject({ domain_name: host });
      expect(stack.the("aws_acm_certificate")).not.toHaveProperty("provider");
      expect(stack.json.provider.aws.map((provider) => provider.region)).toEqual([region]);
    });

    test("answers 404 whatever isn't sent to its host name and a version of the API", () => {
      expect(stack.the("aws_lb_listener").default_action).toMatchObject([
        { type: "fixed-response", fixed_response: { status_code: "404", content_type: "application/json" } },
      ]);
      for (const version of ["v1", "v2"])
        expect(stack.version(version).the("aws_lb_listener_rule").condition).toEqual([
          { host_header: { values: [host] } },
          { path_pattern: { values: [`/${version}`, `/${version}/*`] } },
        ]);
    });

    test.each(["v1", "v2"])("invokes for %s the alias of a function of its own, with lists of headers", (version) => {
      const ofVersion = stack.version(version);
      expect(stack.the("aws_lambda_function").function_name).toBe(`shop-${name}-orders-balancer`);
      const targets = ofVersion.the("aws_lb_target_group");
      expect(targets).toMatchObject({ target_type: "lambda", lambda_multi_value_headers_enabled: true });
      for (const argument of ["port", "protocol", "vpc_id"]) expect(targets).not.toHaveProperty(argument);
      expect(ofVersion.the("aws_lb_target_group_attachment")).toMatchObject({
        target_id: "${aws_lambda_alias.orders_alias.arn}",
        depends_on: [`aws_lambda_permission.orders_orders_${version}`],
      });
      expect(ofVersion.the("aws_lambda_permission")).toMatchObject({
        principal: "elasticloadbalancing.amazonaws.com",
        action: "lambda:InvokeFunction",
        qualifier: "${aws_lambda_alias.orders_alias.name}",
        source_arn: `\${aws_lb_target_group.orders_${version}.arn}`,
        source_account: account,
      });
    });

    test("checks the function's health once a minute, at a route that does nothing", () => {
      for (const version of ["v1", "v2"])
        expect(stack.version(version).the("aws_lb_target_group").health_check).toMatchObject({
          enabled: true,
          path: `/${version}/health`,
          interval: 60,
          timeout: 10,
        });
    });

    test("drops what isn't proper HTTP, and is protected as pinned", () => {
      const balancer = stack.the("aws_lb");
      expect(balancer).toMatchObject({
        drop_invalid_header_fields: true,
        desync_mitigation_mode: "strictest",
        enable_deletion_protection: deletionProtection,
      });
      expect((balancer.lifecycle as { prevent_destroy?: boolean }).prevent_destroy ?? false).toBe(deletionProtection);
    });

    test("logs every request into a private, encrypted bucket that only it writes to, as long as pinned", () => {
      const bucket = `shop-${name}-lb-logs-${account}-${region}`;
      expect(stack.the("aws_lb").access_logs).toEqual({
        bucket: "${aws_s3_bucket.balancer_access_logs.bucket}",
        enabled: true,
      });
      expect(stack.the("aws_s3_bucket").bucket).toBe(bucket);
      expect(stack.the("aws_s3_bucket_public_access_block")).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
      expect(stack.the("aws_s3_bucket_server_side_encryption_configuration")).toBeDefined();
      expect(stack.the("aws_s3_bucket_lifecycle_configuration").rule).toMatchObject([
        { status: "Enabled", expiration: [{ days: environment.logs.retentionDays }] },
      ]);
      const { Statement } = JSON.parse(String(stack.the("aws_s3_bucket_policy").policy)) as { Statement: unknown[] };
      expect(Statement).toMatchObject([
        { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
        {
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: ["s3:PutObject"],
          Resource: [`arn:aws:s3:::${bucket}/AWSLogs/${account}/*`],
        },
      ]);
    });

    test("has its name in a private zone of the VPC, and nowhere else but for its certificate's proof", () => {
      expect(stackNamed(`${name}-network`).all("aws_route53_zone").balancer_zone).toMatchObject({
        name: host,
        vpc: [{ vpc_id: "${aws_vpc.vpc.id}" }],
      });
      expect(stack.all("aws_route53_record").alias_a).toMatchObject({
        name: host,
        type: "A",
        zone_id: "${data.aws_route53_zone.private_zone.zone_id}",
        alias: { name: "${aws_lb.balancer.dns_name}", zone_id: "${aws_lb.balancer.zone_id}" },
      });
      expect(Object.keys(stack.all("aws_route53_record"))).toEqual(["alias_a", "certificate_validation_record"]);
    });
  },
);

test("an existing VPC is used by its ids", () => {
  const staging = balanced.find(({ name }) => name === "staging")!;
  const network = { vpcId: "vpc-1", cidr: "10.0.0.0/16", subnetIds: ["subnet-1", "subnet-2"] } as const;
  const stack = synthesize([{ ...staging, network }])["staging-balancer"]!;
  expect(stack.the("aws_lb").subnets).toEqual(["subnet-1", "subnet-2"]);
  expect(stack.the("aws_security_group").vpc_id).toBe("vpc-1");
  for (const lookup of ["aws_vpc", "aws_subnet"]) expect(Object.keys(stack.json.data!)).not.toContain(lookup);
});

test("names that Elastic Load Balancing wouldn't take are refused", () => {
  const staging = balanced.find(({ name }) => name === "staging")!;
  expect(() => synthesize([{ ...staging, prefix: "a-prefix-of-26-characters-" }])).toThrow(
    "expected a name of at most 32 characters that doesn't begin with internal-, got a-prefix-of-26-characters--orders-v1: pin another prefix",
  );
});

const nameTag = ({ tags }: Record<string, unknown>) => (tags as { Name: string }).Name;
