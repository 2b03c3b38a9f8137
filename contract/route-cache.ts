import { limits } from "../semantics/limits";
import type { Binding } from "./authorization";
import type { Route } from "./route";
import { bindingOf, type DoorSecurity } from "./security";

/** A parameter of the route's request. */
export type CacheKey = `method.request.${"path" | "querystring" | "header"}.${string}`;

/** How long API Gateway keeps answers of a route, where the environment has a cache. */
export interface RouteCache {
  /** Seconds, 0 (not at all) to 3600. */
  ttl: number;
  /**
   * What answers are told apart by: every parameter of the route, and where callers prove who they are what proves it,
   * `method.request.header.Authorization`.
   */
  keys: readonly CacheKey[];
}

/**
 * The part of an integration that says what its answers are told apart by, and the parameters that the method has to declare for
 * it. Source: API Gateway developer guide, "Cache settings for REST APIs"; API reference, PutIntegration.cacheKeyParameters.
 *
 * @throws Error where a client could get the answer of another request, or of another client
 */
export function compileCache(route: Route, security: DoorSecurity, subject: string) {
  const { cache } = route;
  if (!cache) return { integration: {}, parameters: [] };
  const refuse = (expected: string, got: string): never => {
    throw new Error(`${subject}: cache: expected ${expected}, got ${got}`);
  };
  const { minimum, maximum } = limits.cacheTtlSeconds;
  const { ttl, keys } = cache;
  if (!Number.isInteger(ttl) || ttl < minimum || ttl > maximum)
    refuse(`a ttl of ${minimum} to ${maximum} whole seconds`, String(ttl));
  if (route.method !== "GET") refuse("none, as only GET is safe to answer without asking", `one of ${route.method}`);
  if ("responseTransferMode" in route.integration && route.integration.responseTransferMode === "STREAM")
    refuse("none, as a streamed answer is not cached", "one");
  if (route.integration.type === "httpProxy")
    refuse(
      "none or an http integration, as a proxied backend reads what no key tells apart: undeclared parameters and headers",
      "httpProxy",
    );
  const { path, query, headers } = route.request ?? {};
  const declared = Object.entries({ path, querystring: query, header: headers }).flatMap(([place, schema]) =>
    Object.keys(schema?.shape ?? {}).map((name) => `method.request.${place}.${name}`),
  );
  const callers = callerKeys(bindingOf(route, security.door, subject), security);
  if (callers === undefined)
    return refuse(
      `none, as nothing in the requests of ${route.audience} callers, who sign them at this door, tells a caller`,
      "one",
    );
  const wanted = new Set([...declared, ...callers]);
  for (const key of wanted)
    if (!(keys as readonly string[]).includes(key))
      refuse(`${key} among the keys, as answers differ by it`, keys.join(", ") || "none");
  for (const key of keys)
    if (!wanted.has(key)) refuse(`keys that the route has (${[...wanted].join(", ") || "none"})`, key);
  return {
    integration: { cacheKeyParameters: [...keys] },
    parameters: callers
      .filter((key) => !declared.includes(key))
      .map((key) => ({
        name: key.split(".").slice(3).join("."),
        in: key.startsWith("method.request.header.") ? "header" : "query",
        required: false,
        schema: { type: "string" },
      })),
  };
}

/** What in a request proves who calls; undefined where nothing does for the next one, as a signature is another each time. */
export function callerKeys(
  binding: Binding | undefined,
  { authorizers }: Pick<DoorSecurity, "authorizers">,
): readonly string[] | undefined {
  if (!binding) return [];
  if (binding.type === "iam") return undefined;
  if (binding.type === "userPool") return ["method.request.header.Authorization"];
  const authorizer = authorizers[binding.authorizer];
  if (authorizer?.type === "TOKEN") return [`method.request.header.${authorizer.header}`];
  const sources = (authorizer?.identitySources ?? []).filter((source) => source.startsWith("method.request."));
  return sources.length > 0 ? sources : undefined;
}
