import { addRoute } from "../context";
import { type Exchange, type GatewayAnswer, internalServerError, type Outcome, type Refusal } from "../exchange";

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
    refusal = route(exchange) ?? stage.admit?.(exchange);
    for (const step of refusal ? [] : exchange.method!.steps) {
      const outcome = step(exchange);
      refusal = outcome instanceof Promise ? await outcome : outcome;
      if (refusal) break;
    }
  } catch (error) {
    refusal = internalServerError((error as Error).message);
  }
  if (!refusal && exchange.response) return { answer: exchange.response };
  refusal ??= internalServerError("expected an answer after the last step, got none");
  return { answer: stage.refuse(exchange, refusal), refusal };
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
