import type { HttpRequest } from "./http";
import type { Refusal } from "./refusal";

/**
 * Writes one JSON line about a request: no body, header, parameter or token. Lambda keeps a line with `timestamp` and
 * `level` as it is and filters by its level; what goes through the console would be wrapped in another object.
 * Source: Lambda developer guide, "Using Lambda advanced logging controls with Node.js".
 */
export function logRequest(
  { requestId, awsRequestId }: HttpRequest,
  operation: string,
  status: number,
  milliseconds: number,
  refusal?: Refusal,
): void {
  const record = {
    timestamp: new Date().toISOString(),
    level: status >= 500 ? "ERROR" : "INFO",
    message: `${operation} answered ${status}`,
    requestId,
    awsRequestId,
    operation,
    status,
    latency: Math.round(milliseconds),
    ...(refusal && { errorCode: refusal.code }),
    ...(refusal && status >= 500 && { error: describe(refusal.cause ?? refusal) }),
  };
  process.stdout.write(`${JSON.stringify(record)}\n`);
}

const describe = (cause: unknown) =>
  cause instanceof Error
    ? { name: cause.name, message: cause.message, stack: cause.stack }
    : { name: typeof cause, message: String(cause) };
