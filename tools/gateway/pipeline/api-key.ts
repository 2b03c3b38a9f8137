import type { Method, RestApi, Stage } from "../api/rest-api";
import type { Step } from "../exchange";

/** Compiles the check of the API key: a method that requires one takes only enabled keys of a usage plan of the stage. */
export function compileApiKey(method: Method, api: RestApi, stage: Stage): Step | undefined {
  if (!method.apiKeyRequired) return undefined;
  if (api.apiKeySource !== "HEADER")
    throw new Error(`api key source: expected HEADER, got ${api.apiKeySource} (not served yet)`);
  return (exchange) => {
    const value = exchange.request.headers.get("x-api-key");
    const key = value === undefined ? undefined : stage.apiKeys.get(value);
    if (!key?.enabled) return { type: "INVALID_API_KEY", message: "Forbidden", hint: keyHint(value, key?.enabled) };
    const identity = exchange.context["identity"] as Record<string, unknown>;
    exchange.context["identity"] = { ...identity, apiKey: value, apiKeyId: key.id };
    return undefined;
  };
}

function keyHint(value: string | undefined, enabled: boolean | undefined): string {
  if (value === undefined) return "api key: expected header x-api-key, got none";
  return enabled === false
    ? "api key: expected an enabled key, got a disabled one"
    : "api key: expected one of the stage's usage plans, got another";
}
