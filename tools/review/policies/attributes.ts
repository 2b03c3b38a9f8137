import type { Policy } from "../../../semantics/policy";

/**
 * What a policy decides: what its holder may do (`identity`), who may become a role (`trust`), who may use a resource that holds
 * data or keys (`data`), who may call an API (`api`), what may be done through a VPC endpoint (`endpoint`), and who may deliver
 * logs or events (`delivery`).
 */
export type PolicyKind = "identity" | "trust" | "data" | "api" | "endpoint" | "delivery";

/** An argument that is a policy document, as JSON text. */
export interface PolicyAttribute {
  attribute: string;
  kind: PolicyKind;
}

const as = (kind: PolicyKind, attribute = "policy"): PolicyAttribute[] => [{ attribute, kind }];

/** Arguments of provider hashicorp/aws that are policy documents, by resource type. */
export const policyAttributes: Readonly<Record<string, readonly PolicyAttribute[]>> = {
  aws_iam_policy: as("identity"),
  aws_iam_role_policy: as("identity"),
  aws_iam_user_policy: as("identity"),
  aws_iam_group_policy: as("identity"),
  aws_ssoadmin_permission_set_inline_policy: as("identity", "inline_policy"),
  aws_iot_policy: as("identity"),
  aws_iam_role: as("trust", "assume_role_policy"),
  aws_api_gateway_rest_api: as("api"),
  aws_api_gateway_rest_api_policy: as("api"),
  aws_api_gateway_domain_name: as("api"),
  aws_vpc_endpoint: as("endpoint"),
  aws_vpc_endpoint_policy: as("endpoint"),
  aws_cloudwatch_event_bus_policy: as("delivery"),
  aws_cloudwatch_log_destination_policy: as("delivery", "access_policy"),
  aws_cloudwatch_log_resource_policy: as("delivery", "policy_document"),
  aws_schemas_registry_policy: as("delivery"),
  aws_ses_identity_policy: as("delivery"),
  aws_acmpca_policy: as("data"),
  aws_backup_vault_policy: as("data"),
  aws_codeartifact_domain_permissions_policy: as("data", "policy_document"),
  aws_codeartifact_repository_permissions_policy: as("data", "policy_document"),
  aws_dynamodb_resource_policy: as("data"),
  aws_ecr_registry_policy: as("data"),
  aws_ecr_repository_policy: as("data"),
  aws_efs_file_system_policy: as("data"),
  aws_elasticsearch_domain: as("data", "access_policies"),
  aws_elasticsearch_domain_policy: as("data", "access_policies"),
  aws_glacier_vault: as("data", "access_policy"),
  aws_glue_resource_policy: as("data"),
  aws_kinesis_resource_policy: as("data"),
  aws_kms_external_key: as("data"),
  aws_kms_key: as("data"),
  aws_kms_key_policy: as("data"),
  aws_kms_replica_key: as("data"),
  aws_media_store_container_policy: as("data"),
  aws_opensearch_domain: as("data", "access_policies"),
  aws_opensearch_domain_policy: as("data", "access_policies"),
  aws_redshift_resource_policy: as("data"),
  aws_s3_access_point: as("data"),
  aws_s3_bucket: as("data"),
  aws_s3_bucket_policy: as("data"),
  aws_s3control_access_point_policy: as("data"),
  aws_secretsmanager_secret: as("data"),
  aws_secretsmanager_secret_policy: as("data"),
  aws_sns_topic: as("data"),
  aws_sns_topic_policy: as("data"),
  aws_sqs_queue: as("data"),
  aws_sqs_queue_policy: as("data"),
  aws_vpclattice_auth_policy: as("data"),
  aws_vpclattice_resource_policy: as("data"),
};

/**
 * What AWS does where no policy is set: a public API may be called and a VPC endpoint may be used by everybody; the rest is
 * nobody's beyond what identity policies say.
 */
export const openWithoutPolicy: Record<PolicyKind, boolean> = {
  identity: false,
  trust: false,
  data: false,
  api: true,
  endpoint: true,
  delivery: false,
};

export const everybodyEverything: Policy = {
  version: "2012-10-17",
  statements: [{ effect: "Allow", principals: { AWS: ["*"] }, actions: ["*"], resources: ["*"], conditions: {} }],
};
