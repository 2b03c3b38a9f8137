import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { SQSRecord } from "aws-lambda";
import { Feedback } from "../../contract/orders/feedback";

/** Days for which feedback is kept. */
const keptDays = 365;

/** A message that is no feedback; once it is given up, it waits in the dead-letter queue to be looked at. */
class NotFeedback extends Error {
  override readonly name = "NotFeedback";
}

/** Feedback in a table, by the id of its message: a message that SQS delivers again is kept once. */
export class FeedbackStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  async keep({ messageId, body, attributes }: SQSRecord): Promise<void> {
    const { orderId, rating, comment } = read(body);
    const sentAt = Number(attributes.SentTimestamp);
    const put = new PutItemCommand({
      TableName: this.table,
      Item: {
        id: { S: messageId },
        rating: { N: String(rating) },
        ...(orderId !== undefined && { orderId: { S: orderId } }),
        ...(comment !== undefined && { comment: { S: comment } }),
        sentAt: { S: new Date(sentAt).toISOString() },
        expiresAt: { N: String(Math.floor(sentAt / 1000) + keptDays * 24 * 3600) },
      },
      ConditionExpression: "attribute_not_exists(id)",
    });
    try {
      await this.client.send(put);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

function read(body: string): Feedback {
  try {
    return Feedback.parse(JSON.parse(body));
  } catch (error) {
    throw new NotFeedback("message: expected feedback as JSON, got something else", { cause: error });
  }
}
