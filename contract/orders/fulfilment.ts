import type { Catch, Retry, StateMachineDefinition, TaskState } from "../state-machine";

/** What an execution of the fulfilment begins with. */
export interface FulfilmentInput {
  orderId: string;
}

/** Errors that pass: of Lambda itself, of a database that is away, of an invocation that took too long. */
const transient: Retry = {
  errors: [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "ServiceUnavailable",
    "States.Timeout",
  ],
  intervalSeconds: 2,
  maxAttempts: 5,
  backoffRate: 2,
  maxDelaySeconds: 60,
};

const undo: Catch = { errors: ["States.ALL"], next: "ReleaseOrder" };

/** Steps say whose they are by the execution, so that a repeated one finds its own work done. */
const step = (name: TaskState["function"], rest: Partial<TaskState>): TaskState => ({
  type: "task",
  function: name,
  payload: { orderId: "$.orderId", executionId: "$$.Execution.Name" },
  timeoutSeconds: 30,
  retry: [transient],
  ...rest,
});

/** Takes an order from placed to shipped, or leaves it as it was. */
export const fulfilment = {
  description: "Reserves, charges and ships an order; what fails on the way is undone",
  type: "STANDARD",
  timeoutSeconds: 900,
  startAt: "ReserveStock",
  states: {
    ReserveStock: step("fulfilment-reserve", { catch: [undo], result: "$.reservation", next: "IsReserved" }),
    IsReserved: {
      type: "choice",
      variable: "$.reservation.value.outcome",
      is: { reserved: "ChargePayment" },
      otherwise: "NotFulfillable",
    },
    ChargePayment: step("fulfilment-charge", { catch: [undo], next: "ShipOrder" }),
    ShipOrder: step("fulfilment-ship", { catch: [undo] }),
    ReleaseOrder: step("fulfilment-release", { next: "Failed" }),
    // the order isn't there, is another execution's or is over: its client's mistake, nobody is woken for it
    NotFulfillable: { type: "succeed" },
    Failed: { type: "fail", error: "FulfilmentFailed", cause: "A step failed; what was done before it is undone" },
  },
} as const satisfies StateMachineDefinition;
