import { HttpBackend } from "./http-backend";
import { anyMethod, ServedApi } from "./served-api";

let backend: HttpBackend;
let api: ServedApi;

const http = (type: "http" | "http_proxy", uri: string, integration: object = {}, operation: object = {}) => ({
  responses: { 200: {}, 404: {} },
  "x-amazon-apigateway-integration": {
    type,
    httpMethod: "GET",
    uri,
    ...(type === "http" && { responses: { default: { statusCode: "200" } } }),
    ...integration,
  },
  ...operation,
});

beforeAll(async () => {
  backend = await HttpBackend.start();
  const base = `http://${backend.host}`;
  api = await ServedApi.start({
    variables: { host: backend.host },
    paths: {
      "/items/{sku}": {
        get: http("http", `${base}/stock/{id}?fixed=1`, {
          requestParameters: {
            "integration.request.path.id": "method.request.path.sku",
            "integration.request.querystring.lang": "method.request.querystring.l",
            "integration.request.header.X-Tenant": "'acme'",
            "integration.request.header.X-None": "method.request.header.x-none",
            "integration.request.header.X-Stage": "context.stage",
          },
          responses: {
            default: {
              statusCode: "200",
              responseParameters: { "method.response.header.X-Etag": "integration.response.header.ETag" },
            },
            "4\\d\\d": { statusCode: "404" },
          },
        }),
      },
      "/proxy/{rest+}": {
        [anyMethod]: http("http_proxy", `${base}/{rest}`, {
          httpMethod: "ANY",
          requestParameters: {
            "integration.request.path.rest": "method.request.path.rest",
            "integration.request.header.X-Tenant": "'acme'",
          },
        }),
      },
      "/variable": { get: http("http_proxy", "http://${stageVariables.host}/v") },
      "/no-host": { get: http("http_proxy", "http://${stageVariables.missing}/v") },
      "/slow": { get: http("http_proxy", `${base}/slow`, { timeoutInMillis: 50 }) },
      "/gone": { get: http("http_proxy", "http://127.0.0.1:1/") },
      "/illegal": {
        get: http("http_proxy", `${base}/x`, {
          requestParameters: { "integration.request.header.Content-Length": "'0'" },
        }),
      },
    },
  });
});

afterAll(async () => {
  await api.close();
  await backend.close();
});

beforeEach(() => {
  backend.answer = { status: 200, headers: { "Content-Type": "text/plain", ETag: '"1"' }, body: "backend" };
});

describe("an HTTP integration", () => {
  test("sends mapped parameters and nothing of the client's", async () => {
    await api.call("GET", "/items/a%2Fb?l=de&other=1", { headers: { "x-mine": "1", Cookie: "c=1" } });
    expect(backend.last).toMatchObject({ method: "GET", url: "/stock/a%2Fb?fixed=1&lang=de" });
    const { headers } = backend.last;
    expect(headers).toMatchObject({
      "x-tenant": "acme",
      "x-stage": "dev",
      accept: "application/json",
      "user-agent": expect.stringMatching(/^AmazonAPIGateway_[0-9a-z]{10}$/) as string,
      "x-amzn-apigateway-api-id": expect.stringMatching(/^[0-9a-z]{10}$/) as string,
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-/) as string,
      host: backend.host,
    });
    for (const name of ["x-none", "x-mine", "cookie"]) expect(headers).not.toHaveProperty(name);
  });

  test("answers with mapped headers only", async () => {
    const answer = await api.call("GET", "/items/1");
    expect(answer.text).toBe("backend");
    expect(answer.headers).toMatchObject({ "x-etag": '"1"', "content-type": "application/json" });
    expect(answer.headers).not.toHaveProperty("etag");
    expect(answer.headers["x-amzn-trace-id"]).toMatch(/^Root=1-/);
  });

  test("maps the backend's status by selection pattern, 200 where none matches", async () => {
    backend.answer = { status: 418 };
    expect((await api.call("GET", "/items/1")).status).toBe(404);
    backend.answer = { status: 503 };
    expect((await api.call("GET", "/items/1")).status).toBe(200);
  });
});

describe("an HTTP_PROXY integration", () => {
  test("passes method, path, query, headers and body", async () => {
    const body = "payload";
    await api.call("PUT", "/proxy/a/b?x=1&x=2", {
      headers: { "X-Mine": "1", "Content-Type": "text/csv", Via: "p", "Content-MD5": "m" },
      body,
    });
    expect(backend.last).toMatchObject({ method: "PUT", url: "/a/b?x=1&x=2" });
    expect(backend.last.body.toString()).toBe(body);
    expect(backend.last.headers).toMatchObject({
      "x-mine": "1",
      "content-type": "text/csv",
      "x-tenant": "acme",
      host: backend.host,
    });
    for (const name of ["via", "content-md5"]) expect(backend.last.headers).not.toHaveProperty(name);
  });

  test("passes the backend's status and headers, those of the connection renamed", async () => {
    backend.answer = { status: 404, headers: { "X-Own": "1", Server: "s" }, body: "none" };
    const answer = await api.call("GET", "/proxy/x");
    expect([answer.status, answer.text]).toEqual([404, "none"]);
    expect(answer.headers).toMatchObject({ "x-own": "1", "x-amzn-remapped-server": "s" });
    expect(answer.headers).toHaveProperty("x-amzn-remapped-date");
  });

  test("fills stage variables into its address", async () => {
    await api.call("GET", "/variable");
    expect(backend.last.url).toBe("/v");
  });

  test.each(["/no-host", "/illegal"])("%s is 500", async (path) => {
    const answer = await api.call("GET", path);
    expect([answer.status, answer.text]).toEqual([500, '{"message": "Internal server error"}']);
    expect(answer.headers["x-amzn-errortype"]).toBe("InternalServerErrorException");
  });

  test("whose backend isn't there is 504, a failure of the integration", async () => {
    const answer = await api.call("GET", "/gone");
    expect([answer.status, answer.text]).toEqual([504, '{"message": "Network error communicating with endpoint"}']);
    expect(api.logs.at(-1)).toMatchObject({ gatewayResponse: "INTEGRATION_FAILURE" });
  });

  test("that takes too long is 504", async () => {
    backend.answer = { status: 200, delay: 200 };
    const answer = await api.call("GET", "/slow");
    expect([answer.status, answer.text]).toEqual([504, '{"message": "Endpoint request timed out"}']);
  });
});

test.each(["/proxy/big", "/items/big"])("an answer over 10 MB is 500: %s", async (path) => {
  backend.answer = { status: 200, body: Buffer.alloc(10 * 1024 * 1024 + 1) };
  const answer = await api.call("GET", path);
  expect([answer.status, answer.json()]).toEqual([500, { message: "Internal server error" }]);
  expect(api.logs.at(-1)!.error).toContain("expected an answer of at most 10485760 bytes, got more");
});
