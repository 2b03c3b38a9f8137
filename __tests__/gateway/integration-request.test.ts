import { HttpBackend } from "./http-backend";
import { ServedApi } from "./served-api";

let backend: HttpBackend;
let api: ServedApi;

beforeAll(async () => {
  backend = await HttpBackend.start();
  const send = (integration: object) => ({
    responses: { 200: {} },
    "x-amazon-apigateway-integration": {
      type: "http",
      httpMethod: "POST",
      uri: `http://${backend.host}/`,
      responses: { default: { statusCode: "200" } },
      ...integration,
    },
  });
  const template = { "application/json": '{"wrapped":$input.json("$")}' };
  api = await ServedApi.start({
    document: { "x-amazon-apigateway-binary-media-types": ["image/png"] },
    paths: {
      "/when_no_match": { post: send({ requestTemplates: template, passthroughBehavior: "when_no_match" }) },
      "/when_no_templates": { post: send({ requestTemplates: template, passthroughBehavior: "when_no_templates" }) },
      "/never": { post: send({ requestTemplates: template, passthroughBehavior: "never" }) },
      "/no-templates/when_no_templates": { post: send({ passthroughBehavior: "when_no_templates" }) },
      "/no-templates/never": { post: send({ passthroughBehavior: "never" }) },
      "/default": { post: send({ requestTemplates: template }) },
      "/override": {
        post: send({
          uri: `http://${backend.host}/{place}`,
          requestParameters: {
            "integration.request.path.place": "'mapped'",
            "integration.request.querystring.q": "'mapped'",
            "integration.request.header.X-H": "'mapped'",
          },
          requestTemplates: {
            "application/json":
              '#set($context.requestOverride.path.place = "overridden")#set($context.requestOverride.querystring.q = "overridden")' +
              '#set($context.requestOverride.header["X-H"] = "overridden")',
          },
        }),
      },
      "/body": {
        post: send({ requestParameters: { "integration.request.header.X-Id": "method.request.body.items[0].id" } }),
      },
      "/plain": { post: send({}) },
      "/to-binary": { post: send({ contentHandling: "CONVERT_TO_BINARY" }) },
      "/to-text": { post: send({ contentHandling: "CONVERT_TO_TEXT" }) },
      "/template": { post: send({ requestTemplates: { "image/png": "$input.body" } }) },
      "/template-text": {
        post: send({ requestTemplates: { "image/png": "$input.body" }, contentHandling: "CONVERT_TO_TEXT" }),
      },
    },
  });
});

afterAll(async () => {
  await api.close();
  await backend.close();
});

const post = (path: string, body: string | Buffer, type?: string) =>
  api.call("POST", path, { body, ...(type !== undefined && { headers: { "Content-Type": type } }) });

describe("a body", () => {
  test("is rendered by the template of its content type, JSON's when it has none", async () => {
    for (const type of ["application/json", "application/json;charset=UTF-8", undefined]) {
      await post("/when_no_match", '{"a":1}', type);
      expect(backend.last.body.toString()).toBe('{"wrapped":{"a":1}}');
    }
  });

  test.each(["/when_no_match", "/default", "/no-templates/when_no_templates"])(
    "of another type passes at %s",
    async (path) => {
      expect((await post(path, "a,b", "text/csv")).status).toBe(200);
      expect(backend.last.body.toString()).toBe("a,b");
      expect(backend.last.headers["content-type"]).toBe("text/csv");
    },
  );

  test.each(["/when_no_templates", "/never", "/no-templates/never"])("of another type is 415 at %s", async (path) => {
    const answer = await post(path, "a,b", "text/csv");
    expect([answer.status, answer.text]).toEqual([415, '{"message": "Unsupported Media Type"}']);
  });
});

test("a template overrides what is mapped", async () => {
  await post("/override", "{}");
  expect(backend.last).toMatchObject({ url: "/overridden?q=overridden", headers: { "x-h": "overridden" } });
});

test("a header can come from inside the body", async () => {
  await post("/body", '{"items":[{"id":"i-1"}]}');
  expect(backend.last.headers["x-id"]).toBe("i-1");
});

describe("content handling", () => {
  const bytes = Buffer.from([0x89, 0xff, 0x00]);
  const replaced = Buffer.from("\uFFFD\uFFFD\0");

  test.each<[string, string, string | Buffer, string | Buffer]>([
    ["binary passes as bytes", "/plain", bytes, bytes],
    ["binary stays bytes when bytes are wanted", "/to-binary", bytes, bytes],
    ["binary becomes base64 when text is wanted", "/to-text", bytes, "if8A"],
    ["binary becomes base64 for a template when text is wanted", "/template-text", bytes, "if8A"],
  ])("%s", async (_, path, body, expected) => {
    expect((await post(path, body, "image/png")).status).toBe(200);
    expect(backend.last.body).toEqual(Buffer.from(expected as string));
  });

  test.each<[string, string, string | Buffer, Buffer]>([
    ["text passes as UTF-8, what isn't is replaced", "/plain", bytes, replaced],
    ["text stays text when text is wanted", "/to-text", "if8A", Buffer.from("if8A")],
    ["text is decoded from base64 when bytes are wanted", "/to-binary", "if8A", bytes],
  ])("%s", async (_, path, body, expected) => {
    expect((await post(path, body, "text/plain")).status).toBe(200);
    expect(backend.last.body).toEqual(expected);
  });

  test("text that is no base64 can't become bytes: 500", async () => {
    expect((await post("/to-binary", "not base64", "text/plain")).status).toBe(500);
  });

  test("a binary payload can't pass a template: 500", async () => {
    expect((await post("/template", bytes, "image/png")).status).toBe(500);
  });
});
