/** API Gateway's quotas that a contract or a request can break. */
export const limits = {
  /** Request and response payload in bytes. */
  payloadBytes: 10 * 1024 * 1024,
} as const;
