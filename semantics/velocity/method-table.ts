import { isList, isMap, isNumber, type JavaList, type JavaMap, type Value } from "./values";

/** Called with the length of every text or list that is built; throws when a template builds too much. */
export type Limit = (length: number) => void;

export interface Method {
  accepts: (args: readonly Value[]) => boolean;
  run: (self: Value, args: readonly Value[], limit: Limit) => Value;
}

/** Methods by name, overloads in the order in which they are tried. */
export type Methods = ReadonlyMap<string, readonly Method[]>;

interface Kinds {
  int: bigint;
  Number: bigint | number;
  String: string;
  boolean: boolean;
  List: JavaList;
  Map: JavaMap;
  Object: Value;
}

type Parameters<Text extends string> = Text extends ""
  ? []
  : Text extends `${infer Kind extends keyof Kinds}, ${infer Rest}`
    ? [Kinds[Kind], ...Parameters<Rest>]
    : Text extends `${infer Kind extends keyof Kinds}...`
      ? Kinds[Kind][]
      : Text extends keyof Kinds
        ? [Kinds[Text]]
        : never;

type Body<Self, Signature> = Signature extends `${string}(${infer Text})`
  ? (self: Self, args: Parameters<Text>, limit: Limit) => Value
  : never;

const accepts: Record<keyof Kinds, (value: Value) => boolean> = {
  int: (value) => typeof value === "bigint" && BigInt.asIntN(32, value) === value,
  Number: isNumber,
  String: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  List: isList,
  Map: isMap,
  Object: () => true,
};

/** A table of methods under Java-like signatures: `"substring(int, int)"`, `"format(String, Object...)"`. */
export function methodsFor<Self extends Value>() {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it types each method by its signature
  return <Signature extends string>(table: { [S in Signature]: Body<Self, S> }): Methods => {
    const byName = new Map<string, Method[]>();
    for (const [signature, run] of Object.entries(table)) {
      const [, name = "", parameters = ""] = /^(\w+)\((.*)\)$/.exec(signature) ?? [];
      const open = parameters.endsWith("...");
      const kinds = parameters.replace("...", "").split(", ").filter(Boolean) as (keyof Kinds)[];
      const fits = (args: readonly Value[]) =>
        (open ? args.length >= kinds.length - 1 : args.length === kinds.length) &&
        args.every((arg, position) => accepts[kinds[position] ?? "Object"](arg));
      byName.set(name, [...(byName.get(name) ?? []), { accepts: fits, run: run as Method["run"] }]);
    }
    return byName;
  };
}
