interface Consumed {
  /** What its messages are. */
  description: string;
  /** Function of the service that takes them in batches, and answers which of them failed. */
  consumer: string;
  /** How often a message is tried before it is given up. @default 5 */
  maxReceiveCount?: number;
}

/** Takes messages in any order, and some of them twice. */
interface StandardQueue extends Consumed {
  fifo?: undefined;
  /** Messages that the function gets at once, 1 to 10,000. @default 10 */
  batchSize?: number;
  /** Seconds that a batch is waited for, 0 to 300; a batch of more than 10 messages needs 1 or more. @default 0 */
  batchWindow?: number;
}

/**
 * Gives messages of a group in the order in which they were sent, the next one once those before it are done, and takes each once in
 * five minutes. Its dead-letter queue is one as well. Source: SQS developer guide, "Amazon SQS FIFO queues".
 */
interface FifoQueue extends Consumed {
  fifo: {
    /** Whether messages with the same body are the same: without it, each needs an id of its own. */
    contentBasedDeduplication: boolean;
  };
  /** Messages that the function gets at once, 1 to 10. @default 10 */
  batchSize?: number;
  /** Lambda waits for no batch of a FIFO queue. */
  batchWindow?: undefined;
}

/** An SQS queue whose messages a function takes; what it can't do in the end waits in a dead-letter queue. */
export type QueueDefinition = StandardQueue | FifoQueue;

/** A queue's name, of its part of a name: SQS asks for the end of a FIFO queue's. */
export const queuePart = (part: string, { fifo }: Pick<QueueDefinition, "fifo">): string =>
  fifo ? `${part}.fifo` : part;
