import * as z from "zod/mini";
import { service } from "../../contract";
import type { CacheKey } from "../../contract/route-cache";
import type { Route } from "../../contract/route";
import { compile, noted } from "./integrations/compiled-route";

const path: CacheKey = "method.request.path.noteId";
const query: CacheKey = "method.request.querystring.lang";
const caller: CacheKey = "method.request.header.Authorization";

const cached = (keys: readonly CacheKey[], more: Partial<Route> = {}): Route =>
  noted(
    { type: "lambda", function: "orders" },
    {
      method: "GET",
      audience: "public",
      request: { path: z.object({ noteId: z.string() }), query: z.object({ lang: z.optional(z.string()) }) },
      cache: { ttl: 60, keys },
      ...more,
    },
  );
const keysOf = (route: Route) => (compile(route) as { cacheKeyParameters?: string[] }).cacheKeyParameters;

test("answers are told apart by every parameter of the route", () => {
  expect(keysOf(cached([path, query]))).toEqual([path, query]);
});

test("answers for callers with tokens are told apart by the token", () => {
  const customers = { audience: "customer", scopes: ["orders/read"] } as const;
  expect(keysOf(cached([path, query, caller], customers))).toEqual([path, query, caller]);
  expect(() => keysOf(cached([path, query], customers))).toThrow(
    "cache: expected method.request.header.Authorization among the keys, as answers differ by it",
  );
});

test.each<[string, Route, string]>([
  [
    "a parameter that is no key",
    cached([path]),
    `expected ${query} among the keys, as answers differ by it, got ${path}`,
  ],
  [
    "a header that is no key",
    cached([path], {
      request: { path: z.object({ noteId: z.string() }), headers: z.object({ "x-tenant": z.string() }) },
    }),
    "expected method.request.header.x-tenant among the keys",
  ],
  [
    "a key that the route doesn't have",
    cached([path, query, "method.request.querystring.page"]),
    "expected keys that the route has",
  ],
  ["callers who sign their requests", cached([path, query], { audience: "internal" }), "expected none, as nothing in"],
  ["another method than GET", cached([path, query], { method: "POST" }), "expected none, as only GET is safe"],
  ["a time of more than an hour", cached([], { cache: { ttl: 3601, keys: [] } }), "expected a ttl of 0 to 3600"],
  [
    "a proxied backend",
    cached([path, query], { integration: { type: "httpProxy", backend: "notes", path: "/notes", cors: "none" } }),
    "expected none or an http integration",
  ],
  [
    "a streamed answer",
    cached([path, query], { integration: { type: "lambda", function: "orders", responseTransferMode: "STREAM" } }),
    "expected none, as a streamed answer is not cached",
  ],
])("refuses to keep answers for %s", (_what, route, message) => {
  expect(() => compile(route, service.authorization.doors.regional)).toThrow(message);
});
