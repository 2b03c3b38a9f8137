import type { Configuration } from "../terraform/configuration";
import type { MethodSettings, Resource, RestApi, Throttle, UnauthorizedCacheControl } from "./rest-api";

/** Settings of a stage's methods: by `methodKey`, and under `*` + `/*` those of all methods. */
export type SettingsByMethod = Map<string, MethodSettings>;

const allMethods = "*/*";

/** How a method is named in settings here, whichever way it is written: `orders/{id}/GET`, `/GET` for the root. */
export const methodKey = (path: string, httpMethod: string): string =>
  `${path.replace(/^\/+|\/+$/g, "")}/${httpMethod.toUpperCase()}`;

/** Reads `orders/GET`, `/orders/GET` and `~1orders~1{id}/GET` alike. */
export function readMethodKey(written: string): string {
  if (written === allMethods) return allMethods;
  const at = written.lastIndexOf("/");
  const path = written.slice(0, Math.max(at, 0)).replaceAll("~1", "/").replaceAll("~0", "~");
  return methodKey(path, written.slice(at + 1));
}

/** Reads `aws_api_gateway_method_settings` of a stage; of two for one method the later counts. */
export function readMethodSettings(api: RestApi, stage: string, configuration: Configuration): SettingsByMethod {
  const declared = configuration
    .resources("aws_api_gateway_method_settings")
    .filter((setting) => setting.get("rest_api_id") === api.id && setting.get("stage_name") === stage);
  return new Map(
    declared.map((setting) => {
      const [settings = {}] = setting.blocks("settings");
      return [readMethodKey(setting.text("method_path")), readSettings(settings, setting.address)];
    }),
  );
}

/** What holds for a method: each setting its own, else that of all methods. */
export function settingsOf(settings: SettingsByMethod, path: string, httpMethod: string): MethodSettings {
  return { ...settings.get(allMethods), ...settings.get(methodKey(path, httpMethod)) };
}

/** Names that settings are kept under and no method has: they limit nothing. */
export function withoutMethod(names: Iterable<string>, resources: readonly Resource[]): string[] {
  const known = new Set(
    resources.flatMap(({ path, methods }) => Object.keys(methods).map((httpMethod) => methodKey(path, httpMethod))),
  );
  return [...names].filter((name) => name !== allMethods && !known.has(name));
}

const strategies: readonly UnauthorizedCacheControl[] = [
  "FAIL_WITH_403",
  "SUCCEED_WITH_RESPONSE_HEADER",
  "SUCCEED_WITHOUT_RESPONSE_HEADER",
];

function readSettings(block: Record<string, unknown>, subject: string): MethodSettings {
  const strategy = block["unauthorized_cache_control_header_strategy"] ?? undefined;
  const known = strategies.find((name) => name === strategy);
  if (strategy !== undefined && !known)
    throw new Error(
      `${subject}: unauthorized_cache_control_header_strategy: expected ${strategies.join(", ")}, got ${JSON.stringify(strategy)}`,
    );
  const settings = {
    rate: readLimit(block["throttling_rate_limit"], `${subject}: throttling_rate_limit`),
    burst: readLimit(block["throttling_burst_limit"], `${subject}: throttling_burst_limit`),
    cachingEnabled: readFlag(block["caching_enabled"]),
    cacheTtlSeconds: readLimit(block["cache_ttl_in_seconds"], `${subject}: cache_ttl_in_seconds`),
    requireAuthorizationForCacheControl: readFlag(block["require_authorization_for_cache_control"]),
    unauthorizedCacheControl: known,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** A flag, which Terraform may have as text; undefined when it is not set. */
export const readFlag = (value: unknown): boolean | undefined =>
  value === undefined || value === null ? undefined : value === true || value === "true";

/** A limit of requests; undefined when it is not set, for which -1 stands as well. */
export function readLimit(value: unknown, subject: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (Number.isNaN(number)) throw new Error(`${subject}: expected a number, got ${JSON.stringify(value)}`);
  return number < 0 ? undefined : number;
}

/** Rate and burst where neither is set elsewhere (Amazon API Gateway quotas, "account-level throttling per Region"). */
export const accountThrottle: Throttle = { rate: 10_000, burst: 5000 };
