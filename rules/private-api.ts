import { endpointTypesOf, isPrivate } from "./endpoint-type";
import { statementsOf } from "./policy-document";
import { bodyOf, documentOf, isObject, type JsonObject } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { block, literal, shown } from "./values";

const apiTypes = ["aws_api_gateway_rest_api"] as const;

const policiesApart = (api: Resource, stack: StackConfiguration): Resource[] =>
  stack
    .resources("aws_api_gateway_rest_api_policy")
    .filter(({ arguments: { rest_api_id: id } }) => stack.refersTo(id, api));

/** Statements of an API's resource policies by where they stand; empty lists where they are not known. */
function policiesOf(api: Resource, stack: StackConfiguration): [subject: string, statements: JsonObject[]][] {
  const { policy } = api.arguments;
  const inBody = documentOf(api)?.["x-amazon-apigateway-policy"];
  return [
    ...policiesApart(api, stack).map((apart): [string, JsonObject[]] => [
      apart.address,
      statementsOf(apart.arguments["policy"]),
    ]),
    ...(policy === undefined ? [] : [["the argument", statementsOf(policy)] satisfies [string, JsonObject[]]]),
    ...(inBody === undefined
      ? []
      : [["x-amazon-apigateway-policy", statementsOf(JSON.stringify(inBody))] satisfies [string, JsonObject[]]]),
  ];
}

/** Whether a policy that can't be seen may be there: in a body, or for an API, that only Terraform will know. */
const mayHavePolicy = (api: Resource, stack: StackConfiguration): boolean =>
  (api.arguments["body"] !== undefined && !isObject(bodyOf(api))) ||
  stack
    .resources("aws_api_gateway_rest_api_policy")
    .some(({ arguments: { rest_api_id: id } }) => literal(id) === undefined && stack.target(id) === undefined);

/** What a private REST API takes. */
export const privateApiRules: readonly Rule[] = [
  resourceRule({
    id: "private-api-policy",
    checks:
      "A private API has a policy that lets everybody in only through the VPC endpoints or VPCs that it names, as every AWS customer has endpoints for execute-api",
    source: "API Gateway developer guide, Create and attach an API Gateway resource policy to an API",
    types: apiTypes,
    *check(api, stack) {
      if (!isPrivate(api)) return;
      const policies = policiesOf(api, stack);
      if (policies.length === 0 && !mayHavePolicy(api, stack))
        yield "policy: expected an aws_api_gateway_rest_api_policy, without which a private API can't be deployed, got none";
      for (const [subject, statements] of policies)
        if (statements.some(isOpen) && !statements.some(deniesStrangers))
          yield `policy: expected ${subject} to deny (StringNotEquals aws:SourceVpce or aws:SourceVpc) whoever comes from elsewhere, as every VPC may call otherwise, got no such statement`;
    },
  }),

  resourceRule({
    id: "vpc-endpoint-ids",
    checks: "VPC endpoints belong to private APIs",
    source: "API Gateway API reference, EndpointConfiguration.vpcEndpointIds",
    types: apiTypes,
    *check(api) {
      const ids = block(api.arguments["endpoint_configuration"])?.["vpc_endpoint_ids"];
      const types = endpointTypesOf(api);
      if (types === undefined || types.includes("PRIVATE") || ids === undefined) return;
      if (!Array.isArray(ids) || ids.length > 0)
        yield `endpoint_configuration.vpc_endpoint_ids: expected none, as the API is ${types.join()}, got ${shown(ids)}`;
    },
  }),

  resourceRule({
    id: "deployment-after-policy",
    checks: "A private API is deployed after its policy, and again when it changes",
    source: "API Gateway developer guide, Create and attach an API Gateway resource policy to an API",
    types: ["aws_api_gateway_deployment"],
    *check(deployment, stack) {
      const api = stack.target(deployment.arguments["rest_api_id"]);
      for (const policy of api ? policiesApart(api, stack) : [])
        if (!stack.dependsOn(deployment, policy)) yield `depends_on: expected ${policy.address}, got no dependency`;
    },
  }),
];

/** Keys that tell a caller from all others, so that an Allow with one is not for everybody. */
const placeKey = /^aws:sourcevpce?$/i;
const callerKey = /^aws:(?:sourcevpce?|principalorgid|principalorgpaths|principalaccount|principalarn)$/i;

/** Denies everybody who comes another way; a second condition would let those through that it doesn't fit. */
function deniesStrangers({ Effect, Principal, Condition }: JsonObject): boolean {
  const conditions = conditionsOf(Condition);
  return (
    Effect === "Deny" &&
    isEverybody(Principal) &&
    conditions.length > 0 &&
    conditions.every(
      ([operator, key]) => /^StringNot(?:Equals|EqualsIgnoreCase|Like)$/i.test(operator) && placeKey.test(key),
    )
  );
}

const isOpen = ({ Effect, Principal, Condition }: JsonObject): boolean =>
  Effect === "Allow" &&
  isEverybody(Principal) &&
  !conditionsOf(Condition).some(
    ([operator, key]) => callerKey.test(key) && !/Not(?:Equals|Like)|IfExists$/i.test(operator),
  );

const isEverybody = (principal: unknown): boolean =>
  principal === "*" || (isObject(principal) && Object.values(principal).flat().includes("*"));

const conditionsOf = (condition: unknown): [operator: string, key: string][] =>
  Object.entries(isObject(condition) ? condition : {}).flatMap(([operator, keys]) =>
    Object.keys(isObject(keys) ? keys : {}).map((key): [string, string] => [operator, key]),
  );
