import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { RuntimeError } from "./errors.mjs";

/**
 * A handler of any kind that Node.js runtimes take.
 * @typedef {(event: unknown, contextOrStream: any, callbackOrContext?: any) => unknown} Handler
 */

/**
 * Loads `path/file.export` from a folder, finding CommonJS and ES modules as Lambda's Node.js runtime does
 * (aws-lambda-nodejs-runtime-interface-client). Throws what Lambda reports when that fails.
 * @param {string} taskRoot
 * @param {string} handler
 * @returns {Promise<Handler>}
 */
export async function loadHandler(taskRoot, handler) {
  if (handler.includes(".."))
    throw new RuntimeError(
      "MalformedHandlerName",
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  const [, file, path] = /^([^.]*)\.(.*)$/.exec(basename(handler)) ?? [];
  if (file === undefined || path === undefined) throw new RuntimeError("MalformedHandlerName", "Bad handler");

  const module = await loadModule(taskRoot, handler.slice(0, -basename(handler).length), file);
  /** @type {unknown} */
  let found = module;
  for (const key of path.split(".")) found = /** @type {Record<string, unknown>} */ (found ?? {})[key];
  if (!found) throw new RuntimeError("HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof found !== "function") throw new RuntimeError("HandlerNotFound", `${handler} is not a function`);
  return /** @type {Handler} */ (found);
}

/**
 * @param {string} taskRoot
 * @param {string} folder
 * @param {string} file
 */
async function loadModule(taskRoot, folder, file) {
  const require = createRequire(join(taskRoot, "handler"));
  const path = resolve(taskRoot, folder, file);
  const js = isEsmFolder(dirname(path), taskRoot) ? "import" : "require";
  /** @type {[string, "import" | "require"][]} */
  const candidates = [
    ["", "require"],
    [".js", js],
    [".mjs", "import"],
    [".cjs", "require"],
  ];
  try {
    for (const [extension, way] of candidates) {
      if (!existsSync(path + extension)) continue;
      return way === "import" ? await import(pathToFileURL(path + extension).href) : require(path + extension);
    }
    return require(require.resolve(file, { paths: [taskRoot, resolve(taskRoot, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw withStack(new RuntimeError("UserCodeSyntaxError", error), error);
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "MODULE_NOT_FOUND")
      throw new RuntimeError("ImportModuleError", error);
    throw error;
  }
}

/**
 * Whether the nearest package.json says so, as far up as the root of the package.
 * @param {string} folder
 * @param {string} taskRoot
 * @returns {boolean}
 */
function isEsmFolder(folder, taskRoot) {
  const file = join(folder, "package.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).type === "module";
  return folder !== taskRoot && folder !== dirname(folder) && isEsmFolder(dirname(folder), taskRoot);
}

/**
 * @param {Error} error
 * @param {Error} origin
 */
function withStack(error, origin) {
  if (origin.stack !== undefined) error.stack = origin.stack;
  return error;
}
