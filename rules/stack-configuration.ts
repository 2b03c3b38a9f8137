import { literal } from "./values";

/** A resource or data source as Terraform gets it. */
export interface Resource {
  type: string;
  name: string;
  /** `aws_lambda_function.orders`, or `data.aws_vpc_endpoint.execute_api`. */
  address: string;
  arguments: Record<string, unknown>;
}

/** What a stack's `cdk.tf.json` holds. */
export interface Configuration {
  provider?: Record<string, Record<string, unknown> | Record<string, unknown>[]>;
  resource?: Record<string, Record<string, Record<string, unknown>>>;
  data?: Record<string, Record<string, Record<string, unknown>>>;
  output?: Record<string, Record<string, unknown>>;
  [section: string]: unknown;
}

const reference = /\b(?:data\.)?aws_[a-z0-9_]+\.[A-Za-z_][A-Za-z0-9_-]*/g;

/** A synthesized stack, and how its resources refer to each other. */
export class StackConfiguration {
  private readonly byType = new Map<string, Resource[]>();
  private readonly byAddress = new Map<string, Resource>();
  private readonly reached = new Map<string, Set<string>>();

  /** @param app every stack that was synthesized together, this one among them. */
  constructor(
    readonly name: string,
    readonly configuration: Configuration,
    readonly app: readonly StackConfiguration[] = [],
  ) {
    this.add(configuration.resource, "");
    this.add(configuration.data, "data.");
  }

  private add(types: Configuration["resource"], prefix: string): void {
    for (const [type, named] of Object.entries(types ?? {}))
      for (const [name, given] of Object.entries(named)) {
        const resource = { type, name, address: `${prefix}${type}.${name}`, arguments: given };
        const key = prefix + type;
        this.byType.set(key, [...(this.byType.get(key) ?? []), resource]);
        this.byAddress.set(resource.address, resource);
      }
  }

  /** Every resource and data source. */
  get all(): Resource[] {
    return [...this.byAddress.values()];
  }

  /** Resources of a type; data sources of `data.<type>`. */
  resources(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  /** The resource or data source of this stack that a value's first expression refers to. */
  target(value: unknown): Resource | undefined {
    return typeof value === "string" && value.includes("${")
      ? this.byAddress.get(firstReference(value) ?? "")
      : undefined;
  }

  /** Whether a value has an expression that refers to a resource. */
  refersTo(value: unknown, { address }: Resource): boolean {
    return referencesIn(value).has(address);
  }

  /** Whether a resource is made after another: by `depends_on` or a reference, its own or of what it depends on. */
  dependsOn(resource: Resource, other: Resource): boolean {
    return this.reachedFrom(resource).has(other.address);
  }

  /** Addresses that a resource refers to, directly or not. */
  private reachedFrom(resource: Resource): Set<string> {
    let found = this.reached.get(resource.address);
    if (found) return found;
    found = new Set<string>();
    const queue = [resource];
    for (let next = queue.pop(); next; next = queue.pop())
      for (const address of [...referencesIn(next.arguments), ...dependencies(next)]) {
        const reached = this.byAddress.get(address);
        if (!reached || found.has(address)) continue;
        found.add(address);
        queue.push(reached);
      }
    this.reached.set(resource.address, found);
    return found;
  }

  /** Region of a resource's provider, where it is known. */
  regionOf({ arguments: { provider: given } }: Resource): string | undefined {
    const alias = typeof given === "string" ? /^aws\.(.+)$/.exec(given)?.[1] : undefined;
    return literal(this.providers.find((candidate) => candidate["alias"] === alias)?.["region"]);
  }

  /** Configurations of the AWS provider: a single one may be written as an object. */
  private get providers(): Record<string, unknown>[] {
    return [this.configuration.provider?.["aws"] ?? []].flat();
  }

  /** Accounts that the stack's providers may touch. */
  get accounts(): string[] {
    return this.providers.flatMap(({ allowed_account_ids: ids }) => (Array.isArray(ids) ? ids.map(String) : []));
  }
}

const firstReference = (text: string): string | undefined => expressionsIn(text).join(" ").match(reference)?.[0];

/** The insides of `${...}`; an escaped one is text. */
function expressionsIn(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\$\{((?:[^{}]|\{[^{}]*\})*)\}/g)].map(([, inside = ""]) => inside);
}

function referencesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === "string") {
    for (const inside of expressionsIn(value)) for (const [address] of inside.matchAll(reference)) found.add(address);
  } else if (Array.isArray(value)) value.forEach((part) => referencesIn(part, found));
  else if (value !== null && typeof value === "object")
    Object.values(value).forEach((part) => referencesIn(part, found));
  return found;
}

function dependencies({ arguments: { depends_on: given } }: Resource): string[] {
  return Array.isArray(given) ? given.map(String) : [];
}
