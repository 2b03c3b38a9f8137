import { banner } from "../../tools/gateway/report";
import { says, ServedApi } from "./served-api";
import { apiId, keyRequired, keyScheme } from "./stage-settings";

const keyOf = (name: string) => `\${aws_api_gateway_api_key.${name}.id}`;
const plan = "${aws_api_gateway_usage_plan.plan.id}";
const secret = "secret-of-a-stack-secret-of";

const definition = {
  paths: { "/orders": { get: says("list", keyRequired) } },
  document: keyScheme,
  resource: {
    aws_api_gateway_usage_plan: { plan: { name: "plan", api_stages: [{ api_id: apiId, stage: "dev" }] } },
    aws_api_gateway_api_key: {
      acme: { name: "shop-dev-acme" },
      stranger: { name: "shop-dev-stranger" },
      written: { name: "shop-dev-written", value: secret },
    },
    aws_api_gateway_usage_plan_key: {
      acme: { key_id: keyOf("acme"), key_type: "API_KEY", usage_plan_id: plan },
      written: { key_id: keyOf("written"), key_type: "API_KEY", usage_plan_id: plan },
    },
  },
};

const shown = (api: ServedApi) =>
  banner(api.served)
    .split("\n")
    .filter((line) => line.includes("API key"));

let api: ServedApi;
beforeAll(async () => {
  api = await ServedApi.start(definition);
});
afterAll(() => api.close());

test("a key whose value AWS would make has one here, which the banner shows and a client can use", async () => {
  const [line] = shown(api);
  const value = /^ {2}API key shop-dev-acme \(\S+\): ([a-z0-9]{20,128})$/.exec(line!)![1]!;
  const answer = await api.call("GET", "/orders", { headers: { "x-api-key": value } });
  expect([answer.status, answer.text]).toEqual([200, "list"]);
});

test("it is the same at every start", async () => {
  const again = await ServedApi.start(definition);
  expect(shown(again)).toEqual(shown(api));
  await again.close();
});

test("no other key is shown: neither one outside all plans nor one whose value is in the stacks", () => {
  expect(shown(api)).toHaveLength(1);
  expect(banner(api.served)).not.toContain(secret);
});
