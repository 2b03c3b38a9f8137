import { goesWithItsWhole } from "../deleted-whole";
import type { Observation } from "../finding";
import { subjectOf } from "../physical-name";
import type { Plan } from "../plan";
import { changesOf } from "../policies/holder";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";
import { destroysEverything } from "./mass-destruction";

type Fate = "deleted" | "replaced";

const inStateOnly = { fates: ["deleted", "replaced"], why: "exists in the state only" } as const;
const snapshot = { fates: ["deleted", "replaced"], why: "a snapshot of the API; stages move to a newer one" } as const;
const authorizer = { fates: ["deleted"], why: "what is said of the routes that it decided for holds for it" } as const;
const integration = {
  fates: ["deleted", "replaced"],
  why: "what is said of its route holds for it",
  beside: ["aws_api_gateway_method", "aws_apigatewayv2_route"],
} as const;
const uploadedAgain = { fates: ["replaced"], why: "uploaded again" } as const;

interface Unnoticed {
  fates: readonly Fate[];
  why: string;
  /** Types of which one must be in the plan, to be spoken of instead. */
  beside?: readonly string[];
}

/** Types whose end nobody notices, because it is daily work or because nothing of theirs exists. */
const unnoticed: Readonly<Record<string, Unnoticed>> = {
  aws_acm_certificate_validation: { ...inStateOnly, why: "only waits for a certificate" },
  aws_api_gateway_authorizer: authorizer,
  aws_api_gateway_deployment: snapshot,
  aws_api_gateway_documentation_part: { fates: ["deleted", "replaced"], why: "documentation" },
  aws_api_gateway_documentation_version: { fates: ["deleted", "replaced"], why: "documentation" },
  aws_api_gateway_integration: integration,
  aws_api_gateway_integration_response: integration,
  aws_api_gateway_method_response: integration,
  aws_api_gateway_resource: {
    fates: ["deleted", "replaced"],
    why: "only a path; what is said of its methods holds for it",
  },
  aws_apigatewayv2_authorizer: authorizer,
  aws_apigatewayv2_deployment: snapshot,
  aws_apigatewayv2_integration: integration,
  aws_iam_role_policy_attachment: {
    fates: ["deleted", "replaced"],
    why: "attached again at once; the rule of managed policies speaks of those that are detached",
  },
  aws_lambda_permission: {
    fates: ["deleted", "replaced"],
    why: "given again at once; the rules of permissions speak of those that are lost or wider",
  },
  aws_lambda_layer_version: { fates: ["replaced"], why: "versions are immutable; functions move to the new one" },
  aws_s3_bucket_object: uploadedAgain,
  aws_s3_object: uploadedAgain,
  null_resource: inStateOnly,
  terraform_data: inStateOnly,
  time_offset: inStateOnly,
  time_rotating: inStateOnly,
  time_sleep: inStateOnly,
  time_static: inStateOnly,
};

function isNoticed(type: string, fate: Fate, plan: Plan): boolean {
  const known = Object.hasOwn(unnoticed, type) ? unnoticed[type] : undefined;
  return !known?.fates.includes(fate) || known.beside?.some((other) => changesOf(plan, other).length > 0) === false;
}

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
      change.is("delete") && !destroysEverything(plan) && !goesWithItsWhole(change, plan)
        ? destroyed(change, plan)
        : [],
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

function destroyed(change: ResourceChange, plan: Plan): Observation[] {
  if (!isNoticed(change.type, change.isReplace ? "replaced" : "deleted", plan)) return [];
  const reason = replacementReason(change);
  return [
    {
      title: `${subjectOf(change)} is ${change.isReplace ? "destroyed and created anew" : "deleted"}`,
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

function forgotten(change: ResourceChange): Observation {
  const isState = unnoticed[change.type]?.why === inStateOnly.why;
  return {
    ...(isState && { severity: "info" }),
    title: `${subjectOf(change)} is no longer managed`,
    detail: isState
      ? "It exists in the state only, so nothing is left behind."
      : "It goes on to exist: what it permits, costs or routes is no longer seen by any plan.",
    remedy: "Say who manages it from now on",
  };
}
