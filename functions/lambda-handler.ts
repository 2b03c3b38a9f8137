import type { Context } from "aws-lambda";
import { directEvents } from "./direct-event";
import { type EventFormat, isObject } from "./event-format";
import { loadBalancerEvents } from "./load-balancer-event";
import { restApiEvents } from "./rest-api-event";
import type { ServedApi } from "./serve";

export type LambdaHandler = (event: unknown, context: Pick<Context, "awsRequestId">) => Promise<unknown>;

const formats = {
  "rest-api": restApiEvents,
  "load-balancer": loadBalancerEvents,
  direct: directEvents,
} satisfies Record<string, (served: readonly ServedApi[]) => EventFormat>;

/**
 * A Lambda handler for every way in, which events tell apart by their marks, as they do the versions of the API.
 *
 * @param served every API of the function, oldest version first
 * @param only the format to take, where others would be forged: API Gateway and load balancers write their events
 *   themselves, who invokes a function directly could write any. The environment variable EVENT_FORMAT says so.
 */
export function lambdaHandler(served: readonly ServedApi[], only = process.env.EVENT_FORMAT): LambdaHandler {
  const taken = Object.entries(formats).filter(([name]) => only === undefined || name === only);
  if (taken.length === 0)
    throw new Error(`environment variable EVENT_FORMAT: expected ${Object.keys(formats).join(", ")}, got ${only}`);
  const known = taken.map(([, format]) => format(served));
  return async (event, { awsRequestId }) => {
    const format = isObject(event) && known.find((each) => each.recognizes(event));
    if (!format)
      throw new Error(`event: expected the format ${taken.map(([name]) => name).join(" or ")}, got another shape`);
    return format.answer(event as never, awsRequestId);
  };
}
