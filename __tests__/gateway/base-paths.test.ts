import { proxy, says, ServedApi, stackOf } from "./served-api";

const api = "${aws_api_gateway_rest_api.api.id}";
const mapping = (base_path: string | undefined, stage_name?: string) => ({
  domain_name: "api.example.com",
  api_id: api,
  ...(stage_name !== undefined && { stage_name }),
  ...(base_path !== undefined && { base_path }),
});

const doorOf = (name: string, endpoint: "REGIONAL" | "EDGE" | "PRIVATE", mappings: Record<string, object>) =>
  stackOf({
    paths: {
      "/": { get: says(`${name} root`) },
      "/where": { get: says(`${name} $context.path`) },
      "/event": { get: proxy("echo") },
    },
    functions: {
      echo: "exports.handler = async ({ path, requestContext }) => ({ body: `${path} ${requestContext.path}` });",
    },
    endpoint,
    api: { name },
    resource: {
      aws_api_gateway_domain_name: {
        own: { domain_name: `${name}.example.com` },
        ...(name === "shop" && { shared: { domain_name: "api.example.com" } }),
      },
      aws_api_gateway_base_path_mapping: {
        own: { ...mapping(undefined, "dev"), domain_name: `${name}.example.com` },
        ...mappings,
      },
    },
  });

let served: ServedApi;

beforeAll(async () => {
  served = await ServedApi.startStacks(
    {
      shop: doorOf("shop", "REGIONAL", { v1: mapping("v1", "dev") }),
      tools: doorOf("tools", "EDGE", { none: mapping("(none)", "dev"), stages: mapping("stages") }),
    },
    { echo: "exports.handler = async ({ path, requestContext }) => ({ body: `${path} ${requestContext.path}` });" },
  );
});

afterAll(() => served.close());

const get = async (host: string, rawPath: string) => (await served.call("GET", "", { host, rawPath })).text;

test("several doors are served together, each by its own domain", async () => {
  expect(await get("shop.example.com", "/where")).toBe("shop /where");
  expect(await get("tools.example.com", "/where")).toBe("tools /where");
  expect(served.apis.map(({ door, url }) => [door, new URL(url).hostname])).toEqual([
    ["regional", "shop.example.com.localhost"],
    ["edge", "api.example.com.localhost"],
  ]);
});

test("a domain leads by base path to different APIs, whatever else to the one without base path", async () => {
  expect(await get("api.example.com", "/v1/where")).toBe("shop /v1/where");
  expect(await get("api.example.com", "/where")).toBe("tools /where");
  expect(await get("api.example.com", "/")).toBe("tools root");
});

test("a base path is a whole part of the path", async () => {
  expect(await get("api.example.com", "/v1")).toBe("shop root");
  expect(await get("api.example.com", "/v10/where")).toBe('{"message":"Missing Authentication Token"}');
});

test("a mapping without stage takes the stage from the path", async () => {
  expect(await get("api.example.com", "/stages/dev/where")).toBe("tools /stages/dev/where");
  expect(await get("api.example.com", "/stages/prod/where")).toBe('{"message":"Forbidden"}');
});

test("a function sees the base path", async () => {
  expect(await get("api.example.com", "/v1/event")).toBe("/v1/event /v1/event");
  expect(await get("shop.example.com", "/event")).toBe("/event /event");
});

describe("a wildcard domain", () => {
  let wild: ServedApi;
  const ask = async (host: string) => (await wild.call("GET", "", { host, rawPath: "/where" })).text;

  beforeAll(async () => {
    const resource = (domain_name: string) => ({
      aws_api_gateway_domain_name: { d: { domain_name } },
      aws_api_gateway_base_path_mapping: { m: { domain_name, api_id: api, stage_name: "dev" } },
    });
    const paths = (name: string) => ({ "/where": { get: says(`${name} $context.domainName`) } });
    wild = await ServedApi.startStacks({
      tenants: stackOf({ paths: paths("tenants"), resource: resource("*.example.com") }),
      admin: stackOf({ paths: paths("admin"), resource: resource("admin.example.com") }),
    });
  });

  afterAll(() => wild.close());

  test("takes every name below it, and the context has the one that was called", async () => {
    expect(await ask("acme.example.com")).toBe("tenants acme.example.com");
    expect(await ask("acme.example.com.localhost")).toBe("tenants acme.example.com");
    expect(new URL(wild.apis[0]!.url).hostname).toBe("any.example.com.localhost");
  });

  test("leaves a name that is a domain of its own to that", async () => {
    expect(await ask("admin.example.com")).toBe("admin admin.example.com");
  });

  test("takes no name of more parts, and not its own", async () => {
    for (const host of ["a.b.example.com", "example.com"]) expect(await ask(host)).toBe('{"message":"Forbidden"}');
  });
});
