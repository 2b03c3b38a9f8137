import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../bin/compile.mjs";

/**
 * Runs a command several times, after one warm-up unless told not to, and returns medians: seconds of CPU (user and system, of the process
 * and its children), seconds of wall time, and peak memory of the largest process in MB, by GNU time.
 *
 * @param {string[]} command
 * @param {{ runs?: number, warmUp?: boolean, env?: Record<string, string> }} [options]
 */
export function measure(command, { runs = 5, warmUp = true, env = {} } = {}) {
  const report = join(tmpdir(), `gatehouse-bench-${process.pid}`);
  const samples = [];
  for (let run = warmUp ? 0 : 1; run <= runs; run++) {
    const { status, error } = spawnSync("/usr/bin/time", ["-f", "%U %S %e %M", "-o", report, ...command], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (error) throw new Error(`/usr/bin/time: expected GNU time (package time), got ${error.message}`);
    if (status !== 0) throw new Error(`${command.join(" ")}: expected exit code 0, got ${status}`);
    const [user = 0, system = 0, wall = 0, kilobytes = 0] = readFileSync(report, "utf8").trim().split(" ").map(Number);
    if (run > 0) samples.push({ cpu: user + system, wall, memory: kilobytes / 1024 });
  }
  rmSync(report);
  return {
    cpu: median(samples.map(({ cpu }) => cpu)),
    wall: median(samples.map(({ wall }) => wall)),
    memory: median(samples.map(({ memory }) => memory)),
  };
}

/** @param {number[]} values */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * @param {string} name
 * @param {{ cpu: number, wall: number, memory: number }} figures
 */
export function row(name, { cpu, wall, memory }) {
  console.log(
    `${name.padEnd(52)} ${cpu.toFixed(2).padStart(6)} s CPU ${wall.toFixed(2).padStart(6)} s ${memory.toFixed(0).padStart(5)} MB`,
  );
}
