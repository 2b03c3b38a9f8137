import { computedAttributes } from "./computed";
import { readData } from "./data-sources";
import { type Scope, withVariable } from "./expression";
import { evaluate } from "./json";
import type { Stack } from "./stack";
import { Unsupported } from "./unsupported";
import { isMap, iterate, Lookup, toText } from "./values";

/** An attribute that can't be evaluated; the message names the stack and the attribute where it happened. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/** Which of a block's instances: its index or key, and what `count` or `each` is in it. */
export interface Repetition {
  key: string | number;
  name: "count" | "each";
  value: object;
}

/** One resource or data source of a stack (one instance of it with `count` or `for_each`), evaluated attribute by attribute. */
export class Instance extends Lookup {
  /** As Terraform writes it, such as `aws_lambda_function.orders` or `data.aws_vpc.main`. */
  readonly address: string;
  private readonly values = new Map<string, unknown>();
  private readonly evaluating = new Set<string>();
  private readonly scope: Scope;

  constructor(
    readonly stack: Stack,
    readonly mode: "resource" | "data",
    readonly type: string,
    readonly label: string,
    private readonly block: Record<string, unknown>,
    repetition?: Repetition,
  ) {
    super();
    const index = repetition ? `[${JSON.stringify(repetition.key)}]` : "";
    this.address = `${mode === "data" ? "data." : ""}${type}.${label}${index}`;
    this.scope = repetition ? withVariable(stack.scope, repetition.name, repetition.value) : stack.scope;
  }

  /** An attribute's value: as declared, else as a provider would compute it. Throws for one that can't be known. */
  get(key: string | number): unknown {
    const attribute = String(key);
    if (this.values.has(attribute)) return this.values.get(attribute);
    if (this.evaluating.has(attribute)) throw this.error(attribute, "expected a value, got a reference to itself");
    this.evaluating.add(attribute);
    try {
      const value = this.compute(attribute);
      this.values.set(attribute, value);
      return value;
    } catch (error) {
      throw error instanceof ConfigurationError ? error : this.error(attribute, (error as Error).message, error);
    } finally {
      this.evaluating.delete(attribute);
    }
  }

  /** A declared argument's value, undefined when the block doesn't set it (or sets it to null). */
  argument(name: string): unknown {
    return this.declares(name) ? (this.get(name) ?? undefined) : undefined;
  }

  /** An attribute as text. Throws when it is no scalar. */
  text(name: string): string {
    return toText(this.get(name));
  }

  /** A declared argument as text, else the fallback. */
  optionalText(name: string): string | undefined {
    const value = this.argument(name);
    return value === undefined ? undefined : toText(value);
  }

  /** A nested block's instances, each as a map, however it is written: one object, a list, or `dynamic`. */
  blocks(name: string): Record<string, unknown>[] {
    const value = this.argument(name);
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]) as Record<string, unknown>[];
  }

  /** The provider's arguments (region, account) for this resource. */
  get provider(): Record<string, unknown> {
    const reference = this.block["provider"];
    return this.stack.provider(typeof reference === "string" ? reference : this.type.split("_")[0]!);
  }

  /** An argument as it is written, before anything in it is evaluated. */
  written(name: string): unknown {
    return this.block[name];
  }

  /** Evaluates text as if it stood in this block. */
  evaluate(text: string): unknown {
    return evaluate(text, this.scope);
  }

  get argumentNames(): string[] {
    return Object.keys(this.block).filter((name) => !metaArguments.has(name));
  }

  private declares(attribute: string): boolean {
    return (attribute in this.block && !metaArguments.has(attribute)) || attribute in this.dynamic;
  }

  private get dynamic(): Record<string, unknown> {
    return (this.block["dynamic"] ?? {}) as Record<string, unknown>;
  }

  private compute(attribute: string): unknown {
    if (this.declares(attribute)) {
      const declared = evaluate(this.block[attribute] ?? [], this.scope);
      const generated = dynamicBlocks(this.dynamic[attribute], attribute, this.scope);
      return generated.length > 0 ? [...[declared].flat(), ...generated] : declared;
    }
    if (this.mode === "data") return readData(this, attribute);
    const compute = computedAttributes(this.type)[attribute];
    if (compute) return compute(this);
    throw new Unsupported(
      `expected an attribute that is declared or that the local gateway can compute, got "${attribute}"`,
    );
  }

  private error(attribute: string, message: string, cause?: unknown): ConfigurationError {
    return new ConfigurationError(`stack ${this.stack.name}: ${this.address}.${attribute}: ${message}`, { cause });
  }
}

const metaArguments = new Set([
  "//",
  "count",
  "for_each",
  "depends_on",
  "lifecycle",
  "provider",
  "provisioner",
  "dynamic",
]);

/** The blocks that a `dynamic` makes, with those that its content makes. */
function dynamicBlocks(declared: unknown, name: string, scope: Scope): unknown[] {
  return ([declared ?? []].flat() as Record<string, unknown>[]).flatMap((block) => {
    const iterator = typeof block["iterator"] === "string" ? block["iterator"] : name;
    return iterate(evaluate(block["for_each"], scope)).map(([key, value]) =>
      contentOf(block["content"], withVariable(scope, iterator, { key, value })),
    );
  });
}

function contentOf(written: unknown, scope: Scope): unknown {
  const content = [written].flat()[0];
  if (!isMap(content) || !isMap(content["dynamic"])) return evaluate(content, scope);
  const { dynamic, ...rest } = content;
  const blocks = evaluate(rest, scope) as Record<string, unknown>;
  for (const [name, nested] of Object.entries(dynamic as object))
    blocks[name] = [...[blocks[name] ?? []].flat(), ...dynamicBlocks(nested, name, scope)];
  return blocks;
}
