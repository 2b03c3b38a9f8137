import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Configuration } from "./configuration";
import type { Scope } from "./expression";
import { Instance, type Repetition } from "./instance";
import { evaluate } from "./json";
import { Unsupported } from "./unsupported";
import { isMap, iterate, Lookup, toInteger, toText } from "./values";
import { Variables } from "./variables";

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
  private readonly locals = new Map<string, unknown>();
  private readonly evaluating = new Set<string>();
  private variables: Variables | undefined;

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

  /** Modules that the stack calls, whose resources aren't read. */
  get moduleNames(): string[] {
    return Object.keys(this.section("module"));
  }

  /** The arguments of a provider (`aws`) or of its alias (`aws.us`); the default provider may be absent. */
  provider(reference: string): Json {
    const [type, alias] = reference.split(".");
    const found = this.all("provider", type!).find((provider) => provider["alias"] === alias);
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
    if (this.locals.has(name)) return this.locals.get(name);
    const locals = this.section("locals");
    if (!Object.hasOwn(locals, name)) throw new Error(`expected a local "${name}", got none of that name`);
    if (this.evaluating.has(name)) throw new Error("expected a value, got a reference to itself");
    this.evaluating.add(name);
    try {
      const value = evaluate(locals[name], this.scope);
      this.locals.set(name, value);
      return value;
    } finally {
      this.evaluating.delete(name);
    }
  }

  inputVariable(name: string): unknown {
    this.variables ??= new Variables(this.section("variable"), this.folder);
    return this.variables.get(name);
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
    const instance = (repetition?: Repetition) => new Instance(this, mode, type, label, declared, repetition);
    try {
      return repeat(declared, this.scope, instance);
    } catch (error) {
      throw new Error(`${mode === "data" ? "data." : ""}${type}.${label}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** All blocks at a path; JSON syntax allows a list of blocks wherever it allows one. */
  private all(...path: string[]): Json[] {
    let found: unknown[] = [this.json];
    for (const name of path)
      found = found.flatMap((block) => (isMap(block) && Object.hasOwn(block, name) ? [block[name]].flat() : []));
    return found.filter(isMap);
  }

  private section(...path: string[]): Json {
    const [first = {}, ...others] = this.all(...path);
    return others.length === 0 ? first : (Object.assign({}, first, ...others) as Json);
  }
}

function repeat(declared: Json, scope: Scope, instance: (repetition?: Repetition) => Instance): Block {
  if (declared["count"] !== undefined) {
    const count = evaluate(declared["count"], scope);
    if (count === null) throw new Error("count: expected a number, got null");
    return Array.from({ length: toInteger(count) }, (_, index) =>
      instance({ key: index, name: "count", value: { index } }),
    );
  }
  if (declared["for_each"] === undefined) return instance();
  const each = iterate(evaluate(declared["for_each"], scope)).map(([key, value]) =>
    typeof key === "number" ? ([toText(value), value] as const) : ([key, value] as const),
  );
  return Object.fromEntries(each.map(([key, value]) => [key, instance({ key, name: "each", value: { key, value } })]));
}

const roots: Record<string, (stack: Stack) => unknown> = {
  local: (stack) => new Named("local", (name) => stack.local(name)),
  var: (stack) => new Named("var", (name) => stack.inputVariable(name)),
  data: (stack) => new Named("data", (type) => stack.named(`data.${type}`, "data", type)),
  path: (stack) => ({ module: ".", root: ".", cwd: stack.folder }),
  terraform: () => ({ workspace: process.env["TF_WORKSPACE"] ?? "default" }),
  module: () => {
    throw new Unsupported("module: expected a name of this stack, got a module's output: modules are not read");
  },
  self: () => {
    throw new Error("self: expected a name that means something here, got one of provisioners and conditions");
  },
  each: () => {
    throw new Error("each: expected a block with for_each, got one without");
  },
  count: () => {
    throw new Error("count: expected a block with count, got one without");
  },
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
      if (error instanceof Error && (error.name === "Error" || error instanceof Unsupported))
        error.message = `${this.prefix}.${key}: ${error.message}`;
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
