import type { Integration, Method, Stage } from "../../tools/gateway/api/rest-api";
import type { Exchange } from "../../tools/gateway/exchange";
import { Headers } from "../../tools/gateway/headers";
import { compileCache } from "../../tools/gateway/pipeline/cache";
import { ResponseCache } from "../../tools/gateway/pipeline/response-cache";
import { anyMethod, functionUri, mock, says, ServedApi } from "./served-api";
import { apiId, Clock, methodSettings } from "./stage-settings";

const stamp = "$context.requestId";
const parameter = (name: string, place: string) => ({
  name,
  in: place,
  required: place === "path",
  schema: { type: "string" },
});

/** Answers with the request's id, so that an answer from the cache is the first one's; cached by the parameters given. */
const stamped = (cacheKeyParameters: string[] = [], parameters: object[] = [], integration: object = {}) =>
  mock(
    {
      responses: { default: { statusCode: "200", responseTemplates: { "application/json": stamp } } },
      cacheKeyParameters,
      ...integration,
    },
    { parameters },
  );

const paths = {
  "/plain": { get: stamped(), post: stamped() },
  "/items/{id}": {
    get: stamped(
      ["method.request.path.id", "method.request.querystring.page", "method.request.header.X-Language"],
      [parameter("id", "path"), parameter("page", "query"), parameter("X-Language", "header")],
    ),
  },
  "/mapped": {
    get: stamped(["integration.request.querystring.p"], [parameter("page", "query")], {
      requestParameters: { "integration.request.querystring.p": "method.request.querystring.page" },
    }),
  },
  "/one": { get: stamped([], [], { cacheNamespace: "shared" }) },
  "/two": { get: stamped([], [], { cacheNamespace: "shared" }) },
  "/any": { [anyMethod]: stamped() },
  "/status/{code}": {
    get: mock(
      {
        request: '{"statusCode": $input.params("code")}',
        responses: Object.fromEntries(
          ["200", "201", "404"].map((code) => [
            code === "200" ? "default" : code,
            { statusCode: code, responseTemplates: { "application/json": stamp } },
          ]),
        ),
        cacheKeyParameters: ["method.request.path.code"],
      },
      {
        parameters: [parameter("code", "path")],
        responses: Object.fromEntries(["200", "201", "404"].map((code) => [code, { description: code }])),
      },
    ),
  },
  "/invalid": {
    get: {
      ...says(stamp),
      parameters: [{ name: "q", in: "query", required: true, schema: { type: "string" } }],
      "x-amazon-apigateway-request-validator": "parameters",
    },
  },
};
const document = {
  "x-amazon-apigateway-request-validators": {
    parameters: { validateRequestParameters: true, validateRequestBody: false },
  },
};

const cluster = { cache_cluster_enabled: true, cache_cluster_size: "0.5" };
const caching = { caching_enabled: true };

let served: ServedApi | undefined;
let clock: Clock;

const serve = async (settings: Record<string, object>, stage: object = cluster) => {
  clock = new Clock();
  served = await ServedApi.start({ paths, document, stage, resource: methodSettings(settings) }, { now: clock.now });
};

afterEach(async () => {
  await served?.close();
  served = undefined;
});

const call = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  served!.call(method, path, { headers });
const get = async (path: string, headers: Record<string, string> = {}, method = "GET") =>
  (await call(path, headers, method)).text;

/** Whether the second of two requests is answered as the first was. */
const answersAlike = async (first: Parameters<typeof get>, second = first) =>
  (await get(...first)) === (await get(...second));

describe("what is cached", () => {
  test("a GET where the stage's methods are, for 300 seconds", async () => {
    await serve({ "*/*": caching });
    const first = await get("/plain");
    clock.forward(299.9);
    expect(await get("/plain")).toBe(first);
    clock.forward(0.1);
    expect(await get("/plain")).not.toBe(first);
  });

  test("as long as the TTL says, from when it was answered", async () => {
    await serve({ "*/*": { ...caching, cache_ttl_in_seconds: 10 } });
    const first = await get("/plain");
    clock.forward(9);
    expect(await get("/plain")).toBe(first);
    clock.forward(1);
    expect(await get("/plain")).not.toBe(first);
  });

  test("nothing with a TTL of 0, without caching_enabled, without cluster", async () => {
    await serve({ "*/*": { ...caching, cache_ttl_in_seconds: 0 } });
    expect(await answersAlike(["/plain"])).toBe(false);
    await served!.close();
    await serve({ "*/*": { cache_ttl_in_seconds: 60 } });
    expect(await answersAlike(["/plain"])).toBe(false);
    await served!.close();
    await serve({ "*/*": caching }, {});
    expect(await answersAlike(["/plain"])).toBe(false);
  });

  test("other verbs only where their own settings say so", async () => {
    await serve({ "*/*": caching });
    expect(await answersAlike(["/plain", {}, "POST"])).toBe(false);
    expect(await answersAlike(["/any", {}, "PUT"])).toBe(false);
    expect(await answersAlike(["/any"])).toBe(true);
    await served!.close();
    await serve({ "plain/POST": caching });
    expect(await answersAlike(["/plain", {}, "POST"])).toBe(true);
    expect(await answersAlike(["/plain"])).toBe(false);
  });

  test("a method's own settings take it out", async () => {
    await serve({ "*/*": caching, "plain/GET": { caching_enabled: false } });
    expect(await answersAlike(["/plain"])).toBe(false);
    expect(await answersAlike(["/any"])).toBe(true);
  });

  test("only what is answered with 200", async () => {
    await serve({ "*/*": caching });
    expect(await answersAlike(["/status/200"])).toBe(true);
    expect(await answersAlike(["/status/201"])).toBe(false);
    expect(await answersAlike(["/status/404"])).toBe(false);
  });

  test("no refusal", async () => {
    await serve({ "*/*": caching });
    expect((await call("/invalid")).status).toBe(400);
    expect((await call("/invalid?q=1")).status).toBe(200);
  });

  test("headers with the body, while ids are each request's own", async () => {
    await serve({ "*/*": caching });
    const [first, second] = [await call("/plain"), await call("/plain")];
    expect(second.headers["content-type"]).toBe(first.headers["content-type"]);
    expect(first.text).toBe(first.headers["x-amzn-requestid"]);
    expect(second.headers["x-amzn-requestid"]).not.toBe(first.headers["x-amzn-requestid"]);
  });
});

test("a cached answer calls no function, and a function's 500 isn't kept", async () => {
  const source = `let calls = 0; exports.handler = async () => ({ statusCode: calls++ === 0 ? 500 : 200, body: String(calls) })`;
  served = await ServedApi.start({
    paths: {
      "/count": {
        get: {
          "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: functionUri("count") },
        },
      },
    },
    functions: { count: source },
    stage: cluster,
    resource: methodSettings({ "*/*": caching }),
  });
  const texts = [await get("/count"), await get("/count"), await get("/count")];
  expect(texts).toEqual(["1", "2", "2"]);
});

describe("entries are told apart", () => {
  beforeEach(() => serve({ "*/*": caching }));

  test("by the key parameters", async () => {
    expect(await answersAlike(["/items/1"], ["/items/2"])).toBe(false);
    expect(await answersAlike(["/items/1?page=1"], ["/items/1?page=2"])).toBe(false);
    expect(await answersAlike(["/items/1"], ["/items/1?page="])).toBe(false);
    expect(await answersAlike(["/items/1", { "X-Language": "de" }], ["/items/1", { "x-language": "en" }])).toBe(false);
    expect(await answersAlike(["/items/1", { "X-Language": "de" }], ["/items/1", { "x-language": "de" }])).toBe(true);
  });

  test("by nothing else of a request", async () => {
    expect(await answersAlike(["/items/3?page=1&sort=up"], ["/items/3?page=1&sort=down", { Accept: "a/b" }])).toBe(
      true,
    );
    expect(await answersAlike(["/plain?a=1"], ["/plain?a=2"])).toBe(true);
  });

  test("by a mapped parameter's source", async () => {
    expect(await answersAlike(["/mapped?page=1"], ["/mapped?page=2"])).toBe(false);
    expect(await answersAlike(["/mapped?page=1"], ["/mapped?page=1&x=y"])).toBe(true);
  });

  test("by resource, unless they share a namespace", async () => {
    expect(await answersAlike(["/plain"], ["/any"])).toBe(false);
    expect(await answersAlike(["/one"], ["/two"])).toBe(true);
  });
});

test("a key parameter that the method doesn't declare is refused at start", async () => {
  const start = ServedApi.start({
    paths: { "/x": { get: stamped(["method.request.querystring.page"]) } },
    stage: cluster,
    resource: methodSettings({ "*/*": caching }),
  });
  await expect(start).rejects.toThrow(
    "method GET /x: cacheKeyParameters: expected a parameter that the method declares, got method.request.querystring.page",
  );
});

describe("Cache-Control: max-age=0", () => {
  const fresh = { "Cache-Control": "max-age=0" };

  test("replaces the entry, where no authorization is required for it", async () => {
    await serve({ "*/*": { ...caching, require_authorization_for_cache_control: false } });
    const first = await get("/plain");
    const second = await get("/plain", { "cache-control": "no-transform, Max-Age=0" });
    expect(second).not.toBe(first);
    expect(await get("/plain")).toBe(second);
    expect(await get("/plain", { "Cache-Control": "no-cache" })).toBe(second);
  });

  test("is ignored with a warning, when the caller isn't authorized", async () => {
    await serve({ "*/*": caching });
    const first = await get("/plain");
    const answer = await call("/plain", fresh);
    expect([answer.text, answer.headers["warning"]]).toEqual([
      first,
      "199 Cache-control headers were ignored because the caller was unauthorized.",
    ]);
    expect((await call("/plain")).headers).not.toHaveProperty("warning");
  });

  test("is ignored with a warning on an answer that wasn't cached yet either, which the cache doesn't keep", async () => {
    await serve({ "*/*": { ...caching, unauthorized_cache_control_header_strategy: "SUCCEED_WITH_RESPONSE_HEADER" } });
    const first = await call("/plain", fresh);
    expect(first.headers["warning"]).toMatch(/^199 /);
    const second = await call("/plain");
    expect([second.text, second.headers["warning"]]).toEqual([first.text, undefined]);
  });

  test("is ignored without a word", async () => {
    await serve({
      "*/*": { ...caching, unauthorized_cache_control_header_strategy: "SUCCEED_WITHOUT_RESPONSE_HEADER" },
    });
    const first = await get("/plain");
    const answer = await call("/plain", fresh);
    expect([answer.text, answer.headers["warning"]]).toEqual([first, undefined]);
  });

  test("is refused with 403", async () => {
    await serve({ "*/*": { ...caching, unauthorized_cache_control_header_strategy: "FAIL_WITH_403" } });
    const answer = await call("/plain", fresh);
    expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([403, "AccessDeniedException"]);
    expect((await call("/plain")).status).toBe(200);
  });

  test("means nothing to a method that isn't cached", async () => {
    await serve({ "any/ANY": { unauthorized_cache_control_header_strategy: "FAIL_WITH_403" } });
    expect((await call("/any", fresh)).status).toBe(200);
  });

  test.each([
    ["execute-api:InvalidateCache", true],
    ["execute-api:Invoke", false],
  ])("replaces the entry for a caller who was given the right one: %s", async (given, replaced) => {
    const method = { httpMethod: "GET" } as Method;
    const stage = { deploymentId: "d", methodSettings: new Map([["*/*", { cachingEnabled: true }]]) } as Stage;
    const integration = { cacheKeyParameters: [] as string[] } as Integration;
    const resource = { id: "r", path: "/r", methods: {} };
    const cached = compileCache(method, resource, integration, stage, new ResponseCache(1000, () => 0))!;
    let calls = 0;
    const answer = (exchange: Exchange) => {
      exchange.response = { statusCode: 200, headers: new Headers(), body: String((calls += 1)) };
      return undefined;
    };
    const step = cached([{ name: "integration", run: answer }]);
    const ask = async (headers: Headers) => {
      const permits = (action: string) => action === given;
      const exchange = { request: { httpMethod: "GET", headers }, permits } as unknown as Exchange;
      await step(exchange);
      return exchange.response!.body;
    };
    await ask(new Headers());
    expect(await ask(Headers.fromRaw(["Cache-Control", "max-age=0"]))).toBe(replaced ? "2" : "1");
    expect(await ask(new Headers())).toBe(replaced ? "2" : "1");
  });

  test("with a strategy that isn't there is refused at start", async () => {
    await expect(serve({ "*/*": { unauthorized_cache_control_header_strategy: "ALLOW" } })).rejects.toThrow(
      'unauthorized_cache_control_header_strategy: expected FAIL_WITH_403, SUCCEED_WITH_RESPONSE_HEADER, SUCCEED_WITHOUT_RESPONSE_HEADER, got "ALLOW"',
    );
  });
});

test("resources of their own may declare the cache as well", async () => {
  const resource = {
    ...methodSettings({ "*/*": caching }),
    aws_api_gateway_resource: {
      r: { rest_api_id: apiId, parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}", path_part: "x" },
    },
    aws_api_gateway_method: {
      m: {
        rest_api_id: apiId,
        resource_id: "${aws_api_gateway_resource.r.id}",
        http_method: "GET",
        authorization: "NONE",
        request_parameters: { "method.request.querystring.page": false },
      },
    },
    aws_api_gateway_method_response: {
      m: {
        rest_api_id: apiId,
        resource_id: "${aws_api_gateway_resource.r.id}",
        http_method: "GET",
        status_code: "200",
      },
    },
    aws_api_gateway_integration: {
      i: {
        rest_api_id: apiId,
        resource_id: "${aws_api_gateway_resource.r.id}",
        http_method: "GET",
        type: "MOCK",
        request_templates: { "application/json": '{"statusCode": 200}' },
        cache_key_parameters: ["method.request.querystring.page"],
        cache_namespace: "x",
      },
    },
    aws_api_gateway_integration_response: {
      i: {
        rest_api_id: apiId,
        resource_id: "${aws_api_gateway_resource.r.id}",
        http_method: "GET",
        status_code: "200",
        response_templates: { "application/json": stamp },
      },
    },
  };
  served = await ServedApi.start({ paths: {}, stage: cluster, resource });
  expect(await answersAlike(["/x?page=1"], ["/x?page=1&a=b"])).toBe(true);
  expect(await answersAlike(["/x?page=1"], ["/x?page=2"])).toBe(false);
});

describe("capacity", () => {
  const answer = (bytes: number) => ({ statusCode: 200, headers: new Headers(), body: "x".repeat(bytes) });

  test("the least recently used make room", () => {
    const cache = new ResponseCache(310, () => 0);
    for (const key of ["a", "b", "c"]) cache.set(key, answer(100), 60);
    cache.get("a");
    cache.set("d", answer(100), 60);
    expect(["a", "b", "c", "d"].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true, true]);
  });

  test("replaced and expired entries take none", () => {
    let now = 0;
    const cache = new ResponseCache(310, () => now);
    for (let i = 0; i < 10; i++) cache.set("a", answer(100), 60);
    cache.set("b", answer(100), 120);
    now = 60_000;
    expect(cache.get("a")).toBeUndefined();
    cache.set("c", answer(100), 60);
    cache.set("d", answer(100), 60);
    expect(["b", "c", "d"].map((key) => cache.get(key) !== undefined)).toEqual([true, true, true]);
  });

  test("a response over 1 MB isn't kept, and the one before it neither", () => {
    const cache = new ResponseCache(10_000_000, () => 0);
    cache.set("a", answer(1_048_576), 60);
    expect(cache.get("a")).toBeDefined();
    cache.set("a", answer(1_048_577), 60);
    expect(cache.get("a")).toBeUndefined();
  });
});
