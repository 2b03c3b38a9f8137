import type { Authorization } from "../authorization";

/** Who may come in, by which door how. */
export const authorization = {
  resourceServers: {
    orders: { read: "Read orders", write: "Place and change orders" },
  },
  authorizers: {
    customers: {
      type: "TOKEN",
      function: "customer-authorizer",
      header: "Authorization",
      validation: "^[Bb]earer [A-Za-z0-9_-]{43}$",
      ttl: 300,
    },
    partners: {
      type: "REQUEST",
      function: "partner-authorizer",
      // a policy depends on the address too, where a partner is bound to networks
      identitySources: ["method.request.header.Authorization", "context.identity.sourceIp"],
      ttl: 300,
    },
  },
  doors: {
    regional: {
      apiKeySource: "AUTHORIZER",
      customer: { type: "userPool" },
      partner: { type: "authorizer", authorizer: "partners", apiKey: true },
      internal: { type: "iam" },
    },
    edge: {
      apiKeySource: "HEADER",
      customer: { type: "authorizer", authorizer: "customers" },
      partner: { type: "authorizer", authorizer: "partners", apiKey: true },
      internal: { type: "iam" },
    },
    private: { apiKeySource: "HEADER", customer: { type: "iam" }, partner: { type: "iam" }, internal: { type: "iam" } },
  },
} as const satisfies Authorization;
