import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { zipSync } from "fflate";

const root = resolve(__dirname, "..");

/** A function's code as it is uploaded. */
export interface FunctionBundle {
  /** Zip with one `index.js`. */
  path: string;
  /** Base64 SHA-256 of the zip, as Lambda computes it. */
  sourceCodeHash: string;
  /** Bytes of the bundled JavaScript. */
  size: number;
}

const bundles = new Map<string, FunctionBundle>();

/**
 * Bundles a handler with everything it imports, once per process. The same source gives the same bytes on any machine,
 * in any folder and at any time, so that a plan shows new code only where there is some.
 */
export function bundleFunction(entry: string): FunctionBundle {
  const known = bundles.get(entry);
  if (known) return known;
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
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
  const code = outputFiles[0]!.contents;
  const bundle = writeZip(join(root, ".build", entry.replace(/\.ts$/, ".zip")), code);
  bundles.set(entry, bundle);
  return bundle;
}

function writeZip(path: string, code: Uint8Array): FunctionBundle {
  // the first moment that a zip can hold, in local time as zip keeps it; readable by everyone, as Lambda requires
  const entry = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16, level: 9 } as const;
  const zip = zipSync({ "index.js": [code, entry] });
  mkdirSync(dirname(path), { recursive: true });
  // whole or not at all: another synth may be reading it
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, zip);
  renameSync(unfinished, path);
  return { path, sourceCodeHash: createHash("sha256").update(zip).digest("base64"), size: code.length };
}
