import { type Api, type Route, shapeOf } from "./api";
import { closedMechanisms } from "./authorization";

/** Routes of an API by what they look like to a client: names of path parameters don't count. */
export class RouteIndex {
  private readonly byShape: Map<string, Route>;
  private readonly paths: Set<string>;
  private readonly pathsWithMethods: Set<string>;
  /** With a greedy path: these answer requests of paths that nobody declared. */
  private readonly greedy: Route[];

  /** Whether any route lets in only those whom it knows. */
  readonly asksForAuthorization: boolean;

  constructor(private readonly api: Api) {
    const routes = [...api.routes.values()];
    this.byShape = new Map(routes.map((route) => [shapeOf(route), route]));
    this.paths = new Set(routes.map(pathShape));
    this.pathsWithMethods = new Set(routes.filter(({ method }) => method !== "OPTIONS").map(pathShape));
    this.asksForAuthorization = routes.some(({ authorization }) => closedMechanisms.has(authorization.mechanism));
    this.greedy = routes.filter(({ path }) => path.endsWith("+}"));
  }

  [Symbol.iterator](): Iterator<Route> {
    return this.byShape.values();
  }

  get(route: Pick<Route, "method" | "path">): Route | undefined {
    return this.byShape.get(shapeOf(route));
  }

  hasPath(route: Pick<Route, "path">): boolean {
    return this.paths.has(pathShape(route));
  }

  /** Whether a path has a method that is no CORS preflight. */
  hasMethods(route: Pick<Route, "path">): boolean {
    return this.pathsWithMethods.has(pathShape(route));
  }

  /**
   * The route that answers requests which no route is declared for: the longest greedy one that covers the path, or
   * `$default`. A REST API picks the path first and refuses a method that the path doesn't have; an HTTP API goes on looking.
   * That `/orders/{orderId}` also matches `/orders/search` is no reason to take one for the other.
   */
  fallback(route: Pick<Route, "method" | "path">): Route | undefined {
    if (this.api.protocol === "WEBSOCKET") return this.api.routes.get("$default");
    if (this.api.protocol === "REST" && this.hasPath(route)) return undefined;
    const [best] = this.greedy
      .filter(({ method, path }) => method === route.method && covers(path, route.path))
      .toSorted((a, b) => b.path.split("/").length - a.path.split("/").length);
    return best ?? (this.api.protocol === "HTTP" ? this.api.routes.get("$default") : undefined);
  }
}

export const pathShape = ({ path }: Pick<Route, "path">): string => shapeOf({ method: "", path });

/** Whether every request that a path matches is matched by a template. */
function covers(template: string, path: string): boolean {
  const segments = path.split("/");
  const parts = template.split("/");
  for (const [index, part] of parts.entries()) {
    const segment = segments[index];
    if (segment === undefined) return false;
    if (part.endsWith("+}")) return true;
    if (part.startsWith("{") ? segment.endsWith("+}") : part !== segment) return false;
  }
  return parts.length === segments.length;
}
