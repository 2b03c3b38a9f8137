#!/usr/bin/env node
// Synthesizes every stack of every environment, as `cdktf synth` does, and leaves nothing behind that no stack has any more.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./compile.mjs";

const output = join(root, "cdktf.out");
const stacks = join(output, "stacks");

/** Runs the app of cdktf.json; its messages go to stderr. Returns its exit code. */
export function synthesize() {
  const { app } = JSON.parse(readFileSync(join(root, "cdktf.json"), "utf8"));
  const { status } = spawnSync(app, { cwd: root, shell: true, stdio: ["ignore", process.stderr, process.stderr] });
  if (status !== 0) return status ?? 1;
  const current = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")).stacks;
  for (const stack of foldersIn(stacks)) {
    if (stack in current) removeOldAssets(join(stacks, stack));
    else rmSync(join(stacks, stack), { recursive: true, force: true });
  }
  return 0;
}

/**
 * Assets lie in `assets/<name>/<hash>`.
 *
 * @param {string} stack
 */
function removeOldAssets(stack) {
  const configuration = readFileSync(join(stack, "cdk.tf.json"), "utf8");
  for (const name of foldersIn(join(stack, "assets")))
    for (const hash of foldersIn(join(stack, "assets", name)))
      if (!configuration.includes(`assets/${name}/${hash}/`))
        rmSync(join(stack, "assets", name, hash), { recursive: true, force: true });
}

/** @param {string} folder */
function foldersIn(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = synthesize();
  if (process.exitCode === 0) console.log(`synthesized ${foldersIn(stacks).length} stacks into cdktf.out/stacks`);
}
