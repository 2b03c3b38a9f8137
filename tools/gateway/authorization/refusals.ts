import type { Refusal } from "../exchange";

/** 401: it is not known who calls. */
export const unauthorized = (hint: string, message = "Unauthorized"): Refusal => ({
  type: "UNAUTHORIZED",
  message,
  hint,
});
