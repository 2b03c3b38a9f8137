import { environments, type SynthesizedStack, synthesize } from "./synthesis";

const stacks = Object.values(synthesize());

test("every log group of every stack is kept for a time, the one that its environment pins", () => {
  const groups = stacks.flatMap((stack) =>
    Object.values(stack.all("aws_cloudwatch_log_group")).map((group) => ({
      stack: stack.name,
      kept: group.retention_in_days,
    })),
  );
  expect(groups.length).toBeGreaterThan(0);
  for (const { stack, kept } of groups) {
    const environment = environments.find(({ name }) => stack.startsWith(`${name}-`));
    expect({ stack, kept }).toEqual({ stack, kept: environment?.logs.retentionDays });
  }
});

/** Per type of what writes logs: the groups that have to be there before it is. */
const groupsBefore: Record<string, (name: string, stack: SynthesizedStack) => RegExp[]> = {
  aws_lambda_function: (name, stack) => [
    new RegExp(`^/aws/lambda/${String(stack.all("aws_lambda_function")[name]!.function_name)}$`),
  ],
  aws_api_gateway_stage: (name, stack) => {
    const { rest_api_id: api, stage_name: stage } = stack.all("aws_api_gateway_stage")[name]!;
    const [version] = /v\d+(?=_|$)/.exec(name) ?? [];
    const id = String(api).replaceAll(/[${}.]/g, "\\$&");
    return [
      new RegExp(`^API-Gateway-Execution-Logs_${id}/${String(stage)}$`),
      new RegExp(`${version}/${String(stage)}/access$`),
    ];
  },
  aws_apigatewayv2_stage: (name, stack) => {
    const { api_id: api, name: stage } = stack.all("aws_apigatewayv2_stage")[name]!;
    const id = String(api).replaceAll(/[${}.]/g, "\\$&");
    return [new RegExp(`^/aws/apigateway/${id}/${String(stage)}$`), new RegExp(`/${String(stage)}/access$`)];
  },
  aws_wafv2_web_acl_logging_configuration: () => [/^aws-waf-logs-/],
};

describe.each(Object.entries(groupsBefore))("every %s", (type, groupsOf) => {
  test("has its log group, of its own stack, before it is there", () => {
    for (const stack of stacks)
      for (const [name, resource] of Object.entries(stack.all(type))) {
        const groups = Object.entries(stack.all("aws_cloudwatch_log_group"));
        for (const pattern of groupsOf(name, stack)) {
          const [address] = groups.find(([, group]) => pattern.test(String(group.name))) ?? [];
          expect({ stack: stack.name, name, group: address }).toMatchObject({ group: expect.any(String) });
          // by reference or by depends_on
          expect(JSON.stringify(resource)).toContain(`aws_cloudwatch_log_group.${address}`);
        }
      }
  });
});
