import { type Command, type OptionValues, type Terminal, UsageError } from "../command";
import { type Gateway, startGateway } from "./gateway";
import { LineQueue } from "./line-queue";
import { createLogLines } from "./log-lines";
import { readLocalBackend } from "./local-backends";
import { banner } from "./report";
import { stackFolders } from "./stack-folders";

/** `gatehouse serve`: serves the REST APIs of synthesized stacks until it is told to end. */
export const serve: Command = {
  name: "serve",
  usage: "serve <environment | stack-folder...> [options]",
  summary: "Serves synthesized REST APIs locally, as API Gateway would answer.",
  help: [
    ["<environment>", "every stack in cdktf.out/stacks/<environment>-*"],
    ["<stack-folder...>", "folders that hold a cdk.tf.json"],
    ["--port N", "port to listen on, 0 for any free one (4567)"],
    ["--host ADDRESS", "address to listen on (127.0.0.1)"],
    ["--backend ADDRESS=URL", "let URL answer for the HTTP backend at ADDRESS; may be repeated"],
    ["--verbose", "what each step of a request decided, and how long it took"],
    ["--json", "one JSON line on stdout when ready, request logs as JSON lines on stderr"],
    ["--data DIRECTORY", "keep tables and what services were sent there (in memory, gone at the end)"],
    ["--dynamodb-endpoint URL", "use that DynamoDB instead of the embedded one"],
  ],
  options: {
    port: { type: "string" },
    host: { type: "string" },
    backend: { type: "string", multiple: true },
    verbose: { type: "boolean" },
    json: { type: "boolean" },
    data: { type: "string" },
    "dynamodb-endpoint": { type: "string" },
  },
  run: async (terminal, values, positionals) => {
    const folders = stackFolders("serve", positionals);
    const json = values["json"] === true;
    const lines = createLogLines({ colors: terminal.colors });
    const log = new LineQueue((output) => {
      if (json) terminal.err(output);
      else terminal.out(output);
    });
    const gateway = await startGateway({
      folders,
      port: portOf(values),
      host: text(values, "host") ?? "127.0.0.1",
      ...optional("dataDirectory", text(values, "data")),
      ...optional("dynamoDbEndpoint", text(values, "dynamodb-endpoint")),
      localBackends: localBackendsOf(values),
      verbose: values["verbose"] === true,
      onRequest: (request) => {
        log.add(() => (json ? JSON.stringify({ type: "request", ...request }) : lines.request(request)));
      },
      onLog: (entry) => {
        const time = new Date();
        log.add(() => (json ? JSON.stringify({ type: "log", ...entry }) : lines.function(entry, time)));
      },
    });
    for (const warning of gateway.warnings)
      terminal.err(json ? JSON.stringify({ type: "warning", warning }) : `gatehouse: ${warning}`);
    terminal.out(json ? JSON.stringify({ ready: true, apis: gateway.apis }) : banner(gateway, positionals));
    await untilAborted(terminal, gateway);
    log.flush();
    return 0;
  },
};

async function untilAborted(terminal: Terminal, gateway: Gateway): Promise<void> {
  if (!terminal.signal.aborted)
    await new Promise((resolve) => {
      terminal.signal.addEventListener("abort", resolve, { once: true });
    });
  await gateway.close();
}

function portOf(values: OptionValues): number {
  const given = text(values, "port") ?? "4567";
  const port = Number(given);
  if (/^\d+$/.test(given) && port <= 65_535) return port;
  throw new UsageError(`--port: expected a number from 0 to 65535, got ${given}`);
}

function localBackendsOf({ backend = [] }: OptionValues): Map<string, string> {
  try {
    return new Map((backend as string[]).map(readLocalBackend));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function text(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

const optional = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
