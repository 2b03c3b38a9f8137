import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Configuration } from "./configuration";
import type { Scope } from "./expression";
import { Instance } from "./instance";
import { evaluate } from "./json";
import { isMap, iterate, Lookup, toNumber } from "./values";

type Json = Record<string, unknown>;
type Mode = "resource" | "data";
/** A resource without repetition, with `count`, or with `for_each`. */
type Block = Instance | Instance[] | Record<string, Instance>;

/** One synthesized stack: its resources, data sources, locals and variables, evaluated when asked for. */
export class Stack {
  readonly name: string;
  readonly folder: string;
  readonly scope: Scope;
  private readonly json: Json;
  private readonly blocks = new Map<string, Block>();

  /** Reads `cdk.tf.json` of the folder. Throws when it is missing or not JSON. */
  constructor(
    folder: string,
    readonly configuration: Configuration,
  ) {
    this.folder = resolve(folder);
    this.name = basename(this.folder);
    this.json = readStack(this.folder);
    this.scope = { folder: this.folder, variable: (name) => this.variable(name) };
  }

  /** Every resource of a type, `count` and `for_each` spelled out. */
  resources(type: string): Instance[] {
    return Object.keys(this.section("resource", type)).flatMap((label) => {
      const block = this.block("resource", type, label);
      return block instanceof Instance ? [block] : Object.values(block);
    });
  }

  output(name: string): unknown {
    const output = this.section("output", name);
    if (!("value" in output))
      throw new Error(`stack ${this.name}: expected an output "${name}", got none of that name`);
    return evaluate(output["value"], this.scope);
  }

  /** Local names of the providers that the stack declares; their resource types begin with them. */
  get providerNames(): string[] {
    return [
      ...new Set([
        "aws",
        ...Object.keys(this.section("provider")),
        ...Object.keys(this.section("terraform", "required_providers")),
      ]),
    ];
  }

  /** The arguments of a provider (`aws`) or of its alias (`aws.us`); the default provider may be absent. */
  provider(reference: string): Json {
    const [type, alias] = reference.split(".");
    const declared = [this.section("provider")[type!] ?? []].flat() as Json[];
    const found = declared.find((provider) => provider["alias"] === alias);
    if (!found && alias) throw new Error(`expected a provider ${reference}, got none of that alias`);
    return evaluate(found ?? {}, this.scope) as Json;
  }

  private variable(name: string): unknown {
    const root = Object.hasOwn(roots, name) ? roots[name] : undefined;
    if (root) return root(this);
    if (Object.keys(this.section("resource", name)).length > 0) return this.named(name, "resource", name);
    throw new Error(`expected a name declared in stack ${this.name}, got "${name}"`);
  }

  /** `data.type` or a resource type: the names declared of it. */
  named(prefix: string, mode: Mode, type: string): Lookup {
    return new Named(prefix, (label) => this.block(mode, type, label));
  }

  local(name: string): unknown {
    const locals = this.section("locals");
    if (!(name in locals)) throw new Error(`expected a local "${name}", got none of that name`);
    return evaluate(locals[name], this.scope);
  }

  inputVariable(name: string): unknown {
    const variables = this.section("variable");
    if (!(name in variables)) throw new Error(`expected a variable "${name}", got none of that name`);
    const given = process.env[`TF_VAR_${name}`];
    if (given !== undefined) return given;
    const declared = variables[name] as Json;
    if ("default" in declared) return evaluate(declared["default"], this.scope);
    throw new Error(`variable "${name}": expected a default or TF_VAR_${name}, got neither`);
  }

  private block(mode: Mode, type: string, label: string): Block {
    const id = `${mode}.${type}.${label}`;
    let block = this.blocks.get(id);
    if (!block) this.blocks.set(id, (block = this.repeat(mode, type, label)));
    return block;
  }

  private repeat(mode: Mode, type: string, label: string): Block {
    const declared = [this.section(mode, type)[label]].flat()[0];
    if (!isMap(declared)) throw new Error(`expected ${type}.${label} in stack ${this.name}, got none`);
    const instance = (each?: { key: string | number; value: unknown }) =>
      new Instance(this, mode, type, label, declared, each);
    if (declared["count"] !== undefined) {
      const length = toNumber(evaluate(declared["count"], this.scope));
      return Array.from({ length }, (_, key) => instance({ key, value: key }));
    }
    if (declared["for_each"] === undefined) return instance();
    const each = iterate(evaluate(declared["for_each"], this.scope)).map(([key, value]) =>
      typeof key === "number" ? { key: String(value), value } : { key, value },
    );
    return Object.fromEntries(each.map((item) => [item.key, instance(item)]));
  }

  private section(...path: string[]): Json {
    let found: unknown = this.json;
    for (const name of path) found = isMap(found) ? found[name] : undefined;
    return isMap(found) ? found : {};
  }
}

const roots: Record<string, (stack: Stack) => unknown> = {
  local: (stack) => new Named("local", (name) => stack.local(name)),
  var: (stack) => new Named("var", (name) => stack.inputVariable(name)),
  data: (stack) => new Named("data", (type) => stack.named(`data.${type}`, "data", type)),
  path: (stack) => ({ module: stack.folder, root: stack.folder, cwd: process.cwd() }),
  terraform: () => ({ workspace: "default" }),
};

/** Names that are looked up one by one: `local.x`, `aws_lambda_function.x`. */
class Named extends Lookup {
  constructor(
    private readonly prefix: string,
    private readonly find: (name: string) => unknown,
  ) {
    super();
  }

  get(key: string | number): unknown {
    try {
      return this.find(String(key));
    } catch (error) {
      if (error instanceof Error && error.name === "Error") error.message = `${this.prefix}.${key}: ${error.message}`;
      throw error;
    }
  }
}

function readStack(folder: string): Json {
  const file = join(folder, "cdk.tf.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${folder}: expected a stack folder with cdk.tf.json, got none (${(error as Error).message})`, {
      cause: error,
    });
  }
  try {
    const json: unknown = JSON.parse(text);
    if (isMap(json)) return json;
  } catch (error) {
    throw new Error(`${file}: expected JSON, got ${(error as Error).message}`, { cause: error });
  }
  throw new Error(`${file}: expected a JSON object, got ${text.slice(0, 20)}`);
}
