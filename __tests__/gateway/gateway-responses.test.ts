import { says, ServedApi } from "./served-api";

const validated = says("passed", {
  parameters: [{ name: "q", in: "query", required: true, schema: { type: "string" } }],
  "x-amazon-apigateway-request-validator": "parameters",
});

const start = (gatewayResponses: object, variables?: Record<string, string>) =>
  ServedApi.start({
    paths: { "/checked": { get: validated } },
    document: {
      "x-amazon-apigateway-request-validators": { parameters: { validateRequestParameters: true } },
      "x-amazon-apigateway-gateway-responses": gatewayResponses,
    },
    ...(variables && { variables }),
  });

describe("without any declared", () => {
  let api: ServedApi;
  beforeAll(async () => (api = await start({})));
  afterAll(() => api.close());

  test("an error is one message in JSON", async () => {
    const answer = await api.call("GET", "/checked");
    expect([answer.status, answer.headers["content-type"], answer.text]).toEqual([
      400,
      "application/json",
      '{"message": "Missing required request parameters: [q]"}',
    ]);
  });
});

describe("DEFAULT_4XX", () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await start(
      {
        DEFAULT_4XX: {
          responseParameters: {
            "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
            "gatewayresponse.header.X-Request": "context.requestId",
            "gatewayresponse.header.X-Asked": "method.request.header.x-asked",
            "gatewayresponse.header.X-Color": "stageVariables.color",
          },
          responseTemplates: {
            "application/json":
              '{"code":"$context.error.responseType","detail":$context.error.messageString,"path":"$context.path"}',
            "text/plain": "$context.error.message",
          },
        },
        BAD_REQUEST_PARAMETERS: { statusCode: "422" },
        DEFAULT_5XX: { statusCode: "599" },
      },
      { color: "green" },
    );
  });
  afterAll(() => api.close());

  test("stands for every type that has none of its own, which keeps its status", async () => {
    const answer = await api.call("GET", "/nothing", { headers: { "x-asked": "yes" } });
    expect([answer.status, answer.json()]).toEqual([
      403,
      { code: "MISSING_AUTHENTICATION_TOKEN", detail: "Missing Authentication Token", path: "/dev/nothing" },
    ]);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "x-request": answer.headers["x-amzn-requestid"],
      "x-asked": "yes",
      "x-color": "green",
      "x-amzn-errortype": "MissingAuthenticationTokenException",
    });
  });

  test("maps no header from a source that has no value", async () => {
    expect((await api.call("GET", "/nothing")).headers).not.toHaveProperty("x-asked");
  });

  test("answers with the template of what the client accepts", async () => {
    const answer = await api.call("GET", "/nothing", { headers: { Accept: "text/plain" } });
    expect([answer.headers["content-type"], answer.text]).toEqual(["text/plain", "Missing Authentication Token"]);
  });

  test("gives way to a type of its own", async () => {
    const answer = await api.call("GET", "/checked");
    expect([answer.status, answer.text]).toEqual([422, '{"message": "Missing required request parameters: [q]"}']);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  });
});

test("the status of a family is that of all its types", async () => {
  const api = await start({ DEFAULT_4XX: { statusCode: "404" } });
  expect((await api.call("GET", "/nothing")).status).toBe(404);
  expect((await api.call("GET", "/checked")).status).toBe(404);
  await api.close();
});

test("a type that API Gateway doesn't have is refused at load", async () => {
  await expect(start({ NOT_FOUND: {} })).rejects.toThrow(
    /stack app: test: gateway response: expected .*, got NOT_FOUND/,
  );
});
