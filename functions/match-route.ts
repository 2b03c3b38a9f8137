/** Finds the template of a path, `/orders/{orderId}` for `/orders/1`, and its parameters, decoded. */
export type MatchRoute = (
  method: string,
  path: string,
) => { template: string; pathParameters: Record<string, string> } | undefined;

/**
 * Matches paths as API Gateway does: a literal segment before `{parameter}` before `{greedy+}`, and a template that has
 * the method before one that lacks it. A slash at the end doesn't count.
 */
export function routeMatcher(routes: Iterable<{ method: string; path: string }>): MatchRoute {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of routes) methods.set(path, (methods.get(path) ?? new Set()).add(method));
  const templates = [...methods].toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
  return (method, path) => {
    const segments = segmentsOf(path);
    const matches = templates.flatMap(([template, has]) => {
      const pathParameters = parametersOf(segmentsOf(template), segments);
      return pathParameters ? [{ template, pathParameters, hasMethod: has.has(method) }] : [];
    });
    return matches.find(({ hasMethod }) => hasMethod) ?? matches[0];
  };
}

function segmentsOf(path: string): string[] {
  const trimmed = path.replace(/^\//, "").replace(/\/$/, "");
  return trimmed === "" ? [] : trimmed.split("/");
}

const parameter = /^\{(.+?)(\+?)\}$/;

const rank = (template: string) =>
  segmentsOf(template)
    .map((segment) => (!parameter.test(segment) ? 0 : segment.endsWith("+}") ? 2 : 1))
    .join("");

function parametersOf(template: string[], path: string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const [, name, greedy] = parameter.exec(segment) ?? [];
    const value = decoded(greedy ? path.slice(index).join("/") : path[index]);
    if (!value || (name === undefined && value !== segment)) return undefined;
    if (name !== undefined) found[name] = value;
    if (greedy) return found;
  }
  return template.length === path.length ? found : undefined;
}

/** Undefined for what isn't encoded properly, and so is no path of ours. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
