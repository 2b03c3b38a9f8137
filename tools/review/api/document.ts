import { parse as parseYaml } from "yaml";
import { asText, at, isDeeperThan, isObject, type Json } from "../json";

/** Deeper documents are none that a person wrote. */
const deepest = 200;

/** A body as a document, or a sentence that says why it is none. */
export function parseDocument(body: string): { document: Json } | { unreadable: string } {
  let document: Json;
  if (bracketsIn(body) > deepest) return { unreadable: `it has more than ${deepest} levels` };
  try {
    document = (/^\s*\{/.test(body) ? JSON.parse(body) : parseYaml(body, { maxAliasCount: 100 })) as Json;
  } catch (error) {
    return { unreadable: `it is neither JSON nor YAML (${(error as Error).message.split("\n")[0]?.slice(0, 100)})` };
  }
  if (isDeeperThan(deepest, document)) return { unreadable: `it has more than ${deepest} levels` };
  const version = at(document, ["openapi"]) ?? at(document, ["swagger"]);
  if (!isObject(document) || !/^(3\.|2\.0|2$)/.test(asText(version)))
    return { unreadable: "it says neither openapi: 3.x nor swagger: 2.0" };
  return { document };
}

/** How deep brackets are nested, wherever they stand: parsing YAML that is too deep ends the process. */
function bracketsIn(body: string): number {
  let depth = 0;
  let most = 0;
  for (const [bracket] of body.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === "[" || bracket === "{" ? 1 : -1));
    most = Math.max(most, depth);
  }
  return most;
}

/** Target of a `$ref` inside the document, followed as long as it is one; undefined when it leads nowhere or in a circle. */
export function resolve(document: Json, value: Json | undefined): Json | undefined {
  let found = value;
  for (const seen = new Set<string>(); ;) {
    const reference = referenceOf(found);
    if (reference === undefined) return found;
    if (seen.has(reference) || !reference.startsWith("#/")) return undefined;
    seen.add(reference);
    found = at(document, reference.slice(2).split("/").map(unescapePointer));
  }
}

/** `#/components/schemas/Order` */
export function referenceOf(value: Json | undefined): string | undefined {
  const reference = at(value, ["$ref"]);
  return typeof reference === "string" ? reference : undefined;
}

const unescapePointer = (part: string): string => {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return part;
  }
};
