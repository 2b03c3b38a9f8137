import { accessDenied, type Caller } from "../pipeline/access";
import type { Authorization, AuthorizationScope } from "../pipeline/authorize";

/**
 * AWS_IAM: the caller proves by a signature that it has the local credentials. They stand for an administrator of the API's
 * account, whose own permissions allow every call, so that a resource policy can only deny one
 * (developer guide, "Policy evaluation outcome tables", Table A).
 */
export function createIamAuthorization({ api, backends, resourcePolicy }: AuthorizationScope): Authorization {
  const userArn = `arn:aws:iam::${api.accountId}:user/local`;
  const userId = "AIDALOCALLOCALLOCALXX";
  const caller: Caller = {
    name: userArn,
    principal: { AWS: userArn },
    context: {
      "aws:PrincipalArn": userArn,
      "aws:PrincipalAccount": api.accountId,
      "aws:PrincipalType": "User",
      "aws:username": "local",
      "aws:userid": userId,
    },
  };
  return () => {
    // loaded only when there is such a method: the signer takes long to load
    const { verifySignature } = require("./signature") as typeof import("./signature");
    return async (exchange) => {
      const refusal = await verifySignature(exchange.request, api.region, backends.credentials);
      if (refusal) return refusal;
      exchange.trace?.note({ caller: userArn });
      exchange.context = {
        ...exchange.context,
        identity: {
          ...(exchange.context["identity"] as object),
          accessKey: backends.credentials.accessKeyId,
          accountId: api.accountId,
          caller: userId,
          user: userId,
          userArn,
        },
      };
      exchange.permits = (action) => resourcePolicy?.(exchange, caller, action) !== "ExplicitDeny";
      const decision = resourcePolicy?.(exchange, caller);
      return decision === "ExplicitDeny" ? accessDenied(exchange, caller, decision) : undefined;
    };
  };
}
