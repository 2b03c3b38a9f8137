import { at, type Json } from "./json";
import { perPlan } from "./per-plan";
import { physicalName } from "./physical-name";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

/** Arguments that tell objects apart whose names AWS doesn't keep unique. */
const marks: Readonly<Partial<Record<string, readonly string[]>>> = {
  aws_acm_certificate: ["domain_name"],
  aws_api_gateway_integration: ["rest_api_id", "resource_id", "http_method"],
  aws_api_gateway_method: ["rest_api_id", "resource_id", "http_method"],
  aws_api_gateway_rest_api: ["name"],
  aws_api_gateway_usage_plan: ["name"],
  aws_api_gateway_usage_plan_key: ["usage_plan_id", "key_id"],
  aws_apigatewayv2_api: ["name", "protocol_type"],
  aws_cognito_user_pool: ["name"],
  aws_cognito_user_pool_client: ["user_pool_id", "name"],
  aws_iam_role_policy: ["role", "name"],
  aws_lambda_event_source_mapping: ["function_name", "event_source_arn"],
  aws_sns_topic_subscription: ["topic_arn", "protocol", "endpoint"],
  aws_wafv2_web_acl_association: ["resource_arn"],
};

/**
 * Where the plan creates what it deletes at this address: the same object, which Terraform can't know without a moved block.
 * Undefined where it doesn't.
 */
export function newAddressOf(change: ResourceChange, plan: Plan): string | undefined {
  if (!change.isDelete || change.deposed !== undefined) return undefined;
  const key = keyOf(change.type, change.before);
  return key === undefined ? undefined : created(plan).get(key);
}

const created = perPlan(
  ({ changes }) =>
    new Map(
      changes
        .filter(({ mode, isCreate }) => mode === "managed" && isCreate)
        .flatMap(({ type, after, address }) => {
          const key = keyOf(type, after);
          return key === undefined ? [] : [[key, address] as const];
        }),
    ),
);

function keyOf(type: string, object: Json | undefined): string | undefined {
  const name = physicalName(type, object);
  if (name !== undefined) return `${type} ${name}`;
  const parts = (Object.hasOwn(marks, type) ? marks[type] : undefined)?.map((argument) => at(object, [argument]));
  return parts?.every((part) => typeof part === "string" && part !== "") ? JSON.stringify([type, parts]) : undefined;
}
