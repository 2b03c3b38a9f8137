import type { Gateway, ServedRoute } from "./gateway";

/**
 * What the gateway serves, as a table, a curl that works when pasted, API keys that work here, and the command that issues
 * tokens where routes take some.
 *
 * @param served what `gatehouse serve` was told to serve
 */
export function banner(
  { routes, apis, apiKeys, inspectionUrl, userPools }: Gateway,
  served: readonly string[] = [],
): string {
  const rows = [...grouped(routes.filter((route) => !isPreflight(route)))].map(([route, methods]) => [
    route.api.door,
    methods.join(" "),
    route.path,
    route.target,
    route.api.url + route.path,
  ]);
  const addresses = apis.map(
    (api) =>
      `  ${[api.door, api.version, api.stage].filter(Boolean).join(" ")}: ${api.url}\n      also ${api.localUrl}`,
  );
  const preflights = routes.some(isPreflight) ? "\n  preflights (OPTIONS) are answered too" : "";
  const services = inspectionUrl === undefined ? "" : `\n  what services were sent: ${inspectionUrl}`;
  const keys = apiKeys.map(({ name, stack, value }) => `\n  API key ${name} (${stack}): ${value}`);
  const example = exampleOf(routes);
  const curl = example ? `\n\nTry:\n  curl -i ${example.api.localUrl}${example.path}` : "";
  const token =
    userPools.length > 0 ? `\n\nTokens of user pools:\n  npx gatehouse token ${served.join(" ")} --scope SCOPES` : "";
  return `${table([["door", "method", "path", "answered by", "address"], ...rows])}\n\nServing:\n${addresses.join("\n")}${preflights}${keys.join("")}${services}${curl}${token}\n`;
}

/** What scripts of other origins ask first: a row for each would double the table. */
const isPreflight = ({ httpMethod, target }: ServedRoute) => httpMethod === "OPTIONS" && target === "MOCK";

/** Methods by the first of the routes that share API, path and function. */
function grouped(routes: ServedRoute[]): Map<ServedRoute, string[]> {
  const groups = new Map<ServedRoute, string[]>();
  for (const route of routes) {
    const same = [...groups.keys()].find(
      ({ api, path, target }) => api === route.api && path === route.path && target === route.target,
    );
    if (same) groups.get(same)!.push(route.httpMethod);
    else groups.set(route, [route.httpMethod]);
  }
  return groups;
}

/** The first GET without variables, a MOCK before one that needs a function. */
function exampleOf(routes: ServedRoute[]): ServedRoute | undefined {
  const plain = routes.filter(({ httpMethod, path }) => ["GET", "ANY"].includes(httpMethod) && !path.includes("{"));
  return plain.find(({ target }) => target === "MOCK") ?? plain[0];
}

function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
