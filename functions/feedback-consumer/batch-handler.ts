import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { log } from "../log";

/**
 * A handler of SQS batches that does each message by itself and answers which of them failed, so that only those come again.
 * Source: Lambda developer guide, "Implementing partial batch responses".
 */
export function batchHandler(
  take: (record: SQSRecord) => Promise<void>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records: records }) => {
    const failures = await Promise.all(
      records.map(async (record) => {
        try {
          await take(record);
          return [];
        } catch (error) {
          // a message's text may be in an error's
          log("ERROR", "message failed", {
            messageId: record.messageId,
            receiveCount: Number(record.attributes.ApproximateReceiveCount),
            error: error instanceof Error ? error.name : typeof error,
          });
          return [{ itemIdentifier: record.messageId }];
        }
      }),
    );
    const batchItemFailures = failures.flat();
    log("INFO", "batch done", { messages: records.length, failed: batchItemFailures.length });
    return { batchItemFailures };
  };
}
