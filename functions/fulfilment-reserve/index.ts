import { OrderNotFulfillable } from "../fulfilment/order-not-fulfillable";
import { taskHandler } from "../fulfilment/task-handler";

const reserve = taskHandler("reserve");

/** Answers whether the order is the execution's now: an order that can't be fulfilled is its client's mistake, no failure. */
export async function handler(event: unknown): Promise<{ outcome: "reserved" | "notFulfillable" }> {
  try {
    await reserve(event);
    return { outcome: "reserved" };
  } catch (error) {
    if (error instanceof OrderNotFulfillable) return { outcome: "notFulfillable" };
    throw error;
  }
}
