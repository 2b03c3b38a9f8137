import type { APIGatewayAuthorizerResult } from "aws-lambda";
import type { Api } from "../contract/route";
import type { WebSocketApi } from "../contract/web-socket-api";
import { allow, denyAll, policyFor } from "./authorizer-policy";
import { type Credential, type CredentialKind, type CredentialStore, isWithin } from "./credentials";

/** What a Lambda authorizer is asked, whatever type it is of. */
export interface AuthorizerQuestion {
  /** The `Authorization` header. */
  authorization: string | undefined;
  methodArn: string;
  /** Address that the request came from; undefined where the event doesn't tell, as a TOKEN authorizer's. */
  sourceIp: string | undefined;
}

export type AnswerQuestion = (question: AuthorizerQuestion) => Promise<APIGatewayAuthorizerResult>;

/**
 * Judges callers by the credential that they send as a bearer token (RFC 6750): 401 for one that is unknown, expired or of
 * another kind; 403 for what its scopes don't cover, or from outside its networks.
 *
 * @throws Error "Unauthorized", which API Gateway answers as 401 and doesn't keep
 */
export function credentialAuthorizer(
  kind: CredentialKind,
  store: CredentialStore,
  apis: readonly Api[],
): AnswerQuestion {
  return ({ authorization, methodArn, sourceIp }) => {
    const bearer = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization ?? "")?.[1];
    return judge(kind, store, bearer, sourceIp, (credential) =>
      credential ? policyFor(credential, kind, methodArn, apis) : denyAll(methodArn),
    );
  };
}

/**
 * Judges by their credential who may connect to a WebSocket API: 401 for one that is unknown, expired or of another kind; 403
 * for one without a scope of the API, or from outside its networks. `methodArn` is that of `$connect`.
 *
 * @throws Error "Unauthorized", which API Gateway answers as 401
 */
export function connectionAuthorizer(
  { audience, scopes }: Pick<WebSocketApi, "scopes"> & { audience: CredentialKind },
  store: CredentialStore,
): (question: {
  credential: string | undefined;
  methodArn: string;
  sourceIp: string;
}) => Promise<APIGatewayAuthorizerResult> {
  return ({ credential: bearer, methodArn, sourceIp }) =>
    judge(audience, store, bearer, sourceIp, (credential) =>
      credential?.scopes.some((scope) => scopes.includes(scope)) ? allow(methodArn) : denyAll(methodArn),
    );
}

/** @param policyOf given no credential where it is used from outside its networks */
async function judge(
  kind: CredentialKind,
  store: CredentialStore,
  bearer: string | undefined,
  sourceIp: string | undefined,
  policyOf: (credential: Credential | undefined) => APIGatewayAuthorizerResult["policyDocument"],
): Promise<APIGatewayAuthorizerResult> {
  const credential = bearer === undefined ? undefined : await store.find(bearer, kind, new Date());
  if (!credential) throw new Error("Unauthorized");
  const { principalId, customerId, reach, networks, usageIdentifierKey } = credential;
  const isHere = networks === undefined || (sourceIp !== undefined && isWithin(networks, sourceIp));
  return {
    principalId,
    policyDocument: policyOf(isHere ? credential : undefined),
    context: {
      ...(customerId !== undefined && { customerId }),
      ...(reach !== undefined && { reach }),
    },
    ...(usageIdentifierKey !== undefined && { usageIdentifierKey }),
  };
}
