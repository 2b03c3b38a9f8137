/** A value that a task is given: JSON in which texts `$.path` and `$$.path` are taken from the input or the context object. */
export type Payload = Readonly<Record<string, string | number | boolean>>;

/** Repeats what failed. Source: Amazon States Language, "Retrying after error". */
export interface Retry {
  /** Names of errors: `States.ALL`, `Lambda.TooManyRequestsException`, or the name of what a function throws. */
  errors: readonly string[];
  /** Seconds before the first repetition. */
  intervalSeconds: number;
  maxAttempts: number;
  /** By which each wait is longer than the one before. */
  backoffRate: number;
  /** Longest wait in seconds. @default - none */
  maxDelaySeconds?: number;
}

/** Goes on elsewhere with what still failed; the error is in the input's `error`. */
export interface Catch {
  errors: readonly string[];
  next: string;
}

/** Invokes a function of the service. */
export interface TaskState {
  type: "task";
  function: string;
  payload: Payload;
  /** Seconds after which the task has failed, whatever the function does. */
  timeoutSeconds: number;
  retry: readonly Retry[];
  catch?: readonly Catch[];
  /** Where the function's answer is kept, in `value`: `$.payment`. @default - it is dropped, the next state gets the same input */
  result?: `$.${string}`;
  /** The state that follows; none ends the execution. */
  next?: string;
}

/** Compares one value with texts. */
export interface ChoiceState {
  type: "choice";
  variable: `$.${string}`;
  /** Value -> the state that follows. */
  is: Readonly<Record<string, string>>;
  otherwise: string;
}

export interface WaitState {
  type: "wait";
  seconds: number;
  next: string;
}

export interface SucceedState {
  type: "succeed";
}

/** Ends the execution as failed. */
export interface FailState {
  type: "fail";
  error: string;
  cause: string;
}

export type State = TaskState | ChoiceState | WaitState | SucceedState | FailState;

/** A Step Functions state machine. */
export interface StateMachineDefinition {
  description: string;
  /** `STANDARD` runs for up to a year and each step once; `EXPRESS` for 5 minutes, and may be waited for. */
  type: "STANDARD" | "EXPRESS";
  /** Seconds after which an execution has failed. */
  timeoutSeconds: number;
  startAt: string;
  states: Readonly<Record<string, State>>;
}

/** Names of the functions that a state machine invokes. */
export const functionsOfStates = ({ states }: StateMachineDefinition): Set<string> =>
  new Set(Object.values(states).flatMap((state) => (state.type === "task" ? [state.function] : [])));

/**
 * The definition in Amazon States Language (JSONPath).
 *
 * @param functionArn of the alias of a function of the service
 */
export function toStatesLanguage(definition: StateMachineDefinition, functionArn: FunctionArn): object {
  return {
    Comment: definition.description,
    QueryLanguage: "JSONPath",
    StartAt: definition.startAt,
    TimeoutSeconds: definition.timeoutSeconds,
    States: Object.fromEntries(
      Object.entries(definition.states).map(([name, state]) => [
        name,
        compilers[state.type](state as never, functionArn),
      ]),
    ),
  };
}

type FunctionArn = (name: string) => string;
type Compilers = { [T in State["type"]]: (state: Extract<State, { type: T }>, functionArn: FunctionArn) => object };

const compilers: Compilers = {
  task: ({ function: name, payload, timeoutSeconds, retry, catch: caught, result, next }, functionArn) => ({
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: functionArn(name), Payload: payloadOf(payload) },
    TimeoutSeconds: timeoutSeconds,
    Retry: retry.map(retryOf),
    ...(caught && { Catch: caught.map(catchOf) }),
    ...(result ? { ResultSelector: { "value.$": "$.Payload" }, ResultPath: result } : { ResultPath: null }),
    ...nextOf(next),
  }),
  choice: ({ variable, is, otherwise }) => ({
    Type: "Choice",
    Choices: Object.entries(is).map(([value, next]) => ({ Variable: variable, StringEquals: value, Next: next })),
    Default: otherwise,
  }),
  wait: ({ seconds, next }) => ({ Type: "Wait", Seconds: seconds, ...nextOf(next) }),
  succeed: () => ({ Type: "Succeed" }),
  fail: ({ error, cause }) => ({ Type: "Fail", Error: error, Cause: cause }),
};

const nextOf = (next: string | undefined) => (next === undefined ? { End: true } : { Next: next });

const catchOf = ({ errors, next }: Catch) => ({ ErrorEquals: errors, ResultPath: "$.error", Next: next });

const retryOf = ({ errors, intervalSeconds, maxAttempts, backoffRate, maxDelaySeconds }: Retry) => ({
  ErrorEquals: errors,
  IntervalSeconds: intervalSeconds,
  MaxAttempts: maxAttempts,
  BackoffRate: backoffRate,
  ...(maxDelaySeconds !== undefined && { MaxDelaySeconds: maxDelaySeconds }),
  // so that executions that failed together are not repeated together
  JitterStrategy: "FULL",
});

/** Amazon States Language marks the fields whose value is a path. */
const payloadOf = (payload: Payload) =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      typeof value === "string" && value.startsWith("$") ? `${name}.$` : name,
      value,
    ]),
  );
