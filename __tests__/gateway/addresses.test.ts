import { says, ServedApi, stackOf } from "./served-api";

const api = "${aws_api_gateway_rest_api.api.id}";

/** An API whose domain maps `v1` and `v1/beta`, and one that is called by execute-api alone. */
const stacks = {
  shop: stackOf({
    paths: {
      "/": { get: says("shop root") },
      "/where": { get: says("$context.path $context.domainName $context.domainPrefix $context.stage") },
    },
    api: { name: "shop", disable_execute_api_endpoint: true, tags: { Version: "v1" } },
    resource: {
      aws_api_gateway_domain_name: { d: { domain_name: "api.example.com" } },
      aws_api_gateway_base_path_mapping: {
        v1: {
          domain_name: "${aws_api_gateway_domain_name.d.domain_name}",
          api_id: api,
          stage_name: "dev",
          base_path: "v1",
        },
      },
      aws_apigatewayv2_api_mapping: {
        beta: { domain_name: "api.example.com", api_id: api, stage: "dev", api_mapping_key: "v1/beta" },
      },
    },
  }),
  tools: stackOf({
    paths: { "/where": { get: says("$context.path $context.domainName") } },
    api: { name: "tools" },
    endpoint: "EDGE",
  }),
};

let served: ServedApi;

beforeAll(async () => {
  served = await ServedApi.startStacks(stacks);
});

afterAll(() => served.close());

const get = (host: string, rawPath: string) => served.call("GET", "", { host, rawPath });

test("says of each API where it is served", () => {
  const { port } = served;
  const [shop, tools] = served.apis;
  expect(shop).toEqual({
    name: "shop",
    stack: "shop",
    door: "regional",
    version: "v1",
    stage: "dev",
    url: `http://api.example.com.localhost:${port}/v1/beta`,
    localUrl: expect.stringMatching(
      new RegExp(`^http://127\\.0\\.0\\.1:${port}/_aws/execute-api/[0-9a-z]{10}/dev$`),
    ) as string,
  });
  expect(tools).toMatchObject({
    door: "edge",
    url: expect.stringMatching(/^http:\/\/[0-9a-z]{10}\.execute-api\.localhost:\d+\/dev$/) as string,
  });
  expect(tools).not.toHaveProperty("version");
});

test.each([
  ["api.example.com", "/v1/where", "/v1/where api.example.com api dev"],
  ["api.example.com.localhost:4567", "/v1/where", "/v1/where api.example.com api dev"],
  ["API.Example.com", "/v1/where", "/v1/where api.example.com api dev"],
  ["api.example.com", "/v1/beta/where", "/v1/beta/where api.example.com api dev"],
  ["api.example.com", "/v1", "shop root"],
  ["api.example.com", "/v1/", "shop root"],
])("%s%s reaches the API by its custom domain name", async (host, path, expected) => {
  expect((await get(host, path)).text).toBe(expected);
});

test("the local address reaches an API on any host, disabled endpoint or not", async () => {
  const [shop, tools] = served.apis;
  const shopPath = new URL(shop!.localUrl).pathname;
  expect((await get("127.0.0.1", `${shopPath}/where`)).text).toMatch(
    /^\/dev\/where \w+\.execute-api\.localhost \w+ dev$/,
  );
  expect((await get("whatever.example", `${new URL(tools!.localUrl).pathname}/where`)).text).toMatch(/^\/dev\/where /);
});

test("an execute-api host of any region reaches the stage that the path begins with", async () => {
  const id = new URL(served.apis[1]!.url).host.split(".")[0]!;
  expect((await get(`${id}.execute-api.eu-west-1.amazonaws.com`, "/dev/where")).text).toBe(
    `/dev/where ${id}.execute-api.eu-west-1.amazonaws.com`,
  );
  expect((await get(`${id}.execute-api.localhost`, "//dev//where")).status).toBe(200);
});

describe("403 Forbidden answers", () => {
  const forbidden = async (host: string, path: string) => {
    const answer = await get(host, path);
    expect([answer.status, answer.text, answer.headers["x-amzn-errortype"]]).toEqual([
      403,
      '{"message":"Forbidden"}',
      "ForbiddenException",
    ]);
    expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    return served.logs.at(-1)!.error;
  };
  const idOf = (index: number) => new URL(served.apis[index]!.localUrl).pathname.split("/")[3]!;

  test("an execute-api endpoint that is disabled", async () => {
    expect(await forbidden(`${idOf(0)}.execute-api.localhost`, "/dev/where")).toMatch(
      "the execute-api endpoint is disabled",
    );
  });

  test("a stage that isn't there", async () => {
    expect(await forbidden(`${idOf(1)}.execute-api.localhost`, "/prod/where")).toMatch(
      'expected a stage that is deployed, got "prod"',
    );
  });

  test("a base path that isn't mapped", async () => {
    expect(await forbidden("api.example.com", "/v2/where")).toBe(
      "api.example.com: expected a base path /v1/beta, /v1, got /v2/where",
    );
    await forbidden("api.example.com", "/v11");
  });

  test("a host that nobody owns", async () => {
    expect(await forbidden("127.0.0.1:4567", "/")).toMatch(/^host 127\.0\.0\.1: expected api\.example\.com, /);
  });
});
