// From the command to the gateway's ready line.
import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import { root } from "../bin/compile.mjs";
import { median } from "./process.mjs";

for (const command of [
  ["npm", "start", "--", "--json", "--port", "0"],
  ["npx", "gatehouse", "serve", "dev", "--json", "--port", "0"],
]) {
  const times = [];
  for (let run = 0; run <= 5; run++) {
    const time = await ready(command);
    if (run > 0) times.push(time);
  }
  console.log(`${command.slice(0, -3).join(" ").padEnd(52)} ready after ${(median(times) / 1000).toFixed(2)} s`);
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
