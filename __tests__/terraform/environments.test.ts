import { loadEnvironments } from "../../environments";
import { progress } from "./process";
import { compare } from "./recovery";
import type { Stack } from "./stack";
import { StandIn } from "./stand-in";
import { Workspace } from "./workspace";

describe.each(loadEnvironments())("$name, from an empty account", ({ name: environment, account, region }) => {
  let standIn: StandIn;
  let workspace: Workspace;
  let stacks: Stack[];
  const planned = new Set<string>();

  beforeAll(async () => {
    standIn = await StandIn.start(account);
    workspace = new Workspace(standIn);
    const synthesized = await workspace.synthesize();
    stacks = [...synthesized.values()].filter(
      ({ name }) => name.startsWith(`${environment}-`) || name === `account-${account}-${region}`,
    );
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  test("is bootstrapped by one command", async () => {
    progress(`npm run bootstrap -- ${environment}`);
    await workspace.run("npm", "run", "bootstrap", "--", environment, "-auto-approve");
    const bootstrap = [...workspace.stacks("bootstrap.out").values()];
    expect(await compare(standIn, bootstrap)).toEqual({ leftOver: [], gone: [] });
  });

  test("is left as it is by a second bootstrap", async () => {
    const before = await standIn.resources();
    progress(`npm run bootstrap -- ${environment}, again`);
    const { stdout } = await workspace.run("npm", "run", "bootstrap", "--", environment, "-auto-approve");
    expect(stdout.match(/Apply complete! .*/g)).toEqual([
      "Apply complete! Resources: 0 added, 0 changed, 0 destroyed.",
    ]);
    expect(await standIn.resources()).toEqual(before);
  });

  test("stacks that own what others look up are valid, plan on nothing, and are applied", async () => {
    const owners = stacks.filter(({ dependencies }) => dependencies.length === 0);
    expect(owners.map(({ name }) => name)).toEqual([
      `account-${account}-${region}`,
      `${environment}-data`,
      `${environment}-network`,
    ]);
    for (const stack of owners) await expectToPlan(stack);
    progress(`apply ${owners.map(({ name }) => name).join(", ")}`);
    await Promise.all(owners.map((stack) => stack.applyPlan()));
  });

  test("the stacks that depend on them are valid and plan", async () => {
    for (const stack of stacks.filter(({ dependencies }) => dependencies.length > 0)) await expectToPlan(stack);
    expect([...planned]).toEqual(stacks.map(({ name }) => name));
  });

  async function expectToPlan(stack: Stack): Promise<void> {
    progress(`init and plan ${stack.name}`);
    await stack.init();
    const { diagnostics, changes } = await stack.outline();
    expect(diagnostics).toEqual([]);
    expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(["create"]));
    planned.add(stack.name);
  }
});
