import { RegexError, compileJavaRegex } from "./java-regex";

/** A selection pattern that can't be used, or that took too long on the value it was tried on. */
export class SelectionPatternError extends Error {
  constructor(
    message: string,
    readonly pattern: string,
  ) {
    super(message);
    this.name = "SelectionPatternError";
  }
}

/**
 * The integration response for `value`: the backend's status code for HTTP and AWS services, the error message for Lambda
 * (null when it didn't fail). A pattern is a Java regular expression that must match the whole value; as in Java `.` stops at
 * a line end, so `.*` misses a message of several lines and `(\n|.)*` takes it. A response with no or an empty pattern is
 * the default; undefined when nothing matches and there is none.
 *
 * Where several match, the lowest status code wins: API Gateway keeps integration responses by status code, its
 * guide names no order, and recorded answers agree.
 *
 * Backtracking patterns are stopped by the time limit of bounded-regex.ts. Throws {@link SelectionPatternError}.
 */
export function selectIntegrationResponse<T extends { selectionPattern?: string | null; statusCode: string }>(
  responses: readonly T[],
  value: string | null,
): T | undefined {
  const ordered = responses.toSorted((a, b) =>
    a.statusCode < b.statusCode ? -1 : Number(a.statusCode > b.statusCode),
  );
  const patterns = ordered.filter(({ selectionPattern }) => selectionPattern);
  const matching = patterns.filter((response) => matches(response, value));
  return matching[0] ?? ordered.find(({ selectionPattern }) => !selectionPattern);
}

function matches(response: { selectionPattern?: string | null; statusCode: string }, value: string | null): boolean {
  const pattern = response.selectionPattern ?? "";
  try {
    const regex = compileJavaRegex(pattern);
    return value !== null && regex.matches(value);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new SelectionPatternError(`integration response ${response.statusCode}: ${error.message}`, pattern);
  }
}
