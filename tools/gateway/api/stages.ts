import type { Configuration } from "../terraform/configuration";
import type { Instance } from "../terraform/instance";
import type { ApiKey, RestApi, Stage } from "./rest-api";

/** Reads the stages of an API, declared as resources or inside a deployment. */
export function readStages(api: RestApi, configuration: Configuration): Stage[] {
  const declared = configuration
    .resources("aws_api_gateway_stage")
    .filter((stage) => stage.get("rest_api_id") === api.id);
  const stages = declared.map((stage) => readStage(stage, api, configuration));
  const inline = configuration
    .resources("aws_api_gateway_deployment")
    .filter((deployment) => deployment.get("rest_api_id") === api.id && deployment.argument("stage_name") !== undefined)
    .map((deployment) => readStage(deployment, api, configuration));
  return [...stages, ...inline.filter((stage) => !stages.some((other) => other.name === stage.name))];
}

function readStage(declared: Instance, api: RestApi, configuration: Configuration): Stage {
  const name = declared.text("stage_name");
  const settings = configuration
    .resources("aws_api_gateway_method_settings")
    .filter((setting) => setting.get("rest_api_id") === api.id && setting.get("stage_name") === name);
  const methodSettings = settings.flatMap((setting) => setting.blocks("settings"));
  const caches = methodSettings.some((setting) => setting["caching_enabled"] === true);
  const unserved = [
    ...(declared.blocks("canary_settings").length > 0 ? ["canary_settings"] : []),
    ...(declared.argument("cache_cluster_enabled") === true && caches ? ["caching"] : []),
  ];
  const plans = usagePlansOf(api, name, configuration);
  const notEnforced = [
    ...(methodSettings.some(limitsRate) ? ["method throttling"] : []),
    ...(plans.some((plan) => plan.blocks("throttle_settings").some(limitsRate)) ? ["usage plan throttling"] : []),
    ...(plans.some((plan) => plan.blocks("quota_settings").length > 0) ? ["usage plan quota"] : []),
  ];
  const deployment = declared.type === "aws_api_gateway_stage" ? declared.get("deployment_id") : declared.get("id");
  const variables = (declared.argument("variables") ?? {}) as Record<string, unknown>;
  return {
    name,
    deploymentId: String(deployment),
    variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    apiKeys: readApiKeys(plans, configuration),
    unserved,
    notEnforced,
  };
}

/** -1 stands for no limit. */
const limitsRate = (settings: Record<string, unknown>): boolean =>
  ["throttling_rate_limit", "throttling_burst_limit", "rate_limit", "burst_limit"].some(
    (name) => Number(settings[name] ?? -1) >= 0,
  );

function usagePlansOf(api: RestApi, stage: string, configuration: Configuration): Instance[] {
  return configuration
    .resources("aws_api_gateway_usage_plan")
    .filter((plan) => plan.blocks("api_stages").some((s) => s["api_id"] === api.id && s["stage"] === stage));
}

/** API keys of usage plans, by value. */
function readApiKeys(plans: Instance[], configuration: Configuration): Map<string, ApiKey> {
  const planIds = plans.map((plan) => plan.get("id"));
  const keyIds = configuration
    .resources("aws_api_gateway_usage_plan_key")
    .filter((key) => planIds.includes(key.get("usage_plan_id")))
    .map((key) => key.get("key_id"));
  const keys = configuration.resources("aws_api_gateway_api_key").filter((key) => keyIds.includes(key.get("id")));
  return new Map(
    keys.map((key) => [key.text("value"), { id: key.text("id"), enabled: key.argument("enabled") !== false }]),
  );
}
