import { api, integrated, type Case, numbered, type Resources } from "./case";

const plan = (settings: Record<string, unknown>): Resources => ({ aws_api_gateway_usage_plan: { p: settings } });
const throttled = (path: string, more: Record<string, unknown> = { rate_limit: 1, burst_limit: 1 }) =>
  plan({ api_stages: [{ throttle: [{ path, ...more }] }] });
const quota = (period: string, offset: number) => plan({ quota_settings: { limit: 100, period, offset } });
const keyed = api(
  { "/orders": { get: integrated({ type: "mock" }, { security: [{ key: [] }] }) } },
  { components: { securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } } } },
);
const id = "${aws_api_gateway_rest_api.orders.id}";

const plansOfKey = (plans: number): Resources => ({
  aws_api_gateway_usage_plan_key: numbered(plans, { key_id: "${aws_api_gateway_api_key.k.id}" }),
});

export const cases: Record<string, Case> = {
  "usage-plan-throttle-path": {
    keeps: [throttled("/orders/{orderId}/GET"), throttled("/GET")],
    breaks: [
      ["no leading slash", throttled("orders/GET"), /got orders\/GET/],
      ["no method", throttled("/orders"), /got \/orders/],
      ["a burst left out", throttled("/orders/GET", { rate_limit: 1 }), /burst_limit: expected a limit/],
      [
        "21 methods of a stage",
        plan({
          api_stages: [
            { throttle: Array.from({ length: 21 }, (_, i) => ({ path: `/r${i}/GET`, rate_limit: 1, burst_limit: 1 })) },
          ],
        }),
        /at most 20 methods/,
      ],
    ],
  },
  "usage-plan-quota": {
    keeps: [quota("MONTH", 27), quota("DAY", 0)],
    breaks: [
      ["a day of 24 hours and one", quota("DAY", 1), /expected 0 to 0 for a quota per DAY, got 1/],
      ["a month of 40 days", quota("MONTH", 40), /expected 0 to 27/],
    ],
  },
  "api-key-value": {
    keeps: [{ aws_api_gateway_api_key: { k: { name: "acme" } } }],
    breaks: [
      [
        "a value in the code",
        { aws_api_gateway_api_key: { k: { value: "a-secret-of-20-characters" } } },
        /expected none/,
      ],
      ["a short one", { aws_api_gateway_api_key: { k: { value: "short" } } }, /expected 20 to 128 characters, got 5/],
    ],
  },
  "api-key-without-usage-plan": {
    keeps: [{ ...keyed, ...plan({ api_stages: [{ api_id: id }] }) }],
    breaks: [["no plan", keyed, /as GET \/orders asks for an API key, got none/]],
  },
  "usage-plan-after-stage": {
    keeps: [
      {
        ...keyed,
        aws_api_gateway_stage: { s: { rest_api_id: id, stage_name: "dev" } },
        ...plan({ api_stages: [{ api_id: id, stage: "${aws_api_gateway_stage.s.stage_name}" }] }),
      },
    ],
    breaks: [
      [
        "a stage by its name alone",
        {
          ...keyed,
          aws_api_gateway_stage: { s: { rest_api_id: id, stage_name: "dev" } },
          ...plan({ api_stages: [{ api_id: id, stage: "dev" }] }),
        },
        /expected a reference to aws_api_gateway_stage\.s, got dev/,
      ],
    ],
  },
  "usage-plans-of-a-key": {
    keeps: [plansOfKey(10)],
    breaks: [["11 plans", plansOfKey(11), /at most 10 usage plans for .* got 11/]],
  },
};
