import { at } from "./json";
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
  { parts: /^aws_apigatewayv2_/, whole: "aws_apigatewayv2_api", by: [["api_id", "id"]] },
  { parts: /^aws_cognito_/, whole: "aws_cognito_user_pool", by: [["user_pool_id", "id"]] },
  { parts: /^aws_iam_role_policy/, whole: "aws_iam_role", by: [["role", "name"]] },
  { parts: /^aws_lambda_/, whole: "aws_lambda_function", by: [["function_name", "function_name"]] },
  { parts: /^aws_route53_record$/, whole: "aws_route53_zone", by: [["zone_id", "zone_id"]] },
  { parts: /^aws_s3_bucket_/, whole: "aws_s3_bucket", by: [["bucket", "bucket"]] },
  { parts: /^aws_sqs_queue_/, whole: "aws_sqs_queue", by: [["queue_url", "url"]] },
];

const wholes = new Set(belongings.map(({ whole }) => whole));

/** Whether a change deletes a part of something that the plan deletes too: what is said of the whole holds for it. */
export const goesWithItsWhole = (change: ResourceChange, plan: Plan): boolean =>
  change.isDelete &&
  belongings.some(({ parts, whole, by }) => {
    const values = by.map(([part]) => at(change.before, [part]));
    return parts.test(change.type) && values.every(isText) && deleted(plan).has(JSON.stringify([whole, ...values]));
  });

const deleted = perPlan(
  ({ changes }) =>
    new Set(
      changes
        .filter(({ type, isDelete }) => wholes.has(type) && isDelete)
        .flatMap((change) =>
          belongings
            .filter(({ whole }) => whole === change.type)
            .map(({ whole, by }) =>
              JSON.stringify([whole, ...by.map(([, argument]) => at(change.before, [argument]))]),
            ),
        ),
    ),
);

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
