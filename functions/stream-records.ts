import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { log } from "./log";
import { describeError } from "./request-log";

/**
 * Handles records of a table's stream one after the other, as they changed the table. The first that fails is reported: Lambda
 * invokes again with it and those after it, so that an item's changes are never told out of order. A record may therefore be
 * handled more than once. Source: Lambda developer guide, "Configuring partial batch response with DynamoDB and Lambda".
 */
export async function handleInOrder(
  { Records: records }: DynamoDBStreamEvent,
  handle: (record: DynamoDBRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  for (const record of records)
    try {
      await handle(record);
    } catch (error) {
      logFailure(record, error);
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? "" }] };
    }
  return { batchItemFailures: [] };
}

/** One JSON line, without the item. */
function logFailure({ eventID }: DynamoDBRecord, error: unknown): void {
  log("ERROR", "a record of the stream failed", { eventId: eventID, error: describeError(error) });
}
