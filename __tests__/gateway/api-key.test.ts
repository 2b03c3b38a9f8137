import { says, ServedApi } from "./served-api";

const good = "good-key-good-key-good";
const disabled = "disabled-key-disabled-key";
const unplanned = "unplanned-key-unplanned-key";

let api: ServedApi;

beforeAll(async () => {
  const key = (name: string) => `\${aws_api_gateway_api_key.${name}.id}`;
  const plan = "${aws_api_gateway_usage_plan.plan.id}";
  api = await ServedApi.start({
    paths: {
      "/open": { get: says("open") },
      "/closed": { get: says("key $context.identity.apiKeyId", { security: [{ key: [] }] }) },
    },
    document: { components: { securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } } } },
    resource: {
      aws_api_gateway_usage_plan: {
        plan: { name: "plan", api_stages: [{ api_id: "${aws_api_gateway_rest_api.api.id}", stage: "dev" }] },
      },
      aws_api_gateway_api_key: {
        good: { name: "good", value: good },
        disabled: { name: "disabled", value: disabled, enabled: false },
        unplanned: { name: "unplanned", value: unplanned },
      },
      aws_api_gateway_usage_plan_key: {
        good: { key_id: key("good"), key_type: "API_KEY", usage_plan_id: plan },
        disabled: { key_id: key("disabled"), key_type: "API_KEY", usage_plan_id: plan },
      },
    },
  });
});

afterAll(() => api.close());

test("an enabled key of the stage's usage plan passes", async () => {
  const answer = await api.call("GET", "/closed", { headers: { "x-api-key": good } });
  expect([answer.status, answer.text]).toEqual([200, expect.stringMatching(/^key [0-9a-z]{10}$/)]);
});

test.each([
  ["no key", {}],
  ["an unknown key", { "x-api-key": "nobody's" }],
  ["a disabled key", { "x-api-key": disabled }],
  ["a key without plan", { "x-api-key": unplanned }],
])("%s is 403 Forbidden", async (_, headers) => {
  const answer = await api.call("GET", "/closed", { headers });
  expect([answer.status, answer.text, answer.headers["x-amzn-errortype"]]).toEqual([
    403,
    '{"message":"Forbidden"}',
    "ForbiddenException",
  ]);
});

test("a method that requires none takes any", async () => {
  expect((await api.call("GET", "/open", { headers: { "x-api-key": "nobody's" } })).text).toBe("open");
});
