import type { JWTPayload } from "jose";
import { compileJavaRegex } from "../../../semantics/java-regex";
import type { Method } from "../api/rest-api";
import type { Exchange, Refusal } from "../exchange";
import { accessDenied, anonymous } from "../pipeline/access";
import type { Authorization, AuthorizationScope } from "../pipeline/authorize";
import { compileIdentity } from "./identity-sources";
import { unauthorized } from "./refusals";
import type { TokenUse } from "./user-pool";

/**
 * Authorizers of a stage that take tokens of Cognito user pools: an ID token for a method without scopes, an access token
 * with one of its scopes for a method with scopes; a resource policy, when there is one, must allow the call too
 * (developer guide, "Control access to REST APIs using Amazon Cognito user pools as an authorizer").
 */
export function createUserPoolAuthorizers(scope: AuthorizationScope): Authorization {
  return (method) => {
    const authenticate = compileAuthentication(method, scope);
    return async (exchange) => {
      const result = await authenticate(exchange);
      if ("refusal" in result) return result.refusal;
      exchange.context = { ...exchange.context, authorizer: { claims: asText(result.claims) } };
      const decision = scope.resourcePolicy?.(exchange, anonymous) ?? "Allow";
      return decision === "Allow" ? undefined : accessDenied(exchange, anonymous, decision);
    };
  };
}

type Authentication = (exchange: Exchange) => Promise<{ claims: JWTPayload } | { refusal: Refusal }>;

function compileAuthentication({ authorizer, authorizationScopes }: Method, scope: AuthorizationScope): Authentication {
  if (authorizer?.type !== "COGNITO_USER_POOLS" || authorizer.providerArns.length === 0)
    throw new Error(
      `authorization COGNITO_USER_POOLS: expected an authorizer with user pools, got ${authorizer?.type ?? "none"}`,
    );
  const { id, identityValidationExpression } = authorizer;
  const pools = authorizer.providerArns.map((arn) => scope.backends.userPool(arn));
  const identify = compileIdentity(authorizer);
  const expression =
    identityValidationExpression === undefined ? undefined : compileJavaRegex(identityValidationExpression);
  const use: TokenUse = authorizationScopes.length > 0 ? "access" : "id";
  const refuse = (reason: string, message?: string) => ({
    refusal: unauthorized(`authorizer ${id}: ${reason}`, message),
  });

  return async (exchange) => {
    exchange.trace?.note({ authorizer: id, identitySource: authorizer.identitySources.join(" "), token: use });
    const token = identify(exchange)?.[0]?.replace(/^Bearer +/i, "");
    if (token === undefined) return refuse(`expected ${authorizer.identitySources.join(", ")}, got none or empty`);
    const issuer = issuerOf(token);
    const pool = pools.find(({ definition }) => definition.issuer === issuer);
    if (!pool)
      return refuse(`iss: expected ${pools.map(({ definition }) => definition.issuer).join(" or ")}, got ${issuer}`);
    let claims: JWTPayload;
    try {
      claims = await pool.verify(token, use, exchange.request.receivedAt);
    } catch (error) {
      const { message, code } = error as Error & { code?: string };
      return refuse(message, code === "ERR_JWT_EXPIRED" ? "The incoming token has expired" : undefined);
    }
    if (expression && !(typeof claims.aud === "string" && expression.matches(claims.aud)))
      return refuse(`aud: expected one that matches ${identityValidationExpression}`);
    const scopes = typeof claims["scope"] === "string" ? claims["scope"].split(" ") : [];
    if (use === "access" && !authorizationScopes.some((wanted) => scopes.includes(wanted)))
      return refuse(`scope: expected ${authorizationScopes.join(" or ")}, got ${scopes.join(" ") || "none"}`);
    return { claims };
  };
}

/** What a token says of itself, before anything about it is believed. */
function issuerOf(token: string): string | undefined {
  try {
    const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
      iss?: unknown;
    } | null;
    return typeof payload?.iss === "string" ? payload.iss : undefined;
  } catch {
    return undefined;
  }
}

/** Claims as API Gateway shows them: all text, lists with commas, times of issue and expiry as Java prints a date. */
function asText(claims: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, times.has(name) ? javaDate(Number(value)) : scalar(value)]),
  );
}

const times = new Set(["exp", "iat"]);

function scalar(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Such as `Sun Nov 22 17:30:00 UTC 2026`. */
function javaDate(seconds: number): string {
  const [weekday, day, month, year, time] = new Date(seconds * 1000).toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
