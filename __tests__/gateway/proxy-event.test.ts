import { anyMethod, proxy, ServedApi } from "./served-api";

interface Event {
  resource: string;
  path: string;
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  requestContext: Record<string, unknown> & { identity: Record<string, unknown> };
  [key: string]: unknown;
}

let api: ServedApi;

beforeAll(async () => {
  api = await ServedApi.start({
    paths: {
      "/orders/{orderId}": { [anyMethod]: proxy("echo"), get: proxy("echo", { operationId: "getOrder" }) },
      "/plain": { [anyMethod]: proxy("echo") },
      "/{proxy+}": {
        [anyMethod]: proxy("echo", {}, { requestParameters: { "integration.request.header.x-mapped": "'mapped'" } }),
      },
    },
    functions: { echo: "exports.handler = async (event) => ({ body: JSON.stringify(event) });" },
    variables: { color: "green" },
    document: { "x-amazon-apigateway-binary-media-types": ["image/png", "application/*"] },
    resource: {
      aws_api_gateway_domain_name: { d: { domain_name: "api.example.com" } },
      aws_api_gateway_base_path_mapping: {
        m: {
          domain_name: "api.example.com",
          api_id: "${aws_api_gateway_rest_api.api.id}",
          stage_name: "dev",
          base_path: "v1",
        },
      },
    },
  });
});

afterAll(() => api.close());

async function event(method: string, path: string, options: Parameters<ServedApi["call"]>[2] = {}): Promise<Event> {
  return (await api.call(method, "", { rawPath: path, host: "api.example.com", ...options })).json() as Event;
}

test("has exactly the keys of payload format 1.0", async () => {
  const sent = await event("GET", "/v1/orders/7");
  expect(Object.keys(sent).toSorted()).toEqual([
    "body",
    "headers",
    "httpMethod",
    "isBase64Encoded",
    "multiValueHeaders",
    "multiValueQueryStringParameters",
    "path",
    "pathParameters",
    "queryStringParameters",
    "requestContext",
    "resource",
    "stageVariables",
  ]);
  expect(sent).toMatchObject({
    resource: "/orders/{orderId}",
    path: "/v1/orders/7",
    httpMethod: "GET",
    pathParameters: { orderId: "7" },
    stageVariables: { color: "green" },
    body: null,
    isBase64Encoded: false,
  });
});

test("tells the request's context", async () => {
  const { requestContext } = await event("GET", "/v1/orders/7", { headers: { "User-Agent": "test/1" } });
  expect(requestContext).toEqual({
    accountId: "111122223333",
    apiId: expect.stringMatching(/^[0-9a-z]{10}$/) as string,
    deploymentId: expect.stringMatching(/^[0-9a-z]{6}$/) as string,
    domainName: "api.example.com",
    domainPrefix: "api",
    extendedRequestId: expect.any(String) as string,
    httpMethod: "GET",
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: "127.0.0.1",
      user: null,
      userAgent: "test/1",
      userArn: null,
    },
    operationName: "getOrder",
    path: "/v1/orders/7",
    protocol: "HTTP/1.1",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/) as string,
    requestTimeEpoch: expect.any(Number) as number,
    resourceId: expect.stringMatching(/^[0-9a-z]{6}$/) as string,
    resourcePath: "/orders/{orderId}",
    stage: "dev",
  });
});

test("request id of event and answer are one", async () => {
  const answer = await api.call("GET", "/plain");
  expect((answer.json() as Event).requestContext["requestId"]).toBe(answer.headers["x-amzn-requestid"]);
});

test("shows the path without the stage of an execute-api address, the context with it", async () => {
  const path = new URL(api.apis[0]!.localUrl).pathname;
  const sent = await event("GET", `${path}//plain/`, { host: "127.0.0.1" });
  expect([sent.path, sent.requestContext["path"]]).toEqual(["/plain/", "/dev//plain/"]);
});

test("has null where there is nothing", async () => {
  const sent = await event("GET", "/v1/plain");
  expect(sent).toMatchObject({
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    body: null,
  });
});

test("query parameters keep the last value, and all of them", async () => {
  const sent = await event("GET", "/v1/plain?a=1&a=2+3&b=%2B%20&c&=x");
  expect(sent["queryStringParameters"]).toEqual({ a: "2 3", b: "+ ", c: "", "": "x" });
  expect(sent["multiValueQueryStringParameters"]).toEqual({ a: ["1", "2 3"], b: ["+ "], c: [""], "": ["x"] });
});

test("header names keep their case, except those that the service settles", async () => {
  const sent = await event("GET", "/v1/plain", {
    headers: { "x-MiXed": ["a", "b"], authorization: "t", "user-agent": "u" },
  });
  expect(sent.headers).toMatchObject({
    "x-MiXed": "b",
    Authorization: "t",
    "User-Agent": "u",
    Host: "api.example.com",
  });
  expect(sent.multiValueHeaders).toMatchObject({ "x-MiXed": ["a", "b"], Authorization: ["t"] });
});

test("adds what the service knows of the connection", async () => {
  const sent = await event("GET", "/v1/plain", { headers: { "X-Forwarded-For": "203.0.113.9" } });
  expect(sent.headers).toMatchObject({
    "X-Forwarded-For": "203.0.113.9, 127.0.0.1",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
    "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-/) as string,
  });
});

test("leaves out headers of the connection and the gateway's own", async () => {
  const headers = {
    "Content-MD5": "x",
    TE: "deflate",
    "Max-Forwards": "1",
    Server: "x",
    "WWW-Authenticate": "x",
    "x-gatehouse-vpce": "none",
  };
  const names = Object.keys((await event("POST", "/v1/plain", { headers, body: "x" })).headers).map((name) =>
    name.toLowerCase(),
  );
  for (const name of ["connection", "content-length", ...Object.keys(headers).map((header) => header.toLowerCase())])
    expect(names).not.toContain(name);
});

describe("a body", () => {
  test("is text", async () => {
    const sent = await event("POST", "/v1/plain", { body: '{"a":"é"}', headers: { "Content-Type": "text/plain" } });
    expect([sent["body"], sent["isBase64Encoded"]]).toEqual(['{"a":"é"}', false]);
  });

  test.each(["image/png", "application/pdf; v=1", "APPLICATION/JSON"])(
    "of the binary media type %s is base64",
    async (type) => {
      const sent = await event("POST", "/v1/plain", {
        body: Buffer.from([0, 255, 1]),
        headers: { "Content-Type": type },
      });
      expect([sent["body"], sent["isBase64Encoded"]]).toEqual(["AP8B", true]);
    },
  );
});

test("parameter mappings don't touch it", async () => {
  expect((await event("GET", "/v1/anything/else")).headers).not.toHaveProperty("x-mapped");
});

test("names that mean something to JavaScript are only names", async () => {
  const sent = await event("GET", "/v1/plain?__proto__=1&constructor=2&toString=3");
  expect(Object.keys(sent["queryStringParameters"] as object)).toEqual(["__proto__", "constructor", "toString"]);
});
