#!/usr/bin/env node
// Synthesizes every stack of every environment, as `cdktf synth` does, and leaves no folder of a stack that is gone.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./compile.mjs";

const output = join(root, "cdktf.out");
const stacks = join(output, "stacks");

/** Runs the app of cdktf.json; its messages go to stderr. Returns its exit code. */
export function synthesize() {
  for (const stack of folders()) rmSync(join(stacks, stack, "assets"), { recursive: true, force: true });
  const { app } = JSON.parse(readFileSync(join(root, "cdktf.json"), "utf8"));
  const { status } = spawnSync(app, { cwd: root, shell: true, stdio: ["ignore", process.stderr, process.stderr] });
  if (status !== 0) return status ?? 1;
  const current = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")).stacks;
  for (const stack of folders()) if (!(stack in current)) rmSync(join(stacks, stack), { recursive: true, force: true });
  return 0;
}

function folders() {
  return existsSync(stacks) ? readdirSync(stacks) : [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = synthesize();
  if (process.exitCode === 0) console.log(`synthesized ${folders().length} stacks into cdktf.out/stacks`);
}
