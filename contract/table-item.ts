import type { TableDefinition } from "./service";

/** An item by its attributes: texts are `S`, numbers `N`, booleans `BOOL`. */
export type TableItem = Readonly<Record<string, string | number | boolean>>;

type AttributeValue = { S: string } | { N: string } | { BOOL: boolean };

/** The item as DynamoDB takes it. Source: DynamoDB API reference, AttributeValue. */
export const attributeValues = (item: TableItem): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeValue(value)]));

function attributeValue(value: TableItem[string]): AttributeValue {
  if (typeof value === "string") return { S: value };
  return typeof value === "number" ? { N: String(value) } : { BOOL: value };
}

/** Values of the item's keys. */
export const keyOf = ({ partitionKey, sortKey }: TableDefinition, item: TableItem) =>
  [partitionKey, sortKey].flatMap((key) => (key ? [item[key.name]] : []));

/** What is wrong with the items of a table: `table <name>: item <number>: expected ..., got ...`. */
export function itemProblems(name: string, definition: TableDefinition): string[] {
  const { partitionKey, sortKey, items = [] } = definition;
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const subject = `table ${name}: item ${index + 1}`;
    const problems = [partitionKey, sortKey].flatMap((key) => {
      if (!key) return [];
      const value = item[key.name];
      const fits =
        (key.type === "S" && typeof value === "string" && value !== "") ||
        (key.type === "N" && typeof value === "number");
      return fits ? [] : [`${subject}: ${key.name}: expected a key of type ${key.type}, got ${value ?? "none"}`];
    });
    const key = keyOf(definition, item).join(", ");
    if (seen.has(key)) problems.push(`${subject}: expected each key once, got ${key} again`);
    seen.add(key);
    return problems;
  });
}
