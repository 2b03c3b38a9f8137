import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import type { Statement } from "../../constructs/policy-document";
import { service } from "../../contract";
import type { Environment } from "../../environments/environment";
import { addBootstrapStack } from "../../stacks";
import { dev, SynthesizedStack, synthesize } from "./synthesis";
import { unsigned } from "./unsigned-service";

const host = "www.dev.example.com";
const cloudFront = { host, originVerifySecret: "dev/origin-verify" };
const fronted = (pins: Partial<Environment> = {}) => synthesize([{ ...dev, cloudFront, ...pins }], unsigned);
const secret = "${data.aws_secretsmanager_secret_version.origin_verification_secret.secret_string}";

describe("a distribution in front of the regional door", () => {
  let stack: SynthesizedStack;
  let operations: SynthesizedStack;
  beforeAll(() => {
    const stacks = fronted();
    stack = stacks["dev-regional"]!.version("v1");
    operations = stacks["dev-operations"]!;
  });

  const distribution = () => stack.the("aws_cloudfront_distribution") as unknown as Distribution;

  test("takes clients' requests over TLS 1.2 or later, HTTP/2 or 3, IPv4 or IPv6, at its own host name", () => {
    expect(distribution()).toMatchObject({
      aliases: [host],
      enabled: true,
      http_version: "http2and3",
      is_ipv6_enabled: true,
      price_class: "PriceClass_100",
      viewer_certificate: { minimum_protocol_version: "TLSv1.2_2021", ssl_support_method: "sni-only" },
      default_cache_behavior: { viewer_protocol_policy: "https-only" },
    });
  });

  test("has a certificate of its own in us-east-1, validated in the environment's zone", () => {
    expect(stack.all("aws_acm_certificate").cloudfront_certificate).toMatchObject({
      domain_name: host,
      provider: "aws.us_east_1",
    });
    expect(stack.all("aws_acm_certificate_validation").cloudfront_certificate_validation).toMatchObject({
      provider: "aws.us_east_1",
    });
    expect(distribution().viewer_certificate.acm_certificate_arn).toBe(
      "${aws_acm_certificate_validation.cloudfront_certificate_validation.certificate_arn}",
    );
  });

  test("hands every request on to the regional domain name over TLS 1.2, with all but the host name", () => {
    const [origin, ...others] = distribution().origin;
    expect(others).toEqual([]);
    expect(origin).toMatchObject({
      domain_name: "${aws_api_gateway_domain_name.domain.domain_name}",
      custom_origin_config: { origin_protocol_policy: "https-only", origin_ssl_protocols: ["TLSv1.2"] },
    });
    expect(distribution().default_cache_behavior).toMatchObject({
      allowed_methods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
      // AllViewerExceptHostHeader, CachingDisabled, SecurityHeadersPolicy
      origin_request_policy_id: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
      cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      response_headers_policy_id: "67f7725c-6f97-4210-82d7-5512b31e9d03",
    });
  });

  test("is the only one that the stage answers: what carries no secret is blocked", () => {
    expect(distribution().origin[0]!.custom_header).toEqual([{ name: "x-origin-verify", value: secret }]);
    const [rule] = stack.the("aws_wafv2_rule_group").rule as [{ action: unknown; statement: unknown }];
    expect(rule.action).toEqual({ block: {} });
    expect(rule.statement).toEqual({
      not_statement: {
        statement: [
          {
            byte_match_statement: {
              field_to_match: { single_header: { name: "x-origin-verify" } },
              positional_constraint: "EXACTLY",
              search_string: secret,
              text_transformation: [{ priority: 0, type: "NONE" }],
            },
          },
        ],
      },
    });
    expect(stack.all("aws_wafv2_web_acl").web_acl).toMatchObject({
      scope: "REGIONAL",
      rule: [
        {
          priority: 0,
          statement: { rule_group_reference_statement: { arn: "${aws_wafv2_rule_group.origin_verification.arn}" } },
        },
        { priority: 1, name: "AWSManagedRulesKnownBadInputsRuleSet" },
      ],
    });
    expect(stack.the("aws_wafv2_web_acl_association")).toMatchObject({
      resource_arn: "${aws_api_gateway_stage.orders_v1_stage.arn}",
      web_acl_arn: "${aws_wafv2_web_acl.web_acl.arn}",
    });
    expect(stack.the("aws_api_gateway_rest_api").disable_execute_api_endpoint).toBe(true);
  });

  test("has its door shut before the domain name leads there, and opened for a new secret before that is sent", () => {
    expect(stack.the("aws_api_gateway_base_path_mapping").depends_on).toEqual([
      "aws_wafv2_web_acl_association.orders_v1_web_acl",
    ]);
    expect(distribution().depends_on).toEqual(["aws_wafv2_rule_group.origin_verification"]);
  });

  test("has its secret from Secrets Manager, long enough, out of WAF's samples and logs", () => {
    const lookup = stack.json.data!.aws_secretsmanager_secret_version!.origin_verification_secret!;
    expect(lookup).toMatchObject({
      secret_id: "dev/origin-verify",
      lifecycle: { postcondition: [{ condition: '${can(regex("^[!-~]{32,128}$", self.secret_string))}' }] },
    });
    expect(stack.the("aws_wafv2_rule_group").visibility_config).toMatchObject({ sampled_requests_enabled: false });
    expect(stack.all("aws_wafv2_web_acl").web_acl!.data_protection_config).toMatchObject({
      data_protection: [
        {
          action: "SUBSTITUTION",
          field: { field_type: "SINGLE_HEADER", field_keys: expect.arrayContaining(["x-origin-verify"]) },
        },
      ],
    });
  });

  test("keeps known bad requests out, in us-east-1", () => {
    const acl = stack.all("aws_wafv2_web_acl").cloudfront_web_acl as { rule: { name: string }[] };
    expect(acl).toMatchObject({ scope: "CLOUDFRONT", provider: "aws.us_east_1" });
    expect(acl.rule.map(({ name }) => name)).toEqual([
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesKnownBadInputsRuleSet",
    ]);
    expect(distribution().web_acl_id).toBe("${aws_wafv2_web_acl.cloudfront_web_acl.arn}");
  });

  test("logs what is kept out in us-east-1, as long as pinned", () => {
    const logging = stack.all("aws_wafv2_web_acl_logging_configuration").cloudfront_web_acl_logging;
    expect(logging).toMatchObject({
      resource_arn: "${aws_wafv2_web_acl.cloudfront_web_acl.arn}",
      log_destination_configs: ["${aws_cloudwatch_log_group.cloudfront_web_acl_logs.arn}"],
      logging_filter: { default_behavior: "DROP" },
      provider: "aws.us_east_1",
    });
    expect(stack.all("aws_cloudwatch_log_group").cloudfront_web_acl_logs).toMatchObject({
      name: "aws-waf-logs-shop-dev-cloudfront",
      retention_in_days: dev.logs.retentionDays,
      provider: "aws.us_east_1",
    });
  });

  test("is on the dashboard with what is kept out, whose metrics are in us-east-1 and without a region", () => {
    const { dashboard_body: body } = operations.the("aws_cloudwatch_dashboard");
    const { widgets } = JSON.parse(String(body)) as {
      widgets: { properties: { title?: string; metrics?: unknown[][] } }[];
    };
    const { metrics } = widgets.find(({ properties: { title } }) => title === "Blocked")!.properties;
    expect(metrics).toContainEqual([
      "AWS/WAFV2",
      "BlockedRequests",
      "WebACL",
      "shop-dev-cloudfront",
      "Rule",
      "ALL",
      { stat: "Sum", label: "cloudfront", region: "us-east-1" },
    ]);
    expect(metrics).toContainEqual(expect.arrayContaining(["shop-dev-regional", "Region", "eu-west-1"]));
  });

  test("keeps out what the environment pins, where WAF sees the clients' own addresses: not at the stage", () => {
    const pinned = fronted({ webAcl: { rateLimit: 300 } })["dev-regional"]!;
    const rulesOf = (name: string) =>
      (pinned.all("aws_wafv2_web_acl")[name] as { rule: { name: string }[] }).rule.map((rule) => rule.name);
    expect(rulesOf("cloudfront_web_acl")).toContain("rate-limit");
    expect(rulesOf("web_acl")).not.toContain("rate-limit");
  });

  test("logs to us-east-1 as long as pinned, without cookies and query strings", () => {
    expect(stack.all("aws_cloudwatch_log_group").distribution_logs).toMatchObject({
      name: "/aws/cloudfront/shop-dev",
      retention_in_days: dev.logs.retentionDays,
      provider: "aws.us_east_1",
    });
    const { record_fields: fields } = stack.the("aws_cloudwatch_log_delivery") as { record_fields: string[] };
    expect(fields).toContain("sc-status");
    expect(fields).not.toContain("cs(Cookie)");
    expect(fields).not.toContain("cs-uri-query");
    expect(stack.the("aws_cloudwatch_log_delivery_source").resource_arn).toBe(
      "${aws_cloudfront_distribution.distribution.arn}",
    );
  });

  test("has IPv4 and IPv6 records, beside the regional door's, by which CloudFront finds it", () => {
    const records = stack.all("aws_route53_record");
    for (const [name, type] of [
      ["cloudfront_alias_a", "A"],
      ["cloudfront_alias_aaaa", "AAAA"],
    ])
      expect(records[name!]).toMatchObject({
        name: host,
        type,
        alias: { name: "${aws_cloudfront_distribution.distribution.domain_name}" },
      });
    expect(records.alias_a).toMatchObject({ name: "api.dev.example.com" });
  });

  test("is the address that clients are told", () => {
    expect(stack.json.output!.custom_url_v1!.value).toBe(`https://${host}/v1`);
  });
});

test("while a secret is replaced, the door accepts both and the distribution sends the new one", () => {
  const stack = fronted({
    cloudFront: { ...cloudFront, originVerifySecret: "dev/new", previousOriginVerifySecret: "dev/old" },
  })["dev-regional"]!;
  expect(stack.json.data!.aws_secretsmanager_secret_version).toMatchObject({
    origin_verification_secret: { secret_id: "dev/new" },
    origin_verification_previous_secret_0: { secret_id: "dev/old" },
  });
  const [rule] = stack.the("aws_wafv2_rule_group").rule as [
    { statement: { not_statement: { statement: [{ or_statement: { statement: Match[] } }] } } },
  ];
  expect(
    rule.statement.not_statement.statement[0].or_statement.statement.map(
      ({ byte_match_statement: match }) => match.search_string,
    ),
  ).toEqual([secret, "${data.aws_secretsmanager_secret_version.origin_verification_previous_secret_0.secret_string}"]);
  expect((stack.the("aws_cloudfront_distribution") as unknown as Distribution).origin[0]!.custom_header).toMatchObject([
    { value: secret },
  ]);
});

test("an existing certificate of the distribution is looked up in us-east-1", () => {
  const certificateArn = "arn:aws:acm:us-east-1:111111111111:certificate/www";
  const stack = fronted({ cloudFront: { ...cloudFront, certificateArn, certificateName: "*.dev.example.com" } })[
    "dev-regional"
  ]!;
  expect(stack.json.data!.aws_acm_certificate!.cloudfront_certificate).toMatchObject({
    domain: "*.dev.example.com",
    provider: "aws.us_east_1",
  });
  expect(stack.all("aws_acm_certificate")).not.toHaveProperty("cloudfront_certificate");
  expect((stack.the("aws_cloudfront_distribution") as unknown as Distribution).viewer_certificate).toMatchObject({
    acm_certificate_arn: certificateArn,
  });
});

test("where the DNS is elsewhere, outputs say which CNAME records the distribution needs", () => {
  const stacks = fronted({ domain: { ...dev.domain, dns: "elsewhere" } });
  expect(stacks["dev-regional"]!.json.output).toMatchObject({
    cloudfront_alias_cname_name: { value: host },
    cloudfront_alias_cname_target: { value: "${aws_cloudfront_distribution.distribution.domain_name}" },
    alias_cname_name: { value: "api.dev.example.com" },
  });
  expect(stacks["dev-network"]!.all("aws_acm_certificate").certificate_cloudfront).toMatchObject({
    domain_name: host,
    provider: "aws.us_east_1",
  });
});

test("other doors, and environments without a distribution, have no part of it", () => {
  const types = ["aws_cloudfront_distribution", "aws_wafv2_web_acl", "aws_wafv2_rule_group"];
  const other = fronted()["dev-edge"]!;
  const plain = synthesize([dev])["dev-regional"]!;
  for (const stack of [other, plain]) for (const type of types) expect(stack.all(type)).toEqual({});
});

interface Match {
  byte_match_statement: { search_string: string };
}

interface Distribution {
  depends_on: string[];
  web_acl_id: string;
  origin: { custom_header: { name: string; value: string }[] }[];
  default_cache_behavior: Record<string, unknown>;
  viewer_certificate: { acm_certificate_arn: string };
}

test("a route that IAM authorizes is refused behind a distribution, as its signatures would be wrong there", () => {
  const [api] = service.apis;
  const [name, route] = Object.entries(api.routes)[0]!;
  const routes = { ...api.routes, [name]: { ...route, audience: "internal" as const } };
  const doors = { ...service.authorization.doors };
  doors.regional = { ...doors.regional, internal: { type: "iam" } };
  const authorization = { ...service.authorization, doors };
  expect(() => synthesize([{ ...dev, cloudFront }], { ...service, apis: [{ ...api, routes }], authorization })).toThrow(
    `environments/dev/environment.ts: cloudFront: expected no route that IAM authorizes at the regional door, as signatures don't outlast CloudFront's change of the host name, got ${route.method} /v1${route.path}`,
  );
});

describe("CI", () => {
  const statementsOf = (task: "plan" | "deploy", pins: Partial<Environment>) => {
    const outdir = mkdtempSync(join(tmpdir(), "gatehouse-bootstrap-"));
    const app = Testing.app({ outdir, stubVersion: false });
    addBootstrapStack(app, [{ ...dev, ...pins }], "dev", true);
    app.synth();
    const file = join(outdir, "stacks", `bootstrap-${dev.account}`, "cdk.tf.json");
    const policies = new SynthesizedStack("bootstrap", readFileSync(file, "utf8")).all("aws_iam_policy");
    return Object.entries(policies)
      .filter(([name]) => name.startsWith(`dev_${task}_policy`))
      .flatMap(([, { policy }]) => (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement);
  };

  test("may make the log groups of the distribution and of its web ACL in us-east-1, and no others there", () => {
    const groups = statementsOf("deploy", { cloudFront })
      .filter(({ Action }) => Action.includes("logs:CreateLogGroup"))
      .flatMap(({ Resource }) => Resource)
      .filter((arn) => arn.startsWith("arn:aws:logs:us-east-1:111111111111:log-group:"));
    expect(groups.map((arn) => arn.slice("arn:aws:logs:us-east-1:111111111111:log-group:".length))).toEqual([
      "/aws/cloudfront/shop-dev",
      "aws-waf-logs-shop-dev-cloudfront",
    ]);
  });

  test.each(["plan", "deploy"] as const)("may %s with the secret that is pinned, and no other", (task) => {
    const read = statementsOf(task, { cloudFront }).filter(({ Action }) =>
      Action.some((action) => action.startsWith("secretsmanager:")),
    );
    expect(read.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        ["secretsmanager:GetSecretValue"],
        ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:dev/origin-verify-??????"],
      ],
    ]);
  });

  test("may read the truststore and no other object", () => {
    const truststore = { bucket: "example-truststore", key: "clients.pem", version: "v1" };
    const read = statementsOf("plan", { mutualTls: { truststore } }).filter(({ Action }) =>
      Action.includes("s3:GetObjectVersion"),
    );
    expect(read.map(({ Resource }) => Resource)).toEqual([["arn:aws:s3:::example-truststore/clients.pem"]]);
  });

  test("may do nothing of the kind where nothing of the kind is pinned", () => {
    const actions = statementsOf("deploy", {}).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /^(cloudfront|wafv2|secretsmanager):/.test(action))).toEqual([]);
  });
});
