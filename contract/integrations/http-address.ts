import type { IntegrationContext } from "./compiler";

/** A parameter of what is sent to the backend. */
export type IntegrationParameter = `integration.request.${"path" | "querystring" | "header"}.${string}`;

/** A parameter of the route's request, what API Gateway knows of the request, or a text in `'`. */
export type ParameterSource =
  `method.request.${"path" | "querystring" | "header"}.${string}` | `context.${string}` | `'${string}'`;

/** What the backend is sent beside a body. Source: API Gateway developer guide, "Parameter mapping for REST APIs". */
export type ParameterMapping = Readonly<Partial<Record<IntegrationParameter, ParameterSource>>>;

/** Where a route of an HTTP backend leads. */
export interface HttpAddress {
  /** Name of a backend of the service; each environment pins its address. */
  backend: string;
  /** Below that address. A `{name}` is an `integration.request.path.<name>`. */
  path: `/${string}`;
  /** Milliseconds that an answer may take, 50 to 29,000; 504 then. @default 29000 */
  timeoutInMillis?: number;
}

/**
 * Address and parameters of an integration with an HTTP backend.
 *
 * @throws Error for a `{name}` of the path that nothing is mapped to, and for a source that the route doesn't have
 */
export function compileAddress(
  { backend, path, timeoutInMillis = 29_000 }: HttpAddress,
  parameters: ParameterMapping,
  { route, binding, subject }: IntegrationContext,
) {
  const { path: inPath, query, headers } = route.request ?? {};
  const declared = new Set(
    Object.entries({ path: inPath, querystring: query, header: headers }).flatMap(([place, schema]) =>
      Object.keys(schema?.shape ?? {}).map((name) => `method.request.${place}.${name}`),
    ),
  );
  for (const [target, source] of Object.entries(parameters))
    if (source?.startsWith("method.request.") && !declared.has(source))
      throw new Error(
        `${subject}: ${target}: expected a parameter of the route (${[...declared].join(", ") || "none"}), got ${source}`,
      );
  const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => `integration.request.path.${name}`);
  const mapped = Object.keys(parameters).filter((target) => target.startsWith("integration.request.path."));
  if (wanted.toSorted().join() !== mapped.toSorted().join())
    throw new Error(
      `${subject}: expected ${wanted.join(", ") || "no integration.request.path"} mapped, as in ${path}, got ${mapped.join(", ") || "none"}`,
    );
  return {
    uri: binding.backendUrl(backend) + path,
    timeoutInMillis,
    requestParameters: { ...parameters } as Record<string, string>,
  };
}
