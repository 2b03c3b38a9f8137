// What a synth of every environment costs, the floor beneath it, and ways to run the app that were not taken.
import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, root } from "../bin/compile.mjs";
import { measure, row } from "./process.mjs";

const env = { CDKTF_OUTDIR: mkdtempSync(join(tmpdir(), "gatehouse-bench-")) };
const node = process.execPath;

row("node, nothing loaded", measure([node, "-e", "0"]));
row("node, cdktf loaded: the floor", measure([node, "-e", 'require("cdktf")']));
row("app of cdktf.json, all stacks of all environments", measure([node, "bin/launch.mjs", "main.ts"], { env }));
row("the same, compiled before", measure([node, await compile("main.ts")], { env }));
row("npx cdktf synth", measure(["npx", "cdktf", "synth"], { env: { CHECKPOINT_DISABLE: "1" }, runs: 3 }));
console.log(`zip of functions/orders: ${statSync(join(root, ".build/functions/orders/index.zip")).size} bytes`);
