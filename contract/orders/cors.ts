import type { CorsPolicy } from "../route";

/** Cross-origin policy of every version: browsers send tokens themselves, and never cookies. */
export const cors = {
  allowOrigin: "*",
  allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "X-Api-Key"],
  exposeHeaders: ["ETag", "Location", "Retry-After", "x-amzn-RequestId"],
  maxAge: 600,
} as const satisfies CorsPolicy;
