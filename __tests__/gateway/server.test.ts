import { connect } from "node:net";
import { says, ServedApi, proxy } from "./served-api";

let api: ServedApi;

beforeAll(async () => {
  api = await ServedApi.start({
    paths: { "/mock": { get: says("ok"), post: says("ok") }, "/echo": { post: proxy("echo"), get: proxy("echo") } },
    functions: { echo: "exports.handler = async (event) => ({ body: JSON.stringify(event.headers) });" },
    document: {
      "x-amazon-apigateway-gateway-responses": {
        DEFAULT_4XX: { statusCode: "418", responseTemplates: { "application/json": "teapot" } },
      },
    },
  });
});

afterAll(() => api.close());

/** Sends bytes as they are and gives what comes back until the server closes. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(api.port, "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString()));
    socket.on("close", () => {
      resolve(received);
    });
    socket.on("error", reject);
  });
}

test("every answer carries a request id and an extended request id", async () => {
  const ids = new Set<unknown>();
  for (const path of ["/mock", "/mock", "/nothing"]) {
    const { headers } = await api.call("GET", path);
    expect(headers["x-amzn-requestid"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(headers["x-amz-apigw-id"]).toMatch(/^[\w+/]{15}=$/);
    ids.add(headers["x-amzn-requestid"]);
  }
  expect(ids.size).toBe(3);
});

describe("the trace id", () => {
  test("is made up when the client has none, and the event shows its root", async () => {
    const answer = await api.call("GET", "/echo");
    expect(answer.headers["x-amzn-trace-id"]).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/,
    );
    const { "X-Amzn-Trace-Id": seen } = answer.json() as Record<string, string>;
    expect(answer.headers["x-amzn-trace-id"]).toContain(seen);
  });

  test("of the client is kept", async () => {
    const sent = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const answer = await api.call("GET", "/echo", { headers: { "x-amzn-trace-id": sent } });
    expect(answer.headers["x-amzn-trace-id"]).toBe(sent);
  });

  test("is not shown by MOCK integrations and gateway responses", async () => {
    expect((await api.call("GET", "/mock")).headers).not.toHaveProperty("x-amzn-trace-id");
    expect((await api.call("GET", "/nothing")).headers).not.toHaveProperty("x-amzn-trace-id");
  });
});

describe("a payload over 10 MB", () => {
  test("is refused with 413, which gateway responses don't change", async () => {
    const answer = await api.call("POST", "/echo", { body: Buffer.alloc(11 * 1024 * 1024, "x") });
    expect([answer.status, answer.text]).toEqual([413, '{"message":"Request Too Long"}']);
    expect(answer.headers["x-amzn-errortype"]).toBe("RequestTooLargeException");
  });

  test("is refused when it comes in chunks, too", async () => {
    const chunk = "x".repeat(1024 * 1024);
    const body = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(11);
    const path = new URL(api.apis[0]!.localUrl).pathname;
    const received = await raw(
      `POST ${path}/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${body}0\r\n\r\n`,
    );
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("what is not a request", () => {
  test("is answered 400 and the connection closed", async () => {
    expect(await raw("GARBAGE\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nConnection: close/);
    expect(await raw("GET / HTTP/1.1\r\nHost x\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("because its headers are over 10,240 bytes is answered 431", async () => {
    const received = await raw(`GET /mock HTTP/1.1\r\nHost: x\r\nX-Big: ${"x".repeat(10_240)}\r\n\r\n`);
    expect(received).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("does not stop the gateway", async () => {
    await Promise.all([
      raw("\r\n\r\n\0\0\r\n\r\n"),
      raw("GET /%zz%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
    ]);
    expect((await api.call("GET", "/mock")).status).toBe(200);
  });
});

test("the log says what was asked, where it went, and how it ended", async () => {
  await api.call("GET", "/mock?x=1");
  expect(api.logs.at(-1)).toMatchObject({
    httpMethod: "GET",
    path: "/dev/mock",
    api: "test",
    stage: "dev",
    resource: "/mock",
    status: 200,
  });
});
