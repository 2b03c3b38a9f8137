import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Compiles a TypeScript entry of this project to `.build/` and returns the file to load. Packages stay external.
 *
 * @param {string} entry
 */
export async function compile(entry) {
  const outfile = join(root, ".build", entry.replace(/\.ts$/, ".cjs"));
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    write: false,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    plugins: [keepDirname],
  });
  await mkdir(dirname(outfile), { recursive: true });
  // whole or not at all: another process may be loading it
  const unfinished = `${outfile}.${process.pid}`;
  await writeFile(unfinished, /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).contents);
  await rename(unfinished, outfile);
  return outfile;
}

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
