import { limits } from "../../../semantics/limits";
import type { Configuration } from "../terraform/configuration";
import type { Instance } from "../terraform/instance";
import { accountThrottle, readFlag, readLimit, readMethodKey } from "./method-settings";
import { defined } from "./openapi";
import type { ApiKey, Quota, QuotaPeriod, RestApi, Throttle, UsagePlan } from "./rest-api";

/** Reads the usage plans that a stage is part of. */
export function readUsagePlans(api: RestApi, stage: string, configuration: Configuration): UsagePlan[] {
  return configuration.resources("aws_api_gateway_usage_plan").flatMap((plan) => {
    const own = plan.blocks("api_stages").find((entry) => entry["api_id"] === api.id && entry["stage"] === stage);
    return own ? [readPlan(plan, own)] : [];
  });
}

/** Reads the API keys of usage plans, by value. A key is in one plan of a stage only, as API Gateway sees to. */
export function readApiKeys(plans: UsagePlan[], configuration: Configuration): Map<string, ApiKey> {
  const byId = new Map(plans.map((plan) => [plan.id, plan]));
  const planOf = new Map(
    configuration
      .resources("aws_api_gateway_usage_plan_key")
      .map((member) => [member.get("key_id"), byId.get(member.text("usage_plan_id"))]),
  );
  return new Map(
    configuration.resources("aws_api_gateway_api_key").flatMap((key) => {
      const plan = planOf.get(key.get("id"));
      const enabled = readFlag(key.argument("enabled")) ?? true;
      return plan ? [[readValue(key), { id: key.text("id"), enabled, plan }] as const] : [];
    }),
  );
}

/**
 * API keys of usage plans whose values AWS would make, with values made here: the same at every start, and good for nothing
 * elsewhere. A value that stacks hold is their secret, and not shown.
 */
export function localApiKeys(configuration: Configuration): { name: string; stack: string; value: string }[] {
  const members = new Set(
    configuration.resources("aws_api_gateway_usage_plan_key").map((member) => member.get("key_id")),
  );
  return configuration
    .resources("aws_api_gateway_api_key")
    .filter((key) => key.argument("value") === undefined && members.has(key.get("id")))
    .map((key) => ({ name: key.text("name"), stack: key.stack.name, value: readValue(key) }));
}

function readValue(key: Instance): string {
  const value = key.text("value");
  const { minimum, maximum } = limits.apiKeyCharacters;
  if (value.length >= minimum && value.length <= maximum) return value;
  throw new Error(
    `stack ${key.stack.name}: ${key.address}: value: expected ${minimum} to ${maximum} characters, got ${value.length}`,
  );
}

function readPlan(plan: Instance, stage: Record<string, unknown>): UsagePlan {
  const [throttle] = plan.blocks("throttle_settings");
  const [quota] = plan.blocks("quota_settings");
  const methods = [stage["throttle"] ?? []].flat() as Record<string, unknown>[];
  return {
    id: plan.text("id"),
    ...defined("throttle", throttle && readThrottle(throttle, `${plan.address}: throttle_settings`)),
    methodThrottles: new Map(
      methods.map((entry) => {
        const path = String(entry["path"]);
        return [readMethodKey(path), readThrottle(entry, `${plan.address}: throttle ${path}`)];
      }),
    ),
    ...defined("quota", quota && readQuota(quota, `${plan.address}: quota_settings`)),
  };
}

/** A limit that is left out is 0, which is what the Terraform provider sends for it. */
function readThrottle(block: Record<string, unknown>, subject: string): Throttle {
  return {
    rate: readLimit(block["rate_limit"] ?? 0, `${subject}: rate_limit`) ?? accountThrottle.rate,
    burst: readLimit(block["burst_limit"] ?? 0, `${subject}: burst_limit`) ?? accountThrottle.burst,
  };
}

const periods: readonly QuotaPeriod[] = ["DAY", "WEEK", "MONTH"];

function readQuota(block: Record<string, unknown>, subject: string): Quota {
  const period = periods.find((name) => name === block["period"]);
  if (!period)
    throw new Error(`${subject}: period: expected ${periods.join(", ")}, got ${JSON.stringify(block["period"])}`);
  return {
    limit: readLimit(block["limit"], `${subject}: limit`) ?? Number.POSITIVE_INFINITY,
    offset: readLimit(block["offset"], `${subject}: offset`) ?? 0,
    period,
  };
}
