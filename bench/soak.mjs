// `npm run soak -- [seconds]`: many clients on many routes for minutes, with functions that crash, exit, hang and are
// killed. Fails when memory grows, when an acknowledged write is lost, or when a request hangs.
import { execFileSync, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { strToU8, zipSync } from "fflate";
import { compile, root } from "../bin/compile.mjs";
import { median } from "./process.mjs";
import { signatureOf } from "./signature.mjs";
import { lambdaStack } from "./stack.mjs";

const seconds = Number(process.argv[2] ?? 300);
const connections = 64;
/** Milliseconds in which every request is answered or closed: a function's init, its timeout, and waiting for a place. */
const hungAfter = 30_000;
/** Share of the time that doesn't count for memory. */
const warmUp = 1 / 3;
const mostGrowth = 0.1;
const ordersPerClient = 10;

/** What the functions of the second stack do with an event, and the statuses that this may be answered with. */
const troubles = {
  crash: { source: "setTimeout(() => { throw new Error('crash'); }); await new Promise(() => {});", statuses: [502] },
  reject: { source: "throw new Error('refused');", statuses: [502] },
  exit: { source: "process.exit(1);", statuses: [502] },
  kill: { source: "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});", statuses: [502] },
  hang: { source: "await new Promise((resolve) => setTimeout(resolve, 60_000));", statuses: [502, 504] },
  memory: { source: "const kept = []; for (;;) kept.push(new Array(100_000).fill(Math.random()));", statuses: [502] },
};

const folder = mkdtempSync(join(tmpdir(), "gatehouse-soak-"));
const violations = /** @type {string[]} */ ([]);
const counts = /** @type {Record<string, number>} */ ({});
const latencies = /** @type {number[]} */ ([]);
const memory = /** @type {{ at: number, rss: number, heap: number, threads: number }[]} */ ([]);

const token = issueToken();
const gateway = await start();
const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
const begin = Date.now();
const end = begin + 1000 * seconds;
const clients = Array.from({ length: connections }, (_, number) => newClient(number));
const sampling = sampleMemory();
await Promise.all(clients.map((client) => client.run()));
await sampling;
for (const client of clients) await client.checkOrders();
checkMemory();
report();
agent.destroy();
gateway.child.send("close");
await once(gateway.child, "exit");
rmSync(folder, { recursive: true });
process.exitCode = violations.length > 0 ? 1 : 0;

/** Of a machine client, which reaches every customer, for as long as the soak lasts. */
function issueToken() {
  const options = ["--machine", "--scope", "orders/read orders/write", "--expires-in", String(seconds + 600)];
  const command = [join(root, "bin/gatehouse.mjs"), "token", "dev", ...options];
  return execFileSync(process.execPath, command, { cwd: root, encoding: "utf8" }).trim();
}

async function start() {
  const stacks = join(root, "cdktf.out/stacks");
  const folders = readdirSync(stacks)
    .filter((name) => name.startsWith("dev-"))
    .map((name) => copyUnthrottled(join(stacks, name), join(folder, name)));
  folders.push(writeTroubles());
  await compile("tools/gateway/gateway.ts");
  const job = JSON.stringify({ folders, dataDirectory: join(folder, "data") });
  const child = fork(join(root, "bench/soaked-gateway.mjs"), [job], {
    // where the key of its user pool is
    cwd: root,
    execArgv: ["--expose-gc"],
    // glibc keeps what ended threads had for threads to come, by default in so many heaps that a leak would not be seen
    env: { MALLOC_ARENA_MAX: "2", ...process.env },
  });
  child.once("exit", (code) => {
    if (code === 0) return;
    console.error(`gateway: expected it to survive, got exit code ${code}`);
    process.exit(1);
  });
  const [{ port, apis }] = /** @type {[{ port: number, apis: import("../tools/gateway/gateway.js").ServedApi[] }]} */ (
    await once(child, "message")
  );
  const basePath = (/** @type {string} */ stack) =>
    new URL(apis.find((api) => api.stack === stack)?.localUrl ?? "").pathname;
  return { child, port, orders: basePath("dev-regional"), troubles: basePath("troubles") };
}

/**
 * dev lets 50 requests a second pass, which is no load.
 *
 * @param {string} from
 * @param {string} to
 */
function copyUnthrottled(from, to) {
  cpSync(from, to, { recursive: true });
  const file = join(to, "cdk.tf.json");
  const lifted = readFileSync(file, "utf8")
    .replaceAll(/"throttling_rate_limit": \d+/g, '"throttling_rate_limit": 10000')
    .replaceAll(/"throttling_burst_limit": \d+/g, '"throttling_burst_limit": 5000');
  writeFileSync(file, lifted);
  return to;
}

function writeTroubles() {
  const stack = join(folder, "troubles");
  mkdirSync(stack);
  const sources = Object.entries(troubles).map(([name, { source }]) => [name, source]);
  for (const [name, source] of sources)
    writeFileSync(
      join(stack, `${name}.zip`),
      zipSync({ "index.js": strToU8(`exports.handler = async () => { ${source} };`) }),
    );
  writeFileSync(
    join(stack, "cdk.tf.json"),
    JSON.stringify(lambdaStack(Object.keys(troubles), { timeout: 1, memory_size: 128 })),
  );
  return stack;
}

/**
 * Requests of one connection, one after the other; it knows what was acknowledged of its own orders.
 *
 * @param {number} number
 */
function newClient(number) {
  /** @type {Map<string, { etag: string, note: string }>} */
  const orders = new Map();
  const customerId = `c-${number}`;
  let made = 0;

  const input = (/** @type {string} */ note) => ({
    customerId,
    currency: "EUR",
    shippingAddress: note,
    shippingCountry: "IE",
    items: [{ sku: "tea-green", quantity: 3, unitPrice: 450 }],
  });
  const any = () => [...orders.keys()][Math.floor(Math.random() * orders.size)];
  const json = { "Content-Type": "application/json" };

  const actions = {
    async create() {
      if (orders.size >= ordersPerClient) return actions.remove();
      const note = `note ${++made}`;
      const headers = { ...json, "Idempotency-Key": randomUUID() };
      const first = await call("POST", "/orders", [201], { headers, body: input(note) });
      if (first?.status === 201) orders.set(first.json().orderId, { etag: first.etag, note });
      // repeated, it is the same order
      const again = await call("POST", "/orders", [201], { headers, body: input(note) });
      if (first?.status === 201 && again?.status === 201 && first.json().orderId !== again.json().orderId)
        violations.push(`POST /orders: expected one order for one Idempotency-Key, got two`);
    },
    async read() {
      const id = any();
      if (id) check(id, await call("GET", `/orders/${id}`, [200]));
    },
    async list() {
      await call("GET", `/orders?customerId=${customerId}&limit=5`, [200]);
    },
    async replace() {
      const id = any();
      if (!id) return;
      const note = `note ${++made}`;
      const headers = { ...json, "If-Match": orders.get(id)?.etag };
      const answer = await call("PUT", `/orders/${id}`, [200], { headers, body: input(note) });
      if (answer?.status === 200) orders.set(id, { etag: answer.etag, note });
    },
    async replaceOld() {
      const id = any();
      if (id)
        await call("PUT", `/orders/${id}`, [412], { headers: { ...json, "If-Match": '"0"' }, body: input("old") });
    },
    async remove() {
      const id = any();
      if (!id) return;
      // our own delete
      const signature = await signatureOf("DELETE", `127.0.0.1:${gateway.port}`, `${gateway.orders}/orders/${id}`);
      const headers = { ...signature, "If-Match": orders.get(id)?.etag };
      const answer = await call("DELETE", `/orders/${id}`, [204], { headers });
      if (answer?.status !== 204) return;
      orders.delete(id);
      await call("GET", `/orders/${id}`, [404]);
    },
    health: () => call("GET", "/health", [200]),
    unknown: () => call("GET", "/nothing/here", [403, 404]),
    invalid: () => call("POST", "/orders", [400], { headers: json, body: { customerId: 1 } }),
    notJson: () => call("POST", "/orders", [400], { headers: json, body: "{" }),
    async trouble() {
      const names = /** @type {(keyof typeof troubles)[]} */ (Object.keys(troubles));
      const name = names[Math.floor(Math.random() * names.length)] ?? "crash";
      await call("GET", `/${name}`, troubles[name].statuses, { base: gateway.troubles });
    },
    async leave() {
      await call("GET", "/orders?customerId=c-0", [], { abortAfter: Math.random() * 20 });
    },
  };

  /** @type {[keyof typeof actions, number][]} how often, in a hundred */
  const mix = [
    ["create", 15],
    ["read", 25],
    ["list", 10],
    ["replace", 15],
    ["replaceOld", 3],
    ["remove", 8],
    ["health", 10],
    ["unknown", 4],
    ["invalid", 4],
    ["notJson", 2],
    ["leave", 3],
    ["trouble", 1],
  ];

  /**
   * @param {string} id
   * @param {Answered | undefined} answer
   */
  function check(id, answer) {
    const known = orders.get(id);
    if (!answer) return;
    if (answer.status !== 200) violations.push(`order ${id}: expected the acknowledged one, got ${answer.status}`);
    else if (answer.json().shippingAddress !== known?.note)
      violations.push(`order ${id}: expected ${known?.note}, got ${answer.json().shippingAddress}`);
  }

  return {
    async run() {
      while (Date.now() < end) {
        let place = Math.random() * 100;
        const [action] = mix.find(([, share]) => (place -= share) < 0) ?? ["health"];
        await actions[action]();
      }
    },
    async checkOrders() {
      for (const id of orders.keys()) {
        check(id, await call("GET", `/orders/${id}`, [200]));
        counts["orders read at the end"] = (counts["orders read at the end"] ?? 0) + 1;
      }
    },
  };
}

/**
 * @typedef {{ status: number, etag: string, json: () => any }} Answered
 *
 * @param {string} method
 * @param {string} path
 * @param {number[]} expected
 * @param {{ headers?: http.OutgoingHttpHeaders, body?: unknown, base?: string, abortAfter?: number }} [options]
 * @returns {Promise<Answered | undefined>} nothing when it was aborted or hung
 */
function call(method, path, expected, { headers = {}, body, base = gateway.orders, abortAfter } = {}) {
  const payload = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const sentAt = performance.now();
  return new Promise((resolve) => {
    const request = http.request({
      host: "127.0.0.1",
      port: gateway.port,
      method,
      path: base + path,
      agent,
      headers: { authorization: token, ...headers, "Content-Length": Buffer.byteLength(payload) },
    });
    const overdue = setTimeout(() => request.destroy(new Error("none")), abortAfter ?? hungAfter);
    request.on("close", () => clearTimeout(overdue));
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (data) => (text += data));
      response.on("error", () => resolve(undefined));
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        latencies.push(performance.now() - sentAt);
        counts[status] = (counts[status] ?? 0) + 1;
        if (abortAfter === undefined && !expected.includes(status))
          violations.push(`${method} ${path}: expected ${expected.join(" or ")}, got ${status} ${text.slice(0, 200)}`);
        resolve({ status, etag: response.headers.etag ?? "", json: () => JSON.parse(text) });
      });
    });
    request.on("error", (error) => {
      if (abortAfter !== undefined) counts["left"] = (counts["left"] ?? 0) + 1;
      else violations.push(`${method} ${path}: expected an answer within ${hungAfter} ms, got ${error.message}`);
      resolve(undefined);
    });
    request.end(payload);
  });
}

async function sampleMemory() {
  while (Date.now() < end) {
    await pause(Math.min(5000, (1000 * seconds) / 30));
    gateway.child.send("sample");
    const [sample] = await once(gateway.child, "message");
    memory.push({ at: (Date.now() - begin) / 1000, ...sample });
  }
}

/** The median of the first third after the warm-up against that of the last. */
function checkMemory() {
  const samples = memory.filter(({ at }) => at > warmUp * seconds);
  const third = Math.ceil(samples.length / 3);
  const threadsOf = (/** @type {typeof memory} */ some) => median(some.map(({ threads }) => threads));
  console.log(`threads ${threadsOf(samples.slice(0, third))}, at the end ${threadsOf(samples.slice(-third))}`);
  for (const kind of /** @type {const} */ (["rss", "heap"])) {
    const of = (/** @type {typeof memory} */ some) => median(some.map((sample) => sample[kind])) / 1024 / 1024;
    const [early, late] = [of(samples.slice(0, third)), of(samples.slice(-third))];
    const growth = late / early - 1;
    console.log(
      `${kind.padEnd(5)} ${early.toFixed(1)} MB after the warm-up, ${late.toFixed(1)} MB at the end: ${(100 * growth).toFixed(1)} %`,
    );
    if (!(growth <= mostGrowth))
      violations.push(
        `${kind}: expected at most ${100 * mostGrowth} % more at the end, got ${(100 * growth).toFixed(1)} %`,
      );
  }
}

function report() {
  latencies.sort((a, b) => a - b);
  const percentile = (/** @type {number} */ share) =>
    (latencies[Math.floor(share * latencies.length)] ?? Number.NaN).toFixed(1);
  console.log(
    `${latencies.length} answers in ${seconds} s on ${connections} connections: ${(latencies.length / seconds).toFixed(0)}/s, p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms, longest ${percentile(1 - 1 / latencies.length)} ms`,
  );
  console.log(
    Object.entries(counts)
      .map(([what, count]) => `${what}: ${count}`)
      .join(", "),
  );
  for (const violation of violations.slice(0, 20)) console.error(`violation: ${violation}`);
  console.log(violations.length === 0 ? "no violations" : `${violations.length} violations`);
}
