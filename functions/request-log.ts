import type { HttpRequest } from "./http";
import { log } from "./log";
import type { Refusal } from "./refusal";

/** Writes one JSON line about a request: no body, header, parameter or token. */
export function logRequest(
  { requestId, awsRequestId }: Pick<HttpRequest, "requestId" | "awsRequestId">,
  operation: string,
  status: number,
  milliseconds: number,
  refusal?: Refusal,
): void {
  log(status >= 500 ? "ERROR" : "INFO", `${operation} answered ${status}`, {
    requestId,
    awsRequestId,
    operation,
    status,
    latency: Math.round(milliseconds),
    ...(refusal && { errorCode: refusal.code }),
    ...(refusal && status >= 500 && { error: describeError(refusal.cause ?? refusal) }),
  });
}

/** What a log says of something that was thrown. */
export const describeError = (cause: unknown) =>
  cause instanceof Error
    ? { name: cause.name, message: cause.message, stack: cause.stack }
    : { name: typeof cause, message: String(cause) };
