import { accountOf, regionOf } from "../terraform/computed";
import type { Configuration } from "../terraform/configuration";
import type { Instance } from "../terraform/instance";
import { toText } from "../terraform/values";
import { addDiscreteResources } from "./discrete";
import { compressionSize, defined, importOpenApi } from "./openapi";
import { rejectionsOf, undeclaredSources, velocityInResponses } from "./rejections";
import type { Door, RestApi, Stage } from "./rest-api";
import { readStages } from "./stages";
import { escapeForeign } from "./unescaped";

/** What the stacks deploy, as far as a request can reach it. */
export interface LoadedApi {
  api: RestApi;
  stages: Stage[];
  /** What a person should know: served though Terraform would refuse it, or not quite as AWS would. */
  warnings: string[];
  /** Why API Gateway would refuse it, a line each. */
  rejections: string[];
}

/** Reads every REST API of the stacks with its stages. Throws one error with all that can't be understood, a line each. */
export function loadApis(configuration: Configuration): LoadedApi[] {
  const problems: string[] = [];
  const loaded = configuration.resources("aws_api_gateway_rest_api").flatMap((declared) => {
    try {
      return [loadApi(declared, configuration)];
    } catch (error) {
      const { message } = error as Error;
      const known = message.startsWith("stack ");
      problems.push(known ? message : `stack ${declared.stack.name}: ${declared.address}: ${message}`);
      return [];
    }
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return loaded;
}

function loadApi(declared: Instance, configuration: Configuration): LoadedApi {
  const { body, warnings } = readBody(declared);
  const api = readApi(declared, body, configuration);
  const stages = readStages(api, configuration);
  const placed = (message: string) => `stack ${api.stack}: ${api.name}: ${message}`;
  const modules = declared.stack.moduleNames.map(
    (name) => `stack ${api.stack}: module ${name}: expected resources of the stack itself, got a module: not read`,
  );
  const doubts = [
    ...(stages.length > 0 ? [] : ["expected a stage to serve it by, got none: not served"]),
    ...undeclaredSources(api),
    ...velocityInResponses(api),
    ...stages.flatMap((stage) => stage.warnings.map((warning) => `stage ${stage.name}: ${warning}`)),
  ];
  return {
    api,
    stages,
    warnings: [...warnings, ...modules, ...doubts.map(placed)],
    rejections: rejectionsOf(api).map(placed),
  };
}

const doors: Record<string, Door> = { REGIONAL: "regional", EDGE: "edge", PRIVATE: "private" };

/** The document of an API, evaluated; what its author forgot to escape for Terraform stays as written, with a warning. */
function readBody(declared: Instance): { body: string | undefined; warnings: string[] } {
  const written = declared.written("body");
  if (typeof written !== "string" || /^\s*[$%]\{/.test(written))
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
  const imported = body === undefined ? undefined : importOpenApi(body, id, basepathOf(declared));
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
    ...defined(
      "minimumCompressionSize",
      compressionSize(declared.argument("minimum_compression_size")) ?? imported?.minimumCompressionSize,
    ),
    apiKeySource: (declared.argument("api_key_source") ??
      imported?.apiKeySource ??
      "HEADER") as RestApi["apiKeySource"],
    disableExecuteApiEndpoint:
      (declared.argument("disable_execute_api_endpoint") ?? imported?.disableExecuteApiEndpoint) === true,
    ...defined("policy", policy),
    resources: imported?.resources ?? [],
    models: imported?.models ?? {},
    createdModels: new Set(),
    gatewayResponses: imported?.gatewayResponses ?? {},
  };
  addDiscreteResources(api, configuration);
  return api;
}

/** `parameters` are those of the import; `basepath` alone changes what is served. */
function basepathOf(declared: Instance): string | undefined {
  const { basepath } = (declared.argument("parameters") ?? {}) as Record<string, unknown>;
  return basepath === undefined || basepath === null ? undefined : toText(basepath);
}

function readPolicy(declared: Instance, id: string, configuration: Configuration): string | undefined {
  const separate = configuration.resources("aws_api_gateway_rest_api_policy").find((p) => p.get("rest_api_id") === id);
  return (separate ?? declared).optionalText("policy");
}
