import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { run } from "./process";
import type { Workspace } from "./workspace";

interface Step {
  id?: string;
  name?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
}

interface WorkflowFile {
  env?: Record<string, string>;
  jobs: Record<string, { env?: Record<string, string>; steps: Step[] }>;
}

/** How a job ended. */
export interface JobRun {
  ok: boolean;
  /** What its steps wrote into their outputs: `environments=[...]`. */
  outputs: Record<string, string>;
  /** Markdown of $GITHUB_STEP_SUMMARY. */
  summary: string;
  /** Output of each script, for the message of a test that fails. */
  log: string;
}

/**
 * Runs the shell scripts of a workflow's job in a workspace, as a runner of GitHub's does: each by `bash -e`, with the
 * variables of workflow, job and step. Actions (`uses`) are left out, what they would bring is there already: the checkout,
 * Node.js, the packages (so `npm ci` as well), Terraform, artifacts and credentials.
 */
export class Workflow {
  private readonly file: WorkflowFile;

  /** @param values what expressions are, by their text: `matrix.environment` */
  constructor(
    private readonly workspace: Workspace,
    name: string,
    private readonly values: Record<string, string>,
    private readonly environment: Record<string, string>,
  ) {
    this.file = parse(readFileSync(join(workspace.root, ".github/workflows", name), "utf8")) as WorkflowFile;
  }

  async run(job: string): Promise<JobRun> {
    const folder = mkdtempSync(join(tmpdir(), "job-"));
    const files = { GITHUB_OUTPUT: join(folder, "output"), GITHUB_STEP_SUMMARY: join(folder, "summary") };
    for (const file of Object.values(files)) writeFileSync(file, "");
    const definition = this.file.jobs[job];
    if (!definition) throw new Error(`job: expected one of ${Object.keys(this.file.jobs).join(", ")}, got ${job}`);
    let ok = true;
    let log = "";
    for (const step of definition.steps) {
      if (step.run === undefined || step.run === "npm ci" || !this.isDue(step, ok)) continue;
      const env = this.resolve({ ...this.file.env, ...definition.env, ...step.env });
      const script = join(folder, "script.sh");
      writeFileSync(script, step.run);
      const finished = await run(["bash", "--noprofile", "--norc", "-e", script], {
        cwd: this.workspace.root,
        env: { ...this.workspace.standIn.environment(), ...this.environment, ...files, ...env },
      });
      log += `$ ${step.name ?? step.run}: ${finished.code}\n${finished.stdout}${finished.stderr}\n`;
      ok &&= finished.code === 0;
    }
    return {
      ok,
      outputs: outputsIn(files.GITHUB_OUTPUT),
      summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
      log,
    };
  }

  private isDue({ if: condition = "success()" }: Step, ok: boolean): boolean {
    const due: Record<string, boolean> = { "success()": ok, "failure()": !ok, "!cancelled()": true };
    const text = condition.replace(/^\$\{\{\s*(.*?)\s*\}\}$/, "$1");
    const found = due[text];
    if (found === undefined) throw new Error(`if: expected ${Object.keys(due).join(", ")}, got ${text}`);
    return found;
  }

  private resolve(env: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        value.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
          const known = this.values[expression];
          if (known === undefined) throw new Error(`expression: expected a known one, got ${expression}`);
          return known;
        }),
      ]),
    );
  }
}

const outputsIn = (file: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
