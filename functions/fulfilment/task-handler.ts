import { OrderId } from "../../contract/orders/order";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";
import { log } from "../log";
import { Refusal } from "../refusal";
import { OrderFulfilment, type Fulfilled } from "./order-fulfilment";
import { OrderNotFulfillable } from "./order-not-fulfillable";

/** What passes: state machines repeat a step that failed with this name. */
class ServiceUnavailable extends Error {
  override readonly name = "ServiceUnavailable";
}

type StepName = "reserve" | "charge" | "ship" | "release";

/** A Lambda handler for one step, given `{orderId, executionId}` by the state machine. */
export function taskHandler(step: StepName): (event: unknown) => Promise<{ orderId: string }> {
  const fulfilment = new OrderFulfilment(dynamoDb, environmentVariable("ORDERS_TABLE"));
  return async (event) => {
    const fulfilled = read(event);
    try {
      await fulfilment[step](fulfilled);
    } catch (error) {
      const failure = nameable(error);
      log(failure instanceof OrderNotFulfillable ? "WARN" : "ERROR", `${step} failed`, {
        executionId: fulfilled.executionId,
        error: failure.name,
      });
      throw failure;
    }
    log("INFO", `${step} done`, { executionId: fulfilled.executionId });
    return { orderId: fulfilled.orderId };
  };
}

/** @throws OrderNotFulfillable where the input is no order's */
function read(event: unknown): Fulfilled {
  const { orderId, executionId } = (event ?? {}) as Record<string, unknown>;
  if (!OrderId.safeParse(orderId).success) throw new OrderNotFulfillable("orderId: expected the id of an order");
  if (typeof executionId !== "string" || executionId === "")
    throw new OrderNotFulfillable("executionId: expected the execution's name");
  return { orderId: orderId as string, executionId };
}

function nameable(error: unknown): Error {
  if (error instanceof Refusal && error.status === 503)
    return new ServiceUnavailable(error.message, { cause: error.cause });
  return error instanceof Error ? error : new Error(String(error));
}
