import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { service } from "../../contract";
import { credentialAuthorizer } from "../credential-authorizer";
import { CredentialStore } from "../credentials";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";

const store = new CredentialStore(dynamoDb, environmentVariable("CREDENTIALS_TABLE"));
const authorize = credentialAuthorizer("partner", store, service.apis);

/** A REQUEST authorizer for partners, who may be bound to networks of theirs. */
export const handler = ({
  headers,
  methodArn,
  requestContext,
}: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const [, authorization] =
    Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "authorization") ?? [];
  return authorize({ authorization, methodArn, sourceIp: requestContext.identity.sourceIp });
};
