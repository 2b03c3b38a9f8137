import { types } from "node:util";

/** Errors of the runtime itself, by the names that Lambda gives them. */
export class RuntimeError extends Error {
  /**
   * @param {string} name without `Runtime.`
   * @param {unknown} message
   */
  constructor(name, message) {
    super(String(message));
    this.name = `Runtime.${name}`;
  }
}

/**
 * JSON text that Lambda answers for what a handler threw: `{errorType, errorMessage, trace}`.
 * @param {unknown} thrown
 */
export function errorPayload(thrown) {
  try {
    return JSON.stringify(describe(thrown));
  } catch {
    return JSON.stringify({ errorType: "handled", errorMessage: "the thrown value can't be described" });
  }
}

/** Clients see traces, by which Lambda's runtime has another place. */
const ownFolder = new URL(".", import.meta.url).href;

/** @param {unknown} thrown */
function describe(thrown) {
  if (isError(thrown)) {
    const trace = String(thrown.stack).replaceAll(ownFolder, "file:///var/runtime/").split("\n");
    return { errorType: thrown.name, errorMessage: thrown.message, trace };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/**
 * @param {unknown} value
 * @returns {value is Error}
 */
function isError(value) {
  if (types.isNativeError(value)) return true;
  const { name, message, stack } = /** @type {Partial<Error>} */ (value ?? {});
  return [name, message, stack].every((field) => typeof field === "string" && field !== "");
}
