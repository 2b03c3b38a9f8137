import { setOwn } from "./own-property";

/** Values per name of a query string; API Gateway keeps names without `=` with an empty value. */
export type Query = Map<string, string[]>;

export function parseQuery(text: string): Query {
  const query: Query = new Map();
  if (text === "") return query;
  for (const part of text.split("&")) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const name = decode(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? "" : decode(part.slice(at + 1));
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return query;
}

/** One value per name, the last one. */
export function singleValues(query: Query): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, all] of query) setOwn(values, name, all.at(-1)!);
  return values;
}

export function multiValues(query: Query): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, all] of query) setOwn(values, name, all);
  return values;
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
