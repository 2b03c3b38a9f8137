import { anyMethod, proxy, ServedApi } from "./served-api";

let api: ServedApi;

beforeAll(async () => {
  api = await ServedApi.start({
    paths: {
      "/return": { post: proxy("return") },
      "/return-get": { get: proxy("return", {}, { httpMethod: "GET" }) },
      "/throw": { [anyMethod]: proxy("throw") },
      "/hang": { get: proxy("hang", {}, { timeoutInMillis: 60 }) },
    },
    functions: {
      return: "exports.handler = async (event) => JSON.parse(event.body);",
      throw: "exports.handler = async () => { throw new Error('secret detail'); };",
      hang: "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));",
    },
    document: { "x-amazon-apigateway-binary-media-types": ["image/*"] },
  });
});

afterAll(() => api.close());

const returning = (result: unknown, headers = {}) =>
  api.call("POST", "/return", {
    body: JSON.stringify(result),
    headers: { "Content-Type": "application/json", ...headers },
  });

test("an empty object is 200, JSON, no body", async () => {
  const answer = await returning({});
  expect([answer.status, answer.text, answer.headers["content-type"], answer.headers["content-length"]]).toEqual([
    200,
    "",
    "application/json",
    "0",
  ]);
});

test("status, headers and body are passed on", async () => {
  const answer = await returning({
    statusCode: 201,
    headers: { "X-Order": 7, Location: "/orders/7", "Content-Type": "text/plain" },
    body: "done",
  });
  expect([answer.status, answer.text]).toEqual([201, "done"]);
  expect(answer.headers).toMatchObject({ "x-order": "7", location: "/orders/7", "content-type": "text/plain" });
  expect(answer.rawHeaders).toContain("X-Order");
});

test.each(["404", 404])("the status may be %j", async (statusCode) => {
  expect((await returning({ statusCode })).status).toBe(404);
});

test("values other than text become text", async () => {
  expect((await returning({ headers: { a: true, b: 1.5 } })).headers).toMatchObject({ a: "true", b: "1.5" });
});

test("a name in both kinds of headers keeps the list and its case", async () => {
  const answer = await returning({ headers: { "x-a": "one" }, multiValueHeaders: { "X-A": ["two", "three"] } });
  expect(answer.rawHeaders.filter((_, i, all) => /^x-a$/i.test(all[i - (i % 2)]!))).toEqual([
    "X-A",
    "two",
    "X-A",
    "three",
  ]);
});

test("headers that the service keeps for itself are renamed", async () => {
  const answer = await returning({
    headers: {
      Date: "d",
      Server: "s",
      "WWW-Authenticate": "w",
      "Content-Length": "99",
      "Transfer-Encoding": "chunked",
    },
    body: "x",
  });
  expect(answer.headers).toMatchObject({
    "x-amzn-remapped-date": "d",
    "x-amzn-remapped-server": "s",
    "x-amzn-remapped-www-authenticate": "w",
    "x-amzn-remapped-content-length": "99",
    "content-length": "1",
  });
  expect(answer.headers).not.toHaveProperty("transfer-encoding");
});

describe("base64", () => {
  const image = { statusCode: 200, body: "AP8B", isBase64Encoded: true };

  test("is decoded when the first type that the client accepts is binary", async () => {
    expect((await returning(image, { Accept: "image/png, text/html" })).bytes).toEqual(Buffer.from([0, 255, 1]));
  });

  test.each(["text/html, image/png", "*/*", "image/*", ""])("stays text for Accept %j", async (accept) => {
    expect((await returning(image, accept === "" ? {} : { Accept: accept })).text).toBe("AP8B");
  });
});

describe("502 Internal server error answers", () => {
  const error = [502, '{"message": "Internal server error"}'];

  test.each([
    ["an unknown key", { statusCode: 200, extra: 1 }],
    ["a body that is no text", { body: { a: 1 } }],
    ["a status that is no number", { statusCode: "ok" }],
    ["a status that isn't HTTP's", { statusCode: 99 }],
    ["headers that are lists", { headers: { a: ["b"] } }],
    ["multi-value headers that are no lists", { multiValueHeaders: { a: "b" } }],
    ["a list", []],
    ["text", "ok"],
    ["null", null],
    ["a header value that would split the answer", { headers: { "x-a": "b\r\nset-cookie: c" } }],
  ])("%s", async (_, result) => {
    const answer = await returning(result);
    expect([answer.status, answer.text]).toEqual(error);
  });

  test("a handler that throws, without a word of why", async () => {
    const answer = await api.call("GET", "/throw");
    expect([answer.status, answer.text]).toEqual(error);
    expect(answer.headers["x-amzn-errortype"]).toBe("InternalServerErrorException");
    expect(api.logs.at(-1)!.error).toContain("secret detail");
  });
});

test("a handler that never answers is 504 when the integration's time is over", async () => {
  const answer = await api.call("GET", "/hang");
  expect([answer.status, answer.text]).toEqual([504, '{"message": "Endpoint request timed out"}']);
});

test("an integration that doesn't POST is 500 at every call", async () => {
  const answer = await api.call("GET", "/return-get");
  expect([answer.status, answer.text]).toEqual([500, '{"message": "Internal server error"}']);
});

test.each([100, 101, 103])("status %i, with which no answer ends, is 502", async (statusCode) => {
  expect((await returning({ statusCode })).status).toBe(502);
});

test.each([{ headers: [] }, { headers: "a: b" }, { multiValueHeaders: [["a"]] }])(
  "headers that are no map are 502: %j",
  async (result) => {
    expect((await returning(result)).status).toBe(502);
  },
);
