import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { callsBeyond } from "./ci-permissions";
import { progress } from "./process";
import { compare } from "./recovery";
import { destroy, type Stack } from "./stack";
import { StandIn } from "./stand-in";
import { Workspace } from "./workspace";

const deployed = ["dev-data", "dev-network", "dev-balancer", "dev-direct"];

describe("dev with a load balancer and direct invocation", () => {
  let standIn: StandIn;
  let workspace: Workspace;
  let stacks: Stack[];

  beforeAll(async () => {
    standIn = await StandIn.start("111111111111");
    workspace = new Workspace(standIn);
    pinLoadBalancer(workspace);
    const synthesized = await workspace.synthesize();
    stacks = deployed.map((name) => synthesized.get(name)!);
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  test("both ways are valid, and are applied after what they look up", async () => {
    for (const stack of stacks) {
      progress(`init, validate and apply ${stack.name}`);
      await stack.init();
      expect(await stack.validate()).toEqual([]);
      await stack.apply();
    }
  });

  test("applying made everything that the states have, and nothing else", async () => {
    expect(await compare(standIn, stacks)).toEqual({ leftOver: [], gone: [] });
  });

  test("CI's deploy role may make every call that deploying took", async () => {
    expect(await callsBeyond(workspace, "deploy")).toEqual([]);
  });

  test("a second plan finds no change", async () => {
    await standIn.forgetCalls();
    const changed = await Promise.all(stacks.map(async (stack) => [stack.name, await stack.change()] as const));
    expect(changed.filter(([, change]) => change)).toEqual([]);
  });

  test("CI's plan role may make every call that planning took", async () => {
    expect(await callsBeyond(workspace, "plan")).toEqual([]);
  });

  test("the load balancer forwards to the function's alias, which it may invoke", async () => {
    const state = await stacks[2]!.state();
    const the = (type: string) => state.find((resource) => resource.type === type)!.values;
    expect(the("aws_lb_target_group_attachment").target_id).toBe(the("aws_lambda_alias").arn);
    expect(the("aws_lambda_permission")).toMatchObject({
      source_arn: the("aws_lb_target_group").arn,
      qualifier: the("aws_lambda_alias").name,
    });
    expect(the("aws_lb_listener_rule").listener_arn).toBe(the("aws_lb_listener").arn);
  });

  test("outputs name what callers need", async () => {
    const [, , balancer, direct] = stacks;
    expect(await balancer!.outputs()).toMatchObject({ url_v1: "https://balancer.dev.example.com/v1" });
    expect(await direct!.outputs()).toMatchObject({
      role_nightly_report: "arn:aws:iam::111111111111:role/shop-dev-invoke-nightly-report",
      function_arn_orders: "arn:aws:lambda:eu-west-1:111111111111:function:shop-dev-orders-direct:live",
      failures_orders: "shop-dev-orders-failures",
    });
  });

  test("destroying leaves nothing", async () => {
    await destroy(stacks);
    expect(await standIn.resources()).toEqual([]);
  });

  test("CI's deploy role may make every call that destroying took", async () => {
    expect(await callsBeyond(workspace, "deploy")).toEqual([]);
  });
});

function pinLoadBalancer({ root }: Workspace): void {
  const file = join(root, "environments/dev/environment.ts");
  const pins = readFileSync(file, "utf8");
  writeFileSync(file, pins.replace("  state: {", '  balancer: { host: "balancer.dev.example.com" },\n  state: {'));
}
