import { at, type Json } from "../json";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import { knownAfterApply } from "./api";

export type Side = "before" | "after";

/** A resource as it is before or after the apply. */
export interface Declared {
  change: ResourceChange;
  values: Json;
}

/** Resources of a plan on one side of the apply, with what refers to what. */
export class DeclaredResources {
  private readonly byType = new Map<string, Declared[]>();
  private readonly byId = new Map<string, Declared>();
  private readonly byAddress = new Map<string, Declared>();

  constructor(
    private readonly plan: Plan,
    private readonly side: Side,
    types: ReadonlySet<string>,
  ) {
    for (const change of plan.changes) {
      if (!types.has(change.type) || change.mode !== "managed" || change.deposed !== undefined) continue;
      const values = side === "before" || (change.isForget && !change.isCreate) ? change.before : change.after;
      if (values === undefined) continue;
      const declared = { change, values };
      const sameType = this.byType.get(change.type);
      if (sameType) sameType.push(declared);
      else this.byType.set(change.type, [declared]);
      const id = at(values, ["id"]);
      if (typeof id === "string") this.byId.set(`${change.type} ${id}`, declared);
      this.byAddress.set(change.address, declared);
    }
  }

  all(type: string): readonly Declared[] {
    return this.byType.get(type) ?? [];
  }

  at(address: string): Declared | undefined {
    return this.byAddress.get(address);
  }

  /** The resource that an argument holds the id of; by the configuration's reference where the id isn't known yet. */
  linked(
    { change, values }: Declared,
    argument: string,
    type: string,
    id = at(values, [argument]),
  ): Declared | undefined {
    if (typeof id === "string") return this.byId.get(`${type} ${id}`);
    if (this.side === "before" || !change.isUnknown([argument])) return undefined;
    const module = change.moduleAddress === undefined ? "" : `${change.moduleAddress}.`;
    const index = /\[[^[\]]*\]$/.exec(change.address)?.[0] ?? "";
    for (const reference of this.references(change, argument)) {
      const named = `${module}${reference}`;
      const found = this.byAddress.get(named) ?? this.byAddress.get(`${named}${index}`);
      if (found?.change.type === type) return found;
    }
    return undefined;
  }

  references(change: ResourceChange, argument: string): string[] {
    return this.plan.configuration.references(change, [argument]);
  }
}

/** A text, {@link knownAfterApply} or empty. */
export function textAt({ change, values }: Declared, argument: string): string {
  const value = at(values, [argument]);
  if (value === undefined || value === null) return change.isUnknown([argument]) ? knownAfterApply : "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A name that AWS writes in upper case. */
export function upperCaseAt(declared: Declared, argument: string): string {
  const text = textAt(declared, argument);
  return text === knownAfterApply ? text : text.toUpperCase();
}
