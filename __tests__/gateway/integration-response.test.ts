import { HttpBackend } from "./http-backend";
import { ServedApi } from "./served-api";

let backend: HttpBackend;
let api: ServedApi;

beforeAll(async () => {
  backend = await HttpBackend.start();
  const receive = (response: object) => ({
    responses: { 200: {} },
    "x-amazon-apigateway-integration": {
      type: "http",
      httpMethod: "GET",
      uri: `http://${backend.host}/`,
      responses: { default: { statusCode: "200", ...response } },
    },
  });
  api = await ServedApi.start({
    document: { "x-amazon-apigateway-binary-media-types": ["image/*"] },
    paths: {
      "/templates": {
        get: receive({
          responseTemplates: {
            "application/xml": "<x/>",
            "application/json": '{"got":$input.json("$.a")}',
            "text/plain": "text",
          },
        }),
      },
      "/xml": { get: receive({ responseTemplates: { "application/xml": "<x/>" } }) },
      "/override": {
        get: receive({
          responseTemplates: {
            "application/json":
              '#set($context.responseOverride.status = $input.path("$.status"))#set($context.responseOverride.header.X-A = "overridden")done',
          },
          responseParameters: { "method.response.header.X-A": "'mapped'", "method.response.header.X-B": "'mapped'" },
        }),
      },
      "/sources": {
        get: receive({
          responseParameters: {
            "method.response.header.X-Body": "integration.response.body.a",
            "method.response.header.X-Header": "integration.response.header.x-own",
            "method.response.header.X-Context": "context.httpMethod",
            "method.response.header.Date": "'mapped'",
            "method.response.header.Content-Type": "'text/x-own'",
            "method.response.header.Transfer-Encoding": "'chunked'",
          },
        }),
      },
      "/plain": { get: receive({}) },
      "/to-binary": { get: receive({ contentHandling: "CONVERT_TO_BINARY" }) },
      "/to-text": { get: receive({ contentHandling: "CONVERT_TO_TEXT" }) },
    },
  });
});

afterAll(async () => {
  await api.close();
  await backend.close();
});

const answering = (path: string, body: string | Buffer, type = "application/json", accept?: string) => {
  backend.answer = { status: 200, headers: { "Content-Type": type, "X-Own": "1" }, body };
  return api.call("GET", path, accept === undefined ? {} : { headers: { Accept: accept } });
};

describe("a response template", () => {
  test.each([
    ["application/xml", "<x/>", "application/xml"],
    ["text/plain", "text", "text/plain"],
    ["application/json", '{"got":1}', "application/json"],
    ["audio/ogg", '{"got":1}', "application/json"],
    [undefined, '{"got":1}', "application/json"],
  ])("is chosen by what the client accepts, else JSON's: %s", async (accept, text, type) => {
    const answer = await answering("/templates", '{"a":1}', "application/json", accept);
    expect([answer.text, answer.headers["content-type"]]).toEqual([text, type]);
  });

  test("is the only one there is", async () => {
    const answer = await answering("/xml", "{}", "application/json", "text/html");
    expect([answer.text, answer.headers["content-type"]]).toEqual(["<x/>", "application/xml"]);
  });

  test("overrides status and headers", async () => {
    const answer = await answering("/override", '{"status":418}');
    expect([answer.status, answer.headers["x-a"], answer.headers["x-b"]]).toEqual([418, "overridden", "mapped"]);
  });

  test.each([99, 600, '"x"'])("keeps the status when it overrides it with %s", async (status) => {
    expect((await answering("/override", `{"status":${status}}`)).status).toBe(200);
  });
});

test("headers come from the backend's headers and body and from the context", async () => {
  const { headers } = await answering("/sources", '{"a":"inside"}');
  expect(headers).toMatchObject({
    "x-body": "inside",
    "x-header": "1",
    "x-context": "GET",
    "content-type": "text/x-own",
    "x-amzn-remapped-date": "mapped",
  });
  expect(headers).not.toHaveProperty("transfer-encoding");
});

describe("content handling", () => {
  const bytes = Buffer.from([0x89, 0xff, 0x00]);

  test.each<[string, string, Buffer | string, string, string, Buffer | string]>([
    ["binary as bytes to who accepts it", "/plain", bytes, "image/png", "image/png", bytes],
    ["binary as base64 to who doesn't", "/plain", bytes, "image/png", "text/plain", "if8A"],
    ["text decoded to who accepts binary", "/plain", "if8A", "text/plain", "image/png", bytes],
    ["text as text", "/plain", "if8A", "text/plain", "text/plain", "if8A"],
    ["binary as bytes to all, when bytes are wanted", "/to-binary", bytes, "image/png", "text/plain", bytes],
    ["text decoded to all, when bytes are wanted", "/to-binary", "if8A", "text/plain", "text/plain", bytes],
    ["binary as base64 to all, when text is wanted", "/to-text", bytes, "image/png", "image/png", "if8A"],
    ["text as text to all, when text is wanted", "/to-text", "if8A", "text/plain", "image/png", "if8A"],
  ])("gives %s", async (_, path, body, type, accept, expected) => {
    expect((await answering(path, body, type, accept)).bytes).toEqual(Buffer.from(expected as string));
  });

  test("text that is no base64 can't become bytes: 500", async () => {
    expect((await answering("/plain", "not base64", "text/plain", "image/png")).status).toBe(500);
  });
});
