import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { strToU8, zipSync } from "fflate";
import { proxy, says, stackOf } from "./served-api";
import { writeStack } from "./stack-folder";

const cli = resolve(__dirname, "../../bin/gatehouse.mjs");
const running = new Set<ChildProcess>();
let root: string;
let stack: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-serve-"));
  const log = "exports.handler = async (event) => { console.log('worked on', event.path); return {}; };";
  const json = stackOf({
    paths: {
      "/hello/{name}": { get: says("hello") },
      "/health": { get: says("healthy") },
      "/work": { get: proxy("worker"), options: says("") },
    },
    functions: { worker: log },
    api: { name: "shop", tags: { Version: "v1" } },
  });
  const zip = zipSync({ "index.js": strToU8(log) });
  stack = writeStack(join(root, "cdktf.out", "stacks", "dev-regional"), json, { "worker.zip": zip });
});

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

class Served {
  out = "";
  err = "";

  constructor(readonly child: ChildProcess) {
    child.stdout!.on("data", (chunk: Buffer) => (this.out += chunk.toString()));
    child.stderr!.on("data", (chunk: Buffer) => (this.err += chunk.toString()));
    running.add(child);
  }

  /** Resolves when what was printed so far matches. */
  async until(stream: "out" | "err", pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this[stream]);
      if (found) return found;
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}: ${this.out}${this.err}`);
      await new Promise((next) => setTimeout(next, 10));
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(this.child, "exit") as Promise<[number | null]>;
    this.child.kill(signal);
    const [code] = await ended;
    running.delete(this.child);
    return code;
  }
}

const serve = (...args: string[]) => new Served(spawn(process.execPath, [cli, "serve", ...args], { cwd: root }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    encoding: "utf8",
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

test("--json prints one line when ready, then requests and function logs as JSON lines on stderr, and ends on SIGTERM", async () => {
  const served = serve("dev", "--json", "--port", "0");
  const [line] = await served.until("out", /^.*\n/);
  const ready = JSON.parse(line) as { ready: boolean; apis: { url: string; localUrl: string }[] };
  expect(ready).toEqual({
    ready: true,
    apis: [
      {
        name: "shop",
        stack: "dev-regional",
        door: "regional",
        version: "v1",
        stage: "dev",
        url: expect.stringMatching(/^http:\/\/[0-9a-z]{10}\.execute-api\.localhost:\d+\/dev$/) as string,
        localUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/_aws\/execute-api\/[0-9a-z]{10}\/dev$/) as string,
      },
    ],
  });
  expect((await fetch(`${ready.apis[0]!.localUrl}/work`)).status).toBe(200);
  await served.until("err", /"type":"request".*\n/);
  const entries = served.err
    .trim()
    .split("\n")
    .map((entry) => JSON.parse(entry) as { type: string });
  expect(entries).toContainEqual(
    expect.objectContaining({ type: "request", httpMethod: "GET", status: 200, resource: "/work" }),
  );
  expect(entries).toContainEqual(
    expect.objectContaining({
      type: "log",
      functionName: "worker",
      line: expect.stringContaining("worked on /work") as string,
    }),
  );
  expect(await served.end("SIGTERM")).toBe(0);
  expect(served.out).toBe(line);
});

test("without --json it prints what it serves, an address that works, and requests and logs as they come; SIGINT ends it", async () => {
  const served = serve(stack, "--port", "0");
  const [, address] = await served.until("out", /curl -i (\S+)\n/);
  expect(served.out).toMatch(/^door +method +path +answered by +address\n/);
  expect(served.out).toMatch(
    /\nregional +GET +\/work +worker +http:\/\/[0-9a-z]{10}\.execute-api\.localhost:\d+\/dev\/work\n/,
  );
  expect(served.out).not.toMatch(/\nregional +OPTIONS /);
  expect(served.out).toContain("\n  preflights (OPTIONS) are answered too\n");
  expect(await (await fetch(address!)).text()).toBe("healthy");
  await served.until("out", /\d\d:\d\d:\d\d {2}GET +200 +[\d.]+ ms {2}regional v1 {2}\/health +[0-9a-f]{8}\n/);
  await fetch(address!.replace("/health", "/work"));
  const [, id] = await served.until("out", /\d\d:\d\d:\d\d {2}worker ([0-9a-f]{8}) \| .*worked on \/work/);
  await served.until("out", new RegExp(`/work +${id}\n`));
  expect(served.out).not.toContain("\u001B");
  expect(await served.end("SIGINT")).toBe(0);
});

test("--verbose prints the steps of each request below it", async () => {
  const served = serve(stack, "--port", "0", "--verbose");
  const [, address] = await served.until("out", /curl -i (\S+)\n/);
  await fetch(address!);
  await served.until(
    "out",
    /\/health .*\n +receive +[\d.]+ ms .*\n +route +[\d.]+ ms {2}method GET, resource \/health\n/,
  );
  expect(served.out).toMatch(/\n +method response +[\d.]+ ms {2}status 200, send 7 bytes\n/);
});

test("--json --verbose adds the steps to a request's line", async () => {
  const served = serve(stack, "--port", "0", "--verbose", "--json");
  const [line] = await served.until("out", /^.*\n/);
  const { apis } = JSON.parse(line) as { apis: { localUrl: string }[] };
  await fetch(`${apis[0]!.localUrl}/health?secret=planted`);
  const [entry] = await served.until("err", /^.*"type":"request".*\n/m);
  const { steps } = JSON.parse(entry) as { steps: object[] };
  expect(steps[1]).toEqual({
    name: "route",
    milliseconds: expect.any(Number) as number,
    method: "GET",
    resource: "/health",
  });
  expect(entry).not.toContain("planted");
  expect(served.out).toBe(line);
});

test("the help says what can be asked for", () => {
  expect(run("--help")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("gatehouse serve <environment | stack-folder...>") as string,
  });
  expect(run("serve", "--help").stdout).toMatch(/--verbose +what each step/);
});

describe("says what is wrong, in one line, and ends", () => {
  test.each<[string, string[], number, RegExp]>([
    [
      "an unknown environment",
      ["serve", "prod"],
      2,
      /^gatehouse: environment prod: expected stacks in cdktf\.out\/stacks\/prod-\*, got only those of dev\n$/,
    ],
    ["no environment", ["serve"], 2, /^gatehouse: serve: expected an environment or stack folders, got nothing\n$/],
    [
      "a folder that isn't there",
      ["serve", "./nowhere"],
      2,
      /^gatehouse: \.\/nowhere: expected a folder with cdk\.tf\.json, got none\n$/,
    ],
    [
      "a folder without cdk.tf.json",
      ["serve", "cdktf.out"],
      1,
      /^gatehouse: \S+cdktf\.out: expected a stack folder with cdk\.tf\.json, got none .*\n$/,
    ],
    ["an unknown option", ["serve", "dev", "--prot", "1"], 2, /^gatehouse: serve: Unknown option '--prot'/],
    [
      "a port that is none",
      ["serve", "dev", "--port", "http"],
      2,
      /^gatehouse: --port: expected a number from 0 to 65535, got http\n$/,
    ],
    ["an unknown command", ["sreve"], 2, /^gatehouse: command: expected serve.* or --help, got "sreve"\n$/],
  ])("%s", (_, args, status, message) => {
    const result = run(...args);
    expect(result.stderr).toMatch(message);
    expect(result.status).toBe(status);
    expect(result.stdout).toBe("");
  });

  test("invalid JSON in cdk.tf.json", () => {
    const broken = writeStack(join(root, "broken"), "{ not json");
    expect(run("serve", broken).stderr).toMatch(/^gatehouse: \S+\/broken\/cdk\.tf\.json: expected JSON, got .*\n$/);
  });

  test("no API in the folders", () => {
    const empty = writeStack(join(root, "empty"), {});
    expect(run("serve", empty).stderr).toBe(
      "gatehouse: stacks empty: expected an aws_api_gateway_rest_api to serve, got none\n",
    );
  });

  test("a port in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    expect(run("serve", stack, "--port", String(port)).stderr).toBe(
      `gatehouse: port ${port} on 127.0.0.1: expected one that is free, got one in use: choose another with --port, or --port 0 for any free one\n`,
    );
    other.close();
  });
});
