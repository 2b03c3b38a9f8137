import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { reasonForEveryResource } from "../../constructs/actions-without-resource";
import { identityPolicy } from "../../constructs/policy-document";
import { addBootstrapStack } from "../../stacks";
import { environments, SynthesizedStack, synthesize } from "./synthesis";

interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource?: string | string[];
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

test.each(["regional", "balancer", "direct"])(
  "a function (%s) may write its own log, its traces, and use its table: nothing else",
  (way) => {
    const stack = synthesize()[`staging-${way}`]!;
    const statements = new Map(policiesOf(stack)).get("orders_policy");
    expect(statements?.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        [`arn:aws:logs:eu-west-1:222222222222:log-group:/aws/lambda/shop-staging-orders-${way}:*`],
      ],
      [["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]],
      [
        ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        ["arn:aws:dynamodb:eu-west-1:222222222222:table/shop-staging-orders"],
      ],
      [["dynamodb:Query"], ["arn:aws:dynamodb:eu-west-1:222222222222:table/shop-staging-orders/index/*"]],
    ]);
  },
);

test("a function that is invoked directly may send what failed to its own queue, and that is all", () => {
  expect(new Map(policiesOf(synthesize()["staging-direct"]!)).get("orders_failures_policy")).toEqual([
    {
      Sid: "SendFailures",
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: ["arn:aws:sqs:eu-west-1:222222222222:shop-staging-orders-failures"],
    },
  ]);
});

test("the role that plans can write nothing", () => {
  const plan = policiesOf(bootstrapOf("staging")).filter(([name]) => name.startsWith("staging_plan_policy"));
  const actions = plan.flatMap(([, statements]) => statements.flatMap(({ Action }) => list(Action)));
  expect(actions).toContain("lambda:GetFunction");
  const reads = /^(apigateway:GET|\w+:(Get|List|Describe)\w*)$/;
  expect(actions.filter((action) => !reads.test(action))).toEqual([]);
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
