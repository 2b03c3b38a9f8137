import { randomUUID } from "node:crypto";
import type { Instance } from "../terraform/instance";
import { Constraints } from "./constraints";
import { ServiceError } from "./errors";
import type { Call, Operation, Target } from "./service";
import { defineService } from "./stand-in";
import { identify } from "./targets";

interface StateMachine extends Target {
  type: "STANDARD" | "EXPRESS";
}

const startExecution: Operation<StateMachine> = (request, call) => {
  const arn = request.text("stateMachineArn");
  const name = request.text("name");
  const input = request.text("input") ?? "{}";
  new Constraints()
    .required("stateMachineArn", arn)
    .length("stateMachineArn", arn, 1, 256)
    .length("name", name, 1, 80)
    .bytes("input", input, inputBytes)
    .length("traceHeader", request.text("traceHeader"), 0, 256)
    .check();
  const machine = machineOf(arn!, call);
  if (name !== undefined && illegalInName.test(name)) throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
  checkInput(input);
  const { executionArn, time } = start(machine, name, input, call);
  return { executionArn, startDate: Date.parse(time) / 1000 };
};

/** AWS Step Functions: executions started of a state machine, which are kept and never run (API reference, StartExecution). */
export const states = defineService<StateMachine>({
  name: "states",
  noun: "state machine",
  kept: "executions",
  resource: "aws_sfn_state_machine",
  read: (resource: Instance) => ({ type: resource.argument("type") === "EXPRESS" ? "EXPRESS" : "STANDARD" }),
  protocols: {
    json: {
      targetPrefix: "AWSStepFunctions",
      version: "1.0",
      targetFromAction: true,
      errorPrefix: "com.amazonaws.swf.service.v2.model#",
    },
  },
  targetMembers: ["stateMachineArn"],
  operations: { StartExecution: startExecution },
  needsMore: {
    StartSyncExecution:
      "it answers with what the state machine does, and nothing here runs state machines: use StartExecution, or lead the " +
      "route to a function locally",
  },
});

const inputBytes = 262_144;

/** API reference, StartExecution, name. */
// oxlint-disable-next-line no-control-regex -- control characters are among them
const illegalInName = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

function checkInput(input: string): void {
  try {
    JSON.parse(input);
  } catch (error) {
    throw new ServiceError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    );
  }
}

function machineOf(arn: string, { find }: Call<StateMachine>): StateMachine {
  if (!arn.startsWith("arn:")) throw new ServiceError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const machine = find(identify(arn));
  if (!machine) throw new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

/**
 * Keeps an execution. A name belongs to one execution of a STANDARD machine: asked for again with the same input, it is that
 * one, which still runs.
 */
function start(machine: StateMachine, given: string | undefined, input: string, { keep, ledger }: Call<StateMachine>) {
  const name = given ?? randomUUID();
  const executionArn = arnOf(machine, name);
  if (given !== undefined && machine.type === "STANDARD") {
    const running = ledger(machine).findLast((entry) => entry["name"] === name);
    if (running && running["input"] === input) return { executionArn, time: running.time };
    if (running) throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
  }
  const { time } = keep(machine, { executionArn, name, input }, `${name} ${input}`);
  return { executionArn, time };
}

function arnOf({ arn, type }: StateMachine, name: string): string {
  const [partition, region, account, machine] = /^(arn:aws[\w-]*:states):([^:]*):([^:]*):stateMachine:(.+)$/
    .exec(arn)!
    .slice(1);
  const execution = type === "EXPRESS" ? `express:${machine}:${name}:${randomUUID()}` : `execution:${machine}:${name}`;
  return `${partition}:${region}:${account}:${execution}`;
}
