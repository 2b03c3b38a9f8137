/**
 * Whose data a caller may see and change: that of one customer, of all, or none. It is always said: a caller of whom nobody
 * said anything reaches nobody.
 */
export type Reach = { customerId: string } | "every customer" | "nobody";

/** Who sent a request, as the way in authenticated it. */
export interface Caller {
  /**
   * Tells callers apart, whichever way each came in: `user:<sub>`, `client:<app client>`, `authorizer:<principal>`,
   * `iam:<ARN>`, `vpc`, `direct` or `anonymous`. Idempotency keys belong to it.
   */
  id: string;
  reach: Reach;
}

export const anonymous: Caller = { id: "anonymous", reach: "nobody" };

export function reaches(reach: Reach, customerId: string): boolean {
  return typeof reach === "string" ? reach === "every customer" : reach.customerId === customerId;
}
