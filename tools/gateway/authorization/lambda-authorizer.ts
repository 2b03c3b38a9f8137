import { compileJavaRegex } from "../../../semantics/java-regex";
import type { Authorizer, Method } from "../api/rest-api";
import type { Exchange, Outcome, Refusal, Step } from "../exchange";
import { functionOf, invokeFunction } from "../integrations/lambda";
import { anonymous, decide } from "../pipeline/access";
import type { Authorization, AuthorizationScope } from "../pipeline/authorize";
import { withoutSecrets } from "../secrets";
import { fillStageVariables } from "../uri";
import { authorizerEvent } from "./authorizer-event";
import { type AuthorizerOutput, readAuthorizerOutput } from "./authorizer-output";
import { compileIdentity } from "./identity-sources";
import { PolicyCache } from "./policy-cache";
import { unauthorized } from "./refusals";

/**
 * TOKEN and REQUEST authorizers of a stage: a function says by a policy what the caller may do. The policy is kept for an
 * authorizer and its identity values, and evaluated anew for every method
 * (developer guide, "Use API Gateway Lambda authorizers").
 */
export function createLambdaAuthorizers(scope: AuthorizationScope): Authorization {
  const steps = new Map<string, Step>();
  return ({ authorizer }: Method) => {
    if (!authorizer || authorizer.type === "COGNITO_USER_POOLS")
      throw new Error(
        `authorization CUSTOM: expected a TOKEN or REQUEST authorizer, got ${authorizer?.type ?? "none"}`,
      );
    const step = steps.get(authorizer.id) ?? compileAuthorizer(authorizer, authorizer.type, scope);
    steps.set(authorizer.id, step);
    return step;
  };
}

function compileAuthorizer(authorizer: Authorizer, type: "TOKEN" | "REQUEST", scope: AuthorizationScope): Step {
  const { id, identityValidationExpression, ttlInSeconds } = authorizer;
  const name = functionOf(fillStageVariables(authorizer.uri, scope.stage.variables), scope.backends);
  const identify = compileIdentity(authorizer);
  const expression =
    type === "TOKEN" && identityValidationExpression !== undefined
      ? compileJavaRegex(identityValidationExpression)
      : undefined;
  const cache = new PolicyCache<AuthorizerOutput>(ttlInSeconds);

  const ask = async (exchange: Exchange, identity: string[]): Promise<AuthorizerOutput | Refusal> => {
    const event = authorizerEvent[type](exchange, identity);
    const answer = await invokeFunction(name, exchange, event, timeoutInMillis, scope.backends);
    if ("type" in answer) return misconfigured(id, answer.hint ?? answer.type);
    if (answer.functionError)
      return saysUnauthorized(answer.payload)
        ? unauthorized(`authorizer ${id}: the function threw "Unauthorized"`)
        : misconfigured(id, `function error: ${answer.payload}`);
    try {
      return readAuthorizerOutput(answer.payload);
    } catch (error) {
      return misconfigured(id, (error as Error).message);
    }
  };

  return async (exchange) => {
    const identity = identify(exchange);
    exchange.trace?.note({
      authorizer: id,
      type,
      identitySource: authorizer.identitySources.join(" "),
      function: name,
    });
    if (!identity)
      return unauthorized(`authorizer ${id}: expected ${authorizer.identitySources.join(", ")}, got none or empty`);
    if (expression && !expression.matches(identity[0]!))
      return unauthorized(`authorizer ${id}: expected a token that matches ${identityValidationExpression}`);
    const { receivedAt } = exchange.request;
    const key = JSON.stringify(identity);
    const started = performance.now();
    const kept = cache.get(key, receivedAt);
    const output = kept ?? (await ask(exchange, identity));
    if ("type" in output) return output;
    if (!kept) cache.set(key, output, receivedAt);
    exchange.trace?.note({
      policy: kept ? "kept" : "asked for",
      // some authorizers name their caller by the token
      principal: withoutSecrets(output.principalId, exchange.request),
    });
    const latency = kept ? 0 : Math.round(performance.now() - started);
    return judge(exchange, output, latency, scope);
  };
}

/** Both policies together (developer guide, "Policy evaluation outcome tables", Table A). */
function judge(exchange: Exchange, output: AuthorizerOutput, latency: number, scope: AuthorizationScope): Outcome {
  const { principalId, context, usageIdentifierKey } = output;
  const authorizer = { ...context, principalId, integrationLatency: latency };
  exchange.context = { ...exchange.context, authorizer };
  const own = decide(output.policy, exchange, anonymous);
  exchange.trace?.note({ decision: own });
  const allowed =
    own === "Allow" || (own === "ImplicitDeny" && scope.resourcePolicy?.(exchange, anonymous) === "Allow");
  if (!allowed) {
    const how = own === "ExplicitDeny" ? " with an explicit deny" : "";
    return {
      type: "ACCESS_DENIED",
      message: `User is not authorized to access this resource${how}`,
      hint: `authorizer policy of ${principalId}: ${own}`,
    };
  }
  exchange.permits = (action) =>
    decide(output.policy, exchange, anonymous, action) === "Allow" &&
    scope.resourcePolicy?.(exchange, anonymous, action) !== "ExplicitDeny";
  if (usageIdentifierKey !== undefined) exchange.usageIdentifierKey = usageIdentifierKey;
  return undefined;
}

/** The longest that API Gateway waits for a function. */
const timeoutInMillis = 29_000;

/** What isn't a policy, for whatever reason, is never kept. */
const misconfigured = (id: string, reason: string): Refusal => ({
  type: "AUTHORIZER_CONFIGURATION_ERROR",
  message: null,
  hint: `authorizer ${id}: ${reason}`,
});

function saysUnauthorized(payload: string): boolean {
  const error = JSON.parse(payload) as { errorMessage?: unknown } | null;
  return error?.errorMessage === "Unauthorized";
}
