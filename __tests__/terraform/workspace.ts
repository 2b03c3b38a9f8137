import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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

  /**
   * Makes an edit of the project.
   *
   * @returns what takes it back
   * @throws Error where a text isn't in its file exactly once
   */
  edit(changes: readonly Change[]): () => void {
    const originals = new Map<string, string>();
    for (const [file, from, to] of changes) {
      const path = join(this.root, file);
      const text = readFileSync(path, "utf8");
      if (text.split(from).length !== 2)
        throw new Error(`${file}: expected once, got ${text.split(from).length - 1}: ${from}`);
      if (!originals.has(path)) originals.set(path, text);
      writeFileSync(
        path,
        text.replace(from, () => to),
      );
    }
    return () => originals.forEach((text, path) => writeFileSync(path, text));
  }

  /** What `gatehouse review` says of plans as they are in files. */
  async review(plans: readonly string[]): Promise<Review> {
    const line = ["npx", "gatehouse", "review", ...plans, "--format", "json", "--fail-on", "never"] as const;
    return JSON.parse((await this.run(...line)).stdout) as Review;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A text in a file, there exactly once, and what it becomes. */
export type Change = [file: string, from: string, to: string];

export interface Review {
  verdict: string;
  findings: { severity: string; rule: string; plan: string; address: string; title: string }[];
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
