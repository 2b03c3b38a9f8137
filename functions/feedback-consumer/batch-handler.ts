import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { log } from "../log";

/**
 * A handler of SQS batches that does each message by itself and answers which of them failed, so that only those come again.
 * Messages of a group, which FIFO queues have, are done one after the other, and after one that failed those behind it wait.
 * Source: Lambda developer guide, "Implementing partial batch responses".
 */
export function batchHandler(
  take: (record: SQSRecord) => Promise<void>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records: records }) => {
    const failures = await Promise.all(groupsOf(records).map((group) => failedOf(group, take)));
    const batchItemFailures = failures.flat().map(({ messageId }) => ({ itemIdentifier: messageId }));
    log("INFO", "batch done", { messages: records.length, failed: batchItemFailures.length });
    return { batchItemFailures };
  };
}

/** Messages of each group in order; one without a group is a group of its own. */
function groupsOf(records: readonly SQSRecord[]): SQSRecord[][] {
  const groups = new Map<string, SQSRecord[]>();
  for (const record of records) {
    const { MessageGroupId: id } = record.attributes;
    const key = id === undefined ? `message ${record.messageId}` : `group ${id}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()];
}

async function failedOf(group: SQSRecord[], take: (record: SQSRecord) => Promise<void>): Promise<SQSRecord[]> {
  for (const [index, record] of group.entries())
    try {
      // oxlint-disable-next-line no-await-in-loop -- in their order
      await take(record);
    } catch (error) {
      // a message's text may be in an error's
      log("ERROR", "message failed", {
        messageId: record.messageId,
        receiveCount: Number(record.attributes.ApproximateReceiveCount),
        error: error instanceof Error ? error.name : typeof error,
      });
      return group.slice(index);
    }
  return [];
}
