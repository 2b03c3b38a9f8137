// What a review of a very large plan costs: 10,000 resource changes of the kinds that an API has.
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, row } from "./process.mjs";

const resources = 10_000;

/** @type {Record<string, (name: string) => [before: object, after: object]>} */
const kinds = {
  aws_dynamodb_table: (name) => [table(name, true), table(name, false)],
  aws_lambda_function: (name) => [lambda(name, "aaaa"), lambda(name, "bbbb")],
  aws_iam_role_policy: (name) => [policy(name, 4), policy(name, 6)],
  aws_api_gateway_rest_api: (name) => [restApi(name, 12), restApi(name, 11)],
  aws_cloudwatch_log_group: (name) => [
    { name, retention_in_days: 365 },
    { name, retention_in_days: 30 },
  ],
  aws_lambda_permission: (name) => [
    { statement_id: name, principal: "apigateway.amazonaws.com", source_arn: `arn:aws:execute-api:a:1:${name}/*/*` },
    { statement_id: name, principal: "apigateway.amazonaws.com", source_arn: `arn:aws:execute-api:a:1:${name}/v1/*` },
  ],
  aws_api_gateway_stage: (name) => [
    { rest_api_id: name, stage_name: "dev", xray_tracing_enabled: true },
    { rest_api_id: name, stage_name: "dev", xray_tracing_enabled: false },
  ],
  aws_api_gateway_method_settings: (name) => [
    { rest_api_id: name, stage_name: "dev", method_path: "*/*", settings: [{ throttling_rate_limit: 100 }] },
    { rest_api_id: name, stage_name: "dev", method_path: "*/*", settings: [{ throttling_rate_limit: 50 }] },
  ],
  aws_api_gateway_base_path_mapping: (name) => [
    { domain_name: `${name}.example.com`, api_id: name, stage_name: "dev", base_path: "v1" },
    { domain_name: `${name}.example.com`, api_id: name, stage_name: "dev", base_path: "v2" },
  ],
  aws_api_gateway_domain_name: (name) => [
    { domain_name: `${name}.example.com`, security_policy: "TLS_1_2" },
    { domain_name: `${name}.example.com`, security_policy: "TLS_1_0" },
  ],
  aws_acm_certificate: (name) => [
    { domain_name: `${name}.example.com`, validation_method: "DNS" },
    { domain_name: `${name}.example.com`, validation_method: "EMAIL" },
  ],
  aws_iam_role: (name) => [
    { name, assume_role_policy: trust("lambda.amazonaws.com") },
    { name, assume_role_policy: trust("edgelambda.amazonaws.com") },
  ],
  aws_lambda_alias: (name) => [
    { name: "live", function_name: name, function_version: "1" },
    { name: "live", function_name: name, function_version: "2" },
  ],
  aws_route53_record: (name) => [
    { name, type: "CNAME", ttl: 300, records: ["a.example.com"] },
    { name, type: "CNAME", ttl: 300, records: ["b.example.com"] },
  ],
};

/** In the proportions of this project's stacks of doors, and a table. */
const mix = [
  "aws_api_gateway_rest_api",
  "aws_api_gateway_stage",
  "aws_api_gateway_method_settings",
  "aws_api_gateway_base_path_mapping",
  "aws_api_gateway_domain_name",
  "aws_acm_certificate",
  "aws_cloudwatch_log_group",
  "aws_cloudwatch_log_group",
  "aws_cloudwatch_log_group",
  "aws_dynamodb_table",
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_lambda_alias",
  "aws_lambda_function",
  "aws_lambda_permission",
  "aws_route53_record",
  "aws_route53_record",
  "aws_route53_record",
];

const file = join(mkdtempSync(join(tmpdir(), "gatehouse-bench-")), "large.json");
writeFileSync(file, JSON.stringify(largePlan()));

for (const format of ["markdown", "json", "sarif"])
  row(
    `review of ${resources} resource changes, ${format}`,
    measure([process.execPath, "bin/gatehouse.mjs", "review", file, "--format", format, "--fail-on", "never"]),
  );
console.log(`the plan: ${(statSync(file).size / 1e6).toFixed(0)} MB`);

/**
 * Every resource has the size that its type has in practice. Half of them change in what matters, half in their tags
 * only; most are updated, some replaced, created or destroyed.
 */
function largePlan() {
  const changes = Array.from({ length: resources }, (_, index) => change(index));
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: changes,
    resource_drift: changes.slice(0, 500),
    configuration: {
      provider_config: { aws: { name: "aws", expressions: { region: { constant_value: "eu-west-1" } } } },
      root_module: {
        resources: changes.map(({ type, name, change: { before, after } }) => ({
          address: `${type}.${name}`,
          mode: "managed",
          type,
          name,
          provider_config_key: "aws",
          expressions: Object.fromEntries(
            Object.entries(after ?? before ?? {}).map(([key, value]) => [key, { constant_value: value }]),
          ),
        })),
      },
    },
    complete: true,
    errored: false,
  };
}

/** @param {number} index */
function change(index) {
  const type = mix[index % mix.length] ?? "";
  const name = `r${index}`;
  const [before, changed] = kinds[type]?.(name) ?? [];
  const after = index % 2 === 0 ? changed : { ...before, tags: { Release: "2" } };
  const actions =
    index % 50 === 0
      ? ["delete", "create"]
      : index % 31 === 0
        ? ["delete"]
        : index % 29 === 0
          ? ["create"]
          : ["update"];
  return {
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: {
      actions,
      before: actions[0] === "create" ? null : before,
      after: actions.join() === "delete" ? null : after,
      after_unknown: { tags_all: true },
      before_sensitive: {},
      after_sensitive: {},
    },
  };
}

/**
 * @param {string} name
 * @param {boolean} recovery
 */
function table(name, recovery) {
  return {
    name,
    hash_key: "pk",
    billing_mode: "PAY_PER_REQUEST",
    attribute: [{ name: "pk", type: "S" }],
    global_secondary_index: ["a", "b", "c"].map((index) => ({ name: index, hash_key: "pk", projection_type: "ALL" })),
    point_in_time_recovery: [{ enabled: recovery }],
    deletion_protection_enabled: true,
    tags: { Service: "shop", Environment: "dev" },
  };
}

/**
 * @param {string} name
 * @param {string} hash
 */
function lambda(name, hash) {
  return {
    function_name: name,
    runtime: "nodejs22.x",
    handler: "index.handler",
    memory_size: 512,
    source_code_hash: hash,
    environment: [{ variables: { TABLE: name, LOG_LEVEL: "info" } }],
  };
}

/** @param {string} service */
function trust(service) {
  const Statement = [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/**
 * @param {string} name
 * @param {number} statements
 */
function policy(name, statements) {
  const Statement = Array.from({ length: statements }, (_, index) => ({
    Sid: `S${index}`,
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
    Resource: `arn:aws:dynamodb:eu-west-1:111111111111:table/${name}-${index}`,
  }));
  return { name, role: name, policy: JSON.stringify({ Version: "2012-10-17", Statement }) };
}

/**
 * @param {string} name
 * @param {number} routes
 */
function restApi(name, routes) {
  const operation = {
    responses: { 200: { description: "ok" } },
    "x-amazon-apigateway-integration": { type: "AWS_PROXY", httpMethod: "POST", uri: `arn:aws:apigateway:${name}` },
  };
  const paths = Object.fromEntries(
    Array.from({ length: routes }, (_, index) => [`/things${index}/{id}`, { get: operation, put: operation }]),
  );
  return { name, body: JSON.stringify({ openapi: "3.0.1", info: { title: name, version: "1" }, paths }) };
}
