import { createHash } from "node:crypto";
import type { Instance } from "./instance";
import { otherProviders } from "./other-providers";
import { isMap } from "./values";

export type Attribute = (instance: Instance) => unknown;

/**
 * What the provider would learn from AWS, per resource type. AWS's own numbers (ids) are made from stack and address:
 * the same at every start, different for every resource. Every type has an `id`.
 */
export function computedAttributes(type: string): Record<string, Attribute> {
  return { ...every, ...types[type], ...otherProviders[type] };
}

/** The region of a resource: its provider's, else AWS_REGION, else us-east-1. */
export const regionOf = (instance: Instance): string =>
  text(instance.argument("region")) ?? text(instance.provider["region"]) ?? process.env["AWS_REGION"] ?? "us-east-1";

/** The account of a resource: the first that its provider allows, else 000000000000. */
export function accountOf(instance: Instance): string {
  const allowed: unknown = instance.provider["allowed_account_ids"];
  return (Array.isArray(allowed) ? text(allowed[0]) : undefined) ?? "000000000000";
}

/** `length` letters and digits that belong to this resource alone. */
export function identifier(instance: Instance, length: number, alphabet: "base36" | "hex" = "base36"): string {
  const digest = createHash("sha256").update(`${instance.stack.name} ${instance.address}`).digest();
  if (alphabet === "hex") return digest.toString("hex").slice(0, length);
  return [...digest.subarray(0, length)].map((byte) => (byte % 36).toString(36)).join("");
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const same =
  (attribute: string): Attribute =>
  (i) =>
    i.get(attribute);
const physicalName = (i: Instance, attribute = "name") =>
  text(i.argument(attribute)) ?? `${i.label}-${identifier(i, 8)}`;
/** What the provider adds to the names that it makes. */
const fifoSuffix = (i: Instance, argument: string) => (i.argument(argument) === true ? ".fifo" : "");
const name =
  (attribute = "name"): Attribute =>
  (i) =>
    physicalName(i, attribute);
const arn =
  (service: string, resource: (i: Instance) => string, { region = true, account = true } = {}): Attribute =>
  (i) =>
    `arn:aws:${service}:${region ? regionOf(i) : ""}:${account ? accountOf(i) : ""}:${resource(i)}`;
const invokeArn = (i: Instance, functionArn: unknown) =>
  `arn:aws:apigateway:${regionOf(i)}:lambda:path/2015-03-31/functions/${String(functionArn)}/invocations`;
const streamingInvokeArn = (i: Instance, functionArn: unknown) =>
  `arn:aws:apigateway:${regionOf(i)}:lambda:path/2021-11-15/functions/${String(functionArn)}/response-streaming-invocations`;
const host = (i: Instance) => `${i.text("id")}.execute-api.${regionOf(i)}.amazonaws.com`;

const every: Record<string, Attribute> = {
  id: (i) => identifier(i, 10),
  tags_all: (i) => {
    const defaults = [i.provider["default_tags"]].flat()[0];
    const tags = isMap(defaults) ? defaults["tags"] : undefined;
    return { ...(isMap(tags) ? tags : {}), ...(i.argument("tags") as object | undefined) };
  },
};

const types: Record<string, Record<string, Attribute>> = {
  // API Gateway
  aws_api_gateway_rest_api: {
    root_resource_id: (i) => identifier(i, 16).slice(6),
    arn: arn("apigateway", (i) => `/restapis/${i.text("id")}`, { account: false }),
    execution_arn: arn("execute-api", (i) => i.text("id")),
    name: (i) => i.label,
    description: () => "",
    binary_media_types: () => [],
    created_date: () => "2020-01-01T00:00:00Z",
  },
  aws_api_gateway_resource: { id: (i) => identifier(i, 6), path: resourcePath },
  aws_api_gateway_deployment: { id: (i) => identifier(i, 6), created_date: () => "2020-01-01T00:00:00Z" },
  aws_api_gateway_stage: {
    id: (i) => `ags-${i.text("rest_api_id")}-${i.text("stage_name")}`,
    arn: arn("apigateway", (i) => `/restapis/${i.text("rest_api_id")}/stages/${i.text("stage_name")}`, {
      account: false,
    }),
    execution_arn: arn("execute-api", (i) => `${i.text("rest_api_id")}/${i.text("stage_name")}`),
    invoke_url: (i) =>
      `https://${i.text("rest_api_id")}.execute-api.${regionOf(i)}.amazonaws.com/${i.text("stage_name")}`,
  },
  aws_api_gateway_domain_name: {
    id: same("domain_name"),
    domain_name_id: (i) => identifier(i, 10),
    arn: arn("apigateway", (i) => `/domainnames/${i.text("domain_name")}`, { account: false }),
    regional_domain_name: (i) => `d-${identifier(i, 10)}.execute-api.${regionOf(i)}.amazonaws.com`,
    regional_zone_id: (i) => `Z${identifier(i, 13).toUpperCase()}`,
    cloudfront_domain_name: (i) => `d${identifier(i, 13)}.cloudfront.net`,
    cloudfront_zone_id: () => "Z2FDTNDATAQYW2",
  },
  aws_api_gateway_authorizer: { id: (i) => identifier(i, 6) },
  aws_api_gateway_model: { id: (i) => identifier(i, 6) },
  aws_api_gateway_request_validator: { id: (i) => identifier(i, 6) },
  aws_api_gateway_usage_plan: {
    arn: arn("apigateway", (i) => `/usageplans/${i.text("id")}`, { account: false }),
  },
  aws_api_gateway_api_key: {
    value: (i) => identifier(i, 20) + identifier(i, 32).slice(12),
    arn: arn("apigateway", (i) => `/apikeys/${i.text("id")}`, { account: false }),
  },
  aws_apigatewayv2_api: {
    arn: arn("apigateway", (i) => `/apis/${i.text("id")}`, { account: false }),
    execution_arn: arn("execute-api", (i) => i.text("id")),
    api_endpoint: (i) => `${i.argument("protocol_type") === "WEBSOCKET" ? "wss" : "https"}://${host(i)}`,
  },

  // Lambda
  aws_lambda_function: {
    id: same("function_name"),
    arn: arn("lambda", (i) => `function:${i.text("function_name")}`),
    invoke_arn: (i) => invokeArn(i, i.get("arn")),
    response_streaming_invoke_arn: (i) => streamingInvokeArn(i, i.get("arn")),
    version: (i) => (i.argument("publish") === true ? "1" : "$LATEST"),
    qualified_arn: (i) => `${i.text("arn")}:${i.text("version")}`,
    qualified_invoke_arn: (i) => invokeArn(i, i.get("qualified_arn")),
  },
  aws_lambda_alias: {
    arn: (i) => {
      const target = i.text("function_name");
      const functionArn = target.startsWith("arn:")
        ? target
        : `arn:aws:lambda:${regionOf(i)}:${accountOf(i)}:function:${target}`;
      return `${functionArn}:${i.text("name")}`;
    },
    id: same("arn"),
    invoke_arn: (i) => invokeArn(i, i.get("arn")),
  },

  // data, messages, identity
  aws_dynamodb_table: {
    id: same("name"),
    arn: arn("dynamodb", (i) => `table/${i.text("name")}`),
    stream_label: () => "2020-01-01T00:00:00.000",
    stream_arn: arn("dynamodb", (i) => `table/${i.text("name")}/stream/${i.text("stream_label")}`),
  },
  aws_sqs_queue: {
    name: (i) => physicalName(i) + fifoSuffix(i, "fifo_queue"),
    arn: arn("sqs", (i) => i.text("name")),
    url: (i) => `https://sqs.${regionOf(i)}.amazonaws.com/${accountOf(i)}/${i.text("name")}`,
    id: same("url"),
  },
  aws_sns_topic: {
    name: (i) => physicalName(i) + fifoSuffix(i, "fifo_topic"),
    arn: arn("sns", (i) => i.text("name")),
    id: same("arn"),
  },
  aws_kinesis_stream: { arn: arn("kinesis", (i) => `stream/${i.text("name")}`), id: same("arn") },
  aws_kinesis_firehose_delivery_stream: {
    arn: arn("firehose", (i) => `deliverystream/${i.text("name")}`),
    id: same("arn"),
  },
  aws_sfn_state_machine: {
    name: name(),
    arn: arn("states", (i) => `stateMachine:${i.text("name")}`),
    id: same("arn"),
  },
  aws_cloudwatch_event_bus: { arn: arn("events", (i) => `event-bus/${i.text("name")}`), id: same("name") },
  aws_s3_bucket: {
    bucket: name("bucket"),
    id: same("bucket"),
    arn: arn("s3", (i) => i.text("bucket"), { region: false, account: false }),
    bucket_domain_name: (i) => `${i.text("bucket")}.s3.amazonaws.com`,
    bucket_regional_domain_name: (i) => `${i.text("bucket")}.s3.${regionOf(i)}.amazonaws.com`,
  },
  aws_secretsmanager_secret: {
    name: name(),
    arn: arn("secretsmanager", (i) => `secret:${i.text("name")}-${identifier(i, 6)}`),
    id: same("arn"),
  },
  aws_ssm_parameter: {
    arn: arn("ssm", (i) => `parameter/${i.text("name").replace(/^\//, "")}`),
    id: same("name"),
  },
  aws_kms_key: { key_id: (i) => uuid(i), id: same("key_id"), arn: arn("kms", (i) => `key/${i.text("key_id")}`) },
  aws_kms_alias: {
    arn: arn("kms", (i) => i.text("name")),
    id: same("name"),
    target_key_arn: (i) =>
      `arn:aws:kms:${regionOf(i)}:${accountOf(i)}:key/${i.text("target_key_id").replace(/^arn:.*:key\//, "")}`,
  },
  aws_cloudwatch_log_group: {
    name: name(),
    id: same("name"),
    arn: arn("logs", (i) => `log-group:${i.text("name")}`),
  },
  aws_iam_role: {
    name: name(),
    id: same("name"),
    arn: arn("iam", (i) => `role/${i.text("name")}`, { region: false }),
  },
  aws_iam_policy: {
    name: name(),
    arn: arn("iam", (i) => `policy/${i.text("name")}`, { region: false }),
    id: same("arn"),
  },
  aws_cognito_user_pool: {
    id: (i) => `${regionOf(i)}_${identifier(i, 9)}`,
    arn: arn("cognito-idp", (i) => `userpool/${i.text("id")}`),
    endpoint: (i) => `cognito-idp.${regionOf(i)}.amazonaws.com/${i.text("id")}`,
  },
  aws_cognito_user_pool_client: { id: (i) => identifier(i, 26), client_secret: (i) => identifier(i, 32) },
  aws_cognito_resource_server: {
    scope_identifiers: (i) =>
      i.blocks("scope").map((scope) => `${i.text("identifier")}/${String(scope["scope_name"])}`),
  },

  // network, certificates
  aws_acm_certificate: { arn: arn("acm", (i) => `certificate/${uuid(i)}`), id: same("arn") },
  aws_acm_certificate_validation: { id: same("certificate_arn") },
  aws_route53_zone: {
    zone_id: (i) => `Z${identifier(i, 20).toUpperCase()}`,
    id: same("zone_id"),
    arn: arn("route53", (i) => `hostedzone/${i.text("zone_id")}`, { region: false, account: false }),
    name_servers: () => [1, 2, 3, 4].map((n) => `ns-${n}.awsdns.example`),
  },
  aws_vpc: { id: (i) => `vpc-${identifier(i, 17, "hex")}`, arn: arn("ec2", (i) => `vpc/${i.text("id")}`) },
  aws_subnet: {
    id: (i) => `subnet-${identifier(i, 17, "hex")}`,
    arn: arn("ec2", (i) => `subnet/${i.text("id")}`),
  },
  aws_security_group: {
    id: (i) => `sg-${identifier(i, 17, "hex")}`,
    name: name(),
    arn: arn("ec2", (i) => `security-group/${i.text("id")}`),
  },
  aws_vpc_endpoint: {
    id: (i) => `vpce-${identifier(i, 17, "hex")}`,
    arn: arn("ec2", (i) => `vpc-endpoint/${i.text("id")}`),
    state: () => "available",
    dns_entry: (i) => [
      {
        dns_name: `${i.text("id")}.execute-api.${regionOf(i)}.vpce.amazonaws.com`,
        hosted_zone_id: `Z${identifier(i, 13).toUpperCase()}`,
      },
    ],
  },
  aws_lb: {
    name: name(),
    arn: arn("elasticloadbalancing", (i) => `loadbalancer/app/${i.text("name")}/${identifier(i, 16, "hex")}`),
    id: same("arn"),
    dns_name: (i) => `${i.text("name")}-${identifier(i, 10)}.${regionOf(i)}.elb.amazonaws.com`,
    zone_id: (i) => `Z${identifier(i, 13).toUpperCase()}`,
  },
};

/** The path of a discrete resource: its parents' parts up to the root. */
function resourcePath(i: Instance): string {
  const parent = i.text("parent_id");
  const above = i.stack.configuration.resources("aws_api_gateway_resource").find((other) => other.get("id") === parent);
  return `${above ? String(above.get("path")) : ""}/${i.text("path_part")}`;
}

function uuid(i: Instance): string {
  return identifier(i, 32, "hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
