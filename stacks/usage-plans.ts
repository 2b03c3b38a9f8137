import { ApiKey } from "../constructs/api-key";
import type { RestApi } from "../constructs/rest-api";
import type { Stage } from "../constructs/stage";
import { UsagePlan } from "../constructs/usage-plan";
import type { DoorAuthorization } from "../contract/authorization";
import type { Api } from "../contract/route";
import { keyedMethods } from "../contract/security";
import type { Door } from "../environments/environment";
import type { EnvironmentStack } from "./environment-stack";
import { throttlesOf } from "./pinned-methods";

/** An API as a door serves it. */
export interface Served {
  api: Api;
  restApi: RestApi;
  stage: Stage;
}

/** Adds to a door the environment's usage plans, and a key for each client of them, where routes of it ask for keys. */
export function addUsagePlans(
  stack: EnvironmentStack,
  door: Door,
  authorization: DoorAuthorization,
  served: readonly Served[],
): void {
  const { names, environment } = stack;
  const stages = served.map((each) => ({ ...each, methods: keyedMethods(each.api, authorization) }));
  if (stages.every(({ methods }) => methods.size === 0)) return;
  for (const [tier, plan] of Object.entries(environment.usagePlans ?? {})) {
    const usagePlan = new UsagePlan(stack, `plan-${tier}`, {
      name: names.usagePlan(tier, door),
      description: `What clients of the tier ${tier} may ask of the ${door} door`,
      rateLimit: plan.rateLimit,
      burstLimit: plan.burstLimit,
      quota: plan.quota,
      stages: stages.map(({ restApi, stage, methods }) => ({
        restApi,
        stage,
        methods: throttlesOf(methods, plan.methods),
      })),
    });
    for (const client of plan.keys)
      new ApiKey(stack, `key-${client}`, {
        name: names.apiKey(client, door),
        description: `${client} at the ${door} door`,
        usagePlan,
        deletionProtection: environment.deletionProtection,
      });
  }
}
