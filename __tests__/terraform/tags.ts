import type { StandIn } from "./stand-in";

/** Types that can't carry tags. */
const untaggable: readonly string[] = [
  "aws_api_gateway_base_path_mapping",
  "aws_api_gateway_deployment",
  "aws_api_gateway_usage_plan_key",
  "aws_apigatewayv2_api_mapping",
  "aws_apigatewayv2_authorizer",
  "aws_apigatewayv2_deployment",
  "aws_apigatewayv2_integration",
  "aws_apigatewayv2_integration_response",
  "aws_apigatewayv2_route",
  "aws_apigatewayv2_route_response",
  "aws_cloudwatch_dashboard",
  "aws_cloudwatch_log_resource_policy",
  "aws_cloudwatch_log_stream",
  "aws_cognito_resource_server",
  "aws_cognito_user_pool_client",
  "aws_cognito_user_pool_domain",
  "aws_dynamodb_table_item",
  "aws_iam_role_policy",
  "aws_kms_alias",
  "aws_lambda_alias",
  "aws_lambda_permission",
  "aws_route53_record",
  "aws_sns_topic_subscription",
];

/** What exists, could carry tags and lacks some of these: `<type> <attributes>`. */
export async function untagged(standIn: StandIn, wanted: Record<string, string>): Promise<string[]> {
  return (await standIn.resources())
    .filter(({ type }) => !untaggable.includes(type))
    .filter(({ tags }) => Object.entries(wanted).some(([key, value]) => tags[key] !== value))
    .map(({ type, attributes }) => `${type} ${Object.values(attributes).join(" ")}`);
}
