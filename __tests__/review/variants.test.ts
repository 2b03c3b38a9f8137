import type { Attributes, ChangeSketch } from "./plan-builder";
import { findingsOf, update, warnings } from "./said";

/** What all rules say above info, as `severity rule`. */
const heard = (...changes: ChangeSketch[]): string[] =>
  warnings({ changes }).map((line) => line.split(" ").slice(0, 2).join(" "));

const changed = (type: string, before: Attributes, after: Attributes): string[] =>
  heard(...(update(`module.shop["eu"].${type}.this[0]`, before, after).changes ?? []));

const replaced = (address: string, before: Attributes, after: Attributes, path: string): ChangeSketch => ({
  address,
  actions: ["delete", "create"],
  before,
  after: { ...before, ...after },
  replacePaths: [[path]],
});

/** Something that stays, so that a plan doesn't destroy everything. */
const quiet: ChangeSketch = { address: "aws_iam_role.quiet", before: { name: "quiet" }, after: { name: "quiet" } };

describe("one cause gives one warning", () => {
  const domain = { domain_name: "api.example.com", security_policy: "TLS_1_2" };
  const mapping = { domain_name: "api.example.com", base_path: "v1", api_id: "a1", stage_name: "v1" };

  test("a domain that is renamed speaks for its mappings", () => {
    const next = { domain_name: "api2.example.com" };
    expect(
      heard(
        replaced("aws_api_gateway_domain_name.api", domain, next, "domain_name"),
        replaced("aws_api_gateway_base_path_mapping.v1", mapping, next, "domain_name"),
      ),
    ).toEqual(["block domain-replaced"]);
  });

  test("a mapping that moves to another domain, which was there before, speaks for itself", () => {
    const next = { domain_name: "api2.example.com" };
    expect(heard(replaced("aws_api_gateway_base_path_mapping.v1", mapping, next, "domain_name"))).toEqual([
      "high base-path-mapping-changed",
    ]);
  });

  test("a stage that is renamed speaks for its method settings", () => {
    const stage = { rest_api_id: "a1", stage_name: "v1" };
    const settings = { ...stage, method_path: "*/*", settings: [{ throttling_rate_limit: 100 }] };
    const next = { stage_name: "v2" };
    expect(
      heard(
        replaced("aws_api_gateway_stage.v1", stage, next, "stage_name"),
        replaced("aws_api_gateway_method_settings.v1", settings, next, "stage_name"),
      ),
    ).toEqual(["block stage-replaced"]);
  });

  test("a function that is renamed speaks for its alias and permissions", () => {
    const next = { function_name: "orders-2" };
    const permission = {
      function_name: "orders",
      principal: "apigateway.amazonaws.com",
      source_arn: "arn:aws:execute-api:eu-central-1:111122223333:a1/*/GET/orders",
    };
    expect(
      heard(
        replaced("aws_lambda_function.orders", { function_name: "orders" }, next, "function_name"),
        replaced("aws_lambda_alias.orders", { function_name: "orders", name: "live" }, next, "function_name"),
        replaced("aws_lambda_permission.orders", permission, next, "function_name"),
      ),
    ).toEqual(["high function-replaced"]);
  });

  test("a permission that is given under another address is told once, where it is wider", () => {
    const narrow = {
      function_name: "orders",
      principal: "apigateway.amazonaws.com",
      source_arn: "arn:aws:execute-api:eu-central-1:111122223333:a1/*/GET/orders",
    };
    expect(
      heard(
        quiet,
        { address: "aws_lambda_permission.old", before: narrow },
        { address: "aws_lambda_permission.new", after: { ...narrow, source_arn: null } },
      ),
    ).toEqual(["high lambda-permission-widened"]);
  });

  test("a private API that opens loses its endpoints with it", () => {
    const endpoint = (type: string, ...ids: string[]) => ({
      endpoint_configuration: [{ types: [type], vpc_endpoint_ids: ids }],
    });
    expect(
      changed("aws_api_gateway_rest_api", { id: "a1", ...endpoint("PRIVATE", "vpce-1") }, endpoint("REGIONAL")),
    ).toEqual(["high endpoint-type-changed"]);
  });

  test("an authorizer that goes with its last route says nothing of its own", () => {
    const route = { api_id: "a1", route_key: "GET /orders", authorization_type: "JWT", authorizer_id: "z" };
    expect(
      heard(
        {
          address: "aws_apigatewayv2_route.orders",
          before: route,
          after: { ...route, authorization_type: "NONE", authorizer_id: null },
        },
        { address: "aws_apigatewayv2_authorizer.jwt", before: { api_id: "a1", id: "z", name: "jwt" } },
      ),
    ).toEqual(["block authorization-removed"]);
  });
});

describe("an address that is renamed without a moved block", () => {
  const method = { rest_api_id: "a1", resource_id: "r1", http_method: "GET", authorization: "AWS_IAM" };
  test.each([
    ["aws_lambda_function", { function_name: "orders" }],
    ["aws_api_gateway_rest_api", { name: "shop" }],
    ["aws_api_gateway_method", method],
    ["aws_lambda_event_source_mapping", { function_name: "orders", event_source_arn: "queue" }],
    ["aws_dynamodb_table", { name: "orders" }],
  ])("of %s is what the finding says to correct", (type, object: Attributes) => {
    const changes = [quiet, { address: `${type}.old`, before: object }, { address: `${type}.new["a"]`, after: object }];
    const [finding] = findingsOf({ changes }).filter(({ address }) => address === `${type}.old`);
    expect(finding?.detail).toContain(`${type}.new["a"] is created as the same thing`);
    expect(finding?.remedy).toBe(`Add a moved block from ${type}.old to ${type}.new["a"]; then nothing is destroyed`);
  });

  test("isn't taken for one where something else is created", () => {
    const changes = [
      quiet,
      { address: "aws_lambda_function.old", before: { function_name: "orders" } },
      { address: "aws_lambda_function.new", after: { function_name: "drafts" } },
    ];
    expect(findingsOf({ changes })[0]?.remedy).not.toContain("moved");
  });
});

describe("what is left over from an earlier replacement", () => {
  const current = {
    address: "aws_lambda_function.orders",
    before: { function_name: "orders" },
    after: { function_name: "orders" },
  };
  const leftover = (type: string, before: Attributes) => ({
    address: `${type}.orders`,
    before,
    actions: ["delete"],
    deposed: "00000001",
  });

  test("is no function that is deleted", () => {
    expect(heard(current, leftover("aws_lambda_function", current.before))).toEqual([]);
    expect(findingsOf({ changes: [current, leftover("aws_lambda_function", current.before)] })).toMatchObject([
      { severity: "info", rule: "deposed-object" },
    ]);
  });

  test("may be a table with all that it holds", () => {
    expect(heard(current, leftover("aws_dynamodb_table", { name: "orders" }))).toEqual(["block data-destroyed"]);
  });
});

describe("limits that clients didn't have", () => {
  const plan = { api_stages: [{ api_id: "a1", stage: "v1", throttle: [] }], quota_settings: [], throttle_settings: [] };

  test("a quota", () => {
    expect(
      changed("aws_api_gateway_usage_plan", plan, { quota_settings: [{ limit: 1000, period: "DAY", offset: 0 }] }),
    ).toEqual(["high usage-plan-lowered"]);
  });

  test.each([
    ["none", []],
    ["what the provider writes for none", [{ rate_limit: 0, burst_limit: 0 }]],
  ])("a rate, where there was %s", (_, before) => {
    expect(
      changed(
        "aws_api_gateway_usage_plan",
        { ...plan, throttle_settings: before },
        { throttle_settings: [{ rate_limit: 10, burst_limit: 0 }] },
      ),
    ).toEqual(["high usage-plan-lowered"]);
  });

  test("a throttle of one route of an HTTP API", () => {
    const route = (rate: number) => ({ route_key: "GET /orders", throttling_rate_limit: rate });
    const stage = { api_id: "a1", name: "v1" };
    const settings = (...routes: Attributes[]) => ({ route_settings: routes as { [key: string]: string | number }[] });
    expect(changed("aws_apigatewayv2_stage", { ...stage, ...settings() }, settings(route(5)))).toEqual([
      "high throttle-lowered",
    ]);
    expect(changed("aws_apigatewayv2_stage", { ...stage, ...settings(route(5)) }, settings(route(1)))).toEqual([
      "high throttle-lowered",
    ]);
    expect(changed("aws_apigatewayv2_stage", { ...stage, ...settings(route(5)) }, settings(route(50)))).toEqual([]);
  });
});

describe("TLS", () => {
  const restDomain = (security_policy: string) => ({ security_policy });
  const listener = (ssl_policy: string) => ({ ssl_policy });
  const distribution = (minimum_protocol_version: string) => ({ viewer_certificate: [{ minimum_protocol_version }] });

  test.each([
    ["aws_api_gateway_domain_name", restDomain, "SecurityPolicy_TLS13_1_3_2025_09", "TLS_1_2"],
    ["aws_api_gateway_domain_name", restDomain, "SecurityPolicy_TLS13_2025_EDGE", "SecurityPolicy_TLS12_2018_EDGE"],
    ["aws_lb_listener", listener, "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"],
    ["aws_lb_listener", listener, "ELBSecurityPolicy-FS-1-2-Res-2020-10", "ELBSecurityPolicy-TLS-1-1-2017-01"],
    ["aws_cloudfront_distribution", distribution, "TLSv1.2_2021", "TLSv1"],
  ])("of %s that is lowered", (type, attributes, before, after) => {
    expect(changed(type, attributes(before), attributes(after))).toEqual(["high tls-policy-changed"]);
    expect(changed(type, attributes(after), attributes(before))).toEqual(["medium tls-policy-changed"]);
  });

  test("of the same oldest version is nothing", () => {
    expect(
      changed("aws_api_gateway_domain_name", restDomain("TLS_1_2"), restDomain("SecurityPolicy_TLS13_1_2_2021_06")),
    ).toEqual([]);
  });
});

describe("what stands in front of APIs", () => {
  test("a load balancer that is deleted with its listener", () => {
    expect(
      heard(
        quiet,
        { address: "aws_lb.orders", before: { name: "orders", arn: "lb", dns_name: "orders.example.com" } },
        { address: "aws_lb_listener.https", before: { load_balancer_arn: "lb", arn: "l", port: 443 } },
      ),
    ).toEqual(["block front-door-removed"]);
  });

  test("a listener that is deleted alone", () => {
    expect(heard(quiet, { address: "aws_lb_listener.https", before: { load_balancer_arn: "lb", port: 443 } })).toEqual([
      "high front-door-removed",
    ]);
  });

  test("a distribution", () => {
    expect(
      heard(quiet, { address: "aws_cloudfront_distribution.api", before: { domain_name: "d1.example.net" } }),
    ).toEqual(["block front-door-removed"]);
  });

  test("the VPC endpoint of private APIs, and no other", () => {
    const endpoint = (service: string) => ({
      address: "aws_vpc_endpoint.api",
      before: { id: "vpce-1", service_name: `com.amazonaws.eu-central-1.${service}` },
    });
    expect(heard(quiet, endpoint("execute-api"))).toEqual(["high vpc-endpoint-removed"]);
    expect(heard(quiet, endpoint("dynamodb"))).toEqual(["medium resource-destroyed"]);
  });

  test("lists of a web ACL", () => {
    const list = (...addresses: string[]) => ({ addresses });
    expect(changed("aws_wafv2_ip_set", list("10.0.0.0/8"), list("0.0.0.0/1", "10.0.0.0/8"))).toEqual([
      "medium web-acl-list-changed",
    ]);
    expect(changed("aws_wafv2_ip_set", list("10.0.0.0/8", "192.0.2.0/24"), list("192.0.2.0/24", "10.0.0.0/8"))).toEqual(
      [],
    );
  });
});

describe("identities", () => {
  test.each([
    [
      "a scope",
      { allowed_oauth_scopes: ["orders/read", "orders/write"] },
      { allowed_oauth_scopes: ["orders/read"] },
      "high",
    ],
    ["a flow", { allowed_oauth_flows: ["code", "implicit"] }, { allowed_oauth_flows: ["code"] }, "high"],
    [
      "an identity provider",
      { supported_identity_providers: ["COGNITO", "Corporate"] },
      { supported_identity_providers: ["COGNITO"] },
      "high",
    ],
    [
      "a way to refresh tokens",
      { explicit_auth_flows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
      { explicit_auth_flows: ["ALLOW_USER_SRP_AUTH"] },
      "medium",
    ],
  ])("a client that loses %s", (_, before, after, severity) => {
    expect(changed("aws_cognito_user_pool_client", before, after)).toEqual([`${severity} user-pool-client-narrowed`]);
  });

  test("a resource server that loses a scope, not one that describes it otherwise", () => {
    const scopes = (...names: string[]) => ({
      scope: names.map((name) => ({ scope_name: name, scope_description: names.join() })),
    });
    expect(changed("aws_cognito_resource_server", scopes("read", "write"), scopes("read"))).toEqual([
      "high user-pool-client-narrowed",
    ]);
    expect(changed("aws_cognito_resource_server", scopes("read"), scopes("read", "write"))).toEqual([]);
  });

  test("a function that runs with another role", () => {
    const role = (name: string) => ({ function_name: "orders", role: `arn:aws:iam::111122223333:role/${name}` });
    expect(changed("aws_lambda_function", role("orders"), role("admin"))).toEqual(["medium function-role"]);
  });

  test("a managed policy that is detached, not one that is attached elsewhere in the plan or goes with its role", () => {
    const attachment = {
      role: "orders",
      policy_arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    };
    const detached = { address: "aws_iam_role_policy_attachment.logs", before: attachment };
    expect(heard(quiet, detached)).toEqual(["medium managed-policy-detached"]);
    expect(heard(quiet, detached, { address: "aws_iam_role.orders", before: { name: "orders" } })).toEqual([
      "medium resource-destroyed",
    ]);
    const moved = { address: 'aws_iam_role_policy_attachment.all["logs"]', after: attachment };
    expect(heard(quiet, detached, moved).filter((line) => line.includes("detached"))).toEqual([]);
  });
});

describe("traces and records", () => {
  test("a state machine whose logs are switched off", () => {
    const level = (text: string) => ({ logging_configuration: [{ level: text }] });
    expect(changed("aws_sfn_state_machine", level("ALL"), level("OFF"))).toEqual(["medium observability-off"]);
  });

  test("the account's role for logs", () => {
    expect(
      changed(
        "aws_api_gateway_account",
        { cloudwatch_role_arn: "arn:aws:iam::111122223333:role/logs" },
        { cloudwatch_role_arn: null },
      ),
    ).toEqual(["medium observability-off"]);
  });

  test("a delivery stream that writes to another bucket", () => {
    const bucket = (name: string) => ({ extended_s3_configuration: [{ bucket_arn: `arn:aws:s3:::${name}` }] });
    expect(changed("aws_kinesis_firehose_delivery_stream", bucket("a"), bucket("b"))).toEqual([
      "medium stream-destination",
    ]);
  });
});

describe("harmless changes give no warning", () => {
  const policy = (...tables: string[]) => ({
    role: "orders",
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
        Resource: tables.map((name) => `arn:aws:dynamodb:eu-central-1:111122223333:table/${name}`),
      },
    }),
  });
  const grown: ChangeSketch = {
    address: "aws_iam_role_policy.orders",
    before: policy("orders"),
    after: policy("orders", "drafts", "drafts/index/*"),
  };
  const table = (name: string): ChangeSketch => ({ address: `aws_dynamodb_table.${name}`, after: { name } });

  test("a function that may use a table of the same plan; one that may use a table that exists gives one", () => {
    expect(heard(grown, table("drafts"))).toEqual([]);
    expect(heard(grown, table("other"))).toEqual(["high identity-policy-widened"]);
    expect(heard(grown)).toEqual(["high identity-policy-widened"]);
  });

  test("a table of another account isn't one of the same plan", () => {
    const arn = (account: string) => `arn:aws:dynamodb:eu-central-1:${account}:table/orders`;
    const elsewhere = {
      ...grown,
      after: JSON.parse(
        JSON.stringify(grown.after).replace(/111122223333:table.drafts/g, "999988887777:table/drafts"),
      ) as Attributes,
    };
    const known: ChangeSketch = { ...quiet, before: { arn: arn("111122223333") }, after: { arn: arn("111122223333") } };
    expect(heard(known, elsewhere, table("drafts"))).toEqual(["high identity-policy-widened"]);
  });

  test("a table that scales on demand from now on", () => {
    const provisioned = { billing_mode: "PROVISIONED", read_capacity: 50, write_capacity: 50 };
    const onDemand = { billing_mode: "PAY_PER_REQUEST", read_capacity: 0, write_capacity: 0 };
    expect(changed("aws_dynamodb_table", provisioned, onDemand)).toEqual([]);
    expect(changed("aws_dynamodb_table", provisioned, { read_capacity: 5 })).toEqual(["medium table-capacity"]);
  });

  test("recovery that is switched on for a period that AWS sets", () => {
    const period = 35;
    expect(
      heard({
        address: "aws_dynamodb_table.orders",
        before: { point_in_time_recovery: [{ enabled: false, recovery_period_in_days: period }] },
        after: { point_in_time_recovery: [{ enabled: true }] },
        unknown: { point_in_time_recovery: [{ recovery_period_in_days: true }] },
      }),
    ).toEqual([]);
  });

  test("a web ACL that blocks more, or is numbered anew", () => {
    const rule = (name: string, priority: number, action: string, match = "x") => ({
      name,
      priority,
      action: [{ [action]: [{}] }],
      statement: [{ match }],
      visibility_config: [{ metric_name: `${name}${priority}` }],
    });
    const rules = (...each: ReturnType<typeof rule>[]) => ({ name: "orders", rule: each as Attributes[] });
    const before = rules(rule("one", 1, "count"), rule("two", 2, "block"));
    const judged = (...each: ReturnType<typeof rule>[]) => changed("aws_wafv2_web_acl", before, rules(...each));
    expect(judged(rule("one", 10, "block"), rule("two", 20, "block"))).toEqual([]);
    expect(judged(rule("one", 1, "count"), rule("new", 2, "block"), rule("two", 3, "block"))).toEqual([]);
    expect(judged(rule("one", 2, "count"), rule("two", 1, "block"))).toEqual(["medium web-acl-weakened"]);
    expect(judged(rule("one", 1, "count"), rule("two", 2, "count"))).toEqual(["high web-acl-weakened"]);
    expect(judged(rule("one", 1, "count"), rule("two", 2, "captcha"))).toEqual(["medium web-acl-weakened"]);
    expect(judged(rule("one", 1, "count"), rule("two", 2, "block", "y"))).toEqual(["medium web-acl-weakened"]);
  });
});
