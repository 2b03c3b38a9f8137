import { dev, environments, stackNamed, synthesize, type SynthesizedStack } from "./synthesis";

const role = (name: string) => `arn:aws:iam::444444444444:role/${name}-nightly-report`;

describe.each(environments.map((environment) => [environment.name, environment] as const))(
  "direct invocation in %s",
  (name, { account, region }) => {
    let stack: SynthesizedStack;
    beforeAll(() => {
      stack = stackNamed(`${name}-direct`);
    });

    test("has a function of its own", () => {
      expect(stack.the("aws_lambda_function").function_name).toBe(`shop-${name}-orders-direct`);
    });

    test("has a role for each invoker, that trusts it alone", () => {
      const invoker = stack.all("aws_iam_role").invoke_nightly_report!;
      expect(invoker.name).toBe(`shop-${name}-invoke-nightly-report`);
      expect(trustOf(invoker)).toEqual([{ Effect: "Allow", Principal: { AWS: role(name) }, Action: "sts:AssumeRole" }]);
    });

    test("lets it invoke the alias and nothing else", () => {
      const policies = stack.all("aws_iam_role_policy");
      expect(statementsOf(policies.invoke_nightly_report_policy!)).toEqual([
        {
          Sid: "Invoke",
          Effect: "Allow",
          Action: ["lambda:InvokeFunction"],
          Resource: [`arn:aws:lambda:${region}:${account}:function:shop-${name}-orders-direct:live`],
        },
      ]);
      expect(Object.values(policies).filter((policy) => String(policy.role).includes("invoke_nightly"))).toHaveLength(
        1,
      );
      expect(stack.all("aws_lambda_permission")).toEqual({});
    });

    test("keeps for 14 days what asynchronous invocations failed to do, after two more attempts", () => {
      const queue = `arn:aws:sqs:${region}:${account}:shop-${name}-orders-failures`;
      expect(stack.the("aws_lambda_function_event_invoke_config")).toMatchObject({
        function_name: "${aws_lambda_function.orders.function_name}",
        qualifier: "${aws_lambda_alias.orders_alias.name}",
        maximum_retry_attempts: 2,
        maximum_event_age_in_seconds: 3600,
        destination_config: { on_failure: { destination: queue } },
        depends_on: ["aws_iam_role_policy.orders_failures_policy"],
      });
      expect(stack.the("aws_sqs_queue")).toMatchObject({
        name: `shop-${name}-orders-failures`,
        message_retention_seconds: 1_209_600,
      });
      expect(statementsOf(stack.the("aws_sqs_queue_policy"))).toMatchObject([
        { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ]);
    });

    test("tells callers what to assume and what to invoke", () => {
      expect(stack.json.output).toMatchObject({
        role_nightly_report: { value: "${aws_iam_role.invoke_nightly_report.arn}" },
        function_arn_orders: {
          value: `arn:aws:lambda:${region}:${account}:function:shop-${name}-orders-direct:live`,
        },
      });
    });
  },
);

test("a whole account is trusted where that is said, with an external id where one is pinned", () => {
  const direct = { invokers: { partner: { wholeAccount: "555555555555" } }, externalId: "c0ffee" };
  const stack = synthesize([{ ...dev, direct }])["dev-direct"]!;
  expect(trustOf(stack.all("aws_iam_role").invoke_partner!)).toEqual([
    {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::555555555555:root" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "c0ffee" } },
    },
  ]);
});

test("without invokers there is no stack", () => {
  const { direct: _direct, ...pins } = dev;
  expect(Object.keys(synthesize([pins]))).not.toContain("dev-direct");
});

const statementsOf = ({ policy }: Record<string, unknown>) =>
  (JSON.parse(String(policy)) as { Statement: unknown[] }).Statement;

const trustOf = ({ assume_role_policy }: Record<string, unknown>) =>
  (JSON.parse(String(assume_role_policy)) as { Statement: unknown[] }).Statement;
