import { limits } from "../semantics/limits";
import { operationsOf, requiresApiKey } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { block, blocks, groupedBy, literal, number, shown } from "./values";

/** Days by which a quota's first period may be shorter. */
const largestOffset = { DAY: 0, WEEK: 6, MONTH: 27 } as const;

/** What usage plans and API keys take. */
export const usagePlanRules: readonly Rule[] = [
  resourceRule({
    id: "usage-plan-throttle-path",
    checks: "A usage plan throttles a method by `/path/METHOD`, at most 20 for a stage, with rate and burst",
    source: "API Gateway API reference, ApiStage.throttle; developer guide, Usage plans and API keys for REST APIs",
    types: ["aws_api_gateway_usage_plan"],
    *check(plan) {
      for (const stage of blocks(plan.arguments["api_stages"])) {
        const throttles = blocks(stage["throttle"]);
        if (throttles.length > limits.methodThrottlesPerPlanStage)
          yield `api_stages.throttle: expected at most ${limits.methodThrottlesPerPlanStage} methods of a stage, got ${throttles.length}`;
        for (const throttle of throttles) {
          const path = literal(throttle["path"]);
          if (path !== undefined && !/^\/(.*\/)?(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY|\*)$/.test(path))
            yield `api_stages.throttle.path: expected /orders/{orderId}/GET, with a leading / and a method, got ${path}`;
          for (const limit of ["rate_limit", "burst_limit"])
            if (throttle[limit] === undefined)
              yield `api_stages.throttle.${limit}: expected a limit, as one left out is 0 and lets nothing pass, got none`;
        }
      }
    },
  }),

  resourceRule({
    id: "usage-plan-quota",
    checks: "A quota's offset lies inside its period",
    source: "API Gateway API reference, QuotaSettings",
    types: ["aws_api_gateway_usage_plan"],
    *check(plan) {
      const quota = block(plan.arguments["quota_settings"]);
      const offset = number(quota?.["offset"]);
      const period = literal(quota?.["period"]);
      if (offset === undefined || period === undefined || !(period in largestOffset)) return;
      const largest = largestOffset[period as keyof typeof largestOffset];
      if (offset < 0 || offset > largest)
        yield `quota_settings.offset: expected 0 to ${largest} for a quota per ${period}, got ${offset}`;
    },
  }),

  resourceRule({
    id: "api-key-value",
    checks: "An API key's value is made by AWS: one in the configuration is a secret in code, state and plans",
    source: "API Gateway developer guide, Best practices for usage plans; API reference, CreateApiKey",
    types: ["aws_api_gateway_api_key"],
    *check(key) {
      const value = literal(key.arguments["value"]);
      if (value === undefined) return;
      yield `value: expected none, so that AWS makes it, got a text of ${value.length} characters`;
      const { minimum, maximum } = limits.apiKeyCharacters;
      if (value.length < minimum || value.length > maximum)
        yield `value: expected ${minimum} to ${maximum} characters, got ${value.length}`;
    },
  }),

  {
    id: "usage-plans-of-a-key",
    checks: "An API key belongs to at most 10 usage plans",
    source: "API Gateway developer guide, Quotas for configuring a REST API",
    *check(stack) {
      for (const plans of groupedBy("key_id", stack.resources("aws_api_gateway_usage_plan_key")))
        if (plans.length > limits.plansPerApiKey)
          yield {
            address: plans[0]!.address,
            message: `key_id: expected at most ${limits.plansPerApiKey} usage plans for ${shown(plans[0]!.arguments["key_id"])}, got ${plans.length}`,
          };
    },
  },

  resourceRule({
    id: "api-key-without-usage-plan",
    checks: "An API that asks for a key has a usage plan for its stage: without one every key is refused",
    source: "API Gateway developer guide, Usage plans and API keys for REST APIs",
    types: ["aws_api_gateway_rest_api"],
    *check(api, stack) {
      const operation = operationsOf(api).find((candidate) => requiresApiKey(api, candidate));
      if (!operation) return;
      const planned = stack
        .resources("aws_api_gateway_usage_plan")
        .flatMap(({ arguments: { api_stages: stages } }) => blocks(stages))
        .some(({ api_id: id }) => stack.refersTo(id, api));
      if (!planned)
        yield `body: expected an aws_api_gateway_usage_plan for the API, as ${operation.subject} asks for an API key, got none`;
    },
  }),

  resourceRule({
    id: "usage-plan-after-stage",
    checks: "A usage plan refers to its stage, or depends on it: AWS refuses a plan for a stage that isn't there",
    source: "API Gateway API reference, CreateUsagePlan",
    types: ["aws_api_gateway_usage_plan"],
    *check(plan, stack) {
      for (const { api_id: id, stage } of blocks(plan.arguments["api_stages"])) {
        const api = stack.target(id);
        if (!api) continue;
        const stages = stack
          .resources("aws_api_gateway_stage")
          .filter((candidate) => stack.refersTo(candidate.arguments["rest_api_id"], api));
        if (stages.length > 0 && !stages.some((other) => stack.refersTo(stage, other) || stack.dependsOn(plan, other)))
          yield `api_stages.stage: expected a reference to ${stages.map(({ address }) => address).join(" or ")}, got ${shown(stage)}`;
      }
    },
  }),
];
