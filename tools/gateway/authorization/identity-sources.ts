import type { Authorizer } from "../api/rest-api";
import type { Exchange } from "../exchange";
import { compileSource } from "../parameter-mapping";

/** The values that identify a caller, undefined when one of them is missing or empty. */
export type Identity = (exchange: Exchange) => string[] | undefined;

const allowed = /^(?:method\.request\.(?:header|querystring)\.|stageVariables\.|context\.)/;

/**
 * Compiles an authorizer's identity sources (API reference, "Authorizer", identitySource). Throws for what API Gateway
 * wouldn't take: TOKEN and user pools read one header, a REQUEST authorizer that caches needs one source at least.
 */
export function compileIdentity({ id, type, identitySources, ttlInSeconds }: Authorizer): Identity {
  const subject = `authorizer ${id}: identity source`;
  const pattern = type === "REQUEST" ? allowed : /^method\.request\.header\./;
  const stray = identitySources.find((source) => !pattern.test(source));
  if (stray !== undefined) throw new Error(`${subject}: expected ${expected[type]}, got ${stray}`);
  const [least, most] = type === "REQUEST" ? [ttlInSeconds > 0 ? 1 : 0, Infinity] : [1, 1];
  const count = identitySources.length;
  if (count < least || count > most) throw new Error(`${subject}: expected ${expected[type]}, got ${count} of them`);
  const sources = identitySources.map((source) => compileSource(source, subject));
  return (exchange) => {
    const values = sources.map((source) => source(exchange)[0] ?? "");
    return values.includes("") ? undefined : values;
  };
}

const expected: Record<Authorizer["type"], string> = {
  TOKEN: "one method.request.header.<name>",
  COGNITO_USER_POOLS: "one method.request.header.<name>",
  REQUEST: "method.request.header, method.request.querystring, stageVariables or context (one at least when it caches)",
};
