import { accountThrottle, methodKey, settingsOf } from "../api/method-settings";
import type { Method, Resource, RestApi, Stage, Throttle } from "../api/rest-api";
import type { Refusal, Step } from "../exchange";
import type { Metering } from "../metering";

/** Compiles the throttle of a method as its stage sets it, then that of the account. */
export function compileThrottle(
  method: Method,
  resource: Resource,
  api: RestApi,
  stage: Stage,
  metering: Metering,
): Step {
  const { rate, burst } = settingsOf(stage.methodSettings, resource.path, method.httpMethod);
  const name = methodKey(resource.path, method.httpMethod);
  const own =
    rate === undefined && burst === undefined
      ? undefined
      : metering.bucket(`method ${api.id}/${stage.name}/${name}`, {
          rate: rate ?? accountThrottle.rate,
          burst: burst ?? accountThrottle.burst,
        });
  const account = metering.account(api);
  const limit = described((own ?? account).limit);
  return ({ request: { receivedAt }, trace }) => {
    trace?.note({ limit, of: own ? "method" : "account" });
    if (own && !own.take(receivedAt)) return throttled(`stage ${stage.name}: ${name}`, own.limit);
    return account.take(receivedAt) ? undefined : throttled(`account ${api.accountId}`, account.limit);
  };
}

export const throttled = (who: string, limit: Throttle): Refusal => ({
  type: "THROTTLED",
  message: "Too Many Requests",
  hint: `throttle of ${who}: ${described(limit)}`,
});

const described = ({ rate, burst }: Throttle) => `${rate} requests per second, ${burst} at once`;
