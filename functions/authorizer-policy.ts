import type { APIGatewayAuthorizerResult } from "aws-lambda";
import { methodPattern, takesIn } from "../contract/method-arn";
import type { Api, Route } from "../contract/route";
import type { Credential, CredentialKind } from "./credentials";

type PolicyDocument = APIGatewayAuthorizerResult["policyDocument"];

/**
 * What a credential may call, for the whole API and not only for the method that was asked about: API Gateway keeps the
 * policy and judges other methods by it. `methodArn` is that of the event, `arn:...:<api>/<stage>/<method>/<path>`.
 * Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer".
 */
export function policyFor(
  { scopes }: Credential,
  kind: CredentialKind,
  methodArn: string,
  apis: readonly Api[],
): PolicyDocument {
  const stageArn = methodArn.split("/").slice(0, 2).join("/");
  const routes = apis.flatMap((api) => Object.values(api.routes)).filter(({ audience }) => audience !== "public");
  const mayCall = ({ audience, scopes: wanted }: Route) =>
    audience === kind && (wanted === undefined || wanted.some((scope) => scopes.includes(scope)));
  const refused = routes.filter((route) => !mayCall(route));
  // a version of the API that refuses a method refuses it for all: the ARN doesn't tell versions apart
  const patterns = new Set(routes.filter(mayCall).map(methodPattern));
  for (const route of refused) patterns.delete(methodPattern(route));
  const allowed = [...patterns];
  if (allowed.length === 0) return denyAll(methodArn);
  const denied = refused.filter((route) => allowed.some((pattern) => takesIn(pattern, route))).map(methodPattern);
  const statement = (Effect: "Allow" | "Deny", methods: readonly string[]) => ({
    Effect,
    Action: "execute-api:Invoke",
    Resource: methods.map((method) => `${stageArn}/${method}`),
  });
  return {
    Version: "2012-10-17",
    Statement: [statement("Allow", allowed), ...(denied.length > 0 ? [statement("Deny", [...new Set(denied)])] : [])],
  };
}

/** Allows one method or route. */
export const allow = (methodArn: string): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: methodArn }],
});

/** Refuses every method of the API's stage. */
export function denyAll(methodArn: string): PolicyDocument {
  const stageArn = methodArn.split("/").slice(0, 2).join("/");
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "execute-api:Invoke", Resource: `${stageArn}/*` }],
  };
}
