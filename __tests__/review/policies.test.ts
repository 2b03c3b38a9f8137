import { findAll } from "../../tools/review/findings";
import { exposureRules } from "../../tools/review/rules/exposure";
import { type ChangeSketch, planOf, type PlanSketch, type Value } from "./plan-builder";

const account = "111122223333";
const queue = `arn:aws:sqs:eu-west-1:${account}:orders`;
const topic = `arn:aws:sns:eu-west-1:${account}:placed`;
const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (given: object = {}) => ({
  Effect: "Allow",
  Principal: "*",
  Action: "sqs:SendMessage",
  Resource: queue,
  ...given,
});
const fromTopic = { Condition: { ArnEquals: { "aws:SourceArn": topic } } };

const findings = (sketch: PlanSketch) => findAll([planOf(sketch)], exposureRules);
const found = (sketch: PlanSketch) =>
  findings(sketch).map(({ severity, rule, address }) => `${severity} ${rule} ${address}`);
/** A plan that knows its account. */
const inAccount = (change: ChangeSketch): PlanSketch => ({
  changes: [change, { address: "aws_sqs_queue.orders", before: { arn: queue }, after: { arn: queue } }],
});
const policyOf = (
  address: string,
  before: string | undefined,
  after: string | undefined,
  more: Record<string, Value> = {},
): PlanSketch =>
  inAccount({
    address,
    ...(before !== undefined && { before: { policy: before, ...more } }),
    ...(after !== undefined && { after: { policy: after, ...more } }),
  });

describe("a role's policy", () => {
  const role = "aws_iam_role_policy.fn";
  const may = (Action: Value, Resource: Value, more: object = {}) =>
    document({ Effect: "Allow", Action, Resource, ...more });
  const get = may("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders");

  test.each([
    [
      "another action",
      may(["dynamodb:GetItem", "dynamodb:PutItem"], "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"),
      "high",
    ],
    ["every action of a service", may("dynamodb:*", "*"), "high"],
    ["everything", may("*", "*"), "block"],
    ["every role passed on", may("iam:PassRole", "*"), "high"],
    ["all but a few actions", document({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }), "high"],
  ])("widened by %s", (_, after, severity) => {
    expect(found(policyOf(role, get, after))).toContain(`${severity} identity-policy-widened ${role}`);
  });

  test("says what is new and what was allowed before", () => {
    const [finding] = findings(policyOf(role, get, may("dynamodb:*", "*")));
    expect(finding?.title).toBe("The policy is wider: its holder may call dynamodb:* on everything");
    expect(finding?.changes).toEqual([
      {
        attribute: "policy",
        before: "its holder may call dynamodb:GetItem on arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
        after: "its holder may call dynamodb:* on everything",
      },
    ]);
  });

  test("is not printed when it is sensitive", () => {
    const [finding] = findings({
      changes: [
        {
          address: role,
          before: { policy: get },
          after: { policy: may("dynamodb:*", "*") },
          sensitive: { policy: true },
        },
      ],
    });
    expect(finding?.changes).toEqual([]);
    expect(finding?.detail).not.toContain("dynamodb");
  });

  test("written in another way is the same", () => {
    const other = JSON.stringify({
      Statement: [
        {
          Sid: "Read",
          Resource: ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"],
          Action: ["dynamodb:GetItem"],
          Effect: "Allow",
        },
      ],
      Version: "2012-10-17",
    });
    expect(found(policyOf(role, get, other))).toEqual([]);
  });

  test("that allows less is information", () => {
    expect(
      found(policyOf(role, may(["dynamodb:GetItem", "dynamodb:PutItem"], "*"), may("dynamodb:GetItem", "*"))),
    ).toEqual([`info policy-narrowed ${role}`]);
  });

  test("without its Deny is wider", () => {
    const deny = { Effect: "Deny", Action: "dynamodb:DeleteTable", Resource: "*" };
    const allowAll = { Effect: "Allow", Action: "dynamodb:*", Resource: "*" };
    const [finding] = findings(policyOf(role, document(allowAll, deny), document(allowAll)));
    expect(finding?.severity).toBe("high");
    expect(finding?.title).toBe("The policy no longer denies what it denied");
  });

  test("that is unknown although it was known can't be judged", () => {
    const change: ChangeSketch = { address: role, before: { policy: get }, after: {}, unknown: { policy: true } };
    const configuration = {
      [role]: { expressions: { policy: { references: ["data.aws_iam_policy_document.p.json"] } } },
    };
    expect(found({ changes: [change], configuration })).toEqual([`high policy-unknown ${role}`]);
    expect(found({ changes: [{ ...change, actions: ["delete", "create"] }], configuration })).toEqual([
      `high policy-unknown ${role}`,
    ]);
  });

  test("that nobody sets is the provider's to compute", () => {
    const change: ChangeSketch = {
      address: "aws_sqs_queue.q",
      actions: ["delete", "create"],
      before: { policy: document(allow(fromTopic)) },
      after: {},
      unknown: { policy: true },
    };
    expect(found({ changes: [change] })).toEqual([]);
  });

  test("that is new and unknown is information, once for all", () => {
    const create = (name: string): ChangeSketch => ({
      address: `aws_iam_role_policy.${name}`,
      after: {},
      unknown: { policy: true, role: true },
    });
    const expressions = { policy: { references: ["aws_sqs_queue.q.arn"] } };
    expect(
      found({
        changes: [create("a"), create("b")],
        configuration: { "aws_iam_role_policy.a": { expressions }, "aws_iam_role_policy.b": { expressions } },
      }),
    ).toEqual(["info new-policies-unknown *"]);
  });

  test("that can't be read is said", () => {
    expect(
      found(
        policyOf(
          role,
          get,
          document({ Effect: "Allow", Action: "*", Resource: "*", Condition: { StringIs: { a: "b" } } }),
        ),
      ),
    ).toEqual([`medium policy-unreadable ${role}`]);
  });

  test("joins a role that exists", () => {
    expect(found(policyOf(role, undefined, get, { role: "fn" }))).toEqual([`medium identity-policy-widened ${role}`]);
  });

  test("comes with its role", () => {
    expect(
      found({
        changes: [
          { address: role, after: { policy: get, role: "fn" } },
          {
            address: "aws_iam_role.fn",
            after: {
              name: "fn",
              assume_role_policy: document({
                Effect: "Allow",
                Principal: { Service: "lambda.amazonaws.com" },
                Action: "sts:AssumeRole",
              }),
            },
          },
        ],
      }),
    ).toEqual([]);
  });

  test("that is new and allows everything", () => {
    expect(found(policyOf(role, undefined, may("*", "*")))).toEqual([`block identity-policy-widened ${role}`]);
  });
});

test("a role's inline policies are compared by their names", () => {
  const named = (name: string, action: string) => ({
    name,
    policy: document({ Effect: "Allow", Action: action, Resource: "arn:aws:s3:::orders/*" }),
  });
  const sketch = (...inline_policy: Value[]): PlanSketch => ({
    changes: [
      {
        address: "aws_iam_role.fn",
        before: { inline_policy: [named("read", "s3:GetObject"), named("list", "s3:ListBucket")] },
        after: { inline_policy },
      },
    ],
  });
  expect(found(sketch(named("list", "s3:ListBucket"), named("read", "s3:GetObject")))).toEqual([]);
  expect(found(sketch(named("list", "s3:ListBucket"), named("read", "s3:*")))).toEqual([
    "high identity-policy-widened aws_iam_role.fn",
  ]);
});

test("a policy of any size is answered for in a moment", () => {
  const huge = (name: string, count: number) =>
    document({
      Effect: "Allow",
      Action: Array.from({ length: count }, (_, index) => `s3:${name}${index}`),
      Resource: "*",
    });
  const started = process.cpuUsage().user;
  expect(found(policyOf("aws_iam_policy.p", huge("Get", 600), huge("Put", 600)))).toContain(
    "high identity-policy-widened aws_iam_policy.p",
  );
  expect(found(policyOf("aws_iam_policy.p", huge("Get", 50_000), huge("Put", 50_000)))).toEqual([
    "medium policy-unreadable aws_iam_policy.p",
  ]);
  expect((process.cpuUsage().user - started) / 1000).toBeLessThan(5_000);
});

describe("a trust policy", () => {
  const trust = (principal: Value, more: object = {}) =>
    document({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more });
  const role = (before: string | undefined, after: string) =>
    inAccount({
      address: "aws_iam_role.r",
      ...(before !== undefined && { before: { assume_role_policy: before } }),
      after: { assume_role_policy: after },
    });
  const service = trust({ Service: "lambda.amazonaws.com" });
  const github = { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` };
  const subject = (sub: string) => ({ Condition: { StringLike: { "token.actions.githubusercontent.com:sub": sub } } });

  test.each([
    ["everybody", service, trust("*"), "block"],
    ["another account", service, trust({ AWS: "444455556666" }), "block"],
    [
      "another account with an external id",
      service,
      trust({ AWS: "444455556666" }, { Condition: { StringEquals: { "sts:ExternalId": "x" } } }),
      "high",
    ],
    ["another service", service, trust({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] }), "high"],
    ["every repository of GitHub", service, trust(github), "block"],
    ["everybody from the start", undefined, trust("*"), "block"],
    ["another account from the start", undefined, trust({ AWS: "444455556666" }), "high"],
    ["any repository from the start", undefined, trust(github, subject("repo:*")), "block"],
  ])("for %s", (_, before, after, severity) => {
    expect(found(role(before, after))).toContain(`${severity} trust-policy-widened aws_iam_role.r`);
  });

  test.each([
    ["a service", service],
    ["its own account", trust({ AWS: account })],
    ["one repository", trust(github, subject("repo:example/shop:*"))],
  ])("for %s is fine from the start", (_, after) => expect(found(role(undefined, after))).toEqual([]));
});

describe("a queue's policy", () => {
  const address = "aws_sqs_queue_policy.q";

  test.each([
    ["everybody without a condition", document(allow()), "block"],
    [
      "everybody's topics",
      document(allow({ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } } })),
      "block",
    ],
    ["everybody over TLS", document(allow({ Condition: { Bool: { "aws:SecureTransport": "true" } } })), "block"],
    [
      "everybody on every address",
      document(allow({ Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } })),
      "block",
    ],
    ["everybody but one", document(allow({ Principal: undefined, NotPrincipal: { AWS: account } })), "block"],
    ["another account", document(allow({ Principal: { AWS: "444455556666" } })), "high"],
    [
      "another topic",
      document(allow({ Condition: { ArnEquals: { "aws:SourceArn": [topic, `${topic}-2`] } } })),
      "high",
    ],
  ])("opened to %s", (_, after, severity) => {
    expect(found(policyOf(address, document(allow(fromTopic)), after))).toContain(
      `${severity} resource-policy-widened ${address}`,
    );
  });

  test("open to everybody from the start", () => {
    expect(found(policyOf(address, undefined, document(allow())))).toEqual([
      `block resource-policy-widened ${address}`,
    ]);
  });

  test.each([
    ["its topic", document(allow(fromTopic))],
    ["its account", document(allow({ Condition: { StringEquals: { "aws:SourceAccount": account } } }))],
    [
      "everybody whom a Deny does not refuse",
      document(allow(), allow({ Effect: "Deny", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } })),
    ],
  ])("for %s is fine from the start", (_, after) => expect(found(policyOf(address, undefined, after))).toEqual([]));

  test("that refuses somebody who was allowed", () => {
    const two = document(allow({ Principal: { AWS: ["444455556666", account] } }));
    expect(found(policyOf(address, two, document(allow({ Principal: { AWS: account } }))))).toEqual([
      `medium policy-narrowed ${address}`,
    ]);
  });

  test("loses its Deny when it is deleted, unless the queue goes too", () => {
    const before = document(
      allow({ Effect: "Deny", Action: "sqs:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    );
    const deleted: ChangeSketch = { address, before: { policy: before, queue_url: "https://sqs/orders" } };
    expect(found({ changes: [deleted] })).toEqual([`high resource-policy-widened ${address}`]);
    expect(found({ changes: [deleted, { address: "aws_sqs_queue.q", before: { id: "https://sqs/orders" } }] })).toEqual(
      [],
    );
  });
});

describe("a private API's policy", () => {
  const api = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3";
  const invoke = (given: object = {}) => ({
    Effect: "Allow",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "execute-api:/*",
    ...given,
  });
  const others = (...ids: string[]) =>
    invoke({ Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpce": ids } } });
  const attributes = { endpoint_configuration: [{ types: ["PRIVATE"] }], execution_arn: api };
  const change = (before: string | undefined, after: string) =>
    policyOf("aws_api_gateway_rest_api.api", before, after, attributes);

  test.each([
    ["its Deny", document(invoke(), others("vpce-1")), document(invoke())],
    [
      "the condition of its Allow",
      document(invoke({ Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } })),
      document(invoke()),
    ],
    [
      "its Deny but for another one",
      document(invoke(), others("vpce-1")),
      document(invoke(), invoke({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } })),
    ],
  ])("loses %s", (_, before, after) => {
    expect(found(change(before, after))).toContain("block api-policy-widened aws_api_gateway_rest_api.api");
  });

  test("names another VPC endpoint", () => {
    expect(found(change(document(invoke(), others("vpce-1")), document(invoke(), others("vpce-1", "vpce-2"))))).toEqual(
      ["high api-policy-widened aws_api_gateway_rest_api.api"],
    );
  });

  test("is the same when API Gateway completes its resources", () => {
    expect(
      found(
        change(
          document(invoke(), others("vpce-1")).replaceAll("execute-api:/*", `${api}/*`),
          document(invoke(), others("vpce-1")),
        ),
      ),
    ).toEqual([]);
  });

  test("demands the VPC endpoint by a condition instead of a Deny", () => {
    expect(
      found(
        change(
          document(invoke(), others("vpce-1")),
          document(invoke({ Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } })),
        ),
      ),
    ).toEqual([]);
  });

  test("is open from the start", () => {
    expect(found(change(undefined, document(invoke())))).toEqual([
      "block api-policy-widened aws_api_gateway_rest_api.api",
    ]);
    expect(found(change(undefined, document(invoke(), others("vpce-1"))))).toEqual([]);
  });

  test("is found through the reference of a policy of its own", () => {
    const sketch = (policy: string): PlanSketch => ({
      changes: [
        {
          address: "aws_api_gateway_rest_api.api",
          after: { endpoint_configuration: [{ types: ["PRIVATE"] }] },
          unknown: { id: true },
        },
        { address: "aws_api_gateway_rest_api_policy.p", after: { policy }, unknown: { rest_api_id: true } },
      ],
      configuration: {
        "aws_api_gateway_rest_api_policy.p": {
          expressions: {
            rest_api_id: { references: ["aws_api_gateway_rest_api.api.id", "aws_api_gateway_rest_api.api"] },
          },
        },
      },
    });
    expect(found(sketch(document(invoke())))).toEqual(["block api-policy-widened aws_api_gateway_rest_api_policy.p"]);
    expect(found(sketch(document(invoke(), others("vpce-1"))))).toEqual([]);
  });

  test("of a public API may let everybody in", () => {
    expect(found(policyOf("aws_api_gateway_rest_api.api", undefined, document(invoke())))).toEqual([]);
  });

  test("of a public API loses its list of addresses", () => {
    const addresses = document(invoke({ Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }));
    expect(found(policyOf("aws_api_gateway_rest_api.api", addresses, document(invoke())))).toEqual([
      "high api-policy-widened aws_api_gateway_rest_api.api",
    ]);
    expect(found(policyOf("aws_api_gateway_rest_api_policy.api", addresses, undefined))).toEqual([
      "high api-policy-widened aws_api_gateway_rest_api_policy.api",
    ]);
  });
});

test("a VPC endpoint without its policy lets everything through", () => {
  const one = document({
    Effect: "Allow",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "arn:aws:execute-api:eu-west-1:111122223333:a1/*",
  });
  expect(found(policyOf("aws_vpc_endpoint_policy.e", one, undefined))).toEqual([
    "high endpoint-policy-widened aws_vpc_endpoint_policy.e",
  ]);
});

describe("managed policies", () => {
  const attach = (arn: string, more: Partial<ChangeSketch> = {}): ChangeSketch => ({
    address: "aws_iam_role_policy_attachment.a",
    after: { policy_arn: `arn:aws:iam::aws:policy/${arn}`, role: "fn" },
    ...more,
  });
  const role: ChangeSketch = { address: "aws_iam_role.fn", after: { name: "fn" } };

  test.each([
    ["AdministratorAccess", "block"],
    ["AmazonS3FullAccess", "high"],
    ["service-role/AWSLambdaVPCAccessExecutionRole", "medium"],
  ])("%s for a role that exists: %s", (name, severity) => {
    expect(found({ changes: [attach(name)] })).toEqual([
      `${severity} managed-policy-attached aws_iam_role_policy_attachment.a`,
    ]);
  });

  test("come with a new role", () => {
    expect(found({ changes: [attach("service-role/AWSLambdaBasicExecutionRole"), role] })).toEqual([]);
    expect(found({ changes: [attach("AdministratorAccess"), role] })).toHaveLength(1);
  });

  test("a boundary that is removed", () => {
    expect(
      found({
        changes: [
          {
            address: "aws_iam_role.r",
            before: { permissions_boundary: "arn:aws:iam::1:policy/b" },
            after: { permissions_boundary: "" },
          },
        ],
      }),
    ).toEqual(["high permissions-boundary aws_iam_role.r"]);
  });
});
