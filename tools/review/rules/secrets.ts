import { leaves, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { at, isObject, type Json } from "../json";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";
import { isSecretName, isSecretValue, replaceSecretForms } from "../secret-names";

/** How a resource holds environment variables: names and values. */
const environments: Readonly<Record<string, (resource: Json | undefined) => [string, Json][]>> = {
  aws_lambda_function: (resource) => entries(at(resource, ["environment", 0, "variables"])),
  aws_api_gateway_stage: (resource) => entries(at(resource, ["variables"])),
  aws_apigatewayv2_stage: (resource) => entries(at(resource, ["stage_variables"])),
  aws_amplify_app: (resource) => entries(at(resource, ["environment_variables"])),
  aws_batch_job_definition: (resource) => pairs(at(parsed(at(resource, ["container_properties"])), ["environment"])),
  aws_codebuild_project: (resource) =>
    pairs(
      list(at(resource, ["environment", 0, "environment_variable"])).filter((one) => at(one, ["type"]) === "PLAINTEXT"),
    ),
  aws_ecs_task_definition: (resource) =>
    list(parsed(at(resource, ["container_definitions"]))).flatMap((container) => pairs(at(container, ["environment"]))),
};

const entries = (value: Json | undefined): [string, Json][] => (isObject(value) ? Object.entries(value) : []);

const pairs = (value: Json | undefined): [string, Json][] =>
  list(value).flatMap((item) => {
    const name = at(item, ["name"]);
    return typeof name === "string" ? [[name, at(item, ["value"]) ?? null] satisfies [string, Json]] : [];
  });

function parsed(value: Json | undefined): Json | undefined {
  try {
    return typeof value === "string" ? (JSON.parse(value) as Json) : undefined;
  } catch {
    return undefined;
  }
}

const isSecret = ([name, value]: [string, Json]): boolean =>
  (isSecretName(name) && isSecretValue(value)) ||
  (typeof value === "string" && replaceSecretForms(value, "") !== value);

function findSecrets(change: ResourceChange): Observation[] {
  const read = environments[change.type]!;
  const before = new Set(
    read(change.before)
      .filter(isSecret)
      .map(([name]) => name),
  );
  return read(change.after)
    .filter((variable) => isSecret(variable) && !before.has(variable[0]))
    .map(([name]) => ({
      title: `${name} holds a secret in plain text`,
      detail: "Whoever may read the configuration reads it; it lies in the state, in plans and in the console too.",
      remedy: "Keep it in Secrets Manager or as a SecureString parameter, and give its ARN instead",
      changes: [{ attribute: name, after: "(sensitive)" }],
    }));
}

export const secretRules: readonly Rule[] = [
  {
    id: "secret-in-environment",
    category: "exposure",
    severity: "high",
    summary: "An environment or stage variable holds a secret in plain text",
    example: "A function gets DB_PASSWORD with the password as its value",
    equivalents: ["CKV_AWS_45"],
    types: Object.keys(environments),
    find: findSecrets,
  },
  {
    id: "output-not-sensitive",
    category: "exposure",
    severity: "high",
    summary: "An output that was sensitive is printed",
    example: "`sensitive = true` is removed from an output with a key",
    findInPlan: ({ outputs }) =>
      outputs
        .filter(
          ({ beforeSensitive, afterSensitive, actions }) =>
            beforeSensitive && !afterSensitive && !actions.includes("delete"),
        )
        .map(({ name }) => ({
          address: `output.${name}`,
          title: `Output ${name} is no longer sensitive`,
          detail: "Its value is printed by every plan and apply, so it lies in the logs of CI.",
          remedy: "Keep sensitive = true; if the value is out, replace it",
        })),
  },
  watchRule(
    {
      id: "parameter-not-secure",
      category: "exposure",
      severity: "high",
      summary: "A parameter of Systems Manager is no longer encrypted",
      example: "type goes from SecureString to String",
    },
    [
      {
        types: ["aws_ssm_parameter"],
        path: ["type"],
        when: leaves("SecureString"),
        title: "The parameter is stored in plain text",
        detail: "Whoever may read parameters reads it without permission for the key.",
        remedy: "Keep SecureString; if the value is out, replace it",
      },
    ],
  ),
];
