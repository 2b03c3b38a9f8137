// The servers that are compared: each answers GET with {"ok":true}, in a process of its own.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { root } from "../bin/compile.mjs";
import { lambdaStack } from "./stack.mjs";

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {number} port
 * @property {string} path
 * @property {() => number | undefined} cpu seconds of CPU that it has used, user and system; only on Linux
 * @property {() => void} stop
 */

const answer = { statusCode: 200, headers: { "content-type": "application/json" }, body: '{"ok":true}' };
const handler = `exports.handler = async () => (${JSON.stringify(answer)});`;

/**
 * @param {string} folder
 * @returns {Promise<Server>}
 */
export async function startBare(folder) {
  const file = join(folder, "bare.mjs");
  const port = await freePort();
  writeFileSync(
    file,
    `import http from "node:http";
    http.createServer((incoming, outgoing) => {
      outgoing.writeHead(200, { "Content-Type": "application/json", "Content-Length": 11 });
      outgoing.end('{"ok":true}');
    }).listen(${port}, "127.0.0.1");`,
  );
  return ready("node:http alone", run([file], folder), port, "/");
}

/**
 * @param {string} folder
 * @returns {Promise<Server>}
 */
export async function startGatehouse(folder) {
  const stack = join(folder, "trivial");
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, "trivial.zip"), zipSync({ "index.js": strToU8(handler) }));
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify(lambdaStack(["trivial"])));
  const port = await freePort();
  const command = [join(root, "bin/gatehouse.mjs"), "serve", stack, "--json", "--port", String(port)];
  const server = run([...nodeOptions(), ...command], root, "pipe");
  const [line] = /** @type {[Buffer]} */ (
    await once(/** @type {import("node:stream").Readable} */ (server.stdout), "data")
  );
  const { localUrl } = JSON.parse(line.toString()).apis[0];
  return ready("gatehouse serve", server, port, `${new URL(localUrl).pathname}/trivial`);
}

const serverless = "3.40.0";
const serverlessOffline = "13.9.0";

/**
 * Installs serverless and serverless-offline once, without their install scripts. Throws when they can't be had.
 *
 * @param {string} folder
 */
export function installServerless(folder) {
  const offline = join(folder, "node_modules/serverless-offline/package.json");
  if (existsSync(offline) && JSON.parse(readFileSync(offline, "utf8")).version === serverlessOffline) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  const packages = [`serverless@${serverless}`, `serverless-offline@${serverlessOffline}`];
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", "--loglevel", "error"];
  const { status, stderr } = spawnSync("npm", ["install", ...options, ...packages], { cwd: folder, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`npm install ${packages.join(" ")}: expected exit code 0, got ${status}\n${stderr}`);
}

/**
 * @param {string} folder where it is installed
 * @param {"threads" | "in process"} where its handlers run; threads is its default
 * @returns {Promise<Server>}
 */
export async function startServerlessOffline(folder, where) {
  const service = join(folder, "service");
  mkdirSync(service, { recursive: true });
  writeFileSync(join(service, "index.js"), handler);
  writeFileSync(join(service, "serverless.yml"), JSON.stringify(trivialService));
  const port = await freePort();
  const ports = ["--httpPort", String(port), "--lambdaPort", String(await freePort())];
  const options = [
    "--host",
    "127.0.0.1",
    "--noPrependStageInUrl",
    ...(where === "in process" ? ["--useInProcess"] : []),
  ];
  const command = [join(folder, "node_modules/serverless/bin/serverless.js"), "offline", "start", ...ports, ...options];
  const name = `serverless-offline ${serverlessOffline}${where === "in process" ? ", in process" : ""}`;
  return ready(name, run(command, service), port, "/trivial");
}

/** JSON is YAML. */
const trivialService = {
  service: "trivial",
  frameworkVersion: "3",
  provider: { name: "aws", runtime: "nodejs20.x", region: "eu-west-1" },
  plugins: ["serverless-offline"],
  functions: { trivial: { handler: "index.handler", events: [{ http: { path: "trivial", method: "get" } }] } },
};

/** `GATEHOUSE_NODE_OPTIONS="--cpu-prof --cpu-prof-dir=/tmp/profile" node bench/gateway.mjs` profiles what it measures. */
function nodeOptions() {
  return process.env["GATEHOUSE_NODE_OPTIONS"]?.split(" ") ?? [];
}

/**
 * What it prints for each request goes where a person would send it who doesn't read it.
 *
 * @param {string[]} command
 * @param {string} cwd
 * @param {"pipe" | "ignore"} [stdout]
 */
function run(command, cwd, stdout = "ignore") {
  const env = { ...process.env, SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" };
  return spawn(process.execPath, command, { cwd, env, stdio: ["ignore", stdout, "ignore"] });
}

/**
 * @param {string} name
 * @param {import("node:child_process").ChildProcess} server
 * @param {number} port
 * @param {string} path
 * @returns {Promise<Server>}
 */
async function ready(name, server, port, path) {
  const stop = () => server.kill("SIGTERM");
  process.once("exit", stop);
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && server.exitCode === null) {
    const status = await fetch(`http://127.0.0.1:${port}${path}`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return { name, port, path, stop, cpu: () => cpuOf(/** @type {number} */ (server.pid)) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  stop();
  throw new Error(`${name}: expected 200 from ${path} within 30 s, got none (exit code ${server.exitCode})`);
}

/** @param {number} pid */
function cpuOf(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  // utime and stime of all its threads, in ticks of 1/100 s (proc(5)); the name before them may have spaces
  const fields = readFileSync(file, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
