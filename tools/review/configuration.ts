import { at, isObject, type Json, type Path } from "./json";
import { list, type ResourceChange } from "./resource-change";

/** Where a block stands: without the indexes of its instances. */
export type BlockPlace = Pick<ResourceChange, "moduleAddress" | "mode" | "type" | "name">;

/**
 * What the plan's `configuration` says of resources: which provider, which region, and which other resources an argument
 * refers to. In the JSON syntax, which cdktf writes, a reference shows up as `constant_value: "${...}"` together with
 * `references`, so a constant that contains `${` is none.
 */
export class Configuration {
  /** Blocks of each module by mode, type and name; filled when a module is first asked about. */
  private readonly blocks = new Map<string, Map<string, Json>>();

  private readonly found = new WeakMap<BlockPlace, { block: Json | undefined }>();

  constructor(
    private readonly json: Json | undefined,
    /** Values of the root module's variables. */
    private readonly variables: ReadonlyMap<string, Json | undefined> = new Map(),
  ) {}

  /** The resource block that a change belongs to; undefined for one that is no longer in the configuration. */
  block(place: BlockPlace): Json | undefined {
    const found = this.found.get(place) ?? { block: this.find(place) };
    this.found.set(place, found);
    return found.block;
  }

  /** What an argument refers to: `["aws_acm_certificate.wrong.arn", "aws_acm_certificate.wrong"]`. */
  references(place: BlockPlace, path: Path): string[] {
    return referencesOf(at(this.block(place), ["expressions", ...path]));
  }

  /** Addresses that a resource waits for, as its `depends_on` writes them. */
  dependsOn(place: BlockPlace): string[] {
    return list(at(this.block(place), ["depends_on"])).filter((address) => typeof address === "string");
  }

  /** What a module's output refers to, inside the module. */
  outputReferences(moduleAddress: string | undefined, output: string): string[] {
    return referencesOf(at(this.module(moduleAddress), ["outputs", output, "expression"]));
  }

  /** What is given to a module's variable, as references of the module that calls it. */
  inputReferences(moduleAddress: string, variable: string): string[] {
    const [caller, call = ""] = splitModule(moduleAddress);
    return referencesOf(at(this.module(caller), ["module_calls", call, "expressions", variable]));
  }

  /** Whether the configuration sets an argument, or one inside of a block; what it doesn't set is the provider's to say. */
  sets(place: BlockPlace, ...path: [string, ...Path]): boolean {
    let expression = at(this.block(place), ["expressions"]);
    for (const key of path) {
      if (expression === undefined || isExpression(expression)) break;
      expression = at(expression, [key]);
    }
    return expression !== undefined;
  }

  /** Region of the resource's provider where it is written as a constant or as a variable with a value. */
  region(place: BlockPlace): string | undefined {
    const region = this.providerValue(place, ["region"]);
    return typeof region === "string" && /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region) ? region : undefined;
  }

  /** Accounts in which the resource's provider may work: `allowed_account_ids` and the account of the role that it assumes. */
  accounts(place: BlockPlace): string[] {
    const allowed = list(this.providerValue(place, ["allowed_account_ids"]));
    const role = this.providerValue(place, ["assume_role", 0, "role_arn"]);
    return [...allowed, typeof role === "string" ? (role.split(":")[4] ?? "") : ""].filter(
      (account) => typeof account === "string" && /^\d{12}$/.test(account),
    ) as string[];
  }

  /** Version constraint of provider hashicorp/aws, as written. */
  providerVersion(): string | undefined {
    const version = at(this.json, ["provider_config", "aws", "version_constraint"]);
    return typeof version === "string" ? version : undefined;
  }

  /** Names and defaults of variables that are declared sensitive. */
  sensitiveVariables(): [name: string, fallback: Json | undefined][] {
    const variables = at(this.json, ["root_module", "variables"]);
    if (!isObject(variables)) return [];
    return Object.entries(variables)
      .filter(([, declaration]) => at(declaration, ["sensitive"]) === true)
      .map(([name, declaration]) => [name, at(declaration, ["default"])]);
  }

  /** Variables are followed for providers of the root module; those that modules configure themselves name their own. */
  private providerValue(place: BlockPlace, path: Path): Json | undefined {
    const key = at(this.block(place), ["provider_config_key"]);
    if (typeof key !== "string") return undefined;
    const expression = at(this.json, ["provider_config", key, "expressions", ...path]);
    const references = referencesOf(expression);
    if (references.length === 0) return at(expression, ["constant_value"]);
    const variable = references.length === 1 && !key.includes(":") ? /^var\.(.+)$/.exec(references[0] ?? "")?.[1] : "";
    return variable ? this.variables.get(variable) : undefined;
  }

  private find({ moduleAddress, mode, type, name }: BlockPlace): Json | undefined {
    const path = moduleNames(moduleAddress).join(".");
    let blocks = this.blocks.get(path);
    if (!blocks) {
      const resources = list(at(this.module(moduleAddress), ["resources"]));
      blocks = new Map(
        resources.map((block) => [keyOf(at(block, ["mode"]), at(block, ["type"]), at(block, ["name"])), block]),
      );
      this.blocks.set(path, blocks);
    }
    return blocks.get(keyOf(mode, type, name));
  }

  private module(address: string | undefined): Json | undefined {
    return moduleNames(address).reduce<Json | undefined>(
      (module, name) => at(module, ["module_calls", name, "module"]),
      at(this.json, ["root_module"]),
    );
  }
}

/** A value or a reference, which may stand for a whole block. */
const isExpression = (json: Json): boolean =>
  isObject(json) && (Object.hasOwn(json, "references") || Object.hasOwn(json, "constant_value"));

const keyOf = (...parts: (Json | undefined)[]): string => JSON.stringify(parts);

const referencesOf = (expression: Json | undefined): string[] =>
  list(at(expression, ["references"])).filter((reference) => typeof reference === "string");

const moduleNames = (address: string | undefined): string[] =>
  address?.replaceAll(/\[[^\]]*\]/g, "").match(/(?<=module\.)[^.]+/g) ?? [];

/** `module.a.module.b` into `module.a` and `b`. */
function splitModule(address: string): [caller: string | undefined, call: string | undefined] {
  const names = moduleNames(address);
  const call = names.pop();
  return [names.length > 0 ? names.map((name) => `module.${name}`).join(".") : undefined, call];
}
