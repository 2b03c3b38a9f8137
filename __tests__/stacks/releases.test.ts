import { service } from "../../contract";
import { ordersV1 } from "../../contract/orders/v1";
import type { Api } from "../../contract/route";
import type { Environment } from "../../environments/environment";
import type { Release } from "../../environments/release";
import { dev, synthesize, type SynthesizedStack } from "./synthesis";

const { getHealth, ...otherRoutes } = ordersV1.routes;
const changed: Api = { ...ordersV1, routes: { ...otherRoutes, getHealth: { ...getHealth, path: "/status" } } };

const stackOf = (door: "regional" | "private", release: Release, api: Api): SynthesizedStack => {
  const environment: Environment = { ...dev, cache: { size: "0.5" }, releases: { [door]: { "orders-v1": release } } };
  return synthesize([environment], { ...service, apis: [api] })[`dev-${door}`]!;
};
const released = (release: Release, api: Api) => stackOf("regional", release, api);

const refusal = (release: Release, api: Api): string => {
  try {
    released(release, api);
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
};

const fingerprintOf = (api: Api) => /expected ([0-9a-f]{12})/.exec(refusal({ stable: "000000000000" }, api))![1]!;
const [stable, candidate] = [fingerprintOf(ordersV1), fingerprintOf(changed)];
const start = { stable, candidate, canary: "start", percentTraffic: 10 } as const;

const names = {
  deployment: "orders_v1_deployment",
  canary: "orders_v1_canary",
  logs: ["orders_v1_stage_canary_access_logs", "orders_v1_stage_canary_execution_logs"],
};
const deployments = (stack: SynthesizedStack) => stack.all("aws_api_gateway_deployment");

describe("a stable release", () => {
  test("is what the deployment follows, instead of the definition, beside the user pool that has no ARN at synth", () => {
    const { triggers, lifecycle } = released({ stable }, ordersV1).the("aws_api_gateway_deployment");
    const userPool = "${one(data.aws_cognito_user_pools.user_pool.arns)}";
    expect(triggers).toEqual({ release: stable, userPool });
    expect(lifecycle).toEqual({ create_before_destroy: true });
  });

  test("of the private door follows the VPC endpoint too, which has no number at synth", () => {
    const wrong = () => stackOf("private", { stable: "000000000000" }, ordersV1);
    const [, own] = /expected ([0-9a-f]{12})/.exec(caught(wrong))!;
    expect(stackOf("private", { stable: own! }, ordersV1).the("aws_api_gateway_deployment").triggers).toEqual({
      release: own,
      vpcEndpointIds: "${data.aws_vpc_endpoint.execute_api.id}",
    });
  });

  test("has no canary", () => {
    expect(released({ stable }, ordersV1).the("aws_api_gateway_stage")).not.toHaveProperty("canary_settings");
  });

  test("refuses another definition, and says how to release it gradually and at once", () => {
    expect(refusal({ stable }, changed)).toBe(
      `environments/dev/environment.ts: releases.regional.orders-v1.stable: expected ${candidate}, the fingerprint of the definition as it is now, got ${stable}: ` +
        `an undeployed change; to release it gradually pin { stable: "${stable}", candidate: "${candidate}", canary: "start", percentTraffic: 10 }, at once { stable: "${candidate}" }`,
    );
  });

  test("keeps logs of canaries that were and will be as long as the others", () => {
    const groups = released({ stable }, ordersV1).all("aws_cloudwatch_log_group");
    expect(names.logs.map((name) => groups[name])).toMatchObject([
      { name: "/aws/apigateway/shop-dev-orders-regional-v1/dev/access/Canary", retention_in_days: 14 },
      {
        name: "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.orders_v1.id}/dev/Canary",
        retention_in_days: 14,
      },
    ]);
  });
});

describe("a canary that starts", () => {
  test("leaves the stage's deployment as it is, and refuses another one than the stable release's", () => {
    const { lifecycle } = deployments(released(start, changed))[names.deployment]!;
    expect(lifecycle).toEqual({
      create_before_destroy: true,
      ignore_changes: ["triggers"],
      postcondition: [
        expect.objectContaining({
          condition: `\${lookup(self.triggers, "release", "one that no release was pinned for") == "${stable}"}`,
        }),
      ],
    });
  });

  test("gets a deployment of the candidate, and its share of the stage's requests", () => {
    const stack = released({ ...start, variables: { color: "green" }, useStageCache: true }, changed);
    expect(deployments(stack)[names.canary]).toMatchObject({
      triggers: { release: candidate },
      lifecycle: { create_before_destroy: true },
    });
    expect(stack.the("aws_api_gateway_stage")).toMatchObject({
      deployment_id: `\${aws_api_gateway_deployment.${names.deployment}.id}`,
      canary_settings: {
        deployment_id: `\${aws_api_gateway_deployment.${names.canary}.id}`,
        percent_traffic: 10,
        stage_variable_overrides: { color: "green" },
        use_stage_cache: true,
      },
      cache_cluster_size: "0.5",
    });
  });

  test("finds its log groups made", () => {
    const { depends_on } = released(start, changed).the("aws_api_gateway_stage");
    expect(depends_on).toEqual(expect.arrayContaining(names.logs.map((name) => `aws_cloudwatch_log_group.${name}`)));
  });

  test("is of the private door deployed after the policy", () => {
    const wrong = () => stackOf("private", { ...start, candidate: "000000000000" }, changed);
    const [, own] = /expected ([0-9a-f]{12})/.exec(caught(wrong))!;
    const stack = stackOf("private", { ...start, candidate: own! }, changed);
    for (const { depends_on } of Object.values(deployments(stack)))
      expect(depends_on).toEqual(["aws_api_gateway_rest_api_policy.orders_v1_policy"]);
  });

  test("is refused for another candidate than the definition", () => {
    expect(refusal(start, ordersV1)).toBe(
      `environments/dev/environment.ts: releases.regional.orders-v1.candidate: expected ${stable}, the fingerprint of the definition as it is now, got ${candidate}: pin it, and the canary gets it`,
    );
  });

  test("takes no variables that API Gateway refuses", () => {
    expect(() => released({ ...start, variables: { "bad-name": "x" } }, changed)).toThrow(
      "canary_settings.stage_variable_overrides: expected names of 1 to 64 letters, digits and _, got bad-name",
    );
  });
});

describe("a canary that is promoted", () => {
  const promote = { stable, candidate, canary: "promote" } as const;

  test("leaves what the candidate as stable release is", () => {
    expect(released(promote, changed).json).toEqual(released({ stable: candidate }, changed).json);
  });

  test("is refused for a definition that it doesn't have", () => {
    expect(refusal(promote, ordersV1)).toContain(
      `releases.regional.orders-v1.candidate: expected ${stable}, the fingerprint of the definition as it is now, got ${candidate}: go back to the definition that the canary has`,
    );
  });
});

describe("a canary that is aborted", () => {
  const abort = { stable, candidate, canary: "abort" } as const;

  test.each([
    ["as it was", ordersV1],
    ["as the canary had it", changed],
    ["of another kind", { ...ordersV1, routes: otherRoutes }],
  ])("leaves the stage's deployment alone with a definition %s", (_, api) => {
    const stack = released(abort, api);
    expect(Object.keys(deployments(stack))).toEqual([names.deployment]);
    expect(deployments(stack)[names.deployment]).toMatchObject({ lifecycle: { ignore_changes: ["triggers"] } });
    expect(stack.the("aws_api_gateway_stage")).not.toHaveProperty("canary_settings");
  });
});

test("releases of an API that the service doesn't have are refused", () => {
  const environment = { ...dev, releases: { regional: { "orders-v9": { stable } } } };
  expect(() => synthesize([environment])).toThrow(
    "environments/dev/environment.ts: releases.regional.orders-v9: expected an API of the service (orders-v1, orders-v2), got a release of another",
  );
});

test("without a pin there are no log groups for a canary", () => {
  const groups = synthesize([dev])["dev-regional"]!.all("aws_cloudwatch_log_group");
  expect(Object.keys(groups).filter((name) => name.includes("canary"))).toEqual([]);
});

function caught(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}
