import { isObject } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule } from "./rule";
import { faultsIn, flowsOf, type State } from "./states-language";
import { block, literal, shown } from "./values";

const types = ["aws_sfn_state_machine"];

/** A definition as it is known, or what keeps it from being one. */
function definitionOf({ arguments: machine }: Resource): Record<string, unknown> | string | undefined {
  const text = literal(machine["definition"]);
  if (text === undefined) return undefined;
  try {
    const definition: unknown = JSON.parse(text);
    return isObject(definition) ? definition : "another JSON value";
  } catch {
    return "no JSON";
  }
}

function statesOf(machine: Resource): State[] {
  const definition = definitionOf(machine);
  return isObject(definition) ? flowsOf(definition).flatMap(({ states }) => [...states.values()]) : [];
}

const tasksOf = (machine: Resource) => statesOf(machine).filter(({ fields }) => fields["Type"] === "Task");

const functionArn = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/;

/** The function that a task invokes; undefined where it does something else. */
function functionOf({ fields }: State): string | undefined {
  const resource = shown(fields["Resource"]);
  if (resource.startsWith("arn:aws:lambda:")) return resource;
  if (!/^arn:aws:states:::lambda:invoke(\.waitForTaskToken)?$/.test(resource)) return undefined;
  const input = fields["Parameters"] ?? fields["Arguments"];
  return shown(isObject(input) ? (input["FunctionName"] ?? input["FunctionName.$"]) : undefined);
}

/** What Step Functions state machines take. Terraform asks AWS about a definition only once it plans. */
export const stateMachineRules: readonly Rule[] = [
  resourceRule({
    id: "state-machine-definition",
    checks: "A state machine's definition is JSON whose states are there, are reached and lead to an end",
    source: "Amazon States Language, States and Transitions",
    types,
    *check(machine) {
      const definition = definitionOf(machine);
      if (typeof definition === "string")
        yield `definition: expected an object in Amazon States Language, got ${definition}`;
      if (!isObject(definition)) return;
      for (const flow of flowsOf(definition)) for (const fault of faultsIn(flow)) yield `definition: ${fault}`;
    },
  }),

  resourceRule({
    id: "state-machine-timeout",
    checks:
      "A state machine and each of its tasks end in time, whatever they wait for; an express one within 5 minutes",
    source: "Step Functions developer guide, Best practices (timeouts); Quotas (state machine executions)",
    types,
    *check(machine) {
      const definition = definitionOf(machine);
      if (!isObject(definition)) return;
      const timeout = definition["TimeoutSeconds"];
      if (timeout === undefined)
        yield "definition: TimeoutSeconds: expected one, as an execution may run for a year, got none";
      if (literal(machine.arguments["type"]) === "EXPRESS" && typeof timeout === "number" && timeout > 300)
        yield `definition: TimeoutSeconds: expected at most 300, as the state machine is EXPRESS, got ${timeout}`;
      for (const { path, fields } of tasksOf(machine))
        if (["TimeoutSeconds", "TimeoutSecondsPath"].every((name) => fields[name] === undefined))
          yield `definition: ${path}.TimeoutSeconds: expected one, as a task waits for a year, got none`;
    },
  }),

  resourceRule({
    id: "state-machine-retry",
    checks: "A task that invokes a function repeats what Lambda itself failed to do",
    source: "Step Functions developer guide, Best practices (handle transient Lambda service exceptions)",
    types,
    *check(machine) {
      for (const state of tasksOf(machine)) {
        if (functionOf(state) === undefined) continue;
        const retries = JSON.stringify(state.fields["Retry"] ?? []);
        if (!/"(Lambda\.ServiceException|States\.(ALL|TaskFailed))"/.test(retries))
          yield `definition: ${state.path}.Retry: expected Lambda.ServiceException among the errors, got ${retries}`;
      }
    },
  }),

  resourceRule({
    id: "state-machine-function",
    checks: "A task names its function by the ARN of an alias or a version",
    source: "Step Functions developer guide, Invoke Lambda; Lambda developer guide, Lambda function aliases",
    types,
    *check(machine) {
      for (const state of tasksOf(machine)) {
        const resource = shown(state.fields["Resource"]);
        if (!resource.startsWith("arn:")) yield `definition: ${state.path}.Resource: expected an ARN, got ${resource}`;
        const name = functionOf(state);
        if (name === undefined || name.startsWith("$") || name.startsWith("{%")) continue;
        const [, qualifier] = functionArn.exec(name) ?? [];
        if (!qualifier || qualifier === ":$LATEST")
          yield `definition: ${state.path}: expected a function's ARN with an alias or a version, got ${name}`;
      }
    },
  }),

  resourceRule({
    id: "state-machine-log",
    checks: "A state machine logs, at least what fails, into a group of Logs, and never what executions work on",
    source: "Step Functions developer guide, Using CloudWatch Logs to log execution history",
    types,
    *check({ arguments: machine }) {
      const logging = block(machine["logging_configuration"]);
      const level = literal(logging?.["level"]) ?? "OFF";
      if (logging?.["level"] === undefined || level === "OFF")
        yield `logging_configuration.level: expected ERROR, FATAL or ALL, got ${level}`;
      const destination = logging?.["log_destination"];
      if (typeof destination === "string" && !destination.endsWith(":*"))
        yield `logging_configuration.log_destination: expected a log group's ARN with :*, got ${destination}`;
      if (logging?.["include_execution_data"] === true)
        yield "logging_configuration.include_execution_data: expected false, as it writes inputs and outputs into the log, got true";
    },
  }),
];
