import { isMap, toText } from "../terraform/values";

type Json = Record<string, unknown>;

/** What becomes of the base path of an imported document, by the parameter `basepath` of its import. */
const modes = {
  ignore: () => "",
  prepend: (basePath: string) => basePath,
  split: (basePath: string) => basePath.replace(/^\/[^/]*/, ""),
} satisfies Record<string, (basePath: string) => string>;

/**
 * What is put in front of every path of a document (developer guide, "Set the OpenAPI basePath property"): `basePath` of Swagger
 * 2.0; the server variable `basePath` of OpenAPI 3.0, else the path of its first server. Nothing unless `mode` asks for it.
 */
export function basePathOf(document: Json, mode: string | undefined): string {
  const apply = Object.entries(modes).find(([name]) => name === (mode ?? "ignore"))?.[1];
  if (!apply) throw new Error(`parameters.basepath: expected ${Object.keys(modes).join(", ")}, got ${mode}`);
  const declared = typeof document["basePath"] === "string" ? document["basePath"] : serverPath(document);
  const path = declared.split("/").filter((part) => part !== "");
  return apply(path.length === 0 ? "" : `/${path.join("/")}`);
}

function serverPath(document: Json): string {
  const [server] = Array.isArray(document["servers"]) ? (document["servers"] as unknown[]) : [];
  if (!isMap(server)) return "";
  const variables = isMap(server["variables"]) ? server["variables"] : {};
  const valueOf = (name: string) => {
    const variable = variables[name];
    return isMap(variable) ? toText(variable["default"] ?? "") : "";
  };
  if (Object.hasOwn(variables, "basePath")) return valueOf("basePath");
  const url = toText(server["url"] ?? "").replace(/\{([^}]*)\}/g, (_, name: string) => valueOf(name));
  return url.replace(/^(?:\w+:)?\/\/[^/]*/, "");
}
