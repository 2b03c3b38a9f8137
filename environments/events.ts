import * as z from "zod/mini";
import { between } from "./pin-schemas";

/** Streams, queues and state machines behind the API. */
export interface Events {
  /** Shards of each stream: each takes 1 MB or 1000 records a second, and costs by the hour. @default - on demand */
  shards?: number;
  /** Hours that a stream keeps its records, 24 to 8760. @default 24 */
  streamRetentionHours?: number;
  /** What Firehose gathers into one object, until one of both is reached. @default {megabytes: 128, seconds: 900} */
  buffer?: {
    /** 1 to 128. */
    megabytes: number;
    /** 0 to 900. */
    seconds: number;
  };
  /** Days that delivered records are kept in S3. @default 30 */
  recordRetentionDays?: number;
  /** Concurrent executions of each function that takes messages of a queue, 2 to 1000. @default 5 */
  maxConcurrency?: number;
}

export const defaultEvents: Required<Omit<Events, "shards">> = {
  streamRetentionHours: 24,
  buffer: { megabytes: 128, seconds: 900 },
  recordRetentionDays: 30,
  maxConcurrency: 5,
};

/** Sources: Kinesis API reference, IncreaseStreamRetentionPeriod; Firehose, BufferingHints; Lambda, ScalingConfig. */
export const events = z.strictObject({
  shards: z.optional(between(1, 500)),
  streamRetentionHours: z.optional(between(24, 8760)),
  buffer: z.optional(z.strictObject({ megabytes: between(1, 128), seconds: between(0, 900) })),
  recordRetentionDays: z.optional(between(1, 3650)),
  maxConcurrency: z.optional(between(2, 1000)),
});
