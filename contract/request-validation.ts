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
  const inPath = pathParameters(route.path);
  const declared = Object.keys(path?.shape ?? {});
  const names = inPath.map(({ name }) => name);
  if (names.toSorted().join() !== declared.toSorted().join())
    throw new Error(
      `${subject}: expected path parameters ${names.join(", ") || "none"} as in ${route.path}, got ${declared.join(", ") || "none"}`,
    );
  const string = { schema: { type: "string" } };
  const list = (shape: Readonly<Record<string, z.core.$ZodType>>, location: string) =>
    Object.entries(shape).map(([name, schema]) => ({ name, in: location, required: isRequired(schema), ...string }));
  return [...inPath, ...list(query?.shape ?? {}, "query"), ...list(headers?.shape ?? {}, "header")];
}

/** The variables of a path template, which every operation of the path declares (OpenAPI 3.0, "Path Templating"). */
export function pathParameters(path: string) {
  return [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => ({
    name: name as string,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

const isRequired = (schema: z.core.$ZodType) => !z.safeParse(schema, undefined).success;
