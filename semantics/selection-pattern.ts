/** A selection pattern that can't be used, or took too long on the value it was tried on. */
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
 * The integration response for `value`: the backend's status for HTTP, the error message for Lambda (null when it didn't fail).
 * A response without pattern is the default; undefined when nothing matches and there is no default.
 */
export function selectIntegrationResponse<T extends { selectionPattern?: string | null; statusCode: string }>(
  responses: readonly T[],
  value: string | null,
): T | undefined {
  throw new SelectionPatternError(`not written yet: ${responses.length} ${value}`, "");
}
