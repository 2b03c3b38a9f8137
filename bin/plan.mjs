#!/usr/bin/env node
// `npm run plan -- <environment>`: synthesizes, plans every stack of an environment and reviews the plans together.
import { synthesize } from "./synth.mjs";

process.exitCode = synthesize();
if (process.exitCode === 0) {
  process.argv.splice(2, 0, "plan");
  await import("./gatehouse.mjs");
}
