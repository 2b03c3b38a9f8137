import type { CustomerErasureEvent } from "../../contract/orders/customer-erasure";
import { CustomerId } from "../../contract/orders/order";
import { log } from "../log";
import type { OrderStore } from "../orders/store";

/** Orders that are read at a time. */
const pageSize = 100;

/**
 * Erases from each of a customer's orders who they are. It may be repeated, as Lambda does where it fails: what is erased is left
 * alone.
 *
 * @throws Error for an event without a customer, and for what DynamoDB can't do at the moment
 */
export const eraseCustomer =
  (store: OrderStore) =>
  async (event: unknown): Promise<void> => {
    const { customerId, requestId } = read(event);
    let orders = 0;
    let after: string | undefined;
    do {
      const page = await store.list(customerId, pageSize, after);
      for (const order of page.orders) if (await store.erase(order)) orders++;
      after = page.next;
    } while (after !== undefined);
    log("INFO", "customer erased", { requestId, orders });
  };

function read(event: unknown): CustomerErasureEvent {
  const { customerId, requestId } = (event ?? {}) as Partial<CustomerErasureEvent>;
  if (!CustomerId.safeParse(customerId).success || typeof requestId !== "string")
    throw new Error("event: expected {customerId, requestId} of a customer, got another one");
  return { customerId: customerId!, requestId };
}
