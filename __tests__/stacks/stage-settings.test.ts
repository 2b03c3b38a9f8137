import type { Environment } from "../../environments/environment";
import { dev, stackNamed, type SynthesizedStack, synthesize } from "./synthesis";

const regional = (pins: Partial<Environment>): SynthesizedStack =>
  synthesize([{ ...dev, ...pins }])["dev-regional"]!.version("v1");
const before = stackNamed("dev-regional").version("v1");
const triggersOf = (stack: SynthesizedStack) => stack.the("aws_api_gateway_deployment").triggers;

describe("a method's throttle", () => {
  const stack = regional({
    throttle: {
      rateLimit: 50,
      burstLimit: 100,
      methods: {
        "POST /orders": { rateLimit: 5, burstLimit: 10 },
        "GET /orders/{orderId}": { rateLimit: 80, burstLimit: 160 },
      },
    },
  });
  const settings = stack.all("aws_api_gateway_method_settings");
  const settingsOf = (path: string) => Object.values(settings).find(({ method_path }) => method_path === path)!;

  test("is set for the method's path as API Gateway keys it, with rate and burst", () => {
    expect(Object.values(settings).map(({ method_path }) => method_path)).toEqual([
      "*/*",
      "~1orders~1{orderId}/GET",
      "~1orders/POST",
    ]);
    expect(settingsOf("~1orders/POST").settings).toMatchObject({
      throttling_rate_limit: 5,
      throttling_burst_limit: 10,
    });
  });

  test("leaves everything else as it is for all methods, after which it is set", () => {
    const {
      throttling_rate_limit: _rate,
      throttling_burst_limit: _burst,
      ...others
    } = settingsOf("*/*").settings as object as Record<string, unknown>;
    const own = settingsOf("~1orders~1{orderId}/GET");
    expect(own.settings).toMatchObject(others);
    expect(own.depends_on).toEqual(["aws_api_gateway_method_settings.orders_v1_stage_settings"]);
  });

  test("deploys nothing anew", () => {
    expect(triggersOf(stack)).toEqual(triggersOf(before));
  });
});

describe("a cache", () => {
  const stack = regional({ cache: { size: "0.5" } });
  const cached = (settings: Record<string, unknown>) =>
    Object.values(settings as Record<string, { method_path: string; settings: Record<string, unknown> }>).filter(
      (each) => each.settings["caching_enabled"],
    );

  test("keeps answers of the routes that say so, encrypted, and lets only who may invalidate them", () => {
    expect(stack.the("aws_api_gateway_stage")).toMatchObject({
      cache_cluster_enabled: true,
      cache_cluster_size: "0.5",
    });
    const settings = cached(stack.all("aws_api_gateway_method_settings"));
    expect(settings.map(({ method_path }) => method_path)).toEqual(["~1catalog~1{sku}/GET"]);
    expect(settings[0]!.settings).toMatchObject({
      cache_ttl_in_seconds: 300,
      cache_data_encrypted: true,
      require_authorization_for_cache_control: true,
      unauthorized_cache_control_header_strategy: "FAIL_WITH_403",
      throttling_rate_limit: 50,
      throttling_burst_limit: 100,
    });
  });

  test("is there only where it is pinned, and deploys nothing anew", () => {
    expect(before.the("aws_api_gateway_stage")).not.toHaveProperty("cache_cluster_enabled");
    expect(cached(before.all("aws_api_gateway_method_settings"))).toEqual([]);
    expect(triggersOf(stack)).toEqual(triggersOf(before));
  });
});

describe("stage variables", () => {
  const stack = regional({ stageVariables: { catalogHost: "catalog.dev.example.com", log_level: "debug" } });

  test("are those that the environment pins, beside the one that says the version", () => {
    expect(stack.the("aws_api_gateway_stage").variables).toEqual({
      catalogHost: "catalog.dev.example.com",
      log_level: "debug",
      apiVersion: "v1",
    });
    expect(before.the("aws_api_gateway_stage").variables).toEqual({ apiVersion: "v1" });
  });

  test("can't say the version, for a stage or its canary", () => {
    const taken = "expected another name, as the stage says its version by it";
    expect(() => regional({ stageVariables: { apiVersion: "v2" } })).toThrow(
      `environments/dev/environment.ts: stageVariables.apiVersion: ${taken}`,
    );
    const canary = { stable: "0".repeat(12), candidate: "1".repeat(12), canary: "start", percentTraffic: 1 } as const;
    const releases = { regional: { "orders-v1": { ...canary, variables: { apiVersion: "v2" } } } };
    expect(() => regional({ releases })).toThrow(`releases.regional.orders-v1.variables.apiVersion: ${taken}`);
  });

  test("deploy nothing anew", () => {
    expect(triggersOf(stack)).toEqual(triggersOf(before));
  });
});

describe("a client certificate", () => {
  const stack = regional({ clientCertificate: true });

  test("is there before the one that it replaces goes, and shown by the stage", () => {
    expect(stack.the("aws_api_gateway_client_certificate").lifecycle).toEqual({ create_before_destroy: true });
    expect(stack.the("aws_api_gateway_stage").client_certificate_id).toBe(
      "${aws_api_gateway_client_certificate.client_certificate.id}",
    );
  });

  test("is put out, so that backends can be told to trust it", () => {
    expect(stack.json.output?.["client_certificate"]?.value).toBe(
      "${aws_api_gateway_client_certificate.client_certificate.pem_encoded_certificate}",
    );
  });

  test("takes effect with a deployment", () => {
    expect(triggersOf(stack)).toMatchObject({
      clientCertificate: "${aws_api_gateway_client_certificate.client_certificate.id}",
    });
  });

  test("is there only where it is pinned", () => {
    expect(before.all("aws_api_gateway_client_certificate")).toEqual({});
    expect(before.the("aws_api_gateway_stage")).not.toHaveProperty("client_certificate_id");
  });
});
