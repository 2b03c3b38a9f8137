#!/usr/bin/env node
// Runs a TypeScript entry of this project: `node bin/launch.mjs main.ts`. Compiles what changed first, so never runs stale code.
import { createRequire } from "node:module";
import { compile } from "./compile.mjs";

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error("launch: expected a TypeScript file, got none");
  process.exit(2);
}
process.argv.splice(1, process.argv.length - 1, entry, ...args);
process.setSourceMapsEnabled(true);
try {
  createRequire(import.meta.url)(await compile(entry));
} catch (error) {
  // what we refuse says all in its message; anything else is a fault, and its stack tells where
  console.error(error instanceof Error && error.constructor === Error ? error.message : error);
  process.exitCode = 1;
}
