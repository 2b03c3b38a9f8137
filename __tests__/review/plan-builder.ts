import { type Plan, readPlan } from "../../tools/review/plan";

/** A value as tests write it: attributes that are undefined are left out, as Terraform leaves them out. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value | undefined };
export type Attributes = Record<string, Value | undefined>;

/** One entry of `resource_changes` or `resource_drift`. */
export interface ChangeSketch {
  /** `aws_dynamodb_table.orders`, `module.shop["eu"].data.aws_iam_policy_document.d[0]`; type, name, index and mode are read from it. */
  address: string;
  /** @default - `create` without `before`, `delete` without `after`, `no-op` where both are equal, else `update` */
  actions?: string[];
  before?: Attributes;
  after?: Attributes;
  /** `after_unknown`: `{ body: true }`. Leave the unknown attributes out of `after`. */
  unknown?: Value;
  /** Mask of both sides: `{ value: true }`. */
  sensitive?: Value;
  sensitiveBefore?: Value;
  sensitiveAfter?: Value;
  replacePaths?: (string | number)[][];
  reason?: string;
  previousAddress?: string;
  /** Identifier of the object that is imported. */
  importing?: string;
  deposed?: string;
}

/** What the configuration writes for a resource block. */
export interface BlockSketch {
  /** Key in {@link PlanSketch.providers}. @default "aws" */
  provider?: string;
  /** Made with {@link constant}, {@link reference} and {@link template}; nested blocks are lists of such objects. */
  expressions?: Record<string, Value>;
  dependsOn?: string[];
}

export interface ProviderSketch {
  region?: string;
  /** Constraint. @default "5.100.0" */
  version?: string;
  expressions?: Record<string, Value>;
}

export interface PlanSketch {
  changes?: ChangeSketch[];
  drift?: ChangeSketch[];
  /** Before and after; undefined where it isn't there. */
  outputs?: Record<string, { before?: Value; after?: Value; unknown?: boolean; sensitive?: [boolean, boolean] }>;
  /**
   * By address without indexes: `module.shop.aws_acm_certificate.edge`. Every change that isn't a delete has a block anyway, whose
   * constants are its attributes; what is said here is laid over it.
   */
  configuration?: Record<string, BlockSketch>;
  /** Provider configurations by key. @default - `aws` in eu-central-1 */
  providers?: Record<string, ProviderSketch>;
  variables?: Record<string, { value?: Value; sensitive?: boolean; default?: Value }>;
  name?: string;
  /** Top-level keys that replace the usual ones: `errored`, `complete`, `format_version`, `checks`, `deferred_changes`. */
  top?: Record<string, Value | undefined>;
}

/** A plan that went through its JSON text, as `terraform show -json` of Terraform 1.11 writes it. */
export const planOf = (sketch: PlanSketch): Plan =>
  readPlan(planText(sketch), { name: sketch.name ?? "dev-data", file: `${sketch.name ?? "dev-data"}/plan.json` });

export const planText = (sketch: PlanSketch): string =>
  JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    variables: mapValues(sketch.variables ?? {}, ({ value }) => ({ value })),
    planned_values: { root_module: {} },
    resource_drift: sketch.drift?.map(entry),
    resource_changes: sketch.changes?.map(entry),
    output_changes: mapValues(sketch.outputs ?? {}, ({ before, after, unknown = false, sensitive }) => ({
      actions: before === undefined ? ["create"] : after === undefined && !unknown ? ["delete"] : ["update"],
      before,
      after,
      after_unknown: unknown,
      before_sensitive: sensitive?.[0] ?? false,
      after_sensitive: sensitive?.[1] ?? false,
    })),
    configuration: configurationOf(sketch),
    timestamp: "2026-01-01T00:00:00Z",
    applyable: true,
    complete: true,
    errored: false,
    ...sketch.top,
  });

/** An argument written as a value. */
export const constant = (value: Value): Value => ({ constant_value: value });

/** `aws_acm_certificate.edge.arn` as HCL's reference shows up in a plan. */
export const reference = (...targets: string[]): Value => ({ references: targets.flatMap(withParents) });

/** The same in JSON syntax, as cdktf writes it. */
export const template = (...targets: string[]): Value => ({
  constant_value: targets.map((target) => `\${${target}}`).join(""),
  references: targets.flatMap(withParents),
});

/** Terraform lists a reference and then what it is part of. */
function withParents(target: string): string[] {
  const parts = target.split(".");
  const shortest = parts[0] === "module" || parts[0] === "data" ? 3 : 2;
  return parts
    .map((_, index) => parts.slice(0, parts.length - index).join("."))
    .filter((part) => part.split(".").length >= Math.min(shortest, parts.length));
}

function entry(sketch: ChangeSketch) {
  const { module, mode, type, name, index } = parseAddress(sketch.address);
  return {
    address: sketch.address,
    previous_address: sketch.previousAddress,
    module_address: module === "" ? undefined : module,
    mode,
    type,
    name,
    index,
    provider_name: "registry.terraform.io/hashicorp/aws",
    deposed: sketch.deposed,
    change: {
      actions: sketch.actions ?? [usualAction(sketch)],
      before: sketch.before ?? null,
      after: sketch.after ?? null,
      after_unknown: sketch.unknown ?? {},
      before_sensitive: sketch.sensitiveBefore ?? sketch.sensitive ?? false,
      after_sensitive: sketch.sensitiveAfter ?? sketch.sensitive ?? false,
      replace_paths: sketch.replacePaths,
      importing: sketch.importing === undefined ? undefined : { id: sketch.importing },
    },
    action_reason: sketch.reason,
  };
}

function usualAction({ before, after, unknown }: ChangeSketch): string {
  if (before === undefined) return "create";
  if (after === undefined) return "delete";
  return unknown === undefined && JSON.stringify(before) === JSON.stringify(after) ? "no-op" : "update";
}

function parseAddress(address: string) {
  const parts = /^((?:module\.[^.[]+(?:\[[^\]]*\])?\.)*)(data\.)?([^.]+)\.([^.[]+)(?:\[(.+)\])?$/.exec(address);
  if (!parts) throw new Error(`address: expected one such as aws_dynamodb_table.orders, got ${address}`);
  const [, module = "", data, type = "", name = "", index] = parts;
  return {
    module: module.replace(/\.$/, ""),
    mode: data ? "data" : "managed",
    type,
    name,
    index: index === undefined ? undefined : (JSON.parse(index) as number | string),
  };
}

interface Module {
  resources: object[];
  module_calls: Record<string, { module: Module }>;
  variables?: object;
}

function configurationOf({ changes = [], configuration = {}, providers = {}, variables = {} }: PlanSketch) {
  const root: Module = { resources: [], module_calls: {} };
  root.variables = mapValues(variables, ({ sensitive, default: fallback }) => ({ sensitive, default: fallback }));
  const written = changes
    .filter(({ after, unknown }) => after !== undefined || unknown !== undefined)
    .map(({ address, after }) => [address, mapValues(after ?? {}, constantOf)] as const);
  const blocks = new Map<string, Record<string, Value | undefined>>();
  for (const [address, expressions] of written) blocks.set(address.replaceAll(/\[[^\]]*\]/g, ""), expressions);
  for (const [address, { expressions = {} }] of Object.entries(configuration))
    blocks.set(address, { ...blocks.get(address), ...expressions });
  for (const [address, expressions] of blocks) {
    const { module, mode, type, name } = parseAddress(address);
    moduleOf(root, module).resources.push({
      address: `${mode === "data" ? "data." : ""}${type}.${name}`,
      mode,
      type,
      name,
      provider_config_key: configuration[address]?.provider ?? "aws",
      expressions,
      depends_on: configuration[address]?.dependsOn,
      schema_version: 0,
    });
  }
  return {
    provider_config: mapValues<ProviderSketch, object>(
      { aws: { region: "eu-central-1" }, ...providers },
      ({ region, version = "5.100.0", expressions }, key) => ({
        name: "aws",
        full_name: "registry.terraform.io/hashicorp/aws",
        alias: key.split(".")[1],
        version_constraint: version,
        expressions: { ...(region === undefined ? {} : { region: { constant_value: region } }), ...expressions },
      }),
    ),
    root_module: root,
  };
}

/** Nested blocks are lists of expressions by argument. */
function constantOf(value: Value | undefined): Value | undefined {
  if (value === undefined || value === null) return undefined;
  const isBlocks = Array.isArray(value) && value.length > 0 && value.every(isAttributes);
  return isBlocks ? value.map((block) => mapValues(block, constantOf)) : constant(value);
}

const isAttributes = (value: Value): value is Attributes =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function moduleOf(root: Module, address: string): Module {
  let module = root;
  for (const name of address.match(/(?<=module\.)[^.]+/g) ?? [])
    module = (module.module_calls[name] ??= { module: { resources: [], module_calls: {} } }).module;
  return module;
}

const mapValues = <From, To>(record: Record<string, From>, map: (value: From, key: string) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
