import type { JavaObject, Value } from "./values";

/** An object with read-only properties and methods without arguments, each property also as `getName()`. */
export function javaObject(members: Record<string, () => Value>, text: () => string = () => "object"): JavaObject {
  const table = new Map(Object.entries(members));
  return {
    kind: "object",
    property: (name) => table.get(name)?.() ?? null,
    call(name, args) {
      const getter = name.replace(/^(?:get|is)([A-Z])/, (_, initial: string) => initial.toLowerCase());
      return args.length === 0 ? (table.get(name) ?? table.get(getter))?.() : undefined;
    },
    text,
  };
}
