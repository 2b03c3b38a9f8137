import { join } from "node:path";
import type { TableDefinition } from "../dynamodb/tables";
import type { FunctionDefinition } from "../lambda/runtime";
import { accountOf, regionOf } from "../terraform/computed";
import type { Configuration } from "../terraform/configuration";
import type { Instance } from "../terraform/instance";
import { isMap, toText } from "../terraform/values";
import { addDiscreteResources } from "./discrete";
import { defined, importOpenApi } from "./openapi";
import { escapeForeign } from "./unescaped";
import type { ApiKey, DomainName, Door, RestApi, Stage } from "./rest-api";

/** What the stacks deploy, as far as a request can reach it. */
export interface LoadedApi {
  api: RestApi;
  stages: Stage[];
  /** What is served, though Terraform would refuse it. */
  warnings: string[];
}

/** Reads every REST API of the stacks with its stages. Throws for one that can't be understood, naming it. */
export function loadApis(configuration: Configuration): LoadedApi[] {
  return configuration.resources("aws_api_gateway_rest_api").map((declared) => {
    try {
      const { body, warnings } = readBody(declared);
      const api = readApi(declared, body, configuration);
      return { api, stages: readStages(api, configuration), warnings };
    } catch (error) {
      const { message } = error as Error;
      const known = message.startsWith("stack ");
      throw new Error(known ? message : `stack ${declared.stack.name}: ${declared.address}: ${message}`, {
        cause: error,
      });
    }
  });
}

/** Custom domain names and the base paths that are mapped on them. */
export function loadDomainNames(configuration: Configuration): DomainName[] {
  const domains = new Map<string, DomainName>();
  for (const declared of configuration.resources("aws_api_gateway_domain_name")) {
    const name = declared.text("domain_name");
    domains.set(name, { name, mappings: [] });
  }
  for (const mapping of configuration.resources("aws_api_gateway_base_path_mapping"))
    addMapping(domains, mapping, "base_path", "stage_name", mapping.get("api_id"));
  for (const mapping of configuration.resources("aws_apigatewayv2_api_mapping")) {
    const api = mapping.get("api_id");
    const isRest = configuration.resources("aws_api_gateway_rest_api").some((rest) => rest.get("id") === api);
    if (isRest) addMapping(domains, mapping, "api_mapping_key", "stage", api);
  }
  for (const domain of domains.values()) domain.mappings.sort((a, b) => b.basePath.length - a.basePath.length);
  return [...domains.values()];
}

function addMapping(
  domains: Map<string, DomainName>,
  mapping: Instance,
  path: string,
  stage: string,
  api: unknown,
): void {
  const name = mapping.text("domain_name");
  const domain = domains.get(name) ?? { name, mappings: [] };
  domains.set(name, domain);
  const basePath = mapping.optionalText(path) ?? "";
  domain.mappings.push({
    basePath: basePath === "(none)" ? "" : basePath,
    apiId: String(api),
    stage: mapping.optionalText(stage) ?? "",
  });
}

/** Every table that the stacks declare. */
export function loadTables(configuration: Configuration): TableDefinition[] {
  return configuration.resources("aws_dynamodb_table").map((table) => {
    const [ttl] = table.blocks("ttl");
    return {
      name: table.text("name"),
      hash_key: table.text("hash_key"),
      attribute: table.blocks("attribute") as unknown as TableDefinition["attribute"],
      ...defined("range_key", table.argument("range_key") as string | undefined),
      ...defined("billing_mode", table.argument("billing_mode") as string | undefined),
      global_secondary_index: table.blocks("global_secondary_index") as never[],
      local_secondary_index: table.blocks("local_secondary_index") as never[],
      ...defined("ttl", ttl as TableDefinition["ttl"]),
      ...defined("stream_enabled", table.argument("stream_enabled") as boolean | undefined),
      ...defined("stream_view_type", table.argument("stream_view_type") as string | undefined),
      ...defined("read_capacity", table.argument("read_capacity") as number | undefined),
      ...defined("write_capacity", table.argument("write_capacity") as number | undefined),
    };
  });
}

/** The function that a name or ARN (plain, with version or alias) means, from the stack that declares it. */
export function loadFunction(configuration: Configuration, nameOrArn: string): FunctionDefinition {
  const name = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn.split(":")[0]!;
  const declared = configuration.resources("aws_lambda_function").find((fn) => fn.get("function_name") === name);
  if (!declared) {
    const stacks = configuration.stacks.map((stack) => stack.name).join(", ");
    throw new Error(
      `function ${name}: expected an aws_lambda_function of that name in the loaded stacks (${stacks}), got none`,
    );
  }
  const place = `stack ${declared.stack.name}: ${declared.address}`;
  const zip = declared.argument("filename");
  if (typeof zip !== "string")
    throw new Error(`${place}: expected filename (a zip), got none: only local zips can be run`);
  const [environment] = declared.blocks("environment");
  const variables = isMap(environment?.["variables"]) ? environment["variables"] : {};
  return {
    name,
    handler: declared.optionalText("handler") ?? "",
    runtime: declared.optionalText("runtime") ?? "",
    timeout: Number(declared.argument("timeout") ?? 3),
    memorySize: Number(declared.argument("memory_size") ?? 128),
    environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    zip: join(declared.stack.folder, zip),
    arn: declared.text("arn"),
    version: declared.text("version"),
  };
}

const doors: Record<string, Door> = { REGIONAL: "regional", EDGE: "edge", PRIVATE: "private" };

/** The document of an API, evaluated; what its author forgot to escape for Terraform stays as written, with a warning. */
function readBody(declared: Instance): { body: string | undefined; warnings: string[] } {
  const written = declared.written("body");
  if (typeof written !== "string" || !written.trimStart().startsWith("{"))
    return { body: declared.optionalText("body"), warnings: [] };
  const { text, unescaped } = escapeForeign(written, declared.stack.providerNames);
  if (unescaped.length === 0) return { body: declared.optionalText("body"), warnings: [] };
  const place = `stack ${declared.stack.name}: ${declared.address}.body`;
  const warnings = [...new Set(unescaped)].map(
    (part) => `${place}: expected ${part[0]}${part}, got ${part}: served as written, but Terraform will refuse it`,
  );
  try {
    return { body: toText(declared.evaluate(text)), warnings };
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}

function readApi(declared: Instance, body: string | undefined, configuration: Configuration): RestApi {
  const id = declared.text("id");
  const imported = body === undefined ? undefined : importOpenApi(body, id);
  const [endpoint] = declared.blocks("endpoint_configuration");
  const type = toText([endpoint?.["types"] ?? "EDGE"].flat()[0]);
  const door = doors[type];
  if (!door) throw new Error(`endpoint type: expected ${Object.keys(doors).join(", ")}, got ${type}`);
  const tags = declared.get("tags_all") as Record<string, unknown>;
  const policy = readPolicy(declared, id, configuration) ?? imported?.policy;
  const api: RestApi = {
    id,
    name: declared.text("name"),
    stack: declared.stack.name,
    door,
    ...defined("version", typeof tags["Version"] === "string" ? tags["Version"] : undefined),
    region: regionOf(declared),
    accountId: accountOf(declared),
    rootResourceId: declared.text("root_resource_id"),
    vpcEndpointIds: ((endpoint?.["vpc_endpoint_ids"] ?? []) as unknown[]).map(String),
    binaryMediaTypes: (declared.argument("binary_media_types") ?? imported?.binaryMediaTypes ?? []) as string[],
    apiKeySource: (declared.argument("api_key_source") ??
      imported?.apiKeySource ??
      "HEADER") as RestApi["apiKeySource"],
    disableExecuteApiEndpoint:
      (declared.argument("disable_execute_api_endpoint") ?? imported?.disableExecuteApiEndpoint) === true,
    ...defined("policy", policy),
    resources: imported?.resources ?? [],
    models: imported?.models ?? {},
    gatewayResponses: imported?.gatewayResponses ?? {},
  };
  addDiscreteResources(api, configuration);
  return api;
}

function readPolicy(declared: Instance, id: string, configuration: Configuration): string | undefined {
  const separate = configuration.resources("aws_api_gateway_rest_api_policy").find((p) => p.get("rest_api_id") === id);
  return (separate ?? declared).optionalText("policy");
}

function readStages(api: RestApi, configuration: Configuration): Stage[] {
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
  const caches = settings.some((setting) =>
    setting.blocks("settings").some((block) => block["caching_enabled"] === true),
  );
  const unserved = [
    ...(declared.blocks("canary_settings").length > 0 ? ["canary_settings"] : []),
    ...(declared.argument("cache_cluster_enabled") === true && caches ? ["caching"] : []),
  ];
  const deployment = declared.type === "aws_api_gateway_stage" ? declared.get("deployment_id") : declared.get("id");
  const variables = (declared.argument("variables") ?? {}) as Record<string, unknown>;
  return {
    name,
    deploymentId: String(deployment),
    variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    apiKeys: readApiKeys(api, name, configuration),
    unserved,
  };
}

/** API keys of the usage plans that this stage belongs to. */
function readApiKeys(api: RestApi, stage: string, configuration: Configuration): Map<string, ApiKey> {
  const plans = configuration
    .resources("aws_api_gateway_usage_plan")
    .filter((plan) => plan.blocks("api_stages").some((s) => s["api_id"] === api.id && s["stage"] === stage))
    .map((plan) => plan.get("id"));
  const keyIds = configuration
    .resources("aws_api_gateway_usage_plan_key")
    .filter((key) => plans.includes(key.get("usage_plan_id")))
    .map((key) => key.get("key_id"));
  const keys = configuration.resources("aws_api_gateway_api_key").filter((key) => keyIds.includes(key.get("id")));
  return new Map(
    keys.map((key) => [key.text("value"), { id: key.text("id"), enabled: key.argument("enabled") !== false }]),
  );
}
