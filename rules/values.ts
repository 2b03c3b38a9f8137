/**
 * Reading arguments as cdktf writes them. A text that holds a Terraform expression is unknown until Terraform evaluates it:
 * a rule judges only what it can know.
 */

/** A text without expressions, as Terraform reads it; undefined where it is none, or not known. */
export function literal(value: unknown): string | undefined {
  if (typeof value !== "string" || /(?<!\$)\$\{|(?<!%)%\{/.test(value)) return undefined;
  return value.replaceAll("$${", "${").replaceAll("%%{", "%{");
}

/** A number, also one written as text. */
export function number(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const text = literal(value);
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** Blocks of an argument: one is written as an object, several as a list. */
export function blocks(value: unknown): Record<string, unknown>[] {
  return [value]
    .flat()
    .filter((entry): entry is Record<string, unknown> => entry !== null && typeof entry === "object");
}

/** The only block of an argument. */
export const block = (value: unknown): Record<string, unknown> | undefined => blocks(value)[0];

/** Elements of a list argument; none where it is absent or an expression. */
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** How a value is shown in a message. */
export const shown = (value: unknown): string =>
  value === undefined || value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value);

/** Resources by what one of their arguments says. */
export function groupedBy<R extends { arguments: Record<string, unknown> }>(
  argument: string,
  resources: readonly R[],
): R[][] {
  const groups = new Map<string, R[]>();
  for (const resource of resources) {
    const key = shown(resource.arguments[argument]);
    groups.set(key, [...(groups.get(key) ?? []), resource]);
  }
  return [...groups.values()];
}
