import { Script, createContext } from "node:vm";

/** A regular expression that can't be used, or that took too long on a text. */
export class RegexError extends Error {
  constructor(
    message: string,
    readonly pattern: string,
  ) {
    super(`regular expression '${pattern}': ${message}`);
    this.name = "RegexError";
  }
}

/** Milliseconds that one match may take. */
export const timeLimit = 250;

/**
 * `regex.exec(text)` for patterns or texts of strangers. JavaScript's engine backtracks, so `(a+)+b` can take for ever;
 * a pattern with a quantifier runs under V8's watchdog, which interrupts the match after {@link timeLimit} ms. The process
 * goes on, and the caller gets a {@link RegexError} that names `pattern`.
 */
export function execBounded(regex: RegExp, text: string, pattern: string): RegExpExecArray | null {
  if (!/[*+?{]/.test(pattern)) return regex.exec(text);
  sandbox["regex"] = regex;
  sandbox["text"] = text;
  try {
    return match.runInContext(sandbox, { timeout: timeLimit }) as RegExpExecArray | null;
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new RegexError(
      `expected an answer within ${timeLimit} ms, got none on a text of ${text.length} characters`,
      pattern,
    );
  } finally {
    sandbox["regex"] = sandbox["text"] = undefined;
  }
}

const sandbox = createContext(Object.create(null) as Record<string, unknown>);
const match = new Script("regex.exec(text)");
