import { limits } from "../semantics/limits";
import { operationsOf } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { block, literal, number, shown } from "./values";

const apiTypes = ["aws_api_gateway_rest_api"] as const;

/** What is deployed of a REST API. */
export const deploymentRules: readonly Rule[] = [
  resourceRule({
    id: "deployment-replacement",
    checks: "A new deployment is there before the old one goes, which the stage serves",
    source: "API Gateway API reference, DeleteDeployment; hashicorp/terraform issue 30733",
    types: ["aws_api_gateway_deployment", "aws_apigatewayv2_deployment"],
    *check({ arguments: { lifecycle } }) {
      if (block(lifecycle)?.["create_before_destroy"] !== true)
        yield `lifecycle.create_before_destroy: expected true, got ${shown(block(lifecycle)?.["create_before_destroy"])}`;
    },
  }),

  resourceRule({
    id: "deployment-follows",
    checks: "A deployment follows what it deploys: its triggers are not empty",
    source: "provider docs, aws_api_gateway_deployment; hashicorp/terraform-provider-aws issue 162",
    types: ["aws_api_gateway_deployment"],
    *check({ arguments: { triggers } }) {
      if (Object.keys(block(triggers) ?? {}).length === 0 && typeof triggers !== "string")
        yield "triggers: expected a hash of the API's definition, without which changes are not deployed, got none";
    },
  }),

  resourceRule({
    id: "deployment-stage",
    checks: "A stage is a resource of its own: one that a deployment makes can't be kept through the next",
    source: "provider docs, aws_api_gateway_deployment",
    types: ["aws_api_gateway_deployment"],
    *check({ arguments: deployment }) {
      for (const argument of ["stage_name", "stage_description", "canary_settings"])
        if (deployment[argument] !== undefined)
          yield `${argument}: expected none, in favour of an aws_api_gateway_stage, got ${shown(deployment[argument])}`;
    },
  }),

  resourceRule({
    id: "execution-log-role",
    checks:
      "Where a stage writes execution or access logs, the account has API Gateway's role for it, in the same region",
    source: "API Gateway developer guide, Set up CloudWatch logging for REST APIs; API reference, UpdateAccount",
    types: ["aws_api_gateway_stage"],
    *check(stage, stack) {
      if (stage.arguments["access_log_settings"] === undefined) return;
      const region = stack.regionOf(stage);
      const [account] = stack.accounts;
      const holds = stack.app.some(
        (other) =>
          (account === undefined || other.accounts.includes(account)) &&
          other.resources("aws_api_gateway_account").some((role) => other.regionOf(role) === region),
      );
      if (!holds)
        yield `access_log_settings: expected a stack with aws_api_gateway_account for ${account ?? "the account"} in ${region ?? "the region"}, got none`;
    },
  }),

  resourceRule({
    id: "stages-of-an-api",
    checks: "An API has at most 10 stages and a compression threshold that API Gateway takes",
    source: "API Gateway developer guide, Quotas for configuring a REST API",
    types: apiTypes,
    *check(api, stack) {
      const stages = stack
        .resources("aws_api_gateway_stage")
        .filter(({ arguments: { rest_api_id: id } }) => stack.refersTo(id, api));
      if (stages.length > limits.stagesPerApi)
        yield `name: expected at most ${limits.stagesPerApi} stages, got ${stages.length}`;
      const size = number(api.arguments["minimum_compression_size"]);
      const { minimum, maximum } = limits.minimumCompressionBytes;
      // -1 turns compression off
      if (size !== undefined && size !== -1 && (size < minimum || size > maximum))
        yield `minimum_compression_size: expected ${minimum} to ${maximum} bytes, got ${size}`;
      const description = literal(api.arguments["description"]);
      if (description === "") yield "description: expected a sentence or none, got an empty string";
      if (operationsOf(api).length === 0 && api.arguments["body"] === undefined && stages.length > 0) {
        const methods = stack
          .resources("aws_api_gateway_method")
          .some(({ arguments: { rest_api_id: id } }) => stack.refersTo(id, api));
        if (!methods) yield "body: expected at least one method, without which the API can't be deployed, got none";
      }
    },
  }),
];
