#!/usr/bin/env node
// `npm run provider-schema [-- <type>...]`: writes what synth knows of the provider's arguments, anew from Terraform; types that
// are named come in addition. `--check` writes nothing and fails where the file is another. Terraform gets the provider as
// everywhere: from the registry, or as TF_CLI_CONFIG_FILE says.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./compile.mjs";

/** @typedef {{ use: string, type?: unknown }} Attribute */
/** @typedef {{ attributes?: Record<string, any>, block_types?: Record<string, any>, deprecated?: boolean }} TerraformBlock */

const provider = "registry.terraform.io/hashicorp/aws";
const file = join(root, "rules/provider-schema/hashicorp-aws.json");

/** Services whose types are known, resources and data sources alike. */
const families = new RegExp(
  `^aws_(${[
    "(?:default_)?(?:vpc|vpcs|subnet|subnets|security_group|security_groups|route_table|network_acl)",
    "vpc_(?!ipam).*|security_group_rule|route|routes|route_tables|route_table_association|flow_log",
    "internet_gateway|egress_only_internet_gateway|nat_gateway|nat_gateways|eip|network_interface|network_interfaces",
    "availability_zone|availability_zones|prefix_list|ec2_managed_prefix_list|ip_ranges",
    "caller_identity|partition|region|arn|service|default_tags|canonical_user_id",
    "lb|lbs|lb_.*|cloudwatch_.*|route53_(?!recovery).*|s3_.*|kinesis_(?!analytics|video).*|ssm_parameter.*",
    "(?:api_gateway|apigatewayv2|lambda|dynamodb|iam|acm|cognito|wafv2|cloudfront|kms|sns|sqs|sfn|secretsmanager)_.*",
    "(?:scheduler|pipes|xray|codedeploy|signer|appautoscaling|budgets|shield|ram)_.*",
  ].join("|")})$`,
);

const options = process.argv.slice(2);
const isCheck = options.includes("--check");
const named = options.filter((option) => option !== "--check");
const written = existsSync(file) ? readFileSync(file, "utf8") : undefined;
const before = written === undefined ? { resources: {}, data: {} } : JSON.parse(written);
const known = new Set([...Object.keys(before.resources), ...Object.keys(before.data), ...named]);

const schemas = readSchemas();
const stranger = named.find((type) => !(type in schemas.resource_schemas) && !(type in schemas.data_source_schemas));
if (stranger) fail(`${stranger}: expected a type of ${provider} ${providerVersion()}, got none of that name`);
const text = compact(schemas);
if (!isCheck) {
  writeFileSync(file, text);
  console.log(`${Object.keys(JSON.parse(text).resources).length} resource types, ${Math.ceil(text.length / 1024)} kB`);
} else if (text !== written) fail(`${file}: expected what Terraform says, got another; npm run provider-schema`);

/**
 * Arguments only, and each block once however often it is nested.
 *
 * @param {{ resource_schemas: Record<string, { block: TerraformBlock }>, data_source_schemas: Record<string, { block: TerraformBlock }> }} all
 */
function compact(all) {
  /** @type {string[]} */
  const blocks = [];
  const numbers = new Map();

  /** @param {TerraformBlock} block @returns {number} */
  function number({ attributes = {}, block_types: nested = {} }) {
    const content = JSON.stringify([
      Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, attributeOf(attribute)])),
      Object.fromEntries(
        Object.entries(nested).map(([name, { block, nesting_mode: mode, min_items: min = 0, max_items: max = 0 }]) => [
          name,
          [number(block), mode, min, max, ...(block.deprecated ? ["deprecated"] : [])],
        ]),
      ),
    ]);
    if (!numbers.has(content)) numbers.set(content, blocks.push(content) - 1);
    return numbers.get(content);
  }

  /** @param {Record<string, { block: TerraformBlock }>} types */
  const section = (types) =>
    Object.entries(types)
      .filter(([type]) => families.test(type) || known.has(type))
      .map(([type, { block }]) => `${JSON.stringify(type)}:${number(block)}`)
      .join(",\n");

  const resources = section(all.resource_schemas);
  const data = section(all.data_source_schemas);
  return [
    `{"provider":${JSON.stringify(provider)},"version":${JSON.stringify(providerVersion())},"blocks":[`,
    blocks.join(",\n"),
    `],"resources":{`,
    resources,
    `},"data":{`,
    data,
    "}}\n",
  ].join("\n");
}

/** @param {{ required?: true, optional?: true, computed?: true, deprecated?: true, type: unknown }} attribute */
function attributeOf({ required, optional, computed, deprecated, type }) {
  const use = [required && "required", optional && "optional", computed && "computed", deprecated && "deprecated"];
  const uses = use.filter(Boolean).join(" ");
  return required || optional ? [uses, type] : [uses];
}

/** The version that the constructs were generated from. */
function providerVersion() {
  const path = createRequire(import.meta.url).resolve("@cdktf/provider-aws/lib/provider/index.js");
  const version = /providerVersion: '([\d.]+)'/.exec(readFileSync(path, "utf8"))?.[1];
  return version ?? fail("@cdktf/provider-aws: expected the version of its provider, got none");
}

function readSchemas() {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-provider-schema-"));
  try {
    const required = { aws: { source: provider, version: providerVersion() } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: required } }));
    terraform(folder, "init", "-input=false", "-no-color");
    return JSON.parse(terraform(folder, "providers", "schema", "-json")).provider_schemas[provider];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} cwd
 * @param {string[]} args
 */
function terraform(cwd, ...args) {
  const { status, stdout, stderr, error } = spawnSync("terraform", args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (error)
    fail(
      `terraform: expected it on the PATH, got ${error.message}; see https://developer.hashicorp.com/terraform/install`,
    );
  if (status !== 0) fail(`terraform ${args[0]}: expected exit code 0, got ${status}\n${stderr}`);
  return stdout;
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}
