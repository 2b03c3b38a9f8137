import type { GatewayResponseType } from "../../semantics/gateway-response-types";
import type { RestApi } from "../../tools/gateway/api/rest-api";
import type { Exchange } from "../../tools/gateway/exchange";
import { Headers } from "../../tools/gateway/headers";
import { compileGatewayResponses } from "../../tools/gateway/pipeline/gateway-response";
import { proxy, says, ServedApi } from "./served-api";

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

describe("a template", () => {
  const answered = async (template: string, path = "/nothing", headers: Record<string, string> = {}) => {
    const api = await start(
      { MISSING_AUTHENTICATION_TOKEN: { responseTemplates: { "application/json": template } } },
      { color: "green" },
    );
    const { text } = await api.call("GET", path, { headers });
    const { warnings } = api;
    await api.close();
    return { text, warnings };
  };

  test("has its variables replaced, of context, stage and method request", async () => {
    const template =
      "$context.error.responseType|${context.stage}|$stageVariables.color|$method.request.header.X-Asked.";
    expect((await answered(template, "/nothing", { "x-asked": "yes" })).text).toBe(
      "MISSING_AUTHENTICATION_TOKEN|dev|green|yes.",
    );
    expect((await answered("$method.request.querystring.q", "/nothing?q=1&q=2")).text).toBe("2");
  });

  test("has nothing in place of what has no value", async () => {
    expect((await answered("<$context.none.at.all|$stageVariables.none|$method.request.header.none>")).text).toBe(
      "<||>",
    );
  });

  test("is no Velocity: all else stays as it is, and is said at start", async () => {
    const template = '#set($x = 1)#if($x)$x $input.params("q") $util.escapeJavaScript("a")#end $5 $context';
    const { text, warnings } = await answered(template);
    expect(text).toBe(template);
    expect(warnings).toEqual([
      "stack app: test: gateway response MISSING_AUTHENTICATION_TOKEN application/json: expected no Velocity, got #set, #if, $input, $util, #end: sent as written, as on AWS",
    ]);
  });

  test("takes a message as JSON or as text", async () => {
    expect((await answered("$context.error.messageString $context.error.message")).text).toBe(
      '"Missing Authentication Token" Missing Authentication Token',
    );
  });
});

test("a template of BAD_REQUEST_BODY can say what the validator found", async () => {
  const api = await ServedApi.start({
    paths: {
      "/items": {
        post: says("created", {
          "x-amazon-apigateway-request-validator": "body",
          requestBody: { content: { "application/json": { schema: { type: "object", required: ["name"] } } } },
        }),
      },
    },
    document: {
      "x-amazon-apigateway-request-validators": { body: { validateRequestBody: true } },
      "x-amazon-apigateway-gateway-responses": {
        BAD_REQUEST_BODY: { responseTemplates: { "application/json": "$context.error.validationErrorString" } },
      },
    },
  });
  const { text } = await api.call("POST", "/items", { body: "{}", headers: { "Content-Type": "application/json" } });
  expect(text).toBe('[object has missing required properties (["name"])]');
  await api.close();
});

test("a function that fails is a failure of the integration, answered with its own status 502", async () => {
  const api = await ServedApi.start({
    paths: { "/throws": { get: proxy("throws") } },
    functions: { throws: "exports.handler = async () => { throw new Error('no'); };" },
    document: {
      "x-amazon-apigateway-gateway-responses": {
        INTEGRATION_FAILURE: { responseTemplates: { "application/json": "$context.error.responseType" } },
      },
    },
  });
  const answer = await api.call("GET", "/throws");
  expect([answer.status, answer.text]).toEqual([502, "INTEGRATION_FAILURE"]);
  await api.close();
});

/** Every type with what it answers when nothing is declared. */
test.each<[GatewayResponseType, number, string]>([
  ["ACCESS_DENIED", 403, "AccessDeniedException"],
  ["API_CONFIGURATION_ERROR", 500, "InternalServerErrorException"],
  ["AUTHORIZER_CONFIGURATION_ERROR", 500, "AuthorizerConfigurationException"],
  ["AUTHORIZER_FAILURE", 500, "AuthorizerFailureException"],
  ["BAD_REQUEST_BODY", 400, "BadRequestException"],
  ["BAD_REQUEST_PARAMETERS", 400, "BadRequestException"],
  ["EXPIRED_TOKEN", 403, "ExpiredTokenException"],
  ["INTEGRATION_FAILURE", 504, "InternalServerErrorException"],
  ["INTEGRATION_TIMEOUT", 504, "InternalServerErrorException"],
  ["INVALID_API_KEY", 403, "ForbiddenException"],
  ["INVALID_SIGNATURE", 403, "InvalidSignatureException"],
  ["MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException"],
  ["QUOTA_EXCEEDED", 429, "LimitExceededException"],
  ["REQUEST_TOO_LARGE", 413, "RequestTooLargeException"],
  ["RESOURCE_NOT_FOUND", 404, "NotFoundException"],
  ["THROTTLED", 429, "TooManyRequestsException"],
  ["UNAUTHORIZED", 401, "UnauthorizedException"],
  ["UNSUPPORTED_MEDIA_TYPE", 415, "UnsupportedMediaTypeException"],
  ["WAF_FILTERED", 403, "ForbiddenException"],
])("%s is %d %s, and its family's declaration where it has none", (type, status, errorType) => {
  const exchange = () =>
    ({ request: { headers: new Headers() }, context: {}, pathParameters: {} }) as unknown as Exchange;
  const refusal = { type, message: "why" };
  const bare = compileGatewayResponses({ gatewayResponses: {} } as RestApi)(exchange(), refusal);
  expect([bare.statusCode, bare.headers.get("x-amzn-errortype")]).toEqual([status, errorType]);
  const none = { responseParameters: {}, responseTemplates: {} };
  const own = { ...none, responseTemplates: { "application/json": "own $context.error.message" } };
  const families = { DEFAULT_4XX: { ...none, statusCode: "499" }, DEFAULT_5XX: { ...none, statusCode: "599" } };
  const answer = (gatewayResponses: object) =>
    compileGatewayResponses({ gatewayResponses } as RestApi)(exchange(), refusal);
  const custom = type !== "REQUEST_TOO_LARGE";
  expect(answer(families).statusCode).toBe(custom ? (status < 500 ? 499 : 599) : 413);
  expect(answer({ ...families, [type]: own })).toMatchObject(custom ? { statusCode: status, body: "own why" } : {});
});

test.each(["method.response.header.X", "gatewayresponse.cookie.X", "X"])(
  "a parameter %s is refused at load",
  async (name) => {
    await expect(start({ THROTTLED: { responseParameters: { [name]: "'x'" } } })).rejects.toThrow(
      `gateway response: THROTTLED: ${name}: expected gatewayresponse.<header|path|querystring>.<name>`,
    );
  },
);

test("a type that API Gateway doesn't have is refused at load", async () => {
  await expect(start({ NOT_FOUND: {} })).rejects.toThrow(
    /stack app: test: gateway response: expected .*, got NOT_FOUND/,
  );
});
