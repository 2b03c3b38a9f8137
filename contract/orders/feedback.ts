import * as z from "zod/mini";
import { OrderId } from "./order";

/** What a client says of the shop, or of one order. */
export const Feedback = z.strictObject({
  orderId: z.optional(OrderId),
  /** Stars. */
  rating: z.int().check(z.gte(1), z.lte(5)),
  comment: z.optional(z.string().check(z.minLength(1), z.maxLength(2000))),
});

export type Feedback = z.output<typeof Feedback>;
