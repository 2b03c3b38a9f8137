import { at, type Json } from "./json";
import { perPlan } from "./per-plan";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

/** How a part names the whole that it can't exist without. */
interface Belonging {
  parts: RegExp;
  whole: string;
  /** Arguments of the part, and those of the whole that hold the same. */
  by: readonly (readonly [part: string, whole: string])[];
}

const method = [
  ["rest_api_id", "rest_api_id"],
  ["resource_id", "resource_id"],
  ["http_method", "http_method"],
] as const;

const belongings: readonly Belonging[] = [
  {
    parts: /^aws_api_gateway_(integration|method_response|integration_response)$/,
    whole: "aws_api_gateway_method",
    by: method,
  },
  { parts: /^aws_api_gateway_/, whole: "aws_api_gateway_rest_api", by: [["rest_api_id", "id"]] },
  {
    parts: /^aws_api_gateway_method_settings$/,
    whole: "aws_api_gateway_stage",
    by: [
      ["rest_api_id", "rest_api_id"],
      ["stage_name", "stage_name"],
    ],
  },
  {
    parts: /^aws_api_gateway_base_path_mapping$/,
    whole: "aws_api_gateway_domain_name",
    by: [["domain_name", "domain_name"]],
  },
  {
    parts: /^aws_api_gateway_usage_plan_key$/,
    whole: "aws_api_gateway_usage_plan",
    by: [["usage_plan_id", "id"]],
  },
  { parts: /^aws_apigatewayv2_/, whole: "aws_apigatewayv2_api", by: [["api_id", "id"]] },
  {
    parts: /^aws_apigatewayv2_api_mapping$/,
    whole: "aws_apigatewayv2_domain_name",
    by: [["domain_name", "domain_name"]],
  },
  { parts: /^aws_cognito_/, whole: "aws_cognito_user_pool", by: [["user_pool_id", "id"]] },
  { parts: /^aws_iam_role_policy/, whole: "aws_iam_role", by: [["role", "name"]] },
  { parts: /^aws_lambda_/, whole: "aws_lambda_function", by: [["function_name", "function_name"]] },
  { parts: /^aws_lb_listener$/, whole: "aws_lb", by: [["load_balancer_arn", "arn"]] },
  { parts: /^aws_lb_listener_/, whole: "aws_lb_listener", by: [["listener_arn", "arn"]] },
  { parts: /^aws_lb_target_group_attachment$/, whole: "aws_lb_target_group", by: [["target_group_arn", "arn"]] },
  { parts: /^aws_wafv2_/, whole: "aws_wafv2_web_acl", by: [["resource_arn", "arn"]] },
  {
    parts: /^aws_security_group_rule$|^aws_vpc_security_group_/,
    whole: "aws_security_group",
    by: [["security_group_id", "id"]],
  },
  { parts: /^aws_route53_record$/, whole: "aws_route53_zone", by: [["zone_id", "zone_id"]] },
  { parts: /^aws_s3_bucket_/, whole: "aws_s3_bucket", by: [["bucket", "bucket"]] },
  { parts: /^aws_sqs_queue_/, whole: "aws_sqs_queue", by: [["queue_url", "url"]] },
];

const wholes = new Set(belongings.map(({ whole }) => whole));

/**
 * Whether a part goes the way of something that it belongs to, deleted with it or replaced with it: what is said of the whole
 * holds for it.
 */
export const goesWithItsWhole = (change: ResourceChange, plan: Plan): boolean =>
  change.is("delete") &&
  belongings.some(({ parts, whole, by }) => {
    const values = by.map(([part]) => at(change.before, [part]));
    if (!parts.test(change.type) || !values.every(isText)) return false;
    return goneWholes(plan).get(keyOf(whole, values))?.isReplace === change.isReplace;
  });

const goneWholes = perPlan(
  ({ changes }) =>
    new Map(
      changes
        .filter((change) => wholes.has(change.type) && change.is("delete"))
        .flatMap((change) =>
          belongings
            .filter(({ whole }) => whole === change.type)
            .map(({ whole, by }) => [
              keyOf(
                whole,
                by.map(([, argument]) => at(change.before, [argument])),
              ),
              change,
            ]),
        ),
    ),
);

const keyOf = (whole: string, values: readonly (Json | undefined)[]): string => JSON.stringify([whole, ...values]);

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
