import * as z from "zod/mini";

/**
 * The one shape of every error, whether a handler or API Gateway itself refuses. `code` is stable and meant for
 * programs, `message` for people; `requestId` finds the log lines.
 */
export const ErrorBody = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.string(),
  details: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

export type ErrorBody = z.output<typeof ErrorBody>;
