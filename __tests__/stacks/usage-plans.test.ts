import { service } from "../../contract";
import type { Service } from "../../contract/service";
import type { Environment } from "../../environments/environment";
import type { UsagePlans } from "../../environments/usage-plans";
import { type Arguments, dev, type SynthesizedStack, synthesize } from "./synthesis";

const [v1] = service.apis;
const { doors } = service.authorization;

/** The service with one route for partners, who need an API key at the regional door. */
const keyed: Service = {
  ...service,
  apis: [{ ...v1, routes: { ...v1.routes, getOrder: { ...v1.routes.getOrder, audience: "partner" } } }],
  authorization: {
    ...service.authorization,
    doors: {
      ...doors,
      regional: { ...doors.regional, apiKeySource: "HEADER", partner: { type: "iam", apiKey: true } },
      edge: { ...doors.edge, partner: { type: "iam" } },
      private: { ...doors.private, partner: { type: "iam" } },
    },
  },
};
const plans: UsagePlans = {
  gold: {
    rateLimit: 100,
    burstLimit: 200,
    quota: { limit: 5000, period: "WEEK" },
    methods: { "GET /orders/{orderId}": { rateLimit: 5, burstLimit: 10 } },
    keys: ["acme", "globex"],
  },
  trial: { rateLimit: 1, burstLimit: 1, keys: ["initech"] },
};

const door = (name: string, pins: Partial<Environment> = {}, deployed = keyed): SynthesizedStack =>
  synthesize([{ ...dev, usagePlans: plans, ...pins }], deployed)[`dev-${name}`]!;
const names = (resources: Record<string, Arguments>) => Object.values(resources).map(({ name }) => name);
const list = (value: unknown) => [value].flat() as Arguments[];

describe("a door whose routes ask for API keys", () => {
  const stack = door("regional");

  test("has a plan per tier: quota, rate and burst, for each stage that the plan refers to", () => {
    const gold = stack.all("aws_api_gateway_usage_plan")["plan_gold"]!;
    expect(gold).toMatchObject({
      name: "shop-dev-regional-gold",
      quota_settings: { limit: 5000, offset: 0, period: "WEEK" },
      throttle_settings: { rate_limit: 100, burst_limit: 200 },
    });
    expect(list(gold.api_stages)).toMatchObject([
      {
        api_id: "${aws_api_gateway_rest_api.orders_v1.id}",
        stage: "${aws_api_gateway_stage.orders_v1_stage.stage_name}",
      },
    ]);
    expect(stack.all("aws_api_gateway_usage_plan")["plan_trial"]).not.toHaveProperty("quota_settings");
  });

  test("limits a method of a plan by /path/METHOD, rate and burst", () => {
    const [stage] = list(stack.all("aws_api_gateway_usage_plan")["plan_gold"]!.api_stages);
    expect(list(stage!.throttle)).toEqual([{ path: "/orders/{orderId}/GET", rate_limit: 5, burst_limit: 10 }]);
  });

  test("has a key for each client, in the plan of its tier, whose value nobody wrote down", () => {
    expect(names(stack.all("aws_api_gateway_api_key"))).toEqual([
      "shop-dev-regional-acme",
      "shop-dev-regional-globex",
      "shop-dev-regional-initech",
    ]);
    for (const key of Object.values(stack.all("aws_api_gateway_api_key"))) expect(key).not.toHaveProperty("value");
    expect(stack.all("aws_api_gateway_usage_plan_key")).toMatchObject({
      key_acme_plan: {
        key_id: "${aws_api_gateway_api_key.key_acme.id}",
        key_type: "API_KEY",
        usage_plan_id: "${aws_api_gateway_usage_plan.plan_gold.id}",
      },
      key_initech_plan: { usage_plan_id: "${aws_api_gateway_usage_plan.plan_trial.id}" },
    });
  });

  test("deploys nothing anew when plans change", () => {
    const trial = { rateLimit: 2, burstLimit: 2, keys: [] };
    const { triggers } = door("regional", { usagePlans: { trial } }).the("aws_api_gateway_deployment");
    expect(triggers).toEqual(stack.the("aws_api_gateway_deployment").triggers);
  });

  test("keeps a client's key, and with it the value, when the client changes its plan", () => {
    const moved = door("regional", {
      usagePlans: {
        ...plans,
        gold: { ...plans["gold"]!, keys: ["globex"] },
        trial: { ...plans["trial"]!, keys: ["acme"] },
      },
    });
    const key = "key_acme";
    expect(moved.all("aws_api_gateway_api_key")[key]).toEqual(stack.all("aws_api_gateway_api_key")[key]);
    expect(moved.all("aws_api_gateway_usage_plan_key")["key_acme_plan"]!.usage_plan_id).toContain("plan_trial");
  });

  test("protects keys where the environment protects what clients depend on", () => {
    const { lifecycle } = door("regional", { deletionProtection: true }).all("aws_api_gateway_api_key")["key_acme"]!;
    expect(lifecycle).toEqual({ prevent_destroy: true });
  });
});

test("a door whose routes ask for no API keys has neither plans nor keys", () => {
  const types = Object.keys(door("edge").json.resource ?? {});
  expect(types.filter((type) => /usage_plan|api_key/.test(type))).toEqual([]);
});

describe("is refused, naming the file and what could be meant:", () => {
  const throttle = { rateLimit: 1, burstLimit: 1 };

  test("a stage's throttle for a method that the contract doesn't have", () => {
    expect(() => door("regional", { throttle: { ...throttle, methods: { "GET /order": throttle } } })).toThrow(
      /^environments\/dev\/environment\.ts: throttle\.methods: expected routes of the contract \(POST \/orders, GET \/orders, .*\), got GET \/order$/,
    );
  });

  test("a plan's throttle for a method that asks for no API key", () => {
    const trial = { ...plans["trial"]!, methods: { "GET /health": throttle } } as const;
    expect(() => door("regional", { usagePlans: { trial } })).toThrow(
      "environments/dev/environment.ts: usagePlans.trial.methods: expected routes that ask for an API key at an open door (GET /orders/{orderId}, GET /orders/{orderId}/status), got GET /health",
    );
  });

  test("routes that ask for API keys in an environment without plans", () => {
    expect(() => door("regional", { usagePlans: {} })).toThrow(
      "body: expected an aws_api_gateway_usage_plan for the API, as GET /orders/{orderId} asks for an API key, got none",
    );
  });
});
