import { DynamoDBClient, DynamoDBServiceException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { Refusal } from "./refusal";

/**
 * The client that a function's invocations share. A call takes at most about 5 s, three attempts with their pauses: a
 * database that is down is answered as such, well before the function's own timeout.
 */
export const dynamoDb = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
});

dynamoDb.middlewareStack.add(
  (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      throw new Refusal(503, "SERVICE_UNAVAILABLE", "the service is not available at the moment", {
        retryAfter: 1,
        cause: error,
      });
    }
  },
  { step: "initialize", priority: "high", name: "refuseWhenUnavailable" },
);

/** Overloaded or out of reach, as opposed to refused. Source: DynamoDB developer guide, "Error handling". */
function isUnavailable(error: unknown): boolean {
  if (error instanceof TransactionCanceledException)
    return error.CancellationReasons?.some(({ Code }) => Code !== undefined && overloaded.has(Code)) ?? false;
  if (error instanceof DynamoDBServiceException)
    return overloaded.has(error.name) || (error.$metadata.httpStatusCode ?? 0) >= 500;
  return (
    error instanceof Error &&
    (error.name === "TimeoutError" || ("code" in error && unreachable.has(String(error.code))))
  );
}

const overloaded = new Set([
  "ProvisionedThroughputExceededException",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingException",
  "ThrottlingError",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

const unreachable = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
