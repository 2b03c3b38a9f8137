import { functionUri, proxy, says, ServedApi, stackOf } from "./served-api";

/** Does what the token says: `allow`, `deny`, `nothing` said, `only /a`, or answers the JSON that it holds. */
const authorizer = `
const policy = (Effect, Resource = "*", more = {}) => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Action: "execute-api:Invoke", Resource, ...more }],
});
exports.handler = async (event) => {
  console.log(JSON.stringify(event));
  const token = event.authorizationToken ?? event.headers.who;
  const said = {
    allow: () => policy("Allow"),
    deny: () => policy("Deny"),
    elsewhere: () => policy("Allow", "arn:aws:execute-api:eu-west-1:111122223333:other/*"),
    "only /a": () => policy("Allow", event.methodArn.replace(/GET.*/, "GET/a")),
    "not admin": () => ({
      Version: "2012-10-17",
      Statement: [
        ...policy("Allow").Statement,
        ...policy("Deny", event.methodArn.replace(/GET.*/, "GET/admin")).Statement,
      ],
    }),
    "all actions but one": () => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", NotAction: "execute-api:InvalidateCache", Resource: "*" }],
    }),
    "from elsewhere": () => policy("Allow", "*", { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }),
  }[token];
  if (token === "unauthorized") throw "Unauthorized";
  if (token === "crash") throw new Error("no idea");
  if (!said) return JSON.parse(token);
  return {
    principalId: "ann",
    policyDocument: said(),
    context: { tenant: "t1", count: 3, admin: true },
    usageIdentifierKey: "key-of-ann-key-of-ann",
  };
};`;

const scheme = (declared: object, name = "Authorization") => ({
  type: "apiKey",
  name,
  in: "header",
  "x-amazon-apigateway-authtype": "custom",
  "x-amazon-apigateway-authorizer": { authorizerUri: functionUri("authorizer"), ...declared },
});

const needs = (name: string) => ({ security: [{ [name]: [] }] });

const paths = {
  "/a": { get: says("a", needs("token")) },
  "/admin": { get: says("admin", needs("token")) },
  "/context": {
    get: says("$context.authorizer.principalId $context.authorizer.count $context.authorizer.admin", needs("token")),
  },
  "/event": { get: proxy("echo", needs("token")) },
  "/uncached": { get: says("uncached", needs("uncached")) },
  "/checked": { get: says("checked", needs("checked")) },
  "/request/{id}": { get: says("request", needs("request")) },
  "/uncached-request": { get: says("open", needs("anybody")) },
};

const document = {
  components: {
    securitySchemes: {
      token: scheme({ type: "token", authorizerResultTtlInSeconds: 60 }),
      uncached: scheme({ type: "token", authorizerResultTtlInSeconds: 0 }),
      checked: scheme({ type: "token", identityValidationExpression: "al+ow" }),
      request: scheme(
        {
          type: "request",
          identitySource: "method.request.header.who, method.request.querystring.q, stageVariables.v, context.stage",
        },
        "Unused",
      ),
      anybody: scheme({ type: "request", authorizerResultTtlInSeconds: 0 }, "Unused"),
    },
  },
};

const functions = {
  authorizer,
  echo: "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });",
};

let api: ServedApi;
let ahead = 0;

beforeAll(async () => {
  const now = Date.now.bind(Date);
  jest.spyOn(Date, "now").mockImplementation(() => now() + ahead * 1000);
  api = await ServedApi.start({ paths, document, functions, variables: { v: "1" } });
});

beforeEach(() => {
  api.functionLogs.length = 0;
});

afterAll(() => api.close());

const get = (path: string, token?: string, headers = {}) =>
  api.call("GET", path, { headers: { ...(token !== undefined && { Authorization: token }), ...headers } });

const calls = () => api.functionLogs.length;

describe("a TOKEN authorizer", () => {
  test("gets the type, the method's ARN and the token", async () => {
    await get("/a?x=1", "allow");
    expect(JSON.parse(api.functionLogs[0]!)).toEqual({
      type: "TOKEN",
      methodArn: expect.stringMatching(
        /^arn:aws:execute-api:eu-west-1:111122223333:[0-9a-z]{10}\/dev\/GET\/a$/,
      ) as unknown,
      authorizationToken: "allow",
    });
  });

  test.each([undefined, ""])("is not asked without a token (%p): 401", async (token) => {
    const answer = await get("/a", token);
    expect([answer.status, answer.text, answer.headers["x-amzn-errortype"]]).toEqual([
      401,
      '{"message":"Unauthorized"}',
      "UnauthorizedException",
    ]);
    expect(calls()).toBe(0);
  });

  test("is asked only for tokens that match its expression as a whole", async () => {
    expect((await get("/checked", "allow")).status).toBe(200);
    expect(calls()).toBe(1);
    expect((await get("/checked", "allow me")).status).toBe(401);
    expect(calls()).toBe(1);
  });

  test("that throws Unauthorized is 401", async () => {
    const answer = await get("/a", "unauthorized");
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
  });

  test.each([
    ["allow", 200, "a"],
    ["only /a", 200, "a"],
    ["all actions but one", 200, "a"],
    ["deny", 403, '{"Message":"User is not authorized to access this resource with an explicit deny"}'],
    ["elsewhere", 403, '{"Message":"User is not authorized to access this resource"}'],
    ["from elsewhere", 403, '{"Message":"User is not authorized to access this resource"}'],
  ])("whose policy says %s answers %d", async (token, status, text) => {
    const answer = await get("/a", token);
    expect([answer.status, answer.text]).toEqual([status, text]);
    expect(answer.headers["x-amzn-errortype"]).toBe(status === 403 ? "AccessDeniedException" : undefined);
  });

  test.each(["/admin", "/admin/", "/%61dmin", "//admin"])("whose policy denies /admin denies %s", async (path) => {
    expect((await get(path, "not admin")).status).toBe(403);
  });

  const allowAll = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

  test.each([
    ["throws", "crash"],
    ["answers no object", "[]"],
    ["names no principal", JSON.stringify({ policyDocument: allowAll })],
    ["gives no policy", JSON.stringify({ principalId: "ann" })],
    [
      "gives an unknown effect",
      JSON.stringify({ principalId: "ann", policyDocument: { Statement: [{ Effect: "Yes" }] } }),
    ],
    [
      "gives context that is no scalar",
      JSON.stringify({ principalId: "a", policyDocument: allowAll, context: { a: [1] } }),
    ],
  ])("that %s is 500, and asked again", async (_, token) => {
    const answer = await get("/a", token);
    expect([answer.status, answer.text, answer.headers["x-amzn-errortype"]]).toEqual([
      500,
      '{"message":null}',
      "AuthorizerConfigurationException",
    ]);
    const asked = calls();
    await get("/a", token);
    expect(calls()).toBeGreaterThan(asked);
  });

  test("hands its principal and its context, as text, to templates and events", async () => {
    expect((await get("/context", "allow")).text).toBe("ann 3 true");
    expect((await get("/event", "allow")).json()).toEqual({
      principalId: "ann",
      tenant: "t1",
      count: "3",
      admin: "true",
      integrationLatency: expect.any(Number) as unknown,
    });
  });
});

describe("the policy of an authorizer", () => {
  test("is kept for the identity and evaluated anew for another method", async () => {
    const token = JSON.stringify({
      principalId: "bob",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "arn:aws:execute-api:*:*:*/dev/GET/a" }],
      },
    });
    expect((await get("/a", token)).status).toBe(200);
    expect((await get("/a", token)).status).toBe(200);
    expect((await get("/admin", token)).status).toBe(403);
    expect(calls()).toBe(1);
  });

  test("is asked for again when its time is over", async () => {
    const token = `{"principalId":"carl","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}`;
    await get("/a", token);
    ahead += 59;
    await get("/a", token);
    expect(calls()).toBe(1);
    ahead += 2;
    await get("/a", token);
    expect(calls()).toBe(2);
  });

  test("isn't kept with a TTL of 0", async () => {
    await get("/uncached", "allow");
    await get("/uncached", "allow");
    expect(calls()).toBe(2);
  });
});

describe("a REQUEST authorizer", () => {
  test("gets the request without its body", async () => {
    const answer = await get("/request/7?q=1&q=2", undefined, { who: "allow" });
    expect(answer.text).toBe("request");
    expect(JSON.parse(api.functionLogs[0]!)).toMatchObject({
      type: "REQUEST",
      methodArn: expect.stringMatching(/\/dev\/GET\/request\/7$/) as unknown,
      resource: "/request/{id}",
      path: "/request/7",
      httpMethod: "GET",
      headers: { who: "allow" },
      multiValueHeaders: { who: ["allow"] },
      queryStringParameters: { q: "2" },
      multiValueQueryStringParameters: { q: ["1", "2"] },
      pathParameters: { id: "7" },
      stageVariables: { v: "1" },
      requestContext: { resourcePath: "/request/{id}", stage: "dev", identity: { sourceIp: "127.0.0.1" } },
    });
  });

  test.each([
    ["header", "/request/7?q=1", {}],
    ["query string", "/request/7", { who: "allow" }],
    ["query string's value", "/request/7?q=", { who: "allow" }],
  ])("is not asked when an identity source, the %s, is missing: 401", async (_, path, headers) => {
    expect((await get(path, undefined, headers)).status).toBe(401);
    expect(calls()).toBe(0);
  });

  test("keeps a policy for all its identity sources together", async () => {
    for (const path of ["/request/1?q=x", "/request/2?q=x", "/request/1?q=y"])
      expect((await get(path, undefined, { who: "only /a" })).status).toBe(403);
    expect(calls()).toBe(2);
  });

  test("that caches nothing needs no identity source", async () => {
    expect((await get("/uncached-request", undefined, { who: "allow" })).status).toBe(200);
  });
});

describe("with a resource policy, a Lambda authorizer", () => {
  const resourceStatement = (Effect: string, Condition = {}) => ({
    Effect,
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "execute-api:/*",
    Condition,
  });
  const loopback = { IpAddress: { "aws:SourceIp": "127.0.0.0/8" } };
  const elsewhere = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };

  test.each([
    ["Allow", "allow", 200, 1],
    ["Allow", "elsewhere", 200, 1],
    ["Allow", "deny", 403, 1],
    ["nothing", "allow", 200, 1],
    ["nothing", "elsewhere", 403, 1],
    ["Deny", "allow", 403, 0],
  ])("that is about the caller with %s and %s answers %d", async (effect, token, status, asked) => {
    const statement =
      effect === "nothing" ? resourceStatement("Allow", elsewhere) : resourceStatement(effect, loopback);
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const served = await ServedApi.start({ paths: { "/a": paths["/a"] }, document, functions, api: { policy } });
    const answer = await served.call("GET", "/a", { headers: { Authorization: token } });
    expect([answer.status, served.functionLogs.length]).toEqual([status, asked]);
    await served.close();
  });
});

test("an authorizer names the API key of its caller, for an API whose key source it is", async () => {
  const keyed = { security: [{ token: [], key: [] }] };
  const key = { type: "apiKey", name: "x-api-key", in: "header" };
  const plan = "${aws_api_gateway_usage_plan.plan.id}";
  const served = await ServedApi.start({
    paths: { "/a": { get: says("a", keyed) } },
    document: { components: { securitySchemes: { ...document.components.securitySchemes, key } } },
    functions,
    api: { api_key_source: "AUTHORIZER" },
    resource: {
      aws_api_gateway_usage_plan: {
        plan: { name: "plan", api_stages: [{ api_id: "${aws_api_gateway_rest_api.api.id}", stage: "dev" }] },
      },
      aws_api_gateway_api_key: { ann: { name: "ann", value: "key-of-ann-key-of-ann" } },
      aws_api_gateway_usage_plan_key: {
        ann: { key_id: "${aws_api_gateway_api_key.ann.id}", key_type: "API_KEY", usage_plan_id: plan },
      },
    },
  });
  const nameless = JSON.stringify({
    principalId: "bob",
    policyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
  });
  const statusWith = async (Authorization: string) =>
    (await served.call("GET", "/a", { headers: { Authorization, "x-api-key": "key-of-ann-key-of-ann" } })).status;
  expect(await statusWith("allow")).toBe(200);
  expect(await statusWith(nameless)).toBe(403);
  await served.close();
});

test("an authorizer declared as a resource authorizes the method that names it", async () => {
  const restApi = "${aws_api_gateway_rest_api.api.id}";
  const method = {
    rest_api_id: restApi,
    resource_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
    http_method: "GET",
  };
  const served = await ServedApi.startStacks(
    {
      app: stackOf({
        paths: {},
        functions,
        resource: {
          aws_api_gateway_authorizer: {
            own: { name: "own", rest_api_id: restApi, authorizer_uri: functionUri("authorizer") },
          },
          aws_api_gateway_method: {
            get: { ...method, authorization: "CUSTOM", authorizer_id: "${aws_api_gateway_authorizer.own.id}" },
          },
          aws_api_gateway_integration: {
            get: { ...method, type: "MOCK", request_templates: { "application/json": '{"statusCode":200}' } },
          },
          aws_api_gateway_method_response: { get: { ...method, status_code: "200" } },
          aws_api_gateway_integration_response: { get: { ...method, status_code: "200" } },
        },
      }),
    },
    functions,
  );
  const statusWith = async (headers: object) => (await served.call("GET", "/", { headers: { ...headers } })).status;
  expect(await statusWith({ Authorization: "allow" })).toBe(200);
  expect(await statusWith({ Authorization: "deny" })).toBe(403);
  expect(await statusWith({})).toBe(401);
  await served.close();
});

test.each([
  ["no function", { type: "token", authorizerUri: "arn:aws:apigateway:eu-west-1:sqs:path/q" }, /lambda:path/],
  ["a kind that is none", { type: "jwt" }, /authorizer type: expected TOKEN, REQUEST, COGNITO_USER_POOLS, got jwt/],
  [
    "an identity source that is none",
    { type: "token", identitySource: "method.request.body" },
    /identity source: expected/,
  ],
  ["no identity source to cache by", { type: "request" }, /identity source: expected/],
  ["a TTL over an hour", { type: "token", authorizerResultTtlInSeconds: 3601 }, /0 to 3600 seconds/],
])("an authorizer with %s is refused at load", async (_, declared, message) => {
  const bad = { components: { securitySchemes: { bad: scheme(declared) } } };
  const start = ServedApi.start({ paths: { "/a": { get: says("a", needs("bad")) } }, document: bad, functions });
  await expect(start).rejects.toThrow(message);
});
