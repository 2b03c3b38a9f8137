import { integrationsOf, uriOf } from "./integration";
import { statementsOf } from "./policy-document";
import { resourceRule } from "./resource-rule";
import { isObject, type JsonObject, objects } from "./rest-api-body";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { literal, shown } from "./values";

/** By which roles API Gateway calls AWS services. */
export const integrationRoleRules: readonly Rule[] = [
  resourceRule({
    id: "integration-role",
    checks:
      "API Gateway may assume the role of an integration, without a condition, and the role may do what is called",
    source:
      "API Gateway API reference, PutIntegration.credentials; aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws pull request 479",
    types: ["aws_api_gateway_rest_api"],
    *check(api, stack) {
      for (const { operation, integration } of integrationsOf(api)) {
        const role = roleOf(integration["credentials"], stack);
        if (!role) continue;
        const place = `body: ${operation.subject}: integration: credentials`;
        const trusting = statementsOf(role.arguments["assume_role_policy"]).filter(
          ({ Principal }) => isObject(Principal) && [Principal["Service"]].flat().includes("apigateway.amazonaws.com"),
        );
        if (trusting.length === 0 && statementsOf(role.arguments["assume_role_policy"]).length > 0)
          yield `${place}: expected ${role.address} to trust apigateway.amazonaws.com, got another principal`;
        for (const key of trusting.flatMap(({ Condition }) => conditionKeys(Condition)))
          if (/^aws:Source(Account|Arn)$/i.test(key))
            yield `${place}: expected no condition on ${key} in the trust of ${role.address}, as API Gateway says nothing of it when it assumes the role of an integration, got one`;
        const action = actionOf(integration);
        const allowed = allowedBy(role, stack);
        if (action !== undefined && allowed && !allowed.includes(action))
          yield `${place}: expected ${role.address} to allow ${action}, got ${allowed.join(", ") || "nothing"}`;
      }
    },
  }),
];

/** The role of an integration, where the stack has it. */
function roleOf(credentials: unknown, stack: StackConfiguration): Resource | undefined {
  const name = /^arn:aws[\w-]*:iam::\d*:role\/(?:.*\/)?([^/]+)$/.exec(literal(credentials) ?? "")?.[1];
  if (name === undefined) return stack.target(credentials);
  return stack.resources("aws_iam_role").find(({ arguments: { name: given } }) => literal(given) === name);
}

const conditionKeys = (condition: unknown): string[] => objects(condition).flatMap(([, keys]) => Object.keys(keys));

/** The action that an integration with a service calls, where it can be known. */
function actionOf(integration: JsonObject): string | undefined {
  const [, service, action] = /:apigateway:[^:]+:([\w-]+):action\/(\w+)/.exec(uriOf(integration)) ?? [];
  if (service !== undefined) return `${service}:${action}`;
  const called = /(?:^|&)Action=(\w+)/.exec(Object.values(objectOf(integration["requestTemplates"])).map(shown).join());
  return uriOf(integration).includes(":sqs:path/") && called ? `sqs:${called[1]}` : undefined;
}

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** What the policies of a role allow, where all of them are known. */
function allowedBy(role: Resource, stack: StackConfiguration): string[] | undefined {
  if (
    stack.resources("aws_iam_role_policy_attachment").some(({ arguments: { role: of } }) => isOf(of, role, stack)) ||
    role.arguments["inline_policy"] !== undefined
  )
    return undefined;
  const policies = stack
    .resources("aws_iam_role_policy")
    .filter(({ arguments: { role: of } }) => isOf(of, role, stack));
  const statements = policies.map(({ arguments: { policy } }) => statementsOf(policy));
  if (statements.some((each) => each.length === 0)) return undefined;
  return statements.flat().flatMap(({ Effect, Action }) => (Effect === "Allow" ? [Action].flat().map(shown) : []));
}

const isOf = (given: unknown, role: Resource, stack: StackConfiguration): boolean =>
  stack.target(given) === role || (literal(given) !== undefined && literal(given) === literal(role.arguments["name"]));
