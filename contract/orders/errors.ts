import type { ErrorMeaning } from "../error";

/** Codes that only orders have. */
export const orderErrors = {
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    when: "another request with this `Idempotency-Key` is being processed; `Retry-After`",
  },
  TOO_MANY_SUBSCRIPTIONS: { status: 409, when: "a connection that follows as many orders as one may (WebSocket)" },
  IDEMPOTENCY_KEY_REUSED: { status: 422, when: "this `Idempotency-Key` was used with another body" },
  NOT_SHIPPABLE: { status: 422, when: "there is no shipping rate for the country in this currency" },
  CUSTOMER_IMMUTABLE: { status: 422, when: "the order would change its customer" },
  UNPROCESSABLE_ORDER: { status: 422, when: "prices in several currencies, or an address over 500 characters (v2)" },
} as const satisfies Readonly<Record<Uppercase<string>, ErrorMeaning>>;
