import * as z from "zod/mini";
import type { Route } from "./route";

/**
 * Request validators by name. API Gateway checks that required parameters are present and not blank, and the body
 * against its model; all else is the handler's parse. Source: developer guide, "Request validation for REST APIs".
 */
export const requestValidators = {
  body: { validateRequestBody: true, validateRequestParameters: true },
  parameters: { validateRequestBody: false, validateRequestParameters: true },
};

export function validatorOf(route: Route): keyof typeof requestValidators {
  return route.request?.body ? "body" : "parameters";
}

/** OpenAPI parameters of a route; path parameters come from the path and must be the ones its schema names. */
export function parametersOf(route: Route, subject: string) {
  const { path, query, headers } = route.request ?? {};
  const inPath = [...route.path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name as string);
  const declared = Object.keys(path?.shape ?? {});
  if (inPath.toSorted().join() !== declared.toSorted().join())
    throw new Error(
      `${subject}: expected path parameters ${inPath.join(", ") || "none"} as in ${route.path}, got ${declared.join(", ") || "none"}`,
    );
  const string = { schema: { type: "string" } };
  const list = (shape: Readonly<Record<string, z.core.$ZodType>>, location: string) =>
    Object.entries(shape).map(([name, schema]) => ({ name, in: location, required: isRequired(schema), ...string }));
  return [
    ...inPath.map((name) => ({ name, in: "path", required: true, ...string })),
    ...list(query?.shape ?? {}, "query"),
    ...list(headers?.shape ?? {}, "header"),
  ];
}

const isRequired = (schema: z.core.$ZodType) => !z.safeParse(schema, undefined).success;
