import { statementsOf } from "./policy-document";
import { isObject, operationsOf } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { block, list, literal, number, shown } from "./values";

const apiTypes = ["aws_api_gateway_rest_api"] as const;

const endpointOf = ({ arguments: { endpoint_configuration: configuration } }: Resource) => block(configuration);
const isPrivate = (api: Resource) => list(endpointOf(api)?.["types"]).includes("PRIVATE");

const policyOf = (api: Resource, stack: StackConfiguration) =>
  stack
    .resources("aws_api_gateway_rest_api_policy")
    .find(({ arguments: { rest_api_id: id } }) => stack.refersTo(id, api));

/** What is deployed of a REST API, and what has to be there before. */
export const deploymentRules: readonly Rule[] = [
  resourceRule({
    id: "private-api-policy",
    checks:
      "A private API has a policy that denies everybody who doesn't come through a VPC endpoint or VPC that it names",
    source: "API Gateway developer guide, Create and attach an API Gateway resource policy to an API",
    types: apiTypes,
    *check(api, stack) {
      if (!isPrivate(api)) return;
      const policy = policyOf(api, stack);
      if (!policy) {
        yield "policy: expected an aws_api_gateway_rest_api_policy, without which a private API can't be deployed, got none";
        return;
      }
      const text = policy.arguments["policy"];
      if (typeof text !== "string" || !text.trimStart().startsWith("{")) return;
      if (!deniesStrangers(text))
        yield `policy: expected ${policy.address} to deny (StringNotEquals aws:SourceVpce or aws:SourceVpc) whoever comes from elsewhere, as every VPC may call otherwise, got no such statement`;
    },
  }),

  resourceRule({
    id: "vpc-endpoint-ids",
    checks: "VPC endpoints belong to private APIs",
    source: "API Gateway API reference, EndpointConfiguration.vpcEndpointIds",
    types: apiTypes,
    *check(api) {
      if (!isPrivate(api) && list(endpointOf(api)?.["vpc_endpoint_ids"]).length > 0)
        yield `endpoint_configuration.vpc_endpoint_ids: expected none, as the API is ${shown(list(endpointOf(api)?.["types"])[0])}, got some`;
    },
  }),

  resourceRule({
    id: "deployment-after-policy",
    checks: "A private API is deployed after its policy, and again when it changes",
    source: "API Gateway developer guide, Create and attach an API Gateway resource policy to an API",
    types: ["aws_api_gateway_deployment"],
    *check(deployment, stack) {
      const api = stack.target(deployment.arguments["rest_api_id"]);
      const policy = api && policyOf(api, stack);
      if (policy && !stack.dependsOn(deployment, policy))
        yield `depends_on: expected ${policy.address}, got no dependency`;
    },
  }),

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
      if (stages.length > 10) yield `name: expected at most 10 stages, got ${stages.length}`;
      const size = number(api.arguments["minimum_compression_size"]);
      if (size !== undefined && (size < -1 || size > 10_485_760))
        yield `minimum_compression_size: expected 0 to 10485760 bytes, got ${size}`;
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

function deniesStrangers(text: string): boolean {
  return statementsOf(text).some(
    ({ Effect, Condition }) =>
      Effect === "Deny" &&
      Object.entries(isObject(Condition) ? Condition : {}).some(
        ([operator, keys]) =>
          /^(ForAnyValue:|ForAllValues:)?StringNot(Equals|Like)/i.test(operator) &&
          Object.keys(isObject(keys) ? keys : {}).some((key) => /^aws:sourcevpce?$/i.test(key)),
      ),
  );
}
