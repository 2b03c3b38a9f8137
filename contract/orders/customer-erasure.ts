import * as z from "zod/mini";
import { contextVariable, pathParameter } from "../mapping-template";
import type { Route } from "../route";
import { CustomerId } from "./order";

export const ErasureReceipt = z.strictObject({ requestId: z.string() });

export const customerErasureModels = { ErasureReceipt };

/** What the function that erases is invoked with, later. */
export interface CustomerErasureEvent {
  customerId: string;
  requestId: string;
}

export const customerErasureRoutes = {
  eraseCustomer: {
    method: "POST",
    path: "/customers/{customerId}/erasure",
    summary: "Erase from a customer's orders who they are. It is done later, and may be asked for again.",
    audience: "internal",
    integration: {
      type: "lambdaCustom",
      function: "customer-erasure",
      invocationType: "Event",
      event: { customerId: pathParameter("customerId"), requestId: contextVariable("requestId") },
      answer: { requestId: contextVariable("requestId") },
    },
    request: { path: z.object({ customerId: CustomerId }) },
    sample: { path: { customerId: "c-1" } },
    responses: { 202: { description: "It will be erased", body: ErasureReceipt } },
    errors: [],
  },
} as const satisfies Record<string, Route>;
