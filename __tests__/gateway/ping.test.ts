import { says, ServedApi, stackOf } from "./served-api";
import { apiId } from "./stage-settings";

let served: ServedApi;

beforeAll(async () => {
  served = await ServedApi.startStacks({
    shop: stackOf({
      paths: { "/ping": { get: says("the API's own") }, "/sping/{id}": { get: says("below") } },
      resource: {
        aws_api_gateway_domain_name: {
          based: { domain_name: "based.example.com" },
          bare: { domain_name: "bare.example.com" },
        },
        aws_api_gateway_base_path_mapping: {
          based: { domain_name: "based.example.com", api_id: apiId, stage_name: "dev", base_path: "v1" },
          bare: { domain_name: "bare.example.com", api_id: apiId, stage_name: "dev" },
        },
      },
    }),
  });
});

afterAll(() => served.close());

const get = (host: string, rawPath: string) => served.call("GET", "", { host, rawPath });
const executeApi = () => `${new URL(served.apis[0]!.localUrl).pathname.split("/")[3]}.execute-api.localhost`;

test.each(["/ping", "/sping"])("%s at the root of an endpoint is answered by the endpoint", async (path) => {
  for (const host of [executeApi(), "based.example.com", "bare.example.com"]) {
    const answer = await get(host, path);
    expect([answer.status, answer.text]).toEqual([200, "Healthy Connection"]);
    expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("behind a stage or base path they are the API's own", async () => {
  expect((await get(executeApi(), "/dev/ping")).text).toBe("the API's own");
  expect((await get("based.example.com", "/v1/ping")).text).toBe("the API's own");
  expect((await get("bare.example.com", "/sping/7")).text).toBe("below");
});

test("an endpoint that isn't there has no health", async () => {
  expect((await get("nobody.example.com", "/ping")).status).toBe(403);
});
