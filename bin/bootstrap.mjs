#!/usr/bin/env node
// `npm run bootstrap -- <environment> [terraform apply options]`: prepares the account of an environment.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { root } from "./compile.mjs";

const [environment = "", ...options] = process.argv.slice(2);
const out = join(root, "bootstrap.out");

synthesize();
const [stack] = Object.keys(readJson(join(out, "manifest.json")).stacks);
const folder = join(out, "stacks", stack);
const localState = join(root, ".state", `${stack}.tfstate`);

// the bucket that keeps this stack's state is made by this stack: first with local state, which then moves into it
if (usesBucket() && (existsSync(localState) || !terraform(["init", "-input=false", "-reconfigure"], "pipe"))) {
  synthesize("--local-state");
  need(terraform(["init", "-input=false", "-reconfigure"]));
  need(terraform(["apply", ...options]));
  synthesize();
  need(terraform(["init", "-input=false", "-migrate-state", "-force-copy"]));
  renameSync(localState, `${localState}.moved`);
} else if (!usesBucket()) {
  need(terraform(["init", "-input=false", "-reconfigure"]));
}
need(terraform(["apply", ...options]));

function synthesize(...more) {
  const app = ["bin/launch.mjs", "bootstrap.ts", environment, ...more];
  need(spawnSync(process.execPath, app, { cwd: root, stdio: ["ignore", "ignore", "inherit"] }).status === 0);
}

function usesBucket() {
  return "s3" in readJson(join(folder, "cdk.tf.json")).terraform.backend;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

function terraform(args, output = "inherit") {
  const { status, error } = spawnSync("terraform", args, { cwd: folder, stdio: ["inherit", output, output] });
  if (error) {
    console.error(
      `terraform: expected terraform 1.11 or later on the PATH, got ${error.code}; see developer.hashicorp.com/terraform/install`,
    );
    process.exit(1);
  }
  return status === 0;
}

function need(done) {
  if (!done) process.exit(1);
}
