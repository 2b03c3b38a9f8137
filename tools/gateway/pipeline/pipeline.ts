import { addRoute } from "../context";
import {
  type Exchange,
  type GatewayAnswer,
  internalServerError,
  type Outcome,
  type Refusal,
  type Step,
} from "../exchange";

/** How a request ended, for the log. */
export interface Ending {
  answer: GatewayAnswer;
  refusal?: Refusal;
}

/** Sends a request through its stage: route, resource policy, then the steps of its method; a refusal ends it. */
export async function runPipeline(exchange: Exchange): Promise<Ending> {
  const { stage } = exchange;
  let refusal: Outcome;
  try {
    refusal = route(exchange) ?? stage.admit?.(exchange) ?? (await runSteps(exchange.method!.steps, exchange));
  } catch (error) {
    refusal = internalServerError((error as Error).message);
  }
  if (!refusal && exchange.response) return { answer: exchange.response };
  refusal ??= internalServerError("expected an answer after the last step, got none");
  return { answer: stage.refuse(exchange, refusal), refusal };
}

/** Runs steps one after the other until one refuses the request. */
export async function runSteps(steps: readonly Step[], exchange: Exchange): Promise<Outcome> {
  for (const step of steps) {
    const outcome = step(exchange);
    const refusal = outcome instanceof Promise ? await outcome : outcome;
    if (refusal) return refusal;
  }
  return undefined;
}

function route(exchange: Exchange): Outcome {
  const { request, destination, stage } = exchange;
  const found = stage.route(request.httpMethod, destination.resourcePath);
  if (!found)
    return {
      type: "MISSING_AUTHENTICATION_TOKEN",
      message: "Missing Authentication Token",
      hint: `no method ${request.httpMethod} ${destination.resourcePath} in ${stage.api.name}`,
    };
  exchange.method = found.target;
  exchange.pathParameters = found.pathParameters;
  addRoute(exchange.context, found.target);
  return undefined;
}
