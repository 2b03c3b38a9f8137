import { type Api, methodName } from "../contract/route";
import { keyedMethods } from "../contract/security";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import type { MethodThrottles, RateAndBurst } from "../environments/throttle";

/** The throttles of those methods that an API has, by path and method: `/orders/{orderId}/GET`. */
export function throttlesOf(methods: Iterable<string>, pinned: MethodThrottles = {}): Map<string, RateAndBurst> {
  const known = new Set(methods);
  return new Map(
    Object.entries(pinned).flatMap(([name, throttle]) => {
      const [method, path] = name.split(" ");
      return throttle && known.has(name) ? [[`${path}/${method}`, throttle]] : [];
    }),
  );
}

/** Seconds for which answers of methods are kept, by path and method: `/catalog/{sku}/GET`. */
export const cachedMethodsOf = ({ routes }: Api): Map<string, number> =>
  new Map(
    Object.values(routes).flatMap(({ method, path, cache }) => (cache ? [[`${path}/${method}`, cache.ttl]] : [])),
  );

/** Methods of an API, as pins name them. */
export const methodsOf = ({ routes }: Api): string[] => Object.values(routes).map(methodName);

/**
 * Refuses throttles of methods that the service doesn't have, and those of usage plans for methods that ask for no API key at
 * any open door: they would limit nothing.
 *
 * @throws Error with a line per method
 */
export function refuseUnknownMethods(environment: Environment, { apis, authorization }: Service): void {
  const { file, throttle, usagePlans = {}, doors } = environment;
  const all = new Set(apis.flatMap(methodsOf));
  const keyed = new Set(
    doors.flatMap((door) => apis.flatMap((api) => [...keyedMethods(api, authorization.doors[door])])),
  );
  const unknown = (pin: string, methods: MethodThrottles | undefined, known: ReadonlySet<string>, expected: string) =>
    Object.keys(methods ?? {})
      .filter((name) => !known.has(name))
      .map(
        (name) => `${file}: ${pin}: expected ${expected} (${[...known].join(", ") || "there is none"}), got ${name}`,
      );
  const problems = [
    ...unknown("throttle.methods", throttle.methods, all, "routes of the contract"),
    ...Object.entries(usagePlans).flatMap(([tier, { methods }]) =>
      unknown(`usagePlans.${tier}.methods`, methods, keyed, "routes that ask for an API key at an open door"),
    ),
  ];
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
