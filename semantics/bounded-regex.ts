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

/** Milliseconds that matching a text of so many characters may take: two seconds, as the machine may be busy, and more for megabytes. */
export const timeLimit = (characters: number) => 2000 + Math.ceil(characters / 8000);

/**
 * Matches `text` in `run` against patterns or texts of strangers. JavaScript's engine backtracks, so `(a+)+b` can take for
 * ever; what could take long runs under V8's watchdog, which interrupts it after {@link timeLimit}. The process goes on, and the
 * caller gets a {@link RegexError} that names `pattern`.
 */
export function matchBounded<T>(pattern: string, text: string, run: () => T): T {
  if (isQuick(pattern, text.length)) return run();
  const timeout = timeLimit(text.length);
  return watched(timeout, run, () => {
    const limit = `expected an answer within ${timeout} ms, got none on a text of ${text.length} characters`;
    return new RegexError(limit, pattern);
  });
}

/**
 * Whether a backtracking engine needs hundredths of a second at most for any text of so many characters: without quantified groups and
 * back references, each quantifier multiplies the places where a match can begin by those where it can end.
 */
export function isQuick(pattern: string, characters: number): boolean {
  if (pattern.length > 1000 || /\\[1-9k]/.test(pattern)) return false;
  // escapes and classes stand for one character; one that isn't seen as such only makes the answer more careful
  const atoms = pattern.replace(/\\[^]|\[(?:\\[^]|[^\]\\])*\]/g, "x");
  if (/\)(?:[*+?]|\{\d)/.test(atoms)) return false;
  const quantifiers = atoms.match(/(?<!\()[*+?]|\{\d+,\d*\}/g)?.length ?? 0;
  return characters ** (quantifiers + 1) <= quickSteps;
}

/** Hundredths of a second; the watchdog is a thread, and starting it alone takes up to milliseconds. */
const quickSteps = 10_000_000;

/** Runs something under V8's watchdog, which ends it after `timeout` milliseconds with the error of `overdue`. */
export function watched<T>(timeout: number, run: () => T, overdue: () => Error): T {
  const outer: unknown = sandbox["run"];
  sandbox["run"] = run;
  try {
    return script.runInContext(sandbox, { timeout }) as T;
  } catch (error) {
    throw (error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT" ? overdue() : error;
  } finally {
    sandbox["run"] = outer;
  }
}

const sandbox = createContext(Object.create(null) as Record<string, unknown>);
const script = new Script("run()");
