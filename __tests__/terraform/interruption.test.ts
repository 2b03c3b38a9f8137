import { progress } from "./process";
import { compare, recover, settings } from "./recovery";
import { destroy, errorsOf, type Stack } from "./stack";
import { StandIn } from "./stand-in";
import { Workspace } from "./workspace";

const seed = Number(process.env.GATEHOUSE_SEED ?? Date.now() % 1_000_000);

describe(`an apply that is interrupted (GATEHOUSE_SEED=${seed})`, () => {
  const random = randomNumbers(seed);
  let standIn: StandIn;
  let workspace: Workspace;
  let stacks: Map<string, Stack>;

  beforeAll(async () => {
    progress(`interruptions with GATEHOUSE_SEED=${seed}`);
    standIn = await StandIn.start("111111111111");
    workspace = new Workspace(standIn);
    stacks = new Map([...(await workspace.synthesize())].filter(([name]) => name.startsWith("dev-")));
    for (const stack of stacks.values()) await stack.init();
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  const stackNamed = (name: string) => stacks.get(name)!;
  const all = () => [...stacks.values()];

  test.each(["dev-data", "dev-network", "dev-events"])("%s is brought back after SIGKILL", async (name) => {
    const stack = stackNamed(name);
    await stopAnywhere(stack, standIn, "SIGKILL", random);
    await recover(stack, all(), standIn);
    expect(await wrongWith(stack)).toEqual(nothing);
  });

  test("dev-regional converges after SIGINT in a wait, by applying again", async () => {
    const stack = stackNamed("dev-regional");
    const quiet = standIn.quietAfter(1 + Math.floor((random() * (await creations(stack))) / 2));
    const command = stack.startApply();
    await quiet;
    progress(`SIGINT of applying ${stack.name}, which waits`);
    command.signal("SIGINT");
    expect((await command.finished).code).toBe(1);
    await stack.apply();
    expect(await wrongWith(stack)).toEqual(nothing);
  });

  test("dev-edge is brought back after SIGKILL, and SIGINT while answers are on their way", async () => {
    const stack = stackNamed("dev-edge");
    await stopAnywhere(stack, standIn, "SIGKILL", random);
    await stopAnywhere(stack, standIn, "SIGINT", random);
    await recover(stack, all(), standIn);
    expect(await wrongWith(stack)).toEqual(nothing);
  });

  test("dev-private is brought back after two SIGKILLs", async () => {
    const stack = stackNamed("dev-private");
    await stopAnywhere(stack, standIn, "SIGKILL", random);
    await stopAnywhere(stack, standIn, "SIGKILL", random);
    await recover(stack, all(), standIn);
    expect(await wrongWith(stack)).toEqual(nothing);
  });

  test("all of it is destroyed, down to nothing", async () => {
    await destroy(all());
    expect(await standIn.resources()).toEqual([]);
  });

  const nothing = { leftOver: [], gone: [], change: undefined };

  /** What exists outside all states, tagged or not, what is gone, and what a plan of the stack would change. */
  async function wrongWith(stack: Stack): Promise<Record<keyof typeof nothing, unknown>> {
    return { ...(await compare(standIn, all())), change: await stack.change() };
  }
});

describe("a lock in S3 that was left by SIGKILL", () => {
  let standIn: StandIn;
  let workspace: Workspace;

  beforeAll(async () => {
    standIn = await StandIn.start("222222222222");
    workspace = new Workspace(standIn);
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  test("is removed as docs/recovery.md says, and what the state lost with it is brought back", async () => {
    const stack = (await workspace.synthesize()).get("staging-network")!;
    const { bucket } = stack.configuration.terraform.backend.s3 as { bucket: string };
    const place = "--create-bucket-configuration=LocationConstraint=eu-west-1";
    await workspace.run("aws", "s3api", "create-bucket", "--bucket", bucket, place);
    await stack.init();
    const last = await creations(stack);
    // one write more: Terraform's own, of the lock
    expect(await stop(stack, standIn, "SIGKILL", last + 1)).toBeNull();
    const [refused] = errorsOf(await stack.startApply().finished);
    expect(refused?.summary).toBe("Error acquiring the state lock");
    const steps = await recover(stack, [stack], standIn);
    expect(steps).toContainEqual(expect.stringMatching(/^unlocked /));
    expect(steps).toContainEqual(expect.stringMatching(/^deleted aws_vpc vpc-/));
    expect(await stack.change()).toBeUndefined();
    const { leftOver, gone } = await compare(standIn, [stack]);
    expect(gone).toEqual([]);
    expect(leftOver).toEqual([`aws_s3_bucket ${bucket}`]);
  });
});

/** How many things an apply would make, each by one write or more. */
async function creations(stack: Stack): Promise<number> {
  const { diagnostics, changes } = await stack.outline();
  if (diagnostics.length > 0) throw new Error(`${stack.name}: expected a plan, got ${JSON.stringify(diagnostics)}`);
  const made = changes.filter(({ action }) => action === "create" || action === "replace");
  return made.filter(({ type }) => !settings.includes(type)).length;
}

/** Interrupts an apply at a random write, whose answer it never gets. */
async function stopAnywhere(
  stack: Stack,
  standIn: StandIn,
  signal: "SIGINT" | "SIGKILL",
  random: () => number,
): Promise<void> {
  await stop(stack, standIn, signal, 1 + Math.floor(random() * (await creations(stack))));
}

/** Starts an apply and signals it once it has made its `write`th change; returns its exit code. */
async function stop(
  stack: Stack,
  standIn: StandIn,
  signal: "SIGINT" | "SIGKILL",
  write: number,
): Promise<number | null> {
  const { reached } = await standIn.stopAt(write);
  const command = stack.startApply();
  const change = await Promise.race([reached, command.finished]);
  if (typeof change === "string") {
    progress(`${signal} of applying ${stack.name} at write ${write}, ${change}`);
    command.signal(signal);
    if (signal === "SIGKILL") await command.finished;
  } else {
    // 'it is there already' came first
    progress(`${stack.name} ended before write ${write}`);
  }
  await standIn.release();
  return (await command.finished).code;
}

/** Reproducible numbers in [0, 1): mulberry32. */
function randomNumbers(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
