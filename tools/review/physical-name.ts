import { at, isEmpty, isSame, type Json } from "./json";
import type { ResourceChange } from "./resource-change";
import { typeName } from "./type-name";

/**
 * What AWS does when something is created whose name is taken: `refuses` with an error, or `overwrites` the old object, which
 * Terraform then destroys under the name that both share.
 */
type OnCreate = "refuses" | "overwrites";

interface Identity {
  attributes: readonly string[];
  onCreate: OnCreate;
}

const named = (...attributes: string[]): Identity => ({ attributes, onCreate: "refuses" });
const upserted = (...attributes: string[]): Identity => ({ attributes, onCreate: "overwrites" });

/** Arguments that together name an object in its account and region. Types whose names may repeat are left out. */
const identities: Readonly<Partial<Record<string, Identity>>> = {
  aws_alb: named("name"),
  aws_alb_target_group: named("name"),
  aws_api_gateway_authorizer: named("rest_api_id", "name"),
  aws_api_gateway_base_path_mapping: named("domain_name", "base_path", "domain_name_id"),
  aws_api_gateway_domain_name: named("domain_name"),
  aws_api_gateway_model: named("rest_api_id", "name"),
  aws_api_gateway_resource: named("rest_api_id", "parent_id", "path_part"),
  aws_api_gateway_stage: named("rest_api_id", "stage_name"),
  aws_apigatewayv2_domain_name: named("domain_name"),
  aws_apigatewayv2_route: named("api_id", "route_key"),
  aws_apigatewayv2_stage: named("api_id", "name"),
  aws_cloudwatch_composite_alarm: upserted("alarm_name"),
  aws_cloudwatch_dashboard: upserted("dashboard_name"),
  aws_cloudwatch_event_bus: named("name"),
  aws_cloudwatch_event_rule: upserted("event_bus_name", "name"),
  aws_cloudwatch_event_target: upserted("event_bus_name", "rule", "target_id"),
  aws_cloudwatch_log_group: named("name"),
  aws_cloudwatch_log_metric_filter: upserted("log_group_name", "name"),
  aws_cloudwatch_log_subscription_filter: upserted("log_group_name", "name"),
  aws_cloudwatch_metric_alarm: upserted("alarm_name"),
  aws_cognito_user_pool_domain: named("domain"),
  aws_db_instance: named("identifier"),
  aws_dynamodb_table: named("name"),
  aws_ecr_repository: named("name"),
  aws_iam_instance_profile: named("name"),
  aws_iam_policy: named("path", "name"),
  aws_iam_role: named("name"),
  aws_iam_user: named("name"),
  aws_kinesis_firehose_delivery_stream: named("name"),
  aws_kinesis_stream: named("name"),
  aws_kms_alias: named("name"),
  aws_lambda_alias: named("function_name", "name"),
  aws_lambda_function: named("function_name"),
  aws_lambda_permission: named("function_name", "qualifier", "statement_id"),
  aws_lb: named("name"),
  aws_lb_target_group: named("name"),
  aws_rds_cluster: named("cluster_identifier"),
  aws_s3_bucket: named("bucket"),
  aws_scheduler_schedule: named("group_name", "name"),
  aws_secretsmanager_secret: named("name"),
  aws_security_group: named("vpc_id", "name"),
  aws_sfn_state_machine: named("name"),
  aws_sns_topic: upserted("name"),
  aws_sqs_queue: named("name"),
  aws_ssm_parameter: named("name"),
  aws_wafv2_web_acl: named("scope", "name"),
};

/** Types whose names AWS keeps unique. */
export const namedTypes = Object.keys(identities);

/** The arguments that name an object of a type; none where names may repeat or this reviewer doesn't know the type. */
export const namingArguments = (type: string): readonly string[] => identities[type]?.attributes ?? [];

/**
 * What AWS does with the new object of a replacement that is created before the old one goes, when both have the same name;
 * undefined when the names differ or aren't known.
 */
export function onNameClash(change: ResourceChange): OnCreate | undefined {
  const identity = identities[change.type];
  return identity && hasSameName(identity, change) ? identity.onCreate : undefined;
}

/** A part that neither side has, such as a qualifier, is the same on both. */
const hasSameName = ({ attributes }: Identity, { before, after }: ResourceChange): boolean =>
  attributes.some((attribute) => !isEmpty(at(before, [attribute]))) &&
  attributes.every((attribute) => isSame(at(before, [attribute]), at(after, [attribute])));

/** `orders`, or parts that belong together as `orders/live`; undefined when a part isn't known. */
export function physicalName(type: string, object: Json | undefined): string | undefined {
  const parts = namingArguments(type).map((attribute) => at(object, [attribute]));
  return parts.length > 0 && parts.every((part) => typeof part === "string") ? parts.join("/") : undefined;
}

/** What to call an object at the beginning of a sentence: `DynamoDB table orders`, without a name of its own `NAT gateway`. */
export function subjectOf({ type, before }: ResourceChange): string {
  const name = physicalName(type, before) ?? at(before, ["name"]);
  return typeof name === "string" && name !== "" ? `${typeName(type)} ${name}` : typeName(type);
}
