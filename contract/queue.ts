/** An SQS queue whose messages a function takes; what it can't do in the end waits in a dead-letter queue. */
export interface QueueDefinition {
  /** What its messages are. */
  description: string;
  /** Function of the service that takes them in batches, and answers which of them failed. */
  consumer: string;
  /** Messages that the function gets at once, 1 to 10,000. @default 10 */
  batchSize?: number;
  /** Seconds that a batch is waited for, 0 to 300; a batch of more than 10 messages needs 1 or more. @default 0 */
  batchWindow?: number;
  /** How often a message is tried before it is given up. @default 5 */
  maxReceiveCount?: number;
}
