import { stripVTControlCharacters } from "node:util";
import { callsBeyond } from "./ci-permissions";
import { progress } from "./process";
import { compare, rows, settings } from "./recovery";
import { destroy, type Stack } from "./stack";
import { StandIn } from "./stand-in";
import { untagged } from "./tags";
import { Workspace } from "./workspace";

describe("dev, deployed by cdktf and taken down by terraform", () => {
  let standIn: StandIn;
  let workspace: Workspace;
  let stacks: Map<string, Stack>;

  beforeAll(async () => {
    standIn = await StandIn.start("111111111111");
    workspace = new Workspace(standIn);
    stacks = new Map();
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  const dev = () => [...stacks.values()].filter(({ name }) => name.startsWith("dev-"));

  test("`cdktf deploy 'dev-*'` goes through", async () => {
    progress("cdktf deploy 'dev-*'");
    const options = ["--auto-approve", "--skip-provider-lock", "--parallelism", "2"];
    const { stdout } = await workspace.run("npx", "cdktf", "deploy", "dev-*", ...options);
    stacks = workspace.stacks();
    expect(stdout.match(/Apply complete!/g)).toHaveLength(dev().length);
  });

  test("applying made everything that the states have, and nothing else", async () => {
    expect(await compare(standIn, dev())).toEqual({ leftOver: [], gone: [] });
  });

  test("CI's deploy role may make every call that deploying took", async () => {
    expect(await callsBeyond(workspace, "deploy")).toEqual([]);
  });

  test("a second plan finds no change in any stack", async () => {
    await standIn.forgetCalls();
    const changed: Record<string, string> = {};
    for (const stack of dev()) {
      progress(`plan ${stack.name}`);
      const change = await stack.change();
      if (change) changed[stack.name] = change;
    }
    expect(changed).toEqual({});
  });

  test("CI's plan role may make every call that planning took", async () => {
    expect(await callsBeyond(workspace, "plan")).toEqual([]);
  });

  test("`cdktf diff dev-regional` shows no change", async () => {
    const { stdout } = await workspace.run("npx", "cdktf", "diff", "dev-regional", "--skip-provider-lock");
    expect(stripVTControlCharacters(stdout)).toContain("No changes. Your infrastructure matches the configuration.");
  });

  test("outputs name what exists", async () => {
    const resources = await standIn.resources();
    const existing = (type: string, attribute: string) =>
      resources.filter((resource) => resource.type === type).map(({ attributes }) => attributes[attribute]);
    expect(existing("aws_dynamodb_table", "name")).toContain((await stacks.get("dev-data")!.outputs()).table_orders);
    for (const door of ["regional", "edge", "private"]) {
      const outputs = await stacks.get(`dev-${door}`)!.outputs();
      expect(existing("aws_lambda_function", "function_name")).toContain(outputs.function_orders);
      const { hostname, pathname } = new URL(outputs.custom_url_v1!);
      expect(existing("aws_api_gateway_domain_name", "domain_name")).toContain(hostname);
      expect(pathname).toBe("/v1");
      const base = new URL(outputs.base_url_v1!);
      expect(existing("aws_api_gateway_rest_api", "id")).toContain(base.hostname.split(".")[0]);
      expect(base.pathname).toBe("/dev");
    }
  });

  test("everything that takes tags says that it is dev's", async () => {
    expect(await untagged(standIn, { Environment: "dev", CostCenter: "shop-dev" })).toEqual([]);
  });

  test("docs/recovery.md knows every type that a stack manages", () => {
    const known = new Set([...rows.map(({ type }) => type), ...settings]);
    expect([...stacks.values()].flatMap(({ types }) => types).filter((type) => !known.has(type))).toEqual([]);
  });

  test("destroying in reverse order leaves nothing", async () => {
    await destroy(dev());
    expect(await standIn.resources()).toEqual([]);
  });

  test("CI's deploy role may make every call that destroying took", async () => {
    expect(await callsBeyond(workspace, "deploy")).toEqual([]);
  });

  test("the account's own stack is applied once, and leaves nothing when it is destroyed", async () => {
    const account = stacks.get("account-111111111111-eu-west-1")!;
    await account.init();
    await account.apply();
    expect(await account.change()).toBeUndefined();
    await account.destroy();
    expect(await standIn.resources()).toEqual([]);
  });
});
