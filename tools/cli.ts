import { parseArgs } from "node:util";
import { type Command, type Terminal, UsageError } from "./command";

/** Each is loaded when it is asked for: they have little in common, and `serve` should start at once. */
const commands: Record<string, () => Command> = {
  serve: () => (require("./gateway/serve") as typeof import("./gateway/serve")).serve,
  token: () => (require("./gateway/token") as typeof import("./gateway/token")).token,
  "api-key": () => (require("./gateway/api-key") as typeof import("./gateway/api-key")).apiKey,
  review: () => (require("./review/review") as typeof import("./review/review")).review,
  plan: () => (require("./deployment/plan") as typeof import("./deployment/plan")).plan,
  deploy: () => (require("./deployment/deploy") as typeof import("./deployment/deploy")).deploy,
  parity: () => (require("./parity/parity") as typeof import("./parity/parity")).parity,
  versions: () => (require("./versions/versions") as typeof import("./versions/versions")).versions,
  environments: () => pullRequest().environments,
  comment: () => pullRequest().comment,
  reviewed: () => pullRequest().reviewed,
};

const pullRequest = () => require("./deployment/pull-request") as typeof import("./deployment/pull-request");

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
  const streams = [process.stdout, process.stderr];
  // a reader that has seen enough, such as `head`, ends nobody's work
  for (const stream of streams) stream.on("error", () => {});
  const code = await run(terminal, name, args);
  // into a pipe Node.js writes later; an exit would cut what is left
  await Promise.all(streams.map((stream) => new Promise((resolve) => stream.write("", resolve))));
  process.exit(code);
}

async function run(terminal: Terminal, name: string | undefined, args: string[]): Promise<number> {
  if (name === undefined || ["--help", "-h", "help"].includes(name)) {
    terminal.out(help());
    return name === undefined ? 2 : 0;
  }
  try {
    if (!Object.hasOwn(commands, name))
      throw new UsageError(`command: expected ${Object.keys(commands).join(", ")} or --help, got "${name}"`);
    const command = commands[name]!();
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
  const all = Object.values(commands).map((load) => load());
  const rows = all.map((command) => `  gatehouse ${command.usage}\n      ${command.summary}`);
  return `usage:\n${rows.join("\n")}\n\ngatehouse <command> --help tells more.`;
}

function commandHelp(command: Command): string {
  const width = Math.max(...command.help.map(([option]) => option.length));
  const rows = command.help.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`);
  return `usage: gatehouse ${command.usage}\n\n${command.summary}\n\n${rows.join("\n")}`;
}
