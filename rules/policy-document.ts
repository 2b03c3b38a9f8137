import { isObject, type JsonObject } from "./rest-api-body";

/** The statements of a policy in an argument, as they are written; none where it is an expression or no JSON. */
export function statementsOf(policy: unknown): JsonObject[] {
  try {
    const document: unknown = typeof policy === "string" ? JSON.parse(policy) : undefined;
    return isObject(document) ? [document["Statement"]].flat().filter(isObject) : [];
  } catch {
    return [];
  }
}
