import { spawn, type ChildProcess } from "node:child_process";

export interface Finished {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command in a process group of its own, so that a signal reaches what it started (Terraform's providers) as well. */
export class Command {
  readonly finished: Promise<Finished>;
  private readonly child: ChildProcess;

  constructor(
    readonly line: readonly [string, ...string[]],
    options: { cwd: string; env: NodeJS.ProcessEnv },
  ) {
    const [file, ...args] = line;
    const output = { stdout: "", stderr: "" };
    this.child = spawn(file, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    this.finished = new Promise((resolve, reject) => {
      this.child.once("error", reject);
      this.child.once("close", (code) => resolve({ code, ...output }));
    });
  }

  signal(name: "SIGINT" | "SIGKILL"): void {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.child.pid!, name);
  }
}

/** Runs a command to its end. */
export function run(
  line: readonly [string, ...string[]],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Finished> {
  return new Command(line, options).finished;
}

/** @throws Error with the end of its output when a command failed. */
export function mustSucceed(line: readonly string[], { code, stdout, stderr }: Finished): Finished {
  if (code === 0) return { code, stdout, stderr };
  throw new Error(`${line.join(" ")}: expected exit code 0, got ${code}\n${`${stdout}\n${stderr}`.slice(-6000)}`);
}

/** One line on the terminal: these tests take minutes. */
export function progress(message: string): void {
  process.stderr.write(`  ${message}\n`);
}
