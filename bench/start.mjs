// From the command to the gateway's ready line, and what the gateway itself takes of that: cdktf.out to listening.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { compile, root } from "../bin/compile.mjs";
import { median } from "./process.mjs";

for (const command of [
  ["npm", "start", "--", "--json", "--port", "0"],
  ["npx", "gatehouse", "serve", "dev", "--json", "--port", "0"],
  ["node", "bin/gatehouse.mjs", "serve", "dev", "--json", "--port", "0"],
]) {
  await row(command.slice(0, -3).join(" "), () => ready(command));
}

const stacks = join(root, "cdktf.out/stacks");
const folders = readdirSync(stacks).filter((name) => name.startsWith("dev-"));
const options = { folders: folders.map((name) => join(stacks, name)), port: 0, host: "127.0.0.1" };
const inProcess = `
  const begin = performance.now();
  const { startGateway } = require(${JSON.stringify(await compile("tools/gateway/gateway.ts"))});
  const loaded = performance.now();
  startGateway(${JSON.stringify(options)}).then((gateway) => {
    process.send({ loading: loaded - begin, starting: performance.now() - loaded });
    return gateway.close();
  });`;
/** @type {{ loading: number, starting: number }[]} */
const parts = [];
await row(`startGateway of ${folders.length} stacks, its modules loaded before`, async () => {
  const child = spawn("node", ["-e", inProcess], { cwd: root, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [part] = /** @type {[typeof parts[0]]} */ (await once(child, "message"));
  parts.push(part);
  return part.starting;
});
console.log(`${"loading its modules".padEnd(62)} ${seconds(median(parts.map(({ loading }) => loading)))} s`);

/**
 * @param {string} name
 * @param {() => Promise<number>} time
 */
async function row(name, time) {
  const times = [];
  for (let run = 0; run <= 5; run++) {
    const taken = await time();
    if (run > 0) times.push(taken);
  }
  console.log(`${name.padEnd(62)} ${seconds(median(times))} s`);
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return (milliseconds / 1000).toFixed(2);
}

/**
 * @param {string[]} command
 * @returns {Promise<number>} milliseconds
 */
function ready([file = "", ...args]) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(file, args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
      if (!output.includes('"ready":true')) return;
      resolve(performance.now() - begin);
      child.kill("SIGTERM");
    });
    child.on("exit", (code) =>
      reject(new Error(`${file} ${args.join(" ")}: expected a ready line, got exit code ${code}`)),
    );
  });
}
