import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, type Finished, mustSucceed, progress, run } from "./process";
import type { Provider } from "./provider";
import type { StandIn } from "./stand-in";

/** A resource in a state or in a plan. */
export interface Managed {
  address: string;
  type: string;
  values: Record<string, unknown>;
}

export interface PlannedChange extends Managed {
  actions: string[];
}

/** What a plan says, without values. */
export interface Outline {
  diagnostics: Diagnostic[];
  /** `create`, `update`, `replace` or `delete`. */
  changes: { address: string; type: string; action: string }[];
}

/** An error or a warning that Terraform reported. */
export interface Diagnostic {
  /** Of the resource that it is about. */
  address?: string;
  summary: string;
  detail: string;
}

/** A synthesized stack, and Terraform in its folder. */
export class Stack {
  constructor(
    readonly name: string,
    readonly folder: string,
    readonly dependencies: readonly string[],
    private readonly standIn: StandIn,
  ) {}

  /** The synthesized configuration. */
  get configuration(): Configuration {
    return JSON.parse(readFileSync(join(this.folder, "cdk.tf.json"), "utf8")) as Configuration;
  }

  /** Types of everything that it manages. */
  get types(): string[] {
    return Object.keys(this.configuration.resource);
  }

  async init(): Promise<void> {
    await this.terraform("init", "-input=false");
  }

  /**
   * Plans for `applyPlan`, refreshed. Planning validates as `terraform validate` does, so that its errors and warnings are
   * among the diagnostics.
   */
  async outline(): Promise<Outline> {
    const { stdout } = await this.start("plan", "-input=false", "-lock=false", "-json", "-out=plan.bin").finished;
    const messages = messagesIn(stdout);
    const changes = messages.flatMap(({ type, change }) =>
      type === "planned_change" && change && change.action !== "read" && change.action !== "noop"
        ? [{ address: change.resource.addr, type: change.resource.resource_type, action: change.action }]
        : [],
    );
    return { diagnostics: messages.flatMap(({ diagnostic }) => diagnostic ?? []), changes };
  }

  /** Applies what was outlined last. */
  async applyPlan(): Promise<void> {
    await this.terraform("apply", "-input=false", "plan.bin");
  }

  /** What applying would change, refreshed; nothing that stays as it is. Heeds no lock, as it is not applied. */
  async plan(): Promise<PlannedChange[]> {
    await this.terraform("plan", "-input=false", "-lock=false", "-out=plan.bin");
    const { stdout } = await this.terraform("show", "-json", "plan.bin");
    const { resource_changes: changes = [] } = JSON.parse(stdout) as PlanJson;
    return changes
      .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
      .map(({ address, type, change }) => ({ address, type, actions: change.actions, values: change.after ?? {} }));
  }

  /**
   * Plans without asking what exists, and returns the file with the plan's JSON, in the stack's folder. A plan that failed
   * half-way is one too.
   *
   * @param provider one that runs already; else Terraform starts one
   */
  async planToFile(provider?: Provider): Promise<string> {
    const line = ["plan", "-input=false", "-lock=false", "-refresh=false", "-out=plan.bin"] as const;
    const env = { ...this.standIn.environment(), ...provider?.environmentFor(this) };
    const terraform = (...args: string[]) => run(["terraform", ...args], { cwd: this.folder, env });
    rmSync(join(this.folder, "plan.bin"), { force: true });
    const finished = await terraform(...line);
    if (!existsSync(join(this.folder, "plan.bin"))) mustSucceed([`${this.name}: terraform`, ...line], finished);
    const show = ["show", "-json", "plan.bin"] as const;
    const { stdout } = mustSucceed([`${this.name}: terraform`, ...show], await terraform(...show));
    const file = join(this.folder, "plan.json");
    writeFileSync(file, stdout);
    return file;
  }

  /** Errors that planning ends with; none when there is a plan. */
  async planErrors(): Promise<Diagnostic[]> {
    return errorsOf(await this.start("plan", "-input=false", "-lock=false", "-json").finished);
  }

  /** `plan -detailed-exitcode`: what it shows when there is a change, else undefined. */
  async change(): Promise<string | undefined> {
    const line = ["plan", "-input=false", "-detailed-exitcode"] as const;
    const finished = await this.start(...line).finished;
    return finished.code === 2 ? finished.stdout : void mustSucceed(["terraform", ...line], finished);
  }

  /** Starts an apply; `errorsOf` reads what it answers. */
  startApply(): Command {
    return this.start("apply", "-input=false", "-auto-approve", "-json");
  }

  async apply(): Promise<void> {
    await this.terraform("apply", "-input=false", "-auto-approve");
  }

  async destroy(): Promise<void> {
    await this.terraform("destroy", "-input=false", "-auto-approve");
  }

  async import(address: string, id: string): Promise<void> {
    await this.terraform("import", "-input=false", address, id);
  }

  async forceUnlock(lock: string): Promise<void> {
    await this.terraform("force-unlock", "-force", lock);
  }

  /** What the state knows; empty when there is none. */
  async state(): Promise<Managed[]> {
    const { stdout } = await this.terraform("state", "pull");
    const { resources = [] } = JSON.parse(stdout || "{}") as { resources?: StateResource[] };
    return resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ type, name, instances }) =>
        instances.map(({ attributes }) => ({ address: `${type}.${name}`, type, values: attributes })),
      );
  }

  async outputs(): Promise<Record<string, string>> {
    const { stdout } = await this.terraform("output", "-json");
    const outputs = JSON.parse(stdout) as Record<string, { value: string }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  private start(...args: string[]): Command {
    return new Command(["terraform", ...args], { cwd: this.folder, env: this.standIn.environment() });
  }

  private async terraform(...args: string[]): Promise<Finished> {
    return mustSucceed([`${this.name}: terraform`, ...args], await this.start(...args).finished);
  }
}

/** Stacks that own what others look up, then the others: those of one level can be applied side by side. */
export function inLevels(stacks: readonly Stack[]): [owners: Stack[], others: Stack[]] {
  const [owners, others]: [Stack[], Stack[]] = [[], []];
  for (const stack of stacks) (stack.dependencies.length === 0 ? owners : others).push(stack);
  return [owners, others];
}

/** Destroys stacks, those that look things up before those that own them; waiting is most of it, so side by side. */
export async function destroy(stacks: readonly Stack[]): Promise<void> {
  for (const level of inLevels(stacks).toReversed()) {
    progress(`destroy ${level.map(({ name }) => name).join(", ")}`);
    await Promise.all(level.map((stack) => stack.destroy()));
  }
}

/** Errors in the output of `plan -json` and `apply -json`. */
export function errorsOf({ stdout }: Finished): Diagnostic[] {
  return messagesIn(stdout).flatMap(({ "@level": level, diagnostic }) =>
    level === "error" && diagnostic ? [diagnostic] : [],
  );
}

const messagesIn = (stdout: string): Message[] =>
  stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Message);

/** A line of Terraform's machine-readable output. */
interface Message {
  "@level": string;
  type: string;
  diagnostic?: Diagnostic;
  change?: { action: string; resource: { addr: string; resource_type: string } };
}

interface Configuration {
  provider: { aws: object[] };
  terraform: { backend: Record<string, Record<string, unknown>> };
  resource: Record<string, Record<string, unknown>>;
}

interface StateResource {
  mode: "managed" | "data";
  type: string;
  name: string;
  instances: { attributes: Record<string, unknown> }[];
}

interface PlanJson {
  resource_changes?: {
    address: string;
    mode: "managed" | "data";
    type: string;
    change: { actions: string[]; after: Record<string, unknown> | null };
  }[];
}
