import type { ParseArgsConfig } from "node:util";

/** Where a command writes: lines, without their end. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** Whether `out` shows colors: a terminal that can, where NO_COLOR and the like don't forbid it. */
  colors: boolean;
  /** Aborted when the person or the system asks the process to end. */
  signal: AbortSignal;
}

/** The options as node:util `parseArgs` read them. */
export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** A command of the CLI, as data. `run` resolves to the exit code; what it throws is printed as its message. */
export interface Command {
  name: string;
  /** Arguments and options as `--help` shows them. */
  usage: string;
  summary: string;
  /** One line per option: how it is written, and what it does with its default. */
  help: [option: string, meaning: string][];
  options: NonNullable<ParseArgsConfig["options"]>;
  run(terminal: Terminal, values: OptionValues, positionals: string[]): Promise<number>;
}

/** A mistake in the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
