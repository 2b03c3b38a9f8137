import type { LocalCredentials } from "../authorization/credentials";
import type { UserPool } from "../authorization/user-pool";
import { Caller, type InvokeOptions } from "../lambda/function-pool";
import type { FunctionDefinition, InvocationResult } from "../lambda/runtime";
import type { Integration } from "../api/rest-api";
import type { LocalBackends } from "../local-backends";
import type { AwsServices } from "../services/aws-services";
import { type Exchange, internalServerError, type Refusal, type Step } from "../exchange";
import { Headers } from "../headers";
import type { Schedule } from "../schedule";

/** What integrations call. */
export interface Backends {
  /** Makes the function of that name or ARN ready to run; throws when no loaded stack declares it. */
  function(nameOrArn: string): FunctionDefinition;
  invoke(name: string, payload: string, options: InvokeOptions): Promise<InvocationResult>;
  /** The user pool of that ARN, which signs tokens here; throws when it is no such ARN. */
  userPool(arn: string): UserPool;
  /** What callers sign requests with for methods with AWS_IAM. */
  credentials: LocalCredentials;
  /** Address of the DynamoDB that is served with the stacks. */
  dynamoDbEndpoint(): string | undefined;
  /** The other AWS services. */
  services: AwsServices;
  /** Servers that answer in place of HTTP backends. */
  local: LocalBackends;
  /** The clock of response streams. */
  schedule: Schedule;
}

/** Compiles a custom (non-proxy) Lambda integration: the mapped body is the event, the result is the integration's response. */
export function compileLambda(integration: Integration, backends: Backends): Step {
  const name = functionOf(integration.uri, backends);
  return async (exchange) => {
    const { headers, body } = exchange.integrationRequest!;
    const event = body.toString() || "{}";
    const refusal = refuseEvent(event);
    if (refusal) return refusal;
    if (headers.get("x-amz-invocation-type") === "Event") {
      invokeInBackground(name, exchange, event, backends);
      exchange.integrationResult = { statusCode: 202, headers: new Headers(), body: "", selectionValue: null };
      return undefined;
    }
    const answer = await invokeFunction(name, exchange, event, integration.timeoutInMillis, backends);
    if ("type" in answer) return answer;
    const responseHeaders = new Headers();
    responseHeaders.set("Content-Type", "application/json");
    exchange.integrationResult = {
      statusCode: 200,
      headers: responseHeaders,
      body: answer.payload,
      selectionValue: answer.functionError ? errorMessage(answer.payload) : null,
    };
    return undefined;
  };
}

/** Lambda takes no event that isn't JSON; its answer is passed on, whatever the integration responses say. */
function refuseEvent(event: string): Refusal | undefined {
  try {
    JSON.parse(event);
    return undefined;
  } catch (error) {
    return {
      type: "BAD_REQUEST_BODY",
      message: `Could not parse request body into json: ${(error as Error).message}`,
      hint: `event: expected the mapped body to be JSON, got ${(error as Error).message}`,
      errorType: "InvalidRequestContentException",
    };
  }
}

/** The paths by which Lambda is invoked: for the whole answer, or for its parts as they come. */
const invocationPaths = {
  BUFFERED: ["2015-03-31/functions/", "/invocations"],
  STREAM: ["2021-11-15/functions/", "/response-streaming-invocations"],
} as const;

/** The name of the function that an integration's URI calls, made ready to run. Throws when the URI isn't one for this mode. */
export function functionOf(uri: string, backends: Backends, mode: keyof typeof invocationPaths = "BUFFERED"): string {
  const [before, after] = invocationPaths[mode];
  const path = /^arn:aws[\w-]*:apigateway:[\w-]*:lambda:path\/(.+)$/.exec(uri)?.[1];
  if (!path?.startsWith(before) || !path.endsWith(after))
    throw new Error(
      `integration uri: expected arn:aws:apigateway:<region>:lambda:path/${before}<arn>${after} with ${mode}, got ${uri}`,
    );
  return backends.function(path.slice(before.length, -after.length)).name;
}

/** Calls the function, for as long as the integration's timeout allows. */
export function invokeFunction(
  name: string,
  exchange: Exchange,
  payload: string,
  timeoutInMillis: number,
  backends: Backends,
): Promise<InvocationResult | Refusal> {
  const { requestId, traceId, trace } = exchange;
  const caller = new Caller();
  return new Promise((resolve) => {
    const answer = (given: InvocationResult | Refusal) => {
      clearTimeout(timer);
      trace?.note({ function: name, ...("payload" in given && { start: startOf(given) }) });
      resolve(given);
    };
    const timer = setTimeout(() => {
      const hint = `function ${name}: no answer in ${timeoutInMillis} ms`;
      answer({ type: "INTEGRATION_TIMEOUT", message: "Endpoint request timed out", hint });
      caller.leave(new Error(hint));
    }, timeoutInMillis);
    backends.invoke(name, payload, { requestId, traceId, caller }).then(answer, (error: unknown) => {
      clearTimeout(timer);
      resolve(internalServerError((error as Error).message));
    });
  });
}

const startOf = ({ initMilliseconds }: InvocationResult) =>
  initMilliseconds === undefined ? "warm" : `cold, ${initMilliseconds} ms`;

function invokeInBackground(name: string, exchange: Exchange, payload: string, backends: Backends): void {
  const { requestId, traceId } = exchange;
  backends.invoke(name, payload, { requestId, traceId }).catch(() => {
    // an asynchronous caller never learns of it; the runtime logs it
  });
}

function errorMessage(payload: string): string {
  const error: unknown = JSON.parse(payload);
  const message =
    typeof error === "object" && error !== null ? (error as { errorMessage?: unknown }).errorMessage : undefined;
  return typeof message === "string" ? message : "";
}
