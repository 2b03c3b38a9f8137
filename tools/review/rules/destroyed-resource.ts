import { goesWithItsWhole } from "../deleted-whole";
import type { Observation } from "../finding";
import { nameOf } from "../physical-name";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";
import { typeName } from "../type-name";
import { destroysEverything } from "./mass-destruction";

/** Types that are replaced in daily work without anybody noticing, and why. */
const routinelyReplaced: Readonly<Record<string, string>> = {
  aws_acm_certificate_validation: "waits for a certificate; nothing of its own exists",
  aws_api_gateway_deployment: "a new snapshot of the API; stages move to it",
  aws_apigatewayv2_deployment: "a new snapshot of the API; stages move to it",
  aws_iam_role_policy_attachment: "attached again at once",
  aws_lambda_layer_version: "versions are immutable; functions move to the new one",
  aws_s3_object: "uploaded again",
  aws_s3_bucket_object: "uploaded again",
  null_resource: "exists in the state only",
  terraform_data: "exists in the state only",
  time_rotating: "exists in the state only",
  time_sleep: "exists in the state only",
  time_static: "exists in the state only",
};

/** Types whose loss nobody notices. */
const goesUnnoticed: Readonly<Record<string, string>> = {
  aws_acm_certificate_validation: routinelyReplaced["aws_acm_certificate_validation"]!,
  aws_api_gateway_deployment: "stages use a newer one, else AWS refuses the delete",
  aws_apigatewayv2_deployment: "stages use a newer one, else AWS refuses the delete",
  aws_api_gateway_resource: "only a path; its methods are deleted by themselves",
  aws_api_gateway_documentation_part: "documentation only",
  aws_api_gateway_documentation_version: "documentation only",
  null_resource: "exists in the state only",
  terraform_data: "exists in the state only",
  time_rotating: "exists in the state only",
  time_sleep: "exists in the state only",
  time_static: "exists in the state only",
};

export const destroyedResourceRules: readonly ResourceRule[] = [
  {
    id: "resource-destroyed",
    category: "plan",
    severity: "medium",
    summary: "Something is deleted or replaced about which no other rule says anything",
    example: "An `aws_cloudfront_function` is removed from the configuration",
    types: "any",
    unlessSaid: true,
    find: (change, plan) =>
      change.is("delete") && !destroysEverything(plan) && !goesWithItsWhole(change, plan) ? destroyed(change) : [],
  },
  {
    id: "resource-forgotten",
    category: "plan",
    severity: "medium",
    summary: "Terraform lets go of something: it goes on to exist and nobody reviews it any more",
    example: "`removed { from = aws_lambda_permission.partner }` with `destroy = false`",
    types: "any",
    unlessSaid: true,
    find: (change) => (change.isForget ? [forgotten(change)] : []),
  },
];

function destroyed(change: ResourceChange): Observation[] {
  if (Object.hasOwn(change.isReplace ? routinelyReplaced : goesUnnoticed, change.type)) return [];
  const reason = replacementReason(change);
  return [
    {
      title: `${typeName(change.type)} ${nameOf(change)} is ${change.isReplace ? "destroyed and created anew" : "deleted"}`,
      detail: [
        change.isReplace
          ? change.createsBeforeDestroy
            ? "A new object takes its place; whoever knows the old one's id or ARN loses it."
            : "It is gone until the new one exists; whoever knows its id or ARN loses it."
          : "Whatever uses it outside this plan loses it.",
        reason && `${reason}.`,
        "No rule of this review knows what else depends on this type.",
      ]
        .filter(Boolean)
        .join(" "),
      remedy: "Check who uses it before this is applied",
      changes: change.replacePaths.map((path) => change.describe(path)),
    },
  ];
}

const stateOnly = /^(null_resource|terraform_data|time_|random_|local_|tls_)/;

function forgotten(change: ResourceChange): Observation {
  const isState = stateOnly.test(change.type);
  return {
    ...(isState && { severity: "info" }),
    title: `${typeName(change.type)} ${nameOf(change)} is no longer managed`,
    detail: isState
      ? "It exists in the state only, so nothing is left behind."
      : "It goes on to exist: what it permits, costs or routes is no longer seen by any plan.",
    remedy: "Say who manages it from now on",
  };
}
