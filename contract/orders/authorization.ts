import type { Authorization } from "../authorization";

/** Who may come in, by which door how. */
export const authorization = {
  resourceServers: {
    orders: { read: "Read orders", write: "Place and change orders" },
  },
  authorizers: {},
  doors: {
    regional: {
      apiKeySource: "HEADER",
      customer: { type: "iam" },
      partner: { type: "iam" },
      internal: { type: "iam" },
    },
    edge: { apiKeySource: "HEADER", customer: { type: "iam" }, partner: { type: "iam" }, internal: { type: "iam" } },
    private: { apiKeySource: "HEADER", customer: { type: "iam" }, partner: { type: "iam" }, internal: { type: "iam" } },
  },
} as const satisfies Authorization;
