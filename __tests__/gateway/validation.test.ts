import { says, ServedApi } from "./served-api";

const order = {
  type: "object",
  required: ["item", "lines"],
  properties: {
    item: { type: "string", minLength: 2 },
    country: { type: "string", pattern: "^[A-Z]{2}$" },
    code: { type: "string", pattern: "^[a-z0-9-]{1,20}$" },
    lines: { type: "array", items: { $ref: "#/components/schemas/Line" } },
    parent: { $ref: "#/components/schemas/Order" },
  },
};
const line = { type: "object", required: ["quantity"], properties: { quantity: { type: "integer", minimum: 1 } } };
const model = (name: string) => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
});
const parameter = (name: string, place: string, required = true) => ({
  name,
  in: place,
  required,
  schema: { type: "string" },
});

let api: ServedApi;

beforeAll(async () => {
  const validated = (validator: string, operation: object) =>
    says("passed", { ...operation, "x-amazon-apigateway-request-validator": validator });
  api = await ServedApi.start({
    paths: {
      "/orders": {
        post: validated("all", {
          parameters: [
            parameter("dry", "query"),
            parameter("x-tenant", "header"),
            parameter("x-note", "header", false),
          ],
          requestBody: model("Order"),
        }),
        put: validated("body", { requestBody: model("Order") }),
        get: validated("parameters", { parameters: [parameter("page", "query")], requestBody: model("Order") }),
        patch: says("passed", { parameters: [parameter("page", "query")], requestBody: model("Order") }),
        delete: validated("body", { requestBody: { content: { "application/json": { schema: { type: "object" } } } } }),
      },
      "/orders/{orderId}": {
        get: validated("parameters", { parameters: [parameter("other", "path"), parameter("q", "query")] }),
      },
    },
    document: {
      components: { schemas: { Order: order, Line: line } },
      "x-amazon-apigateway-request-validators": {
        all: { validateRequestBody: true, validateRequestParameters: true },
        body: { validateRequestBody: true, validateRequestParameters: false },
        parameters: { validateRequestBody: false, validateRequestParameters: true },
      },
      "x-amazon-apigateway-gateway-responses": {
        BAD_REQUEST_BODY: {
          responseTemplates: { "application/json": '{"why":"$context.error.validationErrorString"}' },
        },
      },
    },
  });
});

afterAll(() => api.close());

const good = JSON.stringify({
  item: "tea",
  country: "DE",
  code: "tea-1",
  lines: [{ quantity: 1 }],
  parent: { item: "box", lines: [] },
});
const json = { "Content-Type": "application/json" };

test("a valid request passes", async () => {
  const answer = await api.call("POST", "/orders?dry=1", { headers: { ...json, "x-tenant": "t" }, body: good });
  expect([answer.status, answer.text]).toEqual([200, "passed"]);
});

describe("required parameters", () => {
  test.each([
    ["POST", "/orders", {}, "[x-tenant, dry]"],
    ["POST", "/orders?dry=", { "x-tenant": " " }, "[x-tenant, dry]"],
    ["POST", "/orders?dry=1", {}, "[x-tenant]"],
    ["GET", "/orders/7", {}, "[other, q]"],
  ])("%s %s with %j names what is missing or blank: headers, path, query", async (method, path, headers, missing) => {
    const answer = await api.call(method, path, { headers, body: good });
    expect([answer.status, answer.json()]).toEqual([
      400,
      { message: `Missing required request parameters: ${missing}` },
    ]);
    expect(answer.headers["x-amzn-errortype"]).toBe("BadRequestException");
  });

  test("are asked for before the body is looked at", async () => {
    expect((await api.call("POST", "/orders", { body: "{" })).text).toContain("Missing required request parameters");
  });

  test("without a validator are not enforced", async () => {
    expect((await api.call("PATCH", "/orders", { headers: json, body: "{}" })).text).toBe("passed");
  });
});

describe("a body", () => {
  const put = (body: string | undefined, headers: Record<string, string> = json) =>
    api.call("PUT", "/orders", { headers, ...(body !== undefined && { body }) });

  test.each([
    ["is not JSON", "{item"],
    ["lacks what the model requires", "{}"],
    ["is of another type", "[]"],
    ["breaks a rule of a model that is referred to", JSON.stringify({ item: "tea", lines: [{ quantity: 0 }] })],
    [
      "breaks a rule of the model inside itself",
      JSON.stringify({ item: "tea", lines: [], parent: { item: "t", lines: [] } }),
    ],
    ["doesn't match a pattern", JSON.stringify({ item: "tea", code: "Tea 1", lines: [] })],
    ["is missing", undefined],
  ])("that %s is refused", async (_, body) => {
    const answer = await put(body);
    expect(answer.status).toBe(400);
    expect(answer.headers["x-amzn-errortype"]).toBe("BadRequestException");
    expect(answer.text).toMatch(/^\{"why":".+"\}$/s);
  });

  test("is validated without Content-Type as JSON, with parameters of the type ignored", async () => {
    expect((await put("{}", {})).status).toBe(400);
    expect((await put("{}", { "Content-Type": "application/json; charset=utf-8" })).status).toBe(400);
    expect((await put(good, { "Content-Type": "APPLICATION/JSON" })).status).toBe(200);
  });

  test("of a type that has no model is not validated", async () => {
    const answer = await put("anything", { "Content-Type": "text/plain" });
    expect(answer.headers["x-amzn-errortype"]).not.toBe("BadRequestException");
  });

  test("may be missing where the model takes an empty object", async () => {
    expect((await api.call("DELETE", "/orders")).text).toBe("passed");
  });

  test("is left alone by a validator of parameters", async () => {
    expect((await api.call("GET", "/orders?page=1", { headers: json, body: "{}" })).text).toBe("passed");
  });
});
