import * as z from "zod/mini";
import { caller, jsonAt } from "../mapping-template";
import type { Route } from "../route";
import { messageId } from "../service-answers";
import { OrderId } from "./order";

/** What a client says of the shop, or of one order. */
export const Feedback = z.strictObject({
  orderId: z.optional(OrderId),
  /** Stars. */
  rating: z.int().check(z.gte(1), z.lte(5)),
  comment: z.optional(z.string().check(z.minLength(1), z.maxLength(2000))),
});

export type Feedback = z.output<typeof Feedback>;

export const FeedbackReceipt = z.strictObject({ id: z.string() });

export const feedbackModels = { Feedback, FeedbackReceipt };

export const feedbackRoutes = {
  sendFeedback: {
    method: "POST",
    path: "/feedback",
    summary: "Say something of the shop, or of an order.",
    audience: "customer",
    scopes: ["orders/write"],
    integration: {
      type: "sqs",
      queue: "feedback",
      message: jsonAt("$"),
      // told by API Gateway and not by the client: who reads the messages can rely on it
      attributes: { caller },
      answer: { id: messageId },
    },
    request: { body: Feedback },
    sample: { body: { orderId: "ord_00000000000000000000000000000000", rating: 5, comment: "quick" } },
    responses: { 202: { description: "The feedback is kept", body: FeedbackReceipt } },
    errors: [400, 502, 503],
  },
} as const satisfies Record<string, Route>;
