import { isObject, isSame, type Json } from "../json";
import type { Api, Route } from "./api";
import { comparePolicy } from "./body-policy";
import { compareAuthorization, compareRoutes } from "./compare-routes";
import { SchemaComparison } from "./compare-schemas";
import { type ApiDifference, sayOf } from "./difference";
import { pathShape, RouteIndex } from "./route-index";

/** What changes for the callers of an API. New routes, optional parameters and descriptions are no difference. */
export function compareApis(before: Api, after: Api): ApiDifference[] {
  if (before === after) return [];
  const schemas = new SchemaComparison(before.document, after.document);
  const old = new RouteIndex(before);
  const now = new RouteIndex(after);
  return [
    ...[...old].flatMap((route) => {
      const same = now.get(route);
      return same ? compareRoutes(route, same, schemas) : withoutRoute(route, old, now);
    }),
    ...[...now].flatMap((route) => (old.get(route) ? [] : added(route, old))),
    ...(before.protocol === "REST" ? hidden(old, now) : []),
    ...compareAuthorizers(before, after),
    ...compareGatewayResponses(before, after),
    ...compareSettings(before, after),
  ];
}

/** A route that is gone is removed, or another one answers in its place. A preflight goes with what it was for. */
function withoutRoute(route: Route, old: RouteIndex, now: RouteIndex): ApiDifference[] {
  const other = now.fallback(route);
  if (other)
    return [
      {
        ...sayOf(route)("route-taken-over", `requests go to ${nameOf(other)} from now on`, {
          before: nameOf(route),
          after: nameOf(other),
        }),
        address: other.address,
      },
      ...compareAuthorization(route, other).map((difference) => ({ ...difference, route })),
    ];
  const isLeftover = route.method === "OPTIONS" && old.hasMethods(route) && !now.hasMethods(route);
  return isLeftover ? [] : [sayOf(route)("route-removed", "the route is removed", { before: nameOf(route) })];
}

/**
 * A new route takes requests from the one that answered them so far: it should not ask for less. One that nothing answered
 * is worth a word where it is open among routes that aren't.
 */
function added(route: Route, old: RouteIndex): ApiDifference[] {
  const earlier = old.fallback(route);
  if (earlier)
    return compareAuthorization(earlier, route)
      .filter(({ kind }) => kind === "authorization-removed" || kind === "api-key-not-required")
      .map((difference) => ({ severity: "high", ...difference }));
  const isOpen = route.authorization.mechanism === "NONE" && !route.apiKeyRequired && route.method !== "OPTIONS";
  return isOpen && old.asksForAuthorization
    ? [sayOf(route)("open-route-added", "the new route asks nobody for authorization")]
    : [];
}

/** A new path of a REST API takes every method from a greedy path, also those that it doesn't have. */
function hidden(old: RouteIndex, now: RouteIndex): ApiDifference[] {
  const newPaths = new Map([...now].filter((route) => !old.hasPath(route)).map((route) => [pathShape(route), route]));
  return [...newPaths.values()].flatMap((route) =>
    ["DELETE", "GET", "PATCH", "POST", "PUT"].flatMap((method): ApiDifference[] => {
      const lost = { ...route, method, key: `${method} ${route.path}` };
      const earlier = now.get(lost) ? undefined : old.fallback(lost);
      if (!earlier || !now.get(earlier)) return [];
      const says = `${nameOf(earlier)} answered this method so far, the new path doesn't have it`;
      return [{ ...sayOf(lost)("route-taken-over", says, { before: nameOf(earlier) }), severity: "info" }];
    }),
  );
}

const nameOf = (route: Route): string => route.declaredAs ?? route.key;

/** Settings of an authorizer that say whose credentials count; the others say how it is asked. */
const trusted = new Set(["type", "authorizerUri", "providerARNs", "jwtConfiguration"]);

function compareAuthorizers(before: Api, after: Api): ApiDifference[] {
  return [...before.authorizers].flatMap(([name, settings]) => {
    const now = after.authorizers.get(name);
    if (!isObject(settings) || !isObject(now)) return [];
    return [...new Set([...Object.keys(settings), ...Object.keys(now)])].toSorted().flatMap((key): ApiDifference[] => {
      const [old, next] = [settings[key], now[key]];
      if (isSame(unordered(old), unordered(next))) return [];
      return [
        {
          kind: "authorizer-changed",
          ...(trusted.has(key) && { severity: "high" as const }),
          address: after.address,
          says: `authorizer ${name} has another ${key}`,
          ...(old !== undefined && { before: old }),
          ...(next !== undefined && { after: next }),
        },
      ];
    });
  });
}

function compareGatewayResponses(before: Api, after: Api): ApiDifference[] {
  const types = new Set([...before.gatewayResponses.keys(), ...after.gatewayResponses.keys()]);
  return [...types].toSorted().flatMap((type): ApiDifference[] => {
    const [old, now] = [before.gatewayResponses.get(type), after.gatewayResponses.get(type)];
    if (isSame(old?.settings, now?.settings)) return [];
    const what = old === undefined ? "is set" : now === undefined ? "is removed" : "changes";
    return [
      {
        kind: "gateway-response-changed",
        address: (now ?? old)?.address ?? after.address,
        says: `gateway response ${type} ${what}`,
        ...(old && { before: old.settings }),
        ...(now && { after: now.settings }),
      },
    ];
  });
}

function compareSettings(before: Api, after: Api): ApiDifference[] {
  const names = new Set([...before.settings.keys(), ...after.settings.keys()]);
  return [...names].toSorted().flatMap((name): ApiDifference[] => {
    const [old, now] = [before.settings.get(name), after.settings.get(name)];
    if (isSame(unordered(old), unordered(now))) return [];
    const said = name === "policy" ? comparePolicy(old, now) : { says: `x-amazon-apigateway-${name} changes` };
    if (!said) return [];
    return [
      {
        kind: name === "cors" ? "cors-changed" : "api-definition-setting-changed",
        ...said,
        address: after.address,
        ...(old !== undefined && { before: old }),
        ...(now !== undefined && { after: now }),
      },
    ];
  });
}

/** Lists in these settings are sets. */
const unordered = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value;
