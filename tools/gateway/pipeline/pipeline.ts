import { addRoute } from "../context";
import {
  type Exchange,
  type GatewayAnswer,
  internalServerError,
  type NamedStep,
  type Outcome,
  type Refusal,
} from "../exchange";

/** How a request ended, for the log. */
export interface Ending {
  answer: GatewayAnswer;
  refusal?: Refusal;
}

/** Sends a request through its stage: route, resource policy, then the steps of its method; a refusal ends it. */
export async function runPipeline(exchange: Exchange): Promise<Ending> {
  let refusal: Outcome;
  try {
    refusal = (await runSteps(exchange.stage.entrance, exchange)) ?? (await runSteps(exchange.method!.steps, exchange));
  } catch (error) {
    refusal = internalServerError((error as Error).message);
  }
  if (!refusal && exchange.response) return { answer: exchange.response };
  refusal ??= internalServerError("expected an answer after the last step, got none");
  return { answer: await refuse(exchange, refusal), refusal };
}

/** Runs steps one after the other until one refuses the request. */
export async function runSteps(steps: readonly NamedStep[], exchange: Exchange): Promise<Outcome> {
  for (const { name, run } of steps) {
    const outcome = exchange.trace ? exchange.trace.time(name, () => run(exchange)) : run(exchange);
    const refusal = outcome instanceof Promise ? await outcome : outcome;
    if (refusal) return refusal;
  }
  return undefined;
}

/** Answers a request with the gateway response of its refusal. */
export function refuse(exchange: Exchange, refusal: Refusal): GatewayAnswer | Promise<GatewayAnswer> {
  const { stage, trace } = exchange;
  return trace
    ? trace.time("gateway response", () => stage.refuse(exchange, refusal))
    : stage.refuse(exchange, refusal);
}

/** Finds the method that answers, the first step of every request. */
export function route(exchange: Exchange): Outcome {
  const { request, destination, stage, trace } = exchange;
  const found = stage.route(request.httpMethod, destination.resourcePath);
  if (!found)
    return {
      type: "MISSING_AUTHENTICATION_TOKEN",
      message: "Missing Authentication Token",
      hint: `no method ${request.httpMethod} ${destination.resourcePath} in ${stage.api.name}`,
    };
  const { resource, method } = found.target;
  exchange.method = found.target;
  exchange.pathParameters = found.pathParameters;
  addRoute(exchange.context, found.target);
  trace?.note({ method: method.httpMethod, resource: resource.path });
  return undefined;
}
