import * as z from "zod/mini";

/** GB. Source: API Gateway API reference, CreateStage.cacheClusterSize. */
export const cacheSizes = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"] as const;

/** A cache of each stage's own, for routes that the contract has cached. It costs by the hour. */
export interface Cache {
  /** GB; another size empties it. */
  size: (typeof cacheSizes)[number];
}

export const cache = z.strictObject({ size: z.enum(cacheSizes) });
