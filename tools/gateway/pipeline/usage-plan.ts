import { methodKey } from "../api/method-settings";
import type { ApiKey, Method, Resource, RestApi, Stage } from "../api/rest-api";
import type { Outcome } from "../exchange";
import type { Metering } from "../metering";
import { throttled } from "./throttle";

/** Decides whether a key's usage plan lets a request pass that came in at `now`. */
export type UsagePlanCheck = (key: ApiKey, now: number) => Outcome;

/**
 * Compiles the limits of the usage plans for one method: the throttle of key and method where the plan has one, else that
 * of the key; then the quota, which a throttled request doesn't use up.
 */
export function compileUsagePlans(
  method: Method,
  resource: Resource,
  api: RestApi,
  stage: Stage,
  metering: Metering,
): UsagePlanCheck {
  const name = methodKey(resource.path, method.httpMethod);
  return ({ id, plan }, now) => {
    const ofMethod = plan.methodThrottles.get(name);
    const limit = ofMethod ?? plan.throttle;
    const holder = `usage plan ${plan.id} key ${id}`;
    const bucket = ofMethod ? `${holder} method ${api.id}/${stage.name}/${name}` : holder;
    if (limit && !metering.bucket(bucket, limit).take(now)) return throttled(bucket, limit);
    if (plan.quota && !metering.quota(holder, plan.quota).take(now))
      return {
        type: "QUOTA_EXCEEDED",
        message: "Limit Exceeded",
        hint: `quota of ${holder}: ${plan.quota.limit} requests per ${plan.quota.period}`,
      };
    return undefined;
  };
}
