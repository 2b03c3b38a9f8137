import type { Configuration } from "../terraform/configuration";
import type { Instance } from "../terraform/instance";
import { readFlag, readMethodSettings, withoutMethod } from "./method-settings";
import { defined } from "./openapi";
import type { Canary, RestApi, Stage } from "./rest-api";
import { readApiKeys, readUsagePlans } from "./usage-plans";

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
  const plans = readUsagePlans(api, name, configuration);
  const methodSettings = readMethodSettings(api, name, configuration);
  const deployment = declared.type === "aws_api_gateway_stage" ? declared.get("deployment_id") : declared.get("id");
  const canary = readCanary(declared);
  const limited = [...methodSettings.keys(), ...plans.flatMap((plan) => [...plan.methodThrottles.keys()])];
  return {
    name,
    deploymentId: String(deployment),
    variables: readVariables(declared.argument("variables")),
    apiKeys: readApiKeys(plans, configuration),
    methodSettings,
    ...defined("cacheBytes", readCacheBytes(declared)),
    ...defined("canary", canary),
    warnings: [
      ...withoutMethod(limited, api.resources).map(
        (method) => `settings of ${method}: expected a method of the API, got none: without effect`,
      ),
      ...(canary && canary.deploymentId !== String(deployment)
        ? ["the canary's deployment is served from the same API as the stage's: the stacks hold no other"]
        : []),
    ],
  };
}

function readVariables(declared: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(declared ?? {}).map(([key, value]) => [key, String(value)]));
}

const gigabyte = 1_000_000_000;
/** What this process can hold; the smallest cluster there is. */
const largestCache = 0.5 * gigabyte;

function readCacheBytes(declared: Instance): number | undefined {
  if (!readFlag(declared.argument("cache_cluster_enabled"))) return undefined;
  const size = Number(declared.argument("cache_cluster_size") ?? 0.5);
  if (!(size > 0))
    throw new Error(
      `${declared.address}: cache_cluster_size: expected gigabytes, got ${JSON.stringify(declared.argument("cache_cluster_size"))}`,
    );
  return Math.min(size * gigabyte, largestCache);
}

function readCanary(declared: Instance): Canary | undefined {
  const [settings] = declared.blocks("canary_settings");
  if (!settings) return undefined;
  const percentTraffic = Number(settings["percent_traffic"] ?? 0);
  if (!(percentTraffic >= 0 && percentTraffic <= 100))
    throw new Error(
      `${declared.address}: canary_settings.percent_traffic: expected 0 to 100, got ${JSON.stringify(settings["percent_traffic"])}`,
    );
  return {
    deploymentId: String(settings["deployment_id"]),
    percentTraffic,
    variables: readVariables(settings["stage_variable_overrides"]),
    useStageCache: readFlag(settings["use_stage_cache"]) ?? false,
  };
}
