import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Stack } from "./stack";
import { terraform } from "./terraform";

/** What a stack of an environment can be called after its name; those that use others before those. */
const parts = ["balancer", "realtime", "private", "edge", "regional", "network", "events", "data"];

interface State {
  resources?: { mode: string; provider: string }[];
}

/**
 * Stacks that the environment had and no longer has, such as the one of a door that was closed: Terraform forgets nobody's
 * state, but nobody plans it any more. Each gets a folder beside the others with a configuration without resources, so
 * that its plan removes what is left. Those whose state is empty are left out.
 */
export async function closedStacks(
  environment: string,
  stacks: readonly Stack[],
  signal: AbortSignal,
): Promise<Stack[]> {
  const [sibling] = stacks;
  if (!sibling) return [];
  const missing = parts
    .map((part) => `${environment}-${part}`)
    .filter((name) => !stacks.some((stack) => stack.name === name));
  const closed: Stack[] = [];
  for (const name of missing) {
    const stack = { ...sibling, name, folder: join(dirname(sibling.folder), name), dependencies: [] };
    if (await isLeft(stack, sibling, signal)) closed.push(stack);
    else rmSync(stack.folder, { recursive: true, force: true });
  }
  return closed;
}

async function isLeft(stack: Stack, sibling: Stack, signal: AbortSignal): Promise<boolean> {
  const { terraform: settings, provider } = JSON.parse(
    readFileSync(join(sibling.folder, "cdk.tf.json"), "utf8").replaceAll(sibling.name, stack.name),
  ) as { terraform: Record<string, unknown>; provider: { aws: { alias?: string; region: string }[] } };
  mkdirSync(stack.folder, { recursive: true });
  const write = (configuration: object) => {
    writeFileSync(join(stack.folder, "cdk.tf.json"), `${JSON.stringify(configuration, null, 2)}\n`);
  };
  // without a provider, which takes longest, until there is something to plan
  write({ terraform: { backend: settings["backend"] } });
  const init = await terraform(stack.folder, ["init", "-input=false", "-no-color", "-reconfigure"], signal);
  const pull = init.code === 0 ? await terraform(stack.folder, ["state", "pull"], signal) : init;
  if (pull.code !== 0)
    throw new Error(`${stack.name}: expected to read its state, got\n${pull.stderr.trim() || pull.stdout.trim()}`);
  const { resources = [] } = JSON.parse(pull.stdout || "{}") as State;
  if (!resources.some(({ mode }) => mode === "managed")) return false;
  const [own] = provider.aws.filter(({ alias }) => alias === undefined);
  write({ "//": {}, terraform: settings, provider: { aws: [own, ...aliases(resources, own)] } });
  return true;
}

/** Providers that the state's resources were made with; ours has one beside the stack's own, in us-east-1. */
const aliases = (resources: { provider: string }[], own: object | undefined) =>
  [...new Set(resources.flatMap(({ provider }) => /\]\.(\w+)$/.exec(provider)?.[1] ?? []))].map((alias) => ({
    ...own,
    alias,
    region: "us-east-1",
  }));
