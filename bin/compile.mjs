import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Compiles a TypeScript entry of this project to `.build/` and returns the file to load. Packages stay external. What was
 * compiled before is kept as long as no file that went into it changed, and no file came or went beside one.
 *
 * @param {string} entry
 */
export async function compile(entry) {
  const outfile = join(root, ".build", entry.replace(/\.ts$/, ".cjs"));
  const stampFile = `${outfile}.inputs.json`;
  if (isCurrent(stampFile)) return outfile;
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
  await mkdir(dirname(outfile), { recursive: true });
  await writeWhole(outfile, /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).contents);
  const inputs = [...Object.keys(metafile.inputs), ...tools];
  // a file that was saved while it was read may have been read before: compile again next time
  if (inputs.every((file) => statSync(join(root, file)).mtimeMs < started))
    await writeWhole(stampFile, JSON.stringify({ inputs, stamp: stampOf(inputs) }));
  return outfile;
}

/** What decides how a source is compiled. */
const tools = ["bin/compile.mjs", "tsconfig.json", "node_modules/esbuild/package.json"];

/** @param {string} stampFile */
function isCurrent(stampFile) {
  try {
    const { inputs, stamp } = JSON.parse(readFileSync(stampFile, "utf8"));
    return stamp === stampOf(inputs);
  } catch {
    return false;
  }
}

/**
 * Size and time of every file, and the names in every folder: a new file may be what an import means from then on.
 *
 * @param {string[]} inputs
 */
function stampOf(inputs) {
  const files = inputs.map((file) => {
    const { size, mtimeMs, ino } = statSync(join(root, file));
    return `${file} ${size} ${mtimeMs} ${ino}`;
  });
  const folders = [...new Set(inputs.map((file) => dirname(file)))].filter(
    (folder) => !folder.includes("node_modules"),
  );
  return [...files, ...folders.map((folder) => `${folder} ${readdirSync(join(root, folder)).join()}`)].join("\n");
}

/**
 * Whole or not at all: another process may be loading it.
 *
 * @param {string} file
 * @param {string | Uint8Array} contents
 */
async function writeWhole(file, contents) {
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, contents);
  await rename(unfinished, file);
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
