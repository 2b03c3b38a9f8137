import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { Command, type Finished, mustSucceed } from "./process";
import type { StandIn } from "./stand-in";
import { Stack } from "./stack";

const project = resolve(__dirname, "../..");
const leftOut = ["node_modules", ".git", ".build", ".state", "cdktf.out", "bootstrap.out", "coverage"];

/**
 * A copy of the project in a temporary folder. The project's commands run there word for word, and never see the state
 * or the output of the checkout.
 */
export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), "workspace-"));

  constructor(readonly standIn: StandIn) {
    cpSync(project, this.root, { recursive: true, filter: (path) => !leftOut.includes(basename(path)) });
    symlinkSync(join(project, "node_modules"), join(this.root, "node_modules"));
  }

  /** Starts a command in the project's folder. */
  start(...line: [string, ...string[]]): Command {
    return new Command(line, { cwd: this.root, env: this.standIn.environment() });
  }

  /** Runs a command in the project's folder; throws when it fails. */
  async run(...line: [string, ...string[]]): Promise<Finished> {
    return mustSucceed(line, await this.start(...line).finished);
  }

  /** `npm run synth`, then the stacks by name. */
  async synthesize(): Promise<Map<string, Stack>> {
    await this.run("npm", "run", "synth");
    return this.stacks();
  }

  /** What was synthesized, owners before the stacks that look their things up. */
  stacks(output = "cdktf.out"): Map<string, Stack> {
    const file = join(this.root, output, "manifest.json");
    const { stacks } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    const folders = readdirSync(join(this.root, output, "stacks")).toSorted();
    if (folders.join() !== Object.keys(stacks).toSorted().join())
      throw new Error(`${file}: expected a stack for each folder, got ${Object.keys(stacks).join(", ")}`);
    return new Map(
      inOrder(stacks).map((name) => [
        name,
        new Stack(name, join(this.root, output, "stacks", name), stacks[name]!.dependencies, this.standIn),
      ]),
    );
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

interface Manifest {
  stacks: Record<string, { dependencies: string[] }>;
}

function inOrder(stacks: Manifest["stacks"]): string[] {
  const done: string[] = [];
  const visit = (name: string) => {
    stacks[name]?.dependencies.forEach(visit);
    if (!done.includes(name)) done.push(name);
  };
  Object.keys(stacks).toSorted().forEach(visit);
  return done;
}
