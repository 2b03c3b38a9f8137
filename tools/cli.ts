import { parseArgs } from "node:util";
import { type Command, type Terminal, UsageError } from "./command";
import { deploy } from "./deployment/deploy";
import { plan } from "./deployment/plan";
import { comment, environments, reviewed } from "./deployment/pull-request";
import { serve } from "./gateway/serve";
import { token } from "./gateway/token";
import { review } from "./review/review";

const commands: Command[] = [serve, token, review, plan, deploy, environments, comment, reviewed];

/** Time that a command has to end after SIGINT or SIGTERM, in milliseconds. */
const graceTime = 4000;

void main(process.argv.slice(2));

async function main([name, ...args]: string[]): Promise<void> {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      ending.abort();
      setTimeout(() => process.exit(1), graceTime).unref();
    });
  const terminal: Terminal = {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    colors: process.stdout.isTTY && process.stdout.hasColors(),
    signal: ending.signal,
  };
  process.exit(await run(terminal, name, args));
}

async function run(terminal: Terminal, name: string | undefined, args: string[]): Promise<number> {
  if (name === undefined || ["--help", "-h", "help"].includes(name)) {
    terminal.out(help());
    return name === undefined ? 2 : 0;
  }
  try {
    const command = commands.find((candidate) => candidate.name === name);
    if (!command)
      throw new UsageError(`command: expected ${commands.map((c) => c.name).join(", ")} or --help, got "${name}"`);
    if (args.includes("--help") || args.includes("-h")) {
      terminal.out(commandHelp(command));
      return 0;
    }
    const { values, positionals } = parse(command, args);
    return await command.run(terminal, values, positionals);
  } catch (error) {
    for (const line of (error as Error).message.split("\n")) terminal.err(`gatehouse: ${line}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function parse(command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: command.options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${command.name}: ${(error as Error).message}\nusage: gatehouse ${command.usage}`, {
      cause: error,
    });
  }
}

function help(): string {
  const rows = commands.map((command) => `  gatehouse ${command.usage}\n      ${command.summary}`);
  return `usage:\n${rows.join("\n")}\n\ngatehouse <command> --help tells more.`;
}

function commandHelp(command: Command): string {
  const width = Math.max(...command.help.map(([option]) => option.length));
  const rows = command.help.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`);
  return `usage: gatehouse ${command.usage}\n\n${command.summary}\n\n${rows.join("\n")}`;
}
