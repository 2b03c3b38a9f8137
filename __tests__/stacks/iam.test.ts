import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { reasonForEveryResource } from "../../constructs/actions-without-resource";
import { identityPolicy } from "../../constructs/policy-document";
import { evaluatePolicy, parsePolicy } from "../../semantics/policy";
import { addBootstrapStack } from "../../stacks";
import { environments, SynthesizedStack, synthesize } from "./synthesis";

interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: { StringEquals?: Record<string, unknown> };
}

const list = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());

const everyStack = () => [...Object.values(synthesize()), ...environments.map(({ name }) => bootstrapOf(name))];

function bootstrapOf(name: string): SynthesizedStack {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-bootstrap-"));
  const app = Testing.app({ outdir, stubVersion: false });
  addBootstrapStack(app, environments, name, false);
  app.synth();
  const [stack] = readdirSync(join(outdir, "stacks"));
  return new SynthesizedStack(stack!, readFileSync(join(outdir, "stacks", stack!, "cdk.tf.json"), "utf8"));
}

const policiesOf = (stack: SynthesizedStack) =>
  ["aws_iam_role_policy", "aws_iam_policy"].flatMap((type) =>
    Object.entries(stack.all(type)).map(
      ([name, { policy }]) => [name, (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement] as const,
    ),
  );

test("no IAM statement names all actions of a service, or all resources without a reason", () => {
  const vague = everyStack().flatMap((stack) =>
    policiesOf(stack).flatMap(([name, statements]) =>
      statements.flatMap(({ Sid, Action, Resource }) =>
        list(Action)
          .filter((action) => action.includes("*") || (list(Resource).includes("*") && !reasonForEveryResource(action)))
          .map((action) => `${stack.name} ${name} ${Sid}: ${action}`),
      ),
    ),
  );
  expect(vague).toEqual([]);
});

test("CI may make the log groups of a stage's canary", () => {
  const logs = policiesOf(bootstrapOf("staging"))
    .flatMap(([, statements]) => statements)
    .filter(({ Action }) => list(Action).includes("logs:CreateLogGroup"));
  expect(logs.flatMap(({ Resource }) => list(Resource))).toContain(
    "arn:aws:logs:eu-west-1:222222222222:log-group:API-Gateway-Execution-Logs_*/staging/Canary",
  );
});

test("who deploys may flush a stage's cache, who plans may not", () => {
  const flush = {
    principal: {},
    action: "apigateway:DELETE",
    resource: "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/staging/cache/data",
    context: {},
  };
  const allows = (statements: Statement[]) =>
    evaluatePolicy(parsePolicy({ Version: "2012-10-17", Statement: statements }, "identity"), flush) === "Allow";
  const policies = policiesOf(bootstrapOf("staging"));
  const mayFlush = policies.filter(([, statements]) => allows(statements)).map(([name]) => name);
  expect(mayFlush).toEqual([expect.stringMatching(/^staging_deploy_policy/)]);
});

const throughKey = (service: string) => [
  ["arn:aws:kms:eu-west-1:333333333333:key/*"],
  {
    StringEquals: { "kms:ViaService": [`${service}.eu-west-1.amazonaws.com`] },
    "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop-prod" },
  },
];

const ownLogsAndTraces = (name: string, way: string) => [
  [
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    [`arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/shop-prod-${name}-${way}:*`],
  ],
  [["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]],
];

/** Everything that each role of prod's stacks may do: actions and resources, statement by statement. */
const functionBehind = (way: string) => [
  ...ownLogsAndTraces("orders", way),
  [
    ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
    ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-orders"],
  ],
  [["dynamodb:Query"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-orders/index/*"]],
  [["kms:Decrypt"], ...throughKey("dynamodb")],
];

const authorizerBehind = (name: string, way: string) => [
  ...ownLogsAndTraces(name, way),
  [["dynamodb:GetItem"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-credentials"]],
  [["kms:Decrypt"], ...throughKey("dynamodb")],
];

const quoteBehind = (way: string) => [
  [
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    [`arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/shop-prod-quote-${way}:*`],
  ],
  [["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]],
  [["dynamodb:GetItem"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-shipping-rates"]],
  [["kms:Decrypt"], ...throughKey("dynamodb")],
];

const exportBehind = (way: string) => [
  ...ownLogsAndTraces("order-export", way),
  [["dynamodb:Query"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-orders/index/*"]],
  [["kms:Decrypt"], ...throughKey("dynamodb")],
];

const erasureBehind = (way: string) => [
  ...ownLogsAndTraces("customer-erasure", way),
  [["dynamodb:UpdateItem"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-orders"]],
  [["dynamodb:Query"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-orders/index/*"]],
  [["kms:Decrypt"], ...throughKey("dynamodb")],
];

/** What asynchronous routes and integrations with services need, at every door; executions are encrypted with a key of AWS's. */
const integrations = Object.fromEntries(
  ["edge", "private", "regional"].flatMap((door) => [
    [
      `prod-${door} dynamodb_shipping_rates_policy`,
      [
        [["dynamodb:GetItem"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-shipping-rates"]],
        [["kms:Decrypt"], ...throughKey("dynamodb")],
      ],
    ],
    [`prod-${door} customer_erasure_policy`, erasureBehind(door)],
    [
      `prod-${door} customer_erasure_failures_policy`,
      [
        [["sqs:SendMessage"], [`arn:aws:sqs:eu-west-1:333333333333:shop-prod-customer-erasure-${door}-failures`]],
        [["kms:GenerateDataKey", "kms:Decrypt"], ...throughKey("sqs")],
      ],
    ],
    [
      `prod-${door} kinesis_events_policy`,
      [
        [
          ["kinesis:PutRecord", "kinesis:PutRecords"],
          ["arn:aws:kinesis:eu-west-1:333333333333:stream/shop-prod-events"],
        ],
        [["kms:GenerateDataKey"], ...throughKey("kinesis")],
      ],
    ],
    [
      `prod-${door} sqs_feedback_policy`,
      [
        [["sqs:SendMessage"], ["arn:aws:sqs:eu-west-1:333333333333:shop-prod-feedback"]],
        [["kms:GenerateDataKey", "kms:Decrypt"], ...throughKey("sqs")],
      ],
    ],
    [
      `prod-${door} states_fulfilment_policy`,
      [[["states:StartExecution"], ["arn:aws:states:eu-west-1:333333333333:stateMachine:shop-prod-fulfilment"]]],
    ],
  ]),
);

const behindEvents = (name: string, table: string, action: string) => [
  [
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    [`arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/shop-prod-${name}-events:*`],
  ],
  [["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]],
  [[action], [`arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-${table}`]],
  [["kms:Decrypt"], ...throughKey("dynamodb")],
];

const fulfilmentSteps = ["reserve", "charge", "ship", "release"] as const;

const permissions: Record<string, unknown[][]> = {
  ...integrations,
  "prod-edge order_export_policy": exportBehind("edge"),
  "prod-private order_export_policy": exportBehind("private"),
  "prod-regional order_export_policy": exportBehind("regional"),
  "prod-edge quote_policy": quoteBehind("edge"),
  "prod-private quote_policy": quoteBehind("private"),
  "prod-regional quote_policy": quoteBehind("regional"),
  ...Object.fromEntries(
    fulfilmentSteps.map((step) => [
      `prod-events fulfilment_${step}_policy`,
      behindEvents(`fulfilment-${step}`, "orders", "dynamodb:UpdateItem"),
    ]),
  ),
  "prod-events feedback_consumer_policy": behindEvents("feedback-consumer", "feedback", "dynamodb:PutItem"),
  "prod-events feedback_messages_policy": [
    [
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      ["arn:aws:sqs:eu-west-1:333333333333:shop-prod-feedback"],
    ],
    [["kms:Decrypt"], ...throughKey("sqs")],
  ],
  "prod-events fulfilment_states_policy": [
    [
      ["lambda:InvokeFunction"],
      fulfilmentSteps.map(
        (step) => `arn:aws:lambda:eu-west-1:333333333333:function:shop-prod-fulfilment-${step}-events:live`,
      ),
    ],
    [
      [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
      ],
      ["*"],
    ],
    [["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"], ["*"]],
  ],
  "prod-events events_delivery_policy": [
    [
      ["kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords", "kinesis:ListShards"],
      ["arn:aws:kinesis:eu-west-1:333333333333:stream/shop-prod-events"],
    ],
    [
      ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      ["arn:aws:s3:::shop-prod-events-333333333333-eu-west-1"],
    ],
    [
      ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"],
      [
        "arn:aws:s3:::shop-prod-events-333333333333-eu-west-1/events/*",
        "arn:aws:s3:::shop-prod-events-333333333333-eu-west-1/errors/events/*",
      ],
    ],
    [
      ["logs:PutLogEvents"],
      ["arn:aws:logs:eu-west-1:333333333333:log-group:/aws/kinesisfirehose/shop-prod-events:log-stream:delivery"],
    ],
    [["kms:Decrypt"], ...throughKey("kinesis")],
    [["kms:GenerateDataKey", "kms:Decrypt"], ...throughKey("s3")],
  ],
  "prod-balancer orders_policy": functionBehind("balancer"),
  "prod-direct orders_policy": functionBehind("direct"),
  "prod-direct orders_failures_policy": [
    [["sqs:SendMessage"], ["arn:aws:sqs:eu-west-1:333333333333:shop-prod-orders-failures"]],
    [["kms:GenerateDataKey", "kms:Decrypt"], ...throughKey("sqs")],
  ],
  "prod-direct invoke_nightly_report_policy": [
    [["lambda:InvokeFunction"], ["arn:aws:lambda:eu-west-1:333333333333:function:shop-prod-orders-direct:live"]],
  ],
  "prod-edge orders_policy": functionBehind("edge"),
  "prod-edge customer_authorizer_policy": authorizerBehind("customer-authorizer", "edge"),
  "prod-edge partner_authorizer_policy": authorizerBehind("partner-authorizer", "edge"),
  "prod-private orders_policy": functionBehind("private"),
  "prod-realtime connection_authorizer_policy": authorizerBehind("connection-authorizer", "realtime"),
  "prod-realtime order_status_policy": [
    ...ownLogsAndTraces("order-status", "realtime"),
    [["dynamodb:GetItem"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-orders"]],
    [
      ["dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
      ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-connections"],
    ],
    [["kms:Decrypt"], ...throughKey("dynamodb")],
  ],
  "prod-realtime order_status_push_policy": [
    ...ownLogsAndTraces("order-status-push", "realtime"),
    [
      ["dynamodb:Query", "dynamodb:DeleteItem"],
      ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-connections"],
    ],
    [["dynamodb:Query"], ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-connections/index/*"]],
    [["kms:Decrypt"], ...throughKey("dynamodb")],
    [["execute-api:ManageConnections"], ["${aws_apigatewayv2_api.api.execution_arn}/prod/POST/@connections/*"]],
  ],
  "prod-realtime orders_stream_policy": [
    [
      ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
      ["arn:aws:dynamodb:eu-west-1:333333333333:table/shop-prod-orders/stream/*"],
    ],
    [["sqs:SendMessage"], ["arn:aws:sqs:eu-west-1:333333333333:shop-prod-order-status-push-failures"]],
    [["kms:GenerateDataKey", "kms:Decrypt"], ...throughKey("sqs")],
  ],
  "prod-regional orders_policy": functionBehind("regional"),
  "prod-regional partner_authorizer_policy": authorizerBehind("partner-authorizer", "regional"),
};

const permissionsOf = (environment: string) =>
  Object.fromEntries(
    Object.values(synthesize(environments.filter(({ name }) => name === environment)))
      .filter(({ name }) => name.startsWith(`${environment}-`))
      .flatMap((stack) =>
        policiesOf(stack).map(([name, statements]): [string, unknown[][]] => [
          `${stack.name} ${name}`,
          statements.map(({ Action, Resource, Condition }) =>
            [list(Action), list(Resource), Condition].filter((part) => part !== undefined),
          ),
        ]),
      ),
  );

test("each role may do what is listed here: nothing else", () => {
  expect(permissionsOf("prod")).toEqual(permissions);
});

test.each(environments.map(({ name }) => name).filter((name) => name !== "prod"))(
  "no role of %s may do more than prod's",
  (name) => {
    const { account } = environments.find((environment) => environment.name === name)!;
    const asInProd = JSON.stringify(permissionsOf(name))
      .replaceAll(account, "333333333333")
      .replaceAll(`shop-${name}`, "shop-prod")
      .replaceAll(`"${name}-`, '"prod-')
      .replaceAll(`.execution_arn}/${name}/`, ".execution_arn}/prod/");
    for (const [role, statements] of Object.entries(JSON.parse(asInProd) as typeof permissions))
      for (const statement of statements) expect(permissions[role]).toContainEqual(statement);
  },
);

test("every policy written into a role fits: IAM takes 10,240 characters for all of a role's", () => {
  const sizes = everyStack().flatMap((stack) => {
    const byRole = new Map<string, number>();
    for (const { role, policy } of Object.values(stack.all("aws_iam_role_policy")))
      byRole.set(String(role), (byRole.get(String(role)) ?? 0) + String(policy).length);
    return [...byRole].map(([role, size]) => ({ role: `${stack.name} ${role}`, size }));
  });
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.filter(({ size }) => size > 10_240)).toEqual([]);
});

test("the role that plans can write nothing", () => {
  const plan = policiesOf(bootstrapOf("staging")).filter(([name]) => name.startsWith("staging_plan_policy"));
  const statements = plan.flatMap(([, each]) => each);
  expect(statements.flatMap(({ Action }) => list(Action))).toContain("lambda:GetFunction");
  const reads = /^(apigateway:GET|states:ValidateStateMachineDefinition|[\w-]+:(Get|List|Describe)\w*)$/;
  const others = statements.filter(({ Action }) => list(Action).some((action) => !reads.test(action)));
  // items that are deployed with tables, and functions' variables, can't be compared without
  expect(others).toMatchObject(
    ["dynamodb", "lambda"].map((service) => ({
      Action: ["kms:Decrypt"],
      Condition: {
        StringEquals: {
          "aws:ResourceTag/Environment": "staging",
          "kms:ViaService": [`${service}.eu-west-1.amazonaws.com`],
        },
      },
    })),
  );
});

test("CI touches items of no table but those that are deployed with some", () => {
  const onItems = policiesOf(bootstrapOf("staging"))
    .flatMap(([, statements]) => statements)
    .filter(({ Action }) => list(Action).some((action) => /^dynamodb:(Get|Put|Update|Delete)Item$/.test(action)));
  expect(new Set(onItems.flatMap(({ Resource }) => list(Resource)))).toEqual(
    new Set(["arn:aws:dynamodb:eu-west-1:222222222222:table/shop-staging-shipping-rates"]),
  );
});

test("the role that deploys uses no key but those tagged with its environment", () => {
  const deploy = policiesOf(bootstrapOf("staging")).filter(([name]) => name.startsWith("staging_deploy_policy"));
  const statements = deploy.flatMap(([, each]) => each);
  const onKeys = statements.filter(
    ({ Action, Resource }) =>
      list(Resource).some((resource) => resource.includes(":key/")) &&
      list(Action).some((action) => action !== "kms:DescribeKey"),
  );
  expect(onKeys.length).toBeGreaterThan(3);
  for (const { Condition } of onKeys)
    expect(JSON.stringify(Condition?.StringEquals)).toMatch(/"aws:(Resource|Request)Tag\/Environment":"staging"/);
});

test.each(environments.map(({ name }) => name))(
  "the policies of CI's roles in %s are no larger than IAM takes",
  (name) => {
    const stack = bootstrapOf(name);
    const sizes = Object.values(stack.all("aws_iam_policy")).map(({ policy }) => String(policy).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6144);
    const attached = Object.values(stack.all("aws_iam_role_policy_attachment")).map(({ role }) => String(role));
    expect(attached).toHaveLength(sizes.length);
    for (const role of new Set(attached))
      expect(attached.filter((other) => other === role).length).toBeLessThanOrEqual(10);
  },
);

test("the roles of CI trust one repository: pull requests and main may plan, the environment may deploy", () => {
  const roles = bootstrapOf("prod").all("aws_iam_role");
  const subjects = (name: string) =>
    (
      JSON.parse(String(roles[name]!.assume_role_policy)) as {
        Statement: [{ Condition: { StringEquals: Record<string, unknown> } }];
      }
    ).Statement[0].Condition.StringEquals;
  expect(subjects("prod_plan")).toEqual({
    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
    "token.actions.githubusercontent.com:sub": [
      "repo:example/orders:pull_request",
      "repo:example/orders:ref:refs/heads/main",
    ],
  });
  expect(subjects("prod_deploy")).toMatchObject({
    "token.actions.githubusercontent.com:sub": ["repo:example/orders:environment:prod"],
  });
});

test("the state bucket is versioned, encrypted, private, over TLS only, and kept", () => {
  const stack = bootstrapOf("prod");
  expect(stack.the("aws_s3_bucket")).toMatchObject({
    bucket: "example-prod-terraform-state",
    lifecycle: { prevent_destroy: true },
  });
  expect(stack.the("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
  expect(stack.the("aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(stack.the("aws_s3_bucket_server_side_encryption_configuration")).toBeDefined();
  expect(stack.the("aws_s3_bucket_policy").policy).toContain('"aws:SecureTransport":"false"');
});

test("an environment with local state gets roles but no bucket", () => {
  const stack = bootstrapOf("dev");
  expect(stack.all("aws_s3_bucket")).toEqual({});
  expect(Object.keys(stack.all("aws_iam_role"))).toEqual(["dev_deploy", "dev_plan"]);
});

test("an unknown environment can't be bootstrapped", () => {
  expect(() => bootstrapOf("production")).toThrow("environment: expected one of dev, prod, staging, got production");
});

test("a statement with a * that has no reason is refused", () => {
  const statement = { Sid: "All", Effect: "Allow" as const, Action: ["dynamodb:GetItem"], Resource: ["*"] };
  expect(() => identityPolicy([statement])).toThrow("statement All: expected the resources of dynamodb:GetItem, got *");
  expect(() => identityPolicy([{ ...statement, Action: ["dynamodb:*"] }])).toThrow(
    "statement All: expected actions by name, got dynamodb:*",
  );
});
