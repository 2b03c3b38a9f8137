import { methodKey, settingsOf } from "../api/method-settings";
import type { Integration, Method, Resource, Stage, UnauthorizedCacheControl } from "../api/rest-api";
import type { Exchange, NamedStep, Refusal, Step } from "../exchange";
import { Headers } from "../headers";
import { isStreamed } from "../integrations/response-streaming";
import { compileSource, type Source } from "../parameter-mapping";
import { runSteps } from "./pipeline";
import type { ResponseCache, WholeAnswer } from "./response-cache";

const defaultSeconds = 300;

/**
 * Compiles the cache of a method (developer guide, "Cache settings for REST APIs"): a step that answers from the cache,
 * or lets `steps` answer and keeps what they answer with status 200. undefined where nothing is cached: without cluster,
 * where settings don't enable it, with a TTL of 0, of a streamed answer. Settings of all methods enable it for GET only.
 */
export function compileCache(
  method: Method,
  resource: Resource,
  integration: Integration,
  stage: Stage,
  cache: ResponseCache | undefined,
): ((steps: NamedStep[]) => Step) | undefined {
  const settings = settingsOf(stage.methodSettings, resource.path, method.httpMethod);
  const seconds = settings.cacheTtlSeconds ?? defaultSeconds;
  if (!cache || !settings.cachingEnabled || seconds === 0 || isStreamed(integration)) return undefined;
  const own = stage.methodSettings.get(methodKey(resource.path, method.httpMethod))?.cachingEnabled === true;
  const keyOf = compileKey(method, resource, integration, stage);
  const required = settings.requireAuthorizationForCacheControl ?? true;
  const strategy = settings.unauthorizedCacheControl ?? "SUCCEED_WITH_RESPONSE_HEADER";

  return (steps) => async (exchange) => {
    if (!own && exchange.request.httpMethod !== "GET") return runSteps(steps, exchange);
    const asked = asksToInvalidate(exchange);
    const allowed = asked && (!required || exchange.permits?.("execute-api:InvalidateCache") === true);
    const unauthorized = asked && !allowed ? unauthorizedCacheControl[strategy] : undefined;
    if (unauthorized?.refusal) return unauthorized.refusal;
    const key = keyOf(exchange);
    const kept = allowed ? undefined : cache.get(key);
    exchange.trace?.note({
      cache: kept ? "hit" : allowed ? "invalidated" : "miss",
      keyParameters: integration.cacheKeyParameters.join(" "),
      seconds,
    });
    if (kept) exchange.response = kept;
    else {
      const refusal = await runSteps(steps, exchange);
      if (refusal) return refusal;
      const answer = exchange.response;
      if (answer?.statusCode === 200) cache.set(key, answer as WholeAnswer, seconds);
    }
    if (unauthorized?.warning !== undefined) addHeader(exchange, "Warning", unauthorized.warning);
    return undefined;
  };
}

/** Entries are told apart by namespace, deployment, verb and key parameters, by nothing else of a request. */
function compileKey(method: Method, resource: Resource, integration: Integration, stage: Stage) {
  const namespace = integration.cacheNamespace ?? resource.id;
  const parameters = integration.cacheKeyParameters.map((name) =>
    compileParameter(name, method, resource, integration),
  );
  return (exchange: Exchange): string =>
    JSON.stringify([
      namespace,
      stage.deploymentId,
      exchange.request.httpMethod,
      ...parameters.map((source) => source(exchange)),
    ]);
}

/** A key parameter is one of the method request, or one of the integration request that is mapped from some source. */
function compileParameter(name: string, method: Method, resource: Resource, integration: Integration): Source {
  if (name.startsWith("integration.request.")) {
    const source = integration.requestParameters[name];
    if (source === undefined) throw new Error(`cacheKeyParameters: expected a mapping of ${name}, got none`);
    return compileSource(source, name);
  }
  const [, place, parameter] = /^method\.request\.(?:multivalue)?(path|querystring|header)\.(.+)$/.exec(name) ?? [];
  const declared =
    place !== undefined &&
    (place === "path"
      ? resource.path.includes(`{${parameter}}`) || resource.path.includes(`{${parameter}+}`)
      : [name, `method.request.${place}.${parameter}`].some((known) => Object.hasOwn(method.requestParameters, known)));
  if (!declared) throw new Error(`cacheKeyParameters: expected a parameter that the method declares, got ${name}`);
  return compileSource(name, "cacheKeyParameters");
}

const asksToInvalidate = ({ request }: Exchange): boolean =>
  request.headers
    .all("cache-control")
    .some((value) => value.split(",").some((directive) => directive.trim().toLowerCase() === "max-age=0"));

/** What a client is answered that asks to invalidate the cache and may not: an error, or as if it hadn't asked. */
const unauthorizedCacheControl: Record<UnauthorizedCacheControl, { refusal?: Refusal; warning?: string }> = {
  FAIL_WITH_403: {
    refusal: {
      type: "ACCESS_DENIED",
      message: "User is not authorized to access this resource",
      hint: "cache-control: expected a caller with execute-api:InvalidateCache, got one without",
    },
  },
  SUCCEED_WITH_RESPONSE_HEADER: {
    warning: "199 Cache-control headers were ignored because the caller was unauthorized.",
  },
  SUCCEED_WITHOUT_RESPONSE_HEADER: {},
};

/** What is in the cache stays as it is. */
function addHeader(exchange: Exchange, name: string, value: string): void {
  const answer = exchange.response;
  if (!answer) return;
  const headers = new Headers();
  for (const field of answer.headers.entries()) headers.set(field.name, ...field.values);
  headers.set(name, value);
  exchange.response = { ...answer, headers };
}
