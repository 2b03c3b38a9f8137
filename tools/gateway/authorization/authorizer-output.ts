import { parsePolicy, type Policy } from "../../../semantics/policy";
import { isMap } from "../terraform/values";

/** What a Lambda authorizer decided about an identity. */
export interface AuthorizerOutput {
  principalId: string;
  policy: Policy;
  /** Values as `$context.authorizer` and events show them: text. */
  context: Record<string, string>;
  usageIdentifierKey?: string;
}

/**
 * Reads a Lambda authorizer's output (developer guide, "Output from an API Gateway Lambda authorizer"). Throws for one that
 * isn't what API Gateway takes.
 */
export function readAuthorizerOutput(payload: string): AuthorizerOutput {
  const output: unknown = JSON.parse(payload);
  if (!isMap(output)) throw new Error(`expected an object, got ${payload.slice(0, 40)}`);
  const { principalId, policyDocument, context, usageIdentifierKey } = output;
  if (typeof principalId !== "string" || principalId === "")
    throw new Error(`principalId: expected a text, got ${JSON.stringify(principalId)}`);
  if (!isMap(policyDocument))
    throw new Error(`policyDocument: expected an object, got ${JSON.stringify(policyDocument)}`);
  if (typeof usageIdentifierKey !== "string" && usageIdentifierKey !== undefined && usageIdentifierKey !== null)
    throw new Error(`usageIdentifierKey: expected a text, got ${JSON.stringify(usageIdentifierKey)}`);
  return {
    principalId,
    policy: parsePolicy(policyDocument, "identity"),
    context: readContext(context),
    ...(typeof usageIdentifierKey === "string" && { usageIdentifierKey }),
  };
}

function readContext(context: unknown): Record<string, string> {
  if (context === undefined || context === null) return {};
  if (!isMap(context)) throw new Error(`context: expected an object, got ${JSON.stringify(context)}`);
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => {
      if (!["string", "number", "boolean"].includes(typeof value))
        throw new Error(`context.${key}: expected a text, a number or a boolean, got ${JSON.stringify(value)}`);
      return [key, String(value)];
    }),
  );
}
