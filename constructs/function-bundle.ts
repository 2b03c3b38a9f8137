import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { zipSync } from "fflate";
import { isCurrent, writeStamp, writeWhole } from "../bin/build-stamp.cjs";

const root = resolve(__dirname, "..");

/** A function's code as it is uploaded. */
export interface FunctionBundle {
  /** Zip with one `index.js`. */
  path: string;
  /** Base64 SHA-256 of the zip, as Lambda computes it. */
  sourceCodeHash: string;
}

const bundles = new Map<string, FunctionBundle>();

/** What decides how a source is bundled. */
const tools = [
  "constructs/function-bundle.ts",
  "node_modules/esbuild/package.json",
  "node_modules/fflate/package.json",
  "package.json",
  "tsconfig.json",
];

/**
 * Bundles a handler with everything it imports, unless nothing that went into it changed since. The same source gives
 * the same bytes on any machine, in any folder and at any time, so that a plan shows new code only where there is some.
 */
export function bundleFunction(entry: string): FunctionBundle {
  const known = bundles.get(entry);
  if (known) return known;
  const path = join(root, ".build", entry.replace(/\.ts$/, ".zip"));
  if (!isCurrent(root, path)) build(entry, path);
  const bundle = { path, sourceCodeHash: createHash("sha256").update(readFileSync(path)).digest("base64") };
  bundles.set(entry, bundle);
  return bundle;
}

function build(entry: string, path: string): void {
  const started = Date.now();
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    // the packages' ES modules shake better and load faster than their CommonJS
    mainFields: ["module", "main"],
    // a third of the bundle would be ways to credentials that Lambda doesn't offer
    alias: { "@aws-sdk/credential-provider-node": "./functions/lambda-credentials.ts" },
    minify: true,
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  });
  // the first moment that a zip can hold, in local time as zip keeps it; readable by everyone, as Lambda requires
  const options = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16, level: 9 } as const;
  mkdirSync(dirname(path), { recursive: true });
  writeWhole(path, zipSync({ "index.js": [outputFiles[0]!.contents, options] }));
  writeStamp(root, path, [...Object.keys(metafile.inputs), ...tools], started);
}
