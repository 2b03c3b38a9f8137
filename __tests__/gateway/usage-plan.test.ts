import { says, ServedApi, stackOf } from "./served-api";
import { Clock, keyRequired, keyScheme, methodSettings, type PlanUnderTest, usagePlans } from "./stage-settings";

const gold = "gold-key-gold-key-gold-key";
const other = "other-key-other-key-other";

const paths = {
  "/open": { get: says("open") },
  "/orders": { get: says("list", keyRequired), post: says("created", keyRequired) },
  "/orders/{id}": { get: says("one", keyRequired) },
};

let served: ServedApi | undefined;

const serve = async (plan: Partial<PlanUnderTest>, clock = new Clock(), resource: object = {}) =>
  (served = await ServedApi.start(
    {
      paths,
      document: keyScheme,
      resource: { ...usagePlans({ plan: { keys: { gold, other }, ...plan } }), ...resource },
    },
    { now: clock.now },
  ));

afterEach(async () => {
  await served?.close();
  served = undefined;
});

const call = (key: string, path = "/orders", method = "GET") =>
  served!.call(method, path, { headers: { "x-api-key": key } });

async function statuses(count: number, key = gold, path = "/orders", method = "GET"): Promise<number[]> {
  const found: number[] = [];
  for (let sent = 0; sent < count; sent++) found.push((await call(key, path, method)).status);
  return found;
}

describe("a plan's throttle", () => {
  test("holds for each key over all methods that require one", async () => {
    const clock = new Clock();
    await serve({ throttle: { rate_limit: 1, burst_limit: 2 } }, clock);
    expect(await statuses(1, gold)).toEqual([200]);
    expect(await statuses(2, gold, "/orders/7")).toEqual([200, 429]);
    expect(await statuses(3, other)).toEqual([200, 200, 429]);
    clock.forward(1);
    expect(await statuses(2, gold)).toEqual([200, 429]);
  });

  test("is answered 429 Too Many Requests", async () => {
    await serve({ throttle: { rate_limit: 0, burst_limit: 0 } });
    const answer = await call(gold);
    expect([answer.status, answer.text, answer.headers["x-amzn-errortype"]]).toEqual([
      429,
      '{"message":"Too Many Requests"}',
      "TooManyRequestsException",
    ]);
  });

  test("doesn't limit a method that requires no key", async () => {
    await serve({ throttle: { rate_limit: 0, burst_limit: 0 } });
    expect(await statuses(3, gold, "/open")).toEqual([200, 200, 200]);
  });

  test("of a method holds instead of the plan's, for that method alone", async () => {
    await serve({
      throttle: { rate_limit: 1, burst_limit: 3 },
      methods: {
        "/orders/{id}/GET": { rate_limit: 1, burst_limit: 1 },
        "/orders/POST": { rate_limit: 0, burst_limit: 0 },
      },
    });
    expect(await statuses(2, gold, "/orders/7")).toEqual([200, 429]);
    expect(await statuses(1, gold, "/orders", "POST")).toEqual([429]);
    expect(await statuses(4, gold)).toEqual([200, 200, 200, 429]);
  });

  test("and the stage's both hold", async () => {
    await serve(
      { throttle: { rate_limit: 10, burst_limit: 10 } },
      new Clock(),
      methodSettings({ "orders/GET": { throttling_rate_limit: 1, throttling_burst_limit: 1 } }),
    );
    expect(await statuses(1, gold)).toEqual([200]);
    expect(await statuses(1, other)).toEqual([429]);
  });
});

describe("a plan's quota", () => {
  test("that is used up is answered 429 Limit Exceeded", async () => {
    await serve({ quota: { limit: 2, period: "DAY" } });
    expect(await statuses(2)).toEqual([200, 200]);
    const answer = await call(gold);
    expect([answer.status, answer.text, answer.headers["x-amzn-errortype"]]).toEqual([
      429,
      '{"message":"Limit Exceeded"}',
      "LimitExceededException",
    ]);
    expect(served!.logs.at(-1)!.error).toMatch(/^quota of usage plan \w+ key \w+: 2 requests per DAY$/);
    expect(await statuses(1, other)).toEqual([200]);
    expect(await statuses(1, gold, "/open")).toEqual([200]);
  });

  test.each([
    ["DAY", "2026-11-25T23:59:59.999Z", "2026-11-26T00:00:00Z"],
    ["WEEK", "2026-11-28T23:59:59.999Z", "2026-11-29T00:00:00Z"],
    ["MONTH", "2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00Z"],
  ])("of a %s begins anew at midnight UTC", async (period, last, next) => {
    const clock = new Clock("2026-11-25T12:00:00Z");
    await serve({ quota: { limit: 1, period } }, clock);
    expect(await statuses(2)).toEqual([200, 429]);
    clock.set(last);
    expect(await statuses(1)).toEqual([429]);
    clock.set(next);
    expect(await statuses(2)).toEqual([200, 429]);
  });

  test("is less by its offset in the first period", async () => {
    const clock = new Clock("2026-11-25T12:00:00Z");
    await serve({ quota: { limit: 3, offset: 2, period: "WEEK" } }, clock);
    expect(await statuses(2)).toEqual([200, 429]);
    clock.set("2026-12-02T12:00:00Z");
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
  });

  test("isn't used up by requests that are throttled", async () => {
    const clock = new Clock();
    await serve({ throttle: { rate_limit: 1, burst_limit: 1 }, quota: { limit: 2, period: "DAY" } }, clock);
    expect(await statuses(3)).toEqual([200, 429, 429]);
    clock.forward(1);
    expect((await call(gold)).status).toBe(200);
    clock.forward(1);
    expect((await call(gold)).text).toBe('{"message":"Limit Exceeded"}');
  });

  test("counts over all stages of the plan", async () => {
    const api = (name: string) => stackOf({ paths, document: keyScheme, api: { name } }) as { resource: object };
    const second = {
      rest: { ...resourceOf(api("second"), "aws_api_gateway_rest_api", "api") },
      stage: resourceOf(api("second"), "aws_api_gateway_stage", "stage"),
      deployment: resourceOf(api("second"), "aws_api_gateway_deployment", "deployment"),
    };
    const elsewhere = "${aws_api_gateway_rest_api.second.id}";
    const first = api("first");
    const plans = usagePlans({
      plan: { keys: { gold }, quota: { limit: 2, period: "DAY" }, stages: [{ api_id: elsewhere, stage: "dev" }] },
    });
    const stack = first as { resource: Record<string, Record<string, object>> };
    stack.resource = { ...stack.resource, ...(plans as Record<string, Record<string, object>>) };
    stack.resource["aws_api_gateway_rest_api"]!["second"] = second.rest;
    stack.resource["aws_api_gateway_deployment"]!["second"] = { ...second.deployment, rest_api_id: elsewhere };
    stack.resource["aws_api_gateway_stage"]!["second"] = {
      ...second.stage,
      rest_api_id: elsewhere,
      deployment_id: "${aws_api_gateway_deployment.second.id}",
    };
    served = await ServedApi.startStacks({ app: stack }, {}, { now: new Clock().now });
    const host = new URL(served.apis[1]!.url).host;
    expect((await call(gold)).status).toBe(200);
    expect((await served.call("GET", "/orders", { host, headers: { "x-api-key": gold } })).status).toBe(200);
    expect((await call(gold)).status).toBe(429);
  });

  test("of a period that isn't there is refused at start", async () => {
    await expect(serve({ quota: { limit: 1, period: "YEAR" } })).rejects.toThrow(
      'aws_api_gateway_usage_plan.plan: quota_settings: period: expected DAY, WEEK, MONTH, got "YEAR"',
    );
  });
});

const resourceOf = (stack: { resource: object }, type: string, label: string): object =>
  (stack.resource as Record<string, Record<string, object>>)[type]![label]!;

describe("a key", () => {
  test("of a plan for another stage is 403 Forbidden", async () => {
    const plans = usagePlans({ plan: { keys: { gold } } }) as Record<string, Record<string, Record<string, unknown>>>;
    plans["aws_api_gateway_usage_plan"]!["plan"]!["api_stages"] = [{ api_id: "another", stage: "dev" }];
    served = await ServedApi.start({ paths, document: keyScheme, resource: plans });
    const answer = await call(gold);
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}']);
  });

  test("is checked before the stage's throttle counts the request", async () => {
    await serve(
      {},
      new Clock(),
      methodSettings({ "orders/GET": { throttling_rate_limit: 1, throttling_burst_limit: 1 } }),
    );
    expect((await call("nobody's")).status).toBe(403);
    expect((await call(gold)).status).toBe(200);
  });

  test("shows in the context, with its id", async () => {
    served = await ServedApi.start({
      paths: { "/who": { get: says("$context.identity.apiKey $context.identity.apiKeyId", keyRequired) } },
      document: keyScheme,
      resource: usagePlans({ plan: { keys: { gold } } }),
    });
    expect((await call(gold, "/who")).text).toMatch(/^gold-key-gold-key-gold-key [0-9a-z]{10}$/);
  });
});

describe("where the authorizer names the key", () => {
  const api = { api_key_source: "AUTHORIZER" };
  const guarded = { security: [{ guard: [] }, { key: [] }] };
  const uri =
    "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:guard/invocations";
  const document = {
    components: {
      securitySchemes: {
        ...keyScheme.components.securitySchemes,
        guard: {
          type: "apiKey",
          name: "Authorization",
          in: "header",
          "x-amazon-apigateway-authtype": "custom",
          "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: uri, authorizerResultTtlInSeconds: 0 },
        },
      },
    },
  };
  const guard = `exports.handler = async ({ authorizationToken, methodArn }) => ({
    principalId: "someone",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
    },
    ...(authorizationToken !== "none" && { usageIdentifierKey: authorizationToken }),
  });`;

  beforeEach(async () => {
    served = await ServedApi.start({
      paths: { "/orders": { get: says("$context.identity.apiKeyId", guarded) } },
      document,
      api,
      functions: { guard },
      resource: usagePlans({ plan: { keys: { gold }, quota: { limit: 1, period: "DAY" } } }),
    });
  });

  const authorized = (token: string) =>
    served!.call("GET", "/orders", { headers: { Authorization: token, "x-api-key": gold } });

  test("that key's plan counts the request", async () => {
    const answer = await authorized(gold);
    expect([answer.status, answer.text]).toEqual([200, expect.stringMatching(/^[0-9a-z]{10}$/)]);
    expect((await authorized(gold)).text).toBe('{"message":"Limit Exceeded"}');
  });

  test.each(["none", "nobody's"])("the header x-api-key doesn't count: usageIdentifierKey %s is 403", async (token) => {
    const answer = await authorized(token);
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}']);
  });
});
