import { iterate, Lookup, isMap, numberText } from "./values";

const escapes: Record<string, string> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** JSON as Terraform's jsonencode writes it: keys in order, `<`, `>` and `&` escaped. Throws for a whole resource. */
export function encodeJson(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(",")}]`;
  if (value instanceof Lookup) throw new Error("expected a value, got a whole resource: name its attribute");
  if (isMap(value))
    return `{${iterate(value)
      .map(([key, item]) => `${encodeJson(key)}:${encodeJson(item)}`)
      .join(",")}}`;
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => escapes[sign]!);
}
