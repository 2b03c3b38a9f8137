import { authorizes, isObject, methodParametersOf, operationsOf, type Operation } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { block, list, literal, shown } from "./values";

const types = ["aws_api_gateway_rest_api"] as const;
const stages = ["aws_api_gateway_stage"] as const;

/** GET methods of an API whose answers one of its stages caches. */
function cachedOperations(api: Resource, stack: StackConfiguration): Operation[] {
  const settings = stack
    .resources("aws_api_gateway_method_settings")
    .filter(({ arguments: { rest_api_id: id } }) => stack.refersTo(id, api))
    .map(({ arguments: { method_path: path, settings: given } }) => ({
      path: literal(path)?.replaceAll("~1", "/").replace(/^\//, ""),
      enabled: block(given)?.["caching_enabled"],
    }));
  const byDefault = settings.some(({ path, enabled }) => path === "*/*" && enabled === true);
  return operationsOf(api).filter(({ method, path }) => {
    const own = settings.find((candidate) => candidate.path === `${path.slice(1)}/${method}`)?.enabled;
    return own === undefined ? byDefault && method === "GET" : own === true;
  });
}

const keysOf = ({ integration }: Operation) => list(integration?.["cacheKeyParameters"]).map(shown);

/** What may tell one caller from another. */
const callerKey =
  /^(method\.request\.header\.(authorization|cookie)|context\.authorizer\.|context\.identity\.(user|caller|apiKey|cognito))/i;

/** How answers of a REST API are cached. */
export const responseCacheRules: readonly Rule[] = [
  resourceRule({
    id: "cache-keys",
    checks:
      "A cached method has every parameter that it declares in the cache key: others get one answer for all values",
    source: "API Gateway developer guide, Use method or integration parameters as cache keys",
    types,
    *check(api, stack) {
      for (const operation of cachedOperations(api, stack)) {
        const keys = new Set(keysOf(operation));
        const mapped = isObject(operation.integration?.["requestParameters"])
          ? operation.integration["requestParameters"]
          : {};
        for (const parameter of methodParametersOf(api, operation)) {
          const asIntegration = Object.entries(mapped).some(
            ([target, source]) => source === parameter && keys.has(target),
          );
          // names of headers have no case
          const isHeader = parameter.startsWith("method.request.header.");
          const isKey = isHeader
            ? [...keys].some((key) => key.toLowerCase() === parameter.toLowerCase())
            : keys.has(parameter);
          if (!isKey && !asIntegration)
            yield `body: ${operation.subject}: cacheKeyParameters: expected ${parameter}, as the answer is cached, got ${[...keys].join(", ") || "none"}`;
        }
      }
    },
  }),

  resourceRule({
    id: "cache-caller",
    checks:
      "A cached method that authorizes its callers has the caller in the cache key: one would get another's answer",
    source: "API Gateway developer guide, Cache settings for REST APIs",
    types,
    *check(api, stack) {
      for (const operation of cachedOperations(api, stack))
        if (authorizes(api, operation) && !keysOf(operation).some((key) => callerKey.test(key)))
          yield `body: ${operation.subject}: cacheKeyParameters: expected method.request.header.Authorization, as callers are authorized, got ${keysOf(operation).join(", ") || "none"}`;
    },
  }),

  resourceRule({
    id: "canary-cache",
    checks:
      "A canary that uses the stage's cache and has variables of its own has a deployment of its own: within one deployment both share their answers",
    source: "API Gateway developer guide, Set up an API Gateway canary release deployment",
    types: stages,
    *check(stage) {
      const canary = block(stage.arguments["canary_settings"]);
      const overrides = Object.keys(block(canary?.["stage_variable_overrides"]) ?? {});
      if (canary?.["use_stage_cache"] !== true || overrides.length === 0) return;
      if (canary["deployment_id"] === stage.arguments["deployment_id"])
        yield `canary_settings.use_stage_cache: expected false or another deployment_id than the stage's, as ${overrides.join(", ")} differs, got true`;
    },
  }),
];
