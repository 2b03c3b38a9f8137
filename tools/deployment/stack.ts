import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../command";

/** A synthesized stack, as its folder says. */
export interface Stack {
  name: string;
  /** Where Terraform runs: `cdktf.out/stacks/<name>`. */
  folder: string;
  /** Stacks of the same app that are applied before it. */
  dependencies: string[];
  /** Terraform backend: `local`, `s3`. */
  backend: string;
  /** What CI needs; absent where the environment pins no repository. */
  ci?: { environment: string; planRole: string; deployRole: string; region: string };
}

interface Configuration {
  "//": { ci?: { environment: string; plan_role: string; deploy_role: string } };
  terraform: { backend?: Record<string, unknown>; required_providers?: Record<string, { source: string }> };
  provider: Record<string, { region?: string }[]>;
  data?: Record<string, unknown>;
  resource?: Record<string, Record<string, Record<string, unknown>>>;
}

/** Every synthesized stack, those that own what others look up before them. */
export function readStacks(output = "cdktf.out"): Stack[] {
  const file = join(output, "manifest.json");
  if (!existsSync(file)) throw new UsageError(`${file}: expected synthesized stacks, got none: run npm run synth`);
  const { stacks } = JSON.parse(readFileSync(file, "utf8")) as {
    stacks: Record<string, { dependencies: string[]; workingDirectory: string }>;
  };
  const inOrder = new Map<string, Stack>();
  const visit = (name: string): void => {
    const entry = stacks[name];
    if (!entry || inOrder.has(name)) return;
    entry.dependencies.forEach(visit);
    inOrder.set(name, readStack(name, join(output, entry.workingDirectory), entry.dependencies));
  };
  Object.keys(stacks).toSorted().forEach(visit);
  return [...inOrder.values()];
}

/** @throws UsageError when there is no such environment */
export function stacksOf(environment: string, stacks = readStacks()): Stack[] {
  const own = stacks.filter(({ name }) => name.startsWith(`${environment}-`) && !name.startsWith("account-"));
  if (own.length > 0) return own;
  const known = [...new Set(stacks.map(({ name }) => name.split("-", 1)[0]!))].filter((name) => name !== "account");
  throw new UsageError(`environment: expected one of ${known.join(", ")}, got ${environment || "none"}`);
}

function readStack(name: string, folder: string, dependencies: string[]): Stack {
  const configuration = readConfiguration(folder);
  const [backend = "local"] = Object.keys(configuration.terraform.backend ?? {});
  const { ci } = configuration["//"];
  const region = configuration.provider["aws"]?.[0]?.region;
  return {
    name,
    folder,
    dependencies,
    backend,
    ...(ci &&
      region !== undefined && {
        ci: { environment: ci.environment, planRole: ci.plan_role, deployRole: ci.deploy_role, region },
      }),
  };
}

const readConfiguration = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as Configuration;

/**
 * Parts of a configuration that the stacks are made of, and what may be in them. Everything else can run foreign code or
 * send data away while it is planned with credentials: other providers, modules, provisioners, data sources that call a
 * program or an address, other endpoints and backends.
 */
const allowed = {
  parts: ["//", "terraform", "provider", "data", "resource", "output"],
  terraform: ["backend", "required_providers", "required_version"],
  backends: ["local", "s3"],
  sources: ["aws", "hashicorp/aws"],
  provider: ["alias", "region", "allowed_account_ids", "default_tags", "max_retries"],
};

/**
 * Refuses a stack that a pull request made dangerous to plan with credentials.
 *
 * @throws Error naming all that isn't allowed
 */
export function refuseForeignCode({ name, folder }: Stack): void {
  const configuration = readConfiguration(folder);
  const { terraform, provider, data = {}, resource = {} } = configuration;
  const foreign = [
    ...readdirSync(folder)
      .filter((file) => /\.(tf|tf\.json|tfvars|tfvars\.json|tofu|tofu\.json)$/.test(file) && file !== "cdk.tf.json")
      .map((file) => `file ${file}`),
    ...outside(configuration, allowed.parts, "block"),
    ...outside(terraform, allowed.terraform, "terraform"),
    ...outside(terraform.backend, allowed.backends, "backend"),
    ...Object.values(terraform.required_providers ?? {})
      .filter(({ source }) => !allowed.sources.includes(source))
      .map(({ source }) => `provider ${source}`),
    ...outside(provider, ["aws"], "provider"),
    ...(provider["aws"] ?? []).flatMap((one) => outside(one, allowed.provider, "provider argument")),
    ...Object.keys({ ...data, ...resource })
      .filter((type) => !type.startsWith("aws_"))
      .map((type) => `type ${type}`),
    ...Object.entries(resource).flatMap(([type, resources]) =>
      Object.entries(resources)
        .filter(([, { provisioner, connection }]) => provisioner !== undefined || connection !== undefined)
        .map(([id]) => `provisioner in ${type}.${id}`),
    ),
  ];
  if (foreign.length > 0)
    throw new Error(`stack ${name}: expected resources of provider hashicorp/aws only, got ${foreign.join(", ")}`);
}

const outside = (block: object | undefined, known: readonly string[], kind: string): string[] =>
  Object.keys(block ?? {})
    .filter((key) => !known.includes(key))
    .map((key) => `${kind} ${key}`);
