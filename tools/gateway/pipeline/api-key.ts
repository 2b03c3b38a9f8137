import type { Method, Resource, RestApi, Stage } from "../api/rest-api";
import type { Exchange, Step } from "../exchange";
import type { Metering } from "../metering";
import { compileUsagePlans } from "./usage-plan";

/**
 * Compiles the check of the API key: a method that requires one takes only enabled keys of a usage plan of the stage, as
 * often as the plan allows. A method that requires none is not limited by plans.
 */
export function compileApiKey(
  method: Method,
  resource: Resource,
  api: RestApi,
  stage: Stage,
  metering: Metering,
): Step | undefined {
  if (!method.apiKeyRequired) return undefined;
  const { read, place } = sources[api.apiKeySource];
  const check = compileUsagePlans(method, resource, api, stage, metering);
  return (exchange) => {
    const value = read(exchange);
    const key = value === undefined ? undefined : stage.apiKeys.get(value);
    if (!key?.enabled)
      return { type: "INVALID_API_KEY", message: "Forbidden", hint: keyHint(value, place, key?.enabled) };
    exchange.trace?.note({ from: place, key: key.id, usagePlan: key.plan.id });
    const identity = exchange.context["identity"] as Record<string, unknown>;
    exchange.context["identity"] = { ...identity, apiKey: value, apiKeyId: key.id };
    return check(key, exchange.request.receivedAt);
  };
}

/** Where a key comes from (developer guide, "Choose an API key source"). */
const sources: Record<RestApi["apiKeySource"], { read: (exchange: Exchange) => string | undefined; place: string }> = {
  HEADER: { read: ({ request }) => request.headers.get("x-api-key"), place: "header x-api-key" },
  AUTHORIZER: {
    read: ({ usageIdentifierKey }) => usageIdentifierKey,
    place: "usageIdentifierKey of the authorizer",
  },
};

function keyHint(value: string | undefined, place: string, enabled: boolean | undefined): string {
  if (value === undefined) return `api key: expected ${place}, got none`;
  return enabled === false
    ? "api key: expected an enabled key, got a disabled one"
    : "api key: expected one of the stage's usage plans, got another";
}
