import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../../tools/command";
import type { Report } from "../../tools/review/report";
import { review } from "../../tools/review/review";

export interface Reviewed {
  exitCode: number;
  out: string;
  /** What the person reads when the input can't be used. */
  error: string;
}

/** A folder in which `gatehouse review` runs, as in a repository. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "gatehouse-review-"));

  /** Writes files, by path below the folder; what is no text is written as JSON. */
  constructor(files: Record<string, unknown> = {}) {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  write(path: string, content: unknown): void {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }

  /** Exit codes as the CLI gives them: a mistake in what was given is 2. */
  async review(...args: string[]): Promise<Reviewed> {
    const lines: string[] = [];
    const before = process.cwd();
    process.chdir(this.path);
    try {
      const { values, positionals } = parseArgs({ args, options: review.options, allowPositionals: true });
      const terminal = {
        out: (line: string) => lines.push(line),
        err: () => {},
        colors: false,
        signal: new AbortController().signal,
      };
      return { exitCode: await review.run(terminal, values, positionals), out: lines.join("\n"), error: "" };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { exitCode: 2, out: lines.join("\n"), error: error.message };
    } finally {
      process.chdir(before);
    }
  }

  async report(...args: string[]): Promise<Report> {
    const { out, error } = await this.review(...args, "--format", "json", "--fail-on", "never");
    if (error !== "") throw new Error(error);
    return JSON.parse(out) as Report;
  }
}
