import type { Refusal } from "../exchange";

/** 401: it is not known who calls. */
export const unauthorized = (hint: string, message = "Unauthorized"): Refusal => ({
  type: "UNAUTHORIZED",
  message,
  hint,
});

const refused =
  (type: "DEFAULT_4XX" | "INVALID_SIGNATURE", errorType: string) =>
  (message: string): Refusal => ({ type, message, statusCode: 403, errorType, hint: message.split("\n", 1)[0]! });

/** 403: a signature that isn't whole, isn't right, or was made with a key that isn't known. */
export const refuseSignature = {
  incomplete: refused("DEFAULT_4XX", "IncompleteSignatureException"),
  invalid: refused("INVALID_SIGNATURE", "InvalidSignatureException"),
  unrecognizedClient: refused("DEFAULT_4XX", "UnrecognizedClientException"),
};
