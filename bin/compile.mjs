import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import buildStamp from "./build-stamp.cjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Compiles a TypeScript entry of this project to `.build/` and returns the file to load. Packages stay external. What was
 * compiled before is kept as long as its stamp is current.
 *
 * @param {string} entry
 */
export async function compile(entry) {
  const outfile = join(root, ".build", entry.replace(/\.ts$/, ".cjs"));
  if (buildStamp.isCurrent(root, outfile)) return outfile;
  const started = Date.now();
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    write: false,
    metafile: true,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    plugins: [keepDirname],
  });
  mkdirSync(dirname(outfile), { recursive: true });
  buildStamp.writeWhole(outfile, /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).contents);
  buildStamp.writeStamp(root, outfile, [...Object.keys(metafile.inputs), ...tools], started);
  return outfile;
}

/** What decides how a source is compiled. */
const tools = ["bin/compile.mjs", "bin/build-stamp.cjs", "tsconfig.json", "node_modules/esbuild/package.json"];

// A bundle has one __dirname; ours keep the folder of their source, so that paths mean the same here and under jest.
/** @type {import("esbuild").Plugin} */
const keepDirname = {
  name: "keep-dirname",
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.includes("__dirname")
        ? `const __dirname = ${JSON.stringify(dirname(path))};${source}`
        : source;
      return { contents, loader: "ts", resolveDir: dirname(path) };
    });
  },
};
