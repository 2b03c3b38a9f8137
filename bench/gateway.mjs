// A Lambda proxy integration with a trivial handler, side by side with serverless-offline and with node:http alone.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../bin/compile.mjs";
import { median } from "./process.mjs";
import { installServerless, startBare, startGatehouse, startServerlessOffline } from "./servers.mjs";

const rounds = 5;
const job = { seconds: 2, warmUp: 0.5 };

const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
const servers = [await startGatehouse(folder), ...(await others()), await startBare(folder)];
for (const server of servers) await load(server, 16);
for (const connections of [1, 16, 64]) await compare(connections);
for (const { stop } of servers) stop();
rmSync(folder, { recursive: true });

async function others() {
  const installed = join(tmpdir(), "gatehouse-bench-serverless");
  try {
    installServerless(installed);
    return [await startServerlessOffline(installed, "threads"), await startServerlessOffline(installed, "in process")];
  } catch (error) {
    console.log(`not compared with serverless-offline: ${/** @type {Error} */ (error).message}`);
    return [];
  }
}

/**
 * The servers take turns, in another order each round, because the machine may have other work.
 *
 * @param {number} connections
 */
async function compare(connections) {
  const results = servers.map((server) => ({ server, reports: /** @type {Measured[]} */ ([]) }));
  for (let round = 0; round < rounds; round++) {
    for (const { server, reports } of results) reports.push(await load(server, connections));
    results.push(.../** @type {[typeof results[0]]} */ (results.splice(0, 1)));
  }
  console.log(
    `${connections} ${connections === 1 ? "connection" : "connections"}, median of ${rounds} rounds of ${job.seconds} s`,
  );
  for (const server of servers) {
    const reports = results.find((result) => result.server === server)?.reports ?? [];
    const of = (/** @type {keyof Measured} */ figure) => median(reports.map((report) => report[figure]));
    const failures = reports.reduce((sum, report) => sum + report.failures, 0);
    console.log(
      [
        `  ${server.name.padEnd(38)}`,
        `${of("rate").toFixed(0).padStart(6)} requests/s`,
        `p50 ${of("p50").toFixed(2).padStart(7)} ms`,
        `p99 ${of("p99").toFixed(2).padStart(7)} ms`,
        `${of("cpu").toFixed(3).padStart(7)} ms CPU/request`,
        failures > 0
          ? `${failures} FAILED of ${failures + reports.reduce((sum, { requests }) => sum + requests, 0)}`
          : "",
      ]
        .join("  ")
        .trimEnd(),
    );
  }
}

/**
 * @typedef {import("./load.mjs").Report & { cpu: number }} Measured cpu in milliseconds per request
 *
 * @param {import("./servers.mjs").Server} server
 * @param {number} connections
 * @returns {Promise<Measured>}
 */
async function load({ port, path, cpu }, connections) {
  const generator = fork(join(root, "bench/load.mjs"));
  const before = cpu() ?? Number.NaN;
  generator.send({ port, path, connections, ...job });
  const [report] = /** @type {[import("./load.mjs").Report]} */ (await once(generator, "message"));
  const used = (cpu() ?? Number.NaN) - before;
  return { ...report, cpu: (1000 * used) / ((report.requests * (job.seconds + job.warmUp)) / job.seconds) };
}
