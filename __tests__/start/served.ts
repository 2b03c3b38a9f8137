import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const root = resolve(__dirname, "../..");

export interface ReadyApi {
  name: string;
  stack: string;
  door: string;
  version: string;
  stage: string;
  url: string;
  localUrl: string;
}

/** A command that serves, in a process group of its own, as a person would start it. */
export class Served {
  private constructor(
    readonly child: ChildProcess,
    readonly apis: ReadyApi[],
    readonly logs: string[],
  ) {}

  static async start(command: string, ...args: string[]): Promise<Served> {
    const child = spawn(command, args, { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    Served.children.push(child);
    const logs: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => logs.push(line));
    const ready = new Promise<ReadyApi[]>((found) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const value = parsed(line) as { ready?: boolean; apis: ReadyApi[] } | undefined;
        if (value?.ready) found(value.apis);
      });
    });
    const apis = await Promise.race([ready, once(child, "exit")]);
    if (child.exitCode !== null) throw new Error(`${command}: expected a ready line, got\n${logs.join("\n")}`);
    return new Served(child, apis as ReadyApi[], logs);
  }

  door(name: string, version = "v1"): ReadyApi {
    return this.apis.find((api) => api.door === name && api.version === version)!;
  }

  /** Milliseconds until every process of the group is gone. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number> {
    const begin = performance.now();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill(signal);
      await once(this.child, "exit");
    }
    while (alive(-this.child.pid!)) await new Promise((again) => setTimeout(again, 20));
    return performance.now() - begin;
  }

  /** Ends whatever a failed test left behind. */
  static killAll(): void {
    for (const child of Served.children) if (alive(-child.pid!)) process.kill(-child.pid!, "SIGKILL");
  }

  private static readonly children: ChildProcess[] = [];
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  json: Record<string, unknown>;
}

/** Sends a request to the address as a client of AWS would call it: by its Host header, past name resolution. */
export function call(base: string, method: string, path: string, options: { headers?: object; body?: unknown } = {}) {
  const url = new URL(base);
  const body =
    typeof options.body === "string" || options.body === undefined ? options.body : JSON.stringify(options.body);
  return new Promise<Answer>((answered, failed) => {
    const request = http.request({
      host: "127.0.0.1",
      port: url.port,
      method,
      path: url.pathname.replace(/\/$/, "") + path,
      headers: {
        Host: url.host,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...options.headers,
      },
    });
    request.on("error", failed).on("response", (response) => {
      const chunks: Buffer[] = [];
      response
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => {
          const text = Buffer.concat(chunks).toString();
          answered({
            status: response.statusCode!,
            headers: response.headers,
            text,
            json: (parsed(text) ?? {}) as Record<string, unknown>,
          });
        });
    });
    request.end(body);
  });
}

export const gatehouse = [process.execPath, join(root, "bin/gatehouse.mjs")] as const;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
