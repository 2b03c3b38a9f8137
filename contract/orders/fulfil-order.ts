import * as z from "zod/mini";
import { pathParameter } from "../mapping-template";
import type { Route } from "../route";
import { OrderId } from "./order";

export const FulfilmentStarted = z.strictObject({ execution: z.string() });

export const fulfilmentModels = { FulfilmentStarted };

export const fulfilmentRoutes = {
  fulfilOrder: {
    method: "POST",
    path: "/orders/{orderId}/fulfilment",
    summary: "Begin to fulfil an order. Repeating the request begins nothing else while that lasts.",
    audience: "internal",
    integration: {
      type: "stepFunctions",
      stateMachine: "fulfilment",
      action: "StartExecution",
      // an order is fulfilled once: the same name with the same input is the same execution
      name: pathParameter("orderId"),
      input: { orderId: pathParameter("orderId") },
      answer: { execution: pathParameter("orderId") },
    },
    request: { path: z.object({ orderId: OrderId }) },
    sample: { path: { orderId: "ord_00000000000000000000000000000000" } },
    responses: { 202: { description: "The fulfilment has begun", body: FulfilmentStarted } },
    errors: [400, 409, 502, 503],
  },
} as const satisfies Record<string, Route>;
