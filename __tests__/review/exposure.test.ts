import { findAll } from "../../tools/review/findings";
import { exposureRules } from "../../tools/review/rules/exposure";
import { type Attributes, type ChangeSketch, planOf, type PlanSketch, reference, type Value } from "./plan-builder";
import { update } from "./said";

const found = (sketch: PlanSketch) =>
  findAll([planOf(sketch)], exposureRules).map(({ severity, rule, address }) => `${severity} ${rule} ${address}`);
const titles = (sketch: PlanSketch) => findAll([planOf(sketch)], exposureRules).map(({ title }) => title);
const created = (address: string, after: Attributes, more: Partial<ChangeSketch> = {}): PlanSketch => ({
  changes: [{ address, after, ...more }],
});
const replaced = (
  address: string,
  before: Attributes,
  after: Attributes,
  more: Partial<ChangeSketch> = {},
): PlanSketch => ({
  changes: [{ address, before, after, actions: ["delete", "create"], ...more }],
});

describe("a permission to invoke", () => {
  const address = "aws_lambda_permission.api";
  const api = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3";
  const permission = {
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    source_arn: `${api}/*/GET/orders`,
  };

  test.each([
    ["any account's API", { source_arn: null }, "high"],
    ["every route instead of one", { source_arn: `${api}/*/*` }, "high"],
    ["everybody", { principal: "*", source_arn: null }, "block"],
  ])("for %s", (_, after, severity) => {
    expect(found(replaced(address, permission, { ...permission, ...after }))).toEqual([
      `${severity} lambda-permission-widened ${address}`,
    ]);
  });

  test("is judged from the start", () => {
    expect(found(created(address, { ...permission, source_arn: null }))).toEqual([
      `high lambda-permission-widened ${address}`,
    ]);
    expect(found(created(address, { ...permission, principal: "*", source_arn: null }))).toEqual([
      `block lambda-permission-widened ${address}`,
    ]);
    expect(found(created(address, permission))).toEqual([]);
    expect(
      found(created(address, { ...permission, principal: "*", source_arn: null, principal_org_id: "o-1" })),
    ).toEqual([]);
  });

  test("whose source is known after apply has one", () => {
    const { source_arn: _, ...rest } = permission;
    expect(found(created(address, rest, { unknown: { source_arn: true } }))).toEqual([]);
    expect(found(replaced(address, permission, rest, { unknown: { source_arn: true } }))).toEqual([]);
  });
});

test("a function's URL for everybody", () => {
  expect(found(created("aws_lambda_function_url.u", { authorization_type: "NONE" }))).toEqual([
    "block function-url-public aws_lambda_function_url.u",
  ]);
  expect(
    found(update("aws_lambda_function_url.u", { authorization_type: "AWS_IAM" }, { authorization_type: "NONE" })),
  ).toHaveLength(1);
  expect(found(created("aws_lambda_function_url.u", { authorization_type: "AWS_IAM" }))).toEqual([]);
  expect(found(update("aws_lambda_function_url.u", { authorization_type: "NONE" }, { timeouts: 3 }))).toEqual([]);
});

describe("an authorizer", () => {
  const rest = "aws_api_gateway_authorizer.a";
  const jwt = "aws_apigatewayv2_authorizer.a";
  const uri =
    "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:auth";

  test.each<[string, string, Attributes, Attributes, string | undefined]>([
    [
      "keeps decisions for longer",
      rest,
      { authorizer_result_ttl_in_seconds: 300 },
      { authorizer_result_ttl_in_seconds: 3600 },
      "medium authorizer-settings",
    ],
    [
      "keeps no decisions",
      rest,
      { authorizer_result_ttl_in_seconds: 300 },
      { authorizer_result_ttl_in_seconds: 0 },
      "medium authorizer-settings",
    ],
    [
      "reads another header",
      rest,
      { identity_source: "method.request.header.Authorization" },
      { identity_source: "method.request.header.X-Token" },
      "medium authorizer-settings",
    ],
    ["accepts another pool", rest, { provider_arns: ["a"] }, { provider_arns: ["a", "b"] }, "high authorizer-trust"],
    ["accepts a pool less", rest, { provider_arns: ["a", "b"] }, { provider_arns: ["a"] }, "medium authorizer-trust"],
    [
      "asks another function",
      rest,
      { authorizer_uri: `${uri}/invocations` },
      { authorizer_uri: `${uri}2/invocations` },
      "high authorizer-trust",
    ],
    [
      "asks another version of its function",
      rest,
      { authorizer_uri: `${uri}:3/invocations` },
      { authorizer_uri: `${uri}:4/invocations` },
      undefined,
    ],
    [
      "accepts another issuer",
      jwt,
      { jwt_configuration: [{ issuer: "https://a.example.com" }] },
      { jwt_configuration: [{ issuer: "https://b.example.com" }] },
      "high authorizer-trust",
    ],
    [
      "accepts another audience",
      jwt,
      { jwt_configuration: [{ audience: ["a"] }] },
      { jwt_configuration: [{ audience: ["a", "b"] }] },
      "high authorizer-trust",
    ],
    [
      "accepts any audience",
      jwt,
      { jwt_configuration: [{ audience: ["a"] }] },
      { jwt_configuration: [{ audience: [] }] },
      "high authorizer-trust",
    ],
    ["has another name", rest, { name: "a" }, { name: "b" }, undefined],
  ])("%s", (_, address, before, after, expected) => {
    expect(found(update(address, before, after))).toEqual(expected === undefined ? [] : [`${expected} ${address}`]);
  });

  test("that asks a function which nobody knows yet can't be judged", () => {
    expect(
      found({
        changes: [{ address: rest, before: { authorizer_uri: uri }, after: {}, unknown: { authorizer_uri: true } }],
        configuration: {
          [rest]: { expressions: { authorizer_uri: reference("aws_lambda_function.auth.invoke_arn") } },
        },
      }),
    ).toEqual([`medium authorizer-trust ${rest}`]);
  });
});

describe("a user pool", () => {
  const client = "aws_cognito_user_pool_client.web";
  const pool = "aws_cognito_user_pool.customers";

  test.each<[string, string, Attributes, Attributes, string | undefined]>([
    [
      "takes passwords from the application",
      client,
      { explicit_auth_flows: ["ALLOW_USER_SRP_AUTH"] },
      { explicit_auth_flows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"] },
      "high user-pool-client-widened",
    ],
    [
      "hands tokens out in addresses",
      client,
      { allowed_oauth_flows: ["code"] },
      { allowed_oauth_flows: ["code", "implicit"] },
      "high user-pool-client-widened",
    ],
    [
      "sends codes without TLS",
      client,
      { callback_urls: ["https://a.example.com"] },
      { callback_urls: ["https://a.example.com", "http://b.example.com"] },
      "high user-pool-client-widened",
    ],
    [
      "sends codes to another address",
      client,
      { callback_urls: ["https://a.example.com"] },
      { callback_urls: ["https://a.example.com", "https://b.example.com"] },
      "medium user-pool-client-widened",
    ],
    [
      "sends codes to fewer addresses",
      client,
      { callback_urls: ["https://a.example.com", "https://b.example.com"] },
      { callback_urls: ["https://a.example.com"] },
      "medium user-pool-client-narrowed",
    ],
    [
      "keeps tokens for longer",
      client,
      { access_token_validity: 1 },
      { access_token_validity: 24 },
      "medium user-pool-client-widened",
    ],
    [
      "demands no second factor",
      pool,
      { mfa_configuration: "ON" },
      { mfa_configuration: "OPTIONAL" },
      "high user-pool-weakened",
    ],
    [
      "lets everybody sign up",
      pool,
      { admin_create_user_config: [{ allow_admin_create_user_only: true }] },
      { admin_create_user_config: [{ allow_admin_create_user_only: false }] },
      "high user-pool-weakened",
    ],
    [
      "takes shorter passwords",
      pool,
      { password_policy: [{ minimum_length: 12 }] },
      { password_policy: [{ minimum_length: 8 }] },
      "medium user-pool-weakened",
    ],
  ])("%s", (_, address, before, after, expected) => {
    expect(found(update(address, before, after))).toEqual(expected === undefined ? [] : [`${expected} ${address}`]);
  });
});

describe("a web ACL", () => {
  const association = "aws_wafv2_web_acl_association.stage";
  const stage = "arn:aws:apigateway:eu-west-1::/restapis/a1/stages/dev";
  const link = { resource_arn: stage, web_acl_arn: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/1" };
  const acl = "aws_wafv2_web_acl.a";
  const managed = {
    name: "common",
    priority: 1,
    override_action: [{ count: [], none: [{}] }],
    statement: [{ managed_rule_group_statement: [{ name: "Common", rule_action_override: [] }] }],
  };
  const limit = {
    name: "limit",
    priority: 2,
    action: [{ block: [{}], count: [] }],
    statement: [{ rate_based_statement: [{ limit: 100 }] }],
  };
  const from = (...rules: Value[]): Attributes => ({ default_action: [{ allow: [{}], block: [] }], rule: rules });

  test("no longer protects a stage", () => {
    expect(found({ changes: [{ address: association, before: link }] })).toEqual([
      `high web-acl-association-removed ${association}`,
    ]);
    expect(titles(replaced(association, link, { ...link, web_acl_arn: "other" }))[0]).toContain(
      "until the new association is there",
    );
  });

  test("goes with the stage", () => {
    expect(
      found({
        changes: [
          { address: association, before: link },
          { address: "aws_api_gateway_stage.s", before: { arn: stage } },
        ],
      }),
    ).toEqual([]);
  });

  test.each<[string, Attributes, Attributes, string]>([
    [
      "only counts what managed rules block",
      from(managed),
      from({ ...managed, override_action: [{ count: [{}], none: [] }] }),
      "high",
    ],
    ["only counts what a rule blocks", from(limit), from({ ...limit, action: [{ block: [], count: [{}] }] }), "high"],
    [
      "only counts one of the managed rules",
      from(managed),
      from({
        ...managed,
        statement: [
          {
            managed_rule_group_statement: [
              {
                name: "Common",
                rule_action_override: [{ name: "NoUserAgent", action_to_use: [{ allow: [], count: [{}] }] }],
              },
            ],
          },
        ],
      }),
      "high",
    ],
    ["loses a rule", from(managed, limit), from(managed), "high"],
    [
      "lets through what no rule matches",
      { ...from(limit), default_action: [{ allow: [], block: [{}] }] },
      from(limit),
      "high",
    ],
    [
      "has another limit",
      from(limit),
      from({ ...limit, statement: [{ rate_based_statement: [{ limit: 10_000 }] }] }),
      "medium",
    ],
  ])("%s", (_, before, after, severity) => {
    expect(found(update(acl, before, after))).toEqual([`${severity} web-acl-weakened ${acl}`]);
  });

  test("may get another rule, in any order", () => {
    expect(found(update(acl, from(managed), from(limit, managed)))).toEqual([]);
  });
});

describe("a VPC endpoint", () => {
  test("loses its names", () => {
    expect(
      found(update("aws_vpc_endpoint.api", { private_dns_enabled: true }, { private_dns_enabled: false })),
    ).toEqual(["high vpc-endpoint-names aws_vpc_endpoint.api"]);
  });

  test("is bound to a private API", () => {
    const ids = (...vpc_endpoint_ids: string[]) => ({
      endpoint_configuration: [{ types: ["PRIVATE"], vpc_endpoint_ids }],
    });
    expect(found(update("aws_api_gateway_rest_api.api", ids("a"), ids("a", "b")))).toEqual([
      "medium private-api-endpoints aws_api_gateway_rest_api.api",
    ]);
    expect(found(update("aws_api_gateway_rest_api.api", ids("a", "b"), ids("a")))).toEqual([
      "medium private-api-endpoints aws_api_gateway_rest_api.api",
    ]);
  });
});

describe("a security group", () => {
  const rule = (from: number, cidr: string): Attributes => ({
    from_port: from,
    to_port: from,
    protocol: "tcp",
    cidr_blocks: [cidr],
    ipv6_cidr_blocks: [],
  });
  const ingress = "aws_vpc_security_group_ingress_rule.r";

  test.each<[string, PlanSketch, string[]]>([
    [
      "that exists lets everybody in",
      update(
        "aws_security_group.g",
        { ingress: [rule(443, "10.0.0.0/16")] },
        { ingress: [rule(443, "10.0.0.0/16"), rule(443, "0.0.0.0/0")] },
      ),
      ["high"],
    ],
    [
      "lets everybody reach its database",
      update("aws_security_group.g", { ingress: [] }, { ingress: [rule(5432, "0.0.0.0/0")] }),
      ["block"],
    ],
    [
      "lets everybody reach every port",
      created(ingress, { ip_protocol: "-1", cidr_ipv6: "::/0" }, { unknown: { security_group_id: true } }),
      ["block"],
    ],
    [
      "of a new load balancer lets everybody in",
      created("aws_security_group.g", { ingress: [rule(443, "0.0.0.0/0")] }),
      ["info"],
    ],
    [
      "that exists gets a rule for everybody",
      created(ingress, {
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
        cidr_ipv4: "0.0.0.0/0",
        security_group_id: "sg-1",
      }),
      ["high"],
    ],
    [
      "lets a network in",
      created(ingress, {
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
        cidr_ipv4: "10.0.0.0/16",
        security_group_id: "sg-1",
      }),
      [],
    ],
    [
      "lets itself out",
      created("aws_security_group_rule.r", { type: "egress", protocol: "-1", cidr_blocks: ["0.0.0.0/0"] }),
      [],
    ],
    [
      "stays as open as it was",
      update("aws_security_group.g", { ingress: [rule(443, "0.0.0.0/0")], description: "a" }, { description: "b" }),
      [],
    ],
  ])("%s", (_, sketch, severities) => {
    expect(found(sketch).map((text) => text.split(" ")[0])).toEqual(severities);
  });
});

describe("a bucket", () => {
  const address = "aws_s3_bucket_public_access_block.b";
  const closed = {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
    bucket: "orders",
  };

  test("that may become public", () => {
    expect(found(update(address, closed, { block_public_policy: false }))).toEqual([
      `block bucket-public-access ${address}`,
    ]);
    expect(found({ changes: [{ address, before: closed }] })).toEqual([`block bucket-public-access ${address}`]);
    expect(found(created(address, { ...closed, ignore_public_acls: false }))).toEqual([
      `high bucket-public-access ${address}`,
    ]);
  });

  test("that goes needs no block", () => {
    expect(
      found({
        changes: [
          { address, before: closed },
          { address: "aws_s3_bucket.b", before: { id: "orders" } },
        ],
      }),
    ).toEqual([]);
    expect(found(created(address, closed))).toEqual([]);
  });

  test("that is public by its list", () => {
    expect(found(created("aws_s3_bucket_acl.b", { acl: "public-read" }))).toEqual([
      "block bucket-public-acl aws_s3_bucket_acl.b",
    ]);
    expect(found(created("aws_s3_bucket_acl.b", { acl: "private" }))).toEqual([]);
  });
});

test("a database and a load balancer that face the Internet", () => {
  expect(found(update("aws_db_instance.d", { publicly_accessible: false }, { publicly_accessible: true }))).toEqual([
    "block database-public aws_db_instance.d",
  ]);
  expect(found(created("aws_db_instance.d", { publicly_accessible: true }))).toEqual([
    "high database-public aws_db_instance.d",
  ]);
  expect(found(replaced("aws_lb.l", { internal: true }, { internal: false }))).toEqual([
    "high network-exposed aws_lb.l",
  ]);
});

describe("a secret", () => {
  const address = "aws_lambda_function.f";
  const variables = (values: Record<string, string>): Attributes => ({ environment: [{ variables: values }] });

  test("in a function's environment", () => {
    expect(found(created(address, variables({ DB_PASSWORD: "hunter22" })))).toEqual([
      `high secret-in-environment ${address}`,
    ]);
    expect(found(update(address, variables({}), variables({ AWS: "AKIAIOSFODNN7EXAMPLE" })))).toEqual([
      `high secret-in-environment ${address}`,
    ]);
  });

  test("is not printed by its finding", () => {
    const [finding] = findAll([planOf(created(address, variables({ DB_PASSWORD: "hunter22" })))], exposureRules);
    expect(JSON.stringify(finding)).not.toContain("hunter22");
  });

  test("that was there before is not this change's", () => {
    expect(
      found(update(address, { ...variables({ TOKEN: "abcdef" }), memory_size: 128 }, { memory_size: 256 })),
    ).toEqual([]);
  });

  test("that is only referred to is none", () => {
    expect(
      found(
        created(
          address,
          variables({
            DB_SECRET_ARN: "arn:aws:secretsmanager:x",
            DB_PASSWORD: "arn:aws:secretsmanager:x",
            TABLE: "orders",
          }),
        ),
      ),
    ).toEqual([]);
  });

  test("in a container", () => {
    const definition = (name: string) => JSON.stringify([{ environment: [{ name, value: "hunter22" }] }]);
    expect(
      found(created("aws_ecs_task_definition.t", { container_definitions: definition("API_TOKEN") })),
    ).toHaveLength(1);
    expect(found(created("aws_ecs_task_definition.t", { container_definitions: definition("STAGE") }))).toEqual([]);
  });

  test("in an output that is no longer sensitive", () => {
    expect(found({ changes: [], outputs: { key: { before: "x", after: "x", sensitive: [true, false] } } })).toEqual([
      "high output-not-sensitive output.key",
    ]);
    expect(found({ changes: [], outputs: { key: { before: "x", after: "y", sensitive: [true, true] } } })).toEqual([]);
  });
});

test("who gets access and is known after apply only can't be judged", () => {
  const address = "aws_vpc_security_group_ingress_rule.r";
  const sketch = (before: Value): PlanSketch => ({
    changes: [{ address, before: { cidr_ipv4: before }, after: {}, unknown: { cidr_ipv4: true, arn: true } }],
    configuration: { [address]: { expressions: { cidr_ipv4: reference("aws_vpc.v.cidr_block") } } },
  });
  expect(found(sketch("10.0.0.0/16"))).toEqual([`medium exposure-unknown ${address}`]);
  expect(found(sketch(null))).toEqual([]);
});

test("every rule survives attributes of any kind", () => {
  const types = [
    ...new Set(exposureRules.flatMap((rule) => ("types" in rule && rule.types !== "any" ? rule.types : []))),
  ];
  const names = [
    "policy",
    "assume_role_policy",
    "ingress",
    "rule",
    "environment",
    "variables",
    "provider_arns",
    "acl",
    "policy_arn",
    "cidr_blocks",
    "container_definitions",
    "arn",
    "id",
  ];
  const values: Value[] = [null, true, 3, "", "text", "{", "[]", [], [null], [[]], {}, { a: [1] }, [{ variables: 3 }]];
  const attributes = (value: Value | undefined) => Object.fromEntries(names.map((name) => [name, value ?? null]));
  for (const index of values.keys()) {
    const changes = types.map((type) => ({
      address: `${type}.x`,
      before: attributes(values[index]),
      after: attributes(values[(index * 5 + 3) % values.length]),
    }));
    expect(() => found({ changes })).not.toThrow();
    expect(() => found({ changes: changes.map((change) => ({ ...change, unknown: true })) })).not.toThrow();
  }
});
