import type { Method } from "../api/rest-api";
import type { Step } from "../exchange";

/** How a method's caller is authorized. What is not in this table is refused when the API is loaded, never let pass. */
const authorizations: Record<string, Step | undefined> = { NONE: undefined };

export function compileAuthorization(method: Method): Step | undefined {
  if (!Object.hasOwn(authorizations, method.authorization))
    throw new Error(
      `expected authorization ${Object.keys(authorizations).join(", ")}, got ${method.authorization} (not served yet)`,
    );
  return authorizations[method.authorization];
}
