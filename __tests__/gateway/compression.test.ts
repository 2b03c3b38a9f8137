import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { proxy, says, ServedApi } from "./served-api";

const text = "a".repeat(2000);

const handler = `exports.handler = async ({ path, body, headers }) =>
  path === "/encoded"
    ? { headers: { "Content-Encoding": "br" }, body: ${JSON.stringify(text)} }
    : { body: JSON.stringify({ body, encoding: headers["Content-Encoding"] }) };`;

const paths = {
  "/long": { get: says(text) },
  "/short": { get: says("short") },
  "/encoded": { get: proxy("handler") },
  "/echo": { post: proxy("handler") },
};

describe("an API with a minimum compression size", () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await ServedApi.start({ paths, functions: { handler }, api: { minimum_compression_size: "1000" } });
  });
  afterAll(() => api.close());
  const get = (path: string, accepted?: string) =>
    api.call("GET", path, accepted === undefined ? {} : { headers: { "Accept-Encoding": accepted } });

  test.each([
    ["gzip", "gzip", gunzipSync],
    ["gzip, deflate, br", "gzip", gunzipSync],
    ["deflate", "deflate", inflateSync],
    ["gzip;q=0.5, deflate;q=0.9", "deflate", inflateSync],
  ])("compresses an answer for a client that accepts %s", async (accepted, coding, decode) => {
    const answer = await get("/long", accepted);
    expect(answer.headers["content-encoding"]).toBe(coding);
    expect(answer.bytes.length).toBeLessThan(200);
    expect(answer.headers["content-length"]).toBe(String(answer.bytes.length));
    expect(decode(answer.bytes).toString()).toBe(text);
  });

  test.each([undefined, "*", "br, gzip;q=0.5", "identity", "gzip;q=0"])(
    "leaves it as it is where a client accepts %s",
    async (accepted) => {
      const answer = await get("/long", accepted);
      expect(answer.headers["content-encoding"]).toBeUndefined();
      expect(answer.text).toBe(text);
    },
  );

  test("leaves smaller answers as they are", async () => {
    expect((await get("/short", "gzip")).text).toBe("short");
  });

  test("takes an answer with a Content-Encoding for a compressed one", async () => {
    const answer = await get("/encoded", "gzip");
    expect(answer.headers["content-encoding"]).toBe("br");
    expect(answer.text).toBe(text);
  });
});

test("a document's minimum compression size counts where the resource has none", async () => {
  const document = { "x-amazon-apigateway-minimum-compression-size": 0 };
  const api = await ServedApi.start({ paths: { "/short": { get: says("short") } }, document });
  try {
    const answer = await api.call("GET", "/short", { headers: { "Accept-Encoding": "gzip" } });
    expect(gunzipSync(answer.bytes).toString()).toBe("short");
  } finally {
    await api.close();
  }
});

describe("a compressed request", () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await ServedApi.start({ paths, functions: { handler } });
  });
  afterAll(() => api.close());
  const post = (coding: string, body: Buffer) =>
    api.call("POST", "/echo", { headers: { "Content-Encoding": coding }, body });

  test.each([
    ["gzip", gzipSync("payload")],
    ["deflate", deflateSync("payload")],
    ["identity", Buffer.from("payload")],
  ])("in %s reaches the function as it was before", async (coding, body) => {
    expect((await post(coding, body)).json()).toEqual({ body: "payload", encoding: coding });
  });

  test.each([
    ["in a coding that API Gateway doesn't know", "br", Buffer.from("payload")],
    ["that isn't what it says", "gzip", Buffer.from("payload")],
  ])("%s is 415", async (_, coding, body) => {
    const answer = await post(coding, body);
    expect(answer.status).toBe(415);
    expect(answer.headers["x-amzn-errortype"]).toBe("UnsupportedMediaTypeException");
    expect(answer.json()).toEqual({ message: "Unsupported Media Type" });
  });

  test("that grows over the limit is 413", async () => {
    const answer = await post("gzip", gzipSync(Buffer.alloc(11 * 1024 * 1024)));
    expect(answer.status).toBe(413);
  });

  test("says nothing when there is no payload", async () => {
    expect((await api.call("POST", "/echo", { headers: { "Content-Encoding": "br" } })).status).toBe(200);
  });

  test("without compression is not answered compressed", async () => {
    const answer = await api.call("GET", "/long", { headers: { "Accept-Encoding": "gzip" } });
    expect(answer.headers["content-encoding"]).toBeUndefined();
  });
});

test("a minimum compression size that API Gateway doesn't take is refused", async () => {
  const started = ServedApi.start({
    paths: { "/": { get: says("x") } },
    api: { minimum_compression_size: "20000000" },
  });
  await expect(started).rejects.toThrow('minimum compression size: expected 0 to 10485760 bytes, got "20000000"');
});
