import * as z from "zod/mini";

/** What encrypts tables, logs, function configuration, topics and queues. */
export interface Encryption {
  /** A key of the environment's own, for 1 USD a month and calls, instead of those that AWS owns. */
  customerManagedKey: boolean;
}

export const encryption = z.strictObject({ customerManagedKey: z.boolean() });
