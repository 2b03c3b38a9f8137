import { at, isObject, type Json, type Path } from "./json";
import { list, type ResourceChange } from "./resource-change";

/**
 * What the plan's `configuration` says of resources: which provider, which region, and which other resources an argument
 * refers to. In the JSON syntax, which cdktf writes, a reference shows up as `constant_value: "${...}"` together with
 * `references`, so a constant that contains `${` is none.
 */
export class Configuration {
  constructor(private readonly json: Json | undefined) {}

  /** The resource block that a change belongs to; undefined for one that is no longer in the configuration. */
  block(change: Pick<ResourceChange, "moduleAddress" | "mode" | "type" | "name">): Json | undefined {
    const resources = at(this.module(change.moduleAddress), ["resources"]);
    return list(resources).find(
      (block) =>
        at(block, ["mode"]) === change.mode &&
        at(block, ["type"]) === change.type &&
        at(block, ["name"]) === change.name,
    );
  }

  /** What an argument refers to: `["aws_acm_certificate.wrong.arn", "aws_acm_certificate.wrong"]`. */
  references(change: ResourceChange, path: Path): string[] {
    const found = at(this.block(change), ["expressions", ...path, "references"]);
    return list(found).filter((reference) => typeof reference === "string");
  }

  /** The value that an argument is written as; undefined when it is computed or left out. */
  constant(change: ResourceChange, path: Path): Json | undefined {
    const expression = at(this.block(change), ["expressions", ...path]);
    return at(expression, ["references"]) === undefined ? at(expression, ["constant_value"]) : undefined;
  }

  /** Whether the configuration sets an argument; what it doesn't set is the provider's to say. */
  sets(change: ResourceChange, argument: string): boolean {
    return at(this.block(change), ["expressions", argument]) !== undefined;
  }

  /** Region of the resource's provider where it is written as a constant. Modules' own providers are not followed. */
  region(change: ResourceChange): string | undefined {
    const key = at(this.block(change), ["provider_config_key"]);
    const region =
      typeof key === "string" ? at(this.json, ["provider_config", key, "expressions", "region", "constant_value"]) : "";
    return typeof region === "string" && region !== "" && !region.includes("${") ? region : undefined;
  }

  /** Version constraint of provider hashicorp/aws, as written. */
  providerVersion(): string | undefined {
    const version = at(this.json, ["provider_config", "aws", "version_constraint"]);
    return typeof version === "string" ? version : undefined;
  }

  private module(address: string | undefined): Json | undefined {
    const names = address?.replaceAll(/\[[^\]]*\]/g, "").match(/(?<=module\.)[^.]+/g) ?? [];
    return names.reduce<Json | undefined>(
      (module, name) => at(module, ["module_calls", name, "module"]),
      at(this.json, ["root_module"]),
    );
  }

  /** Names and defaults of variables that are declared sensitive. */
  sensitiveVariables(): [name: string, fallback: Json | undefined][] {
    const variables = at(this.json, ["root_module", "variables"]);
    if (!isObject(variables)) return [];
    return Object.entries(variables)
      .filter(([, declaration]) => at(declaration, ["sensitive"]) === true)
      .map(([name, declaration]) => [name, at(declaration, ["default"])]);
  }
}
