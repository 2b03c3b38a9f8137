import type { Resource, Rule, StackConfiguration } from "./rule";

export interface ResourceRule extends Omit<Rule, "check"> {
  types: readonly string[];
  /** Messages of what breaks the rule in one resource. */
  check(this: void, resource: Resource, stack: StackConfiguration): Iterable<string>;
}

/** A rule about each resource of some types. */
export function resourceRule({ types, check, ...rule }: ResourceRule): Rule {
  return {
    ...rule,
    *check(stack) {
      for (const resource of types.flatMap((type) => stack.resources(type)))
        for (const message of check(resource, stack)) yield { address: resource.address, message };
    },
  };
}
