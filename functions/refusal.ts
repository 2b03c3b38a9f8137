import type { serviceErrors } from "../contract";
import type { ErrorBody, errorCodes } from "../contract/error";

type Codes = typeof errorCodes & typeof serviceErrors;

/**
 * What a client is told instead of an answer: `code` of the contract for programs, with its status, and `message` for
 * people; both without the client's values.
 */
export class Refusal<C extends keyof Codes = keyof Codes> extends Error {
  override readonly name = "Refusal";
  readonly details: ErrorBody["details"];
  /** Seconds until a repetition may succeed. */
  readonly retryAfter: number | undefined;
  /** Methods that the path has. */
  readonly allow: readonly string[] | undefined;

  constructor(
    readonly status: Codes[C]["status"],
    readonly code: C,
    message: string,
    options: { details?: ErrorBody["details"]; retryAfter?: number; allow?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.details = options.details;
    this.retryAfter = options.retryAfter;
    this.allow = options.allow;
  }
}

/** The refusal that answers an error: itself if it is one, else one that tells nothing of ours. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(500, "INTERNAL_ERROR", "the request could not be processed", { cause: error });
}
