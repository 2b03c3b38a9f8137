#!/usr/bin/env node
// `npm run bootstrap -- <environment> [terraform apply options]`: prepares the account of an environment.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { root } from "./compile.mjs";

const [environment = "", ...options] = process.argv.slice(2);
const out = join(root, "bootstrap.out");

synthesize();
const [stack = ""] = Object.keys(readJson(join(out, "manifest.json")).stacks);
const folder = join(out, "stacks", stack);
const localState = join(root, ".state", `${stack}.tfstate`);

if (usesBucket() && (existsSync(localState) || !bucketExists())) {
  // the bucket that keeps this stack's state is made by this stack: first with local state, which then moves into it
  synthesize("--local-state");
  terraform("init", "-input=false", "-reconfigure");
  terraform("apply", ...options);
  synthesize();
  terraform("init", "-input=false", "-migrate-state", "-force-copy");
  renameSync(localState, `${localState}.moved`);
} else {
  terraform("init", "-input=false", "-reconfigure");
  terraform("apply", ...options);
}

/** @param {string[]} more */
function synthesize(...more) {
  const app = ["bin/launch.mjs", "bootstrap.ts", environment, ...more];
  const { status } = spawnSync(process.execPath, app, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) process.exit(1);
}

function usesBucket() {
  return "s3" in readJson(join(folder, "cdk.tf.json")).terraform.backend;
}

function bucketExists() {
  const { status, stderr } = run(["init", "-input=false", "-reconfigure"], "pipe");
  if (status === 0) return true;
  if (/NoSuchBucket|bucket does not exist/i.test(stderr)) return false;
  console.error(stderr);
  return process.exit(1);
}

/** @param {string[]} args */
function terraform(...args) {
  if (run(args, "inherit").status !== 0) process.exit(1);
}

/**
 * @param {string[]} args
 * @param {"inherit" | "pipe"} output
 */
function run(args, output) {
  const { status, stderr, error } = spawnSync("terraform", args, {
    cwd: folder,
    stdio: ["inherit", output, output],
    encoding: "utf8",
  });
  if (error) {
    console.error(`terraform: expected terraform 1.11 or later on the PATH, got ${error.message}`);
    console.error("install it from developer.hashicorp.com/terraform/install");
    process.exit(1);
  }
  return { status, stderr };
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
