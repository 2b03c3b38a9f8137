#!/usr/bin/env node
// `npm start`: synthesizes, then serves dev; options are those of `gatehouse serve`.
import { synthesize } from "./synth.mjs";

process.exitCode = synthesize();
if (process.exitCode === 0) {
  process.argv.splice(2, 0, "serve", "dev");
  await import("./gatehouse.mjs");
}
