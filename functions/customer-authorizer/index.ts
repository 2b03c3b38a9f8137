import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { service } from "../../contract";
import { credentialAuthorizer } from "../credential-authorizer";
import { CredentialStore } from "../credentials";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";

const store = new CredentialStore(dynamoDb, environmentVariable("CREDENTIALS_TABLE"));
const authorize = credentialAuthorizer("customer", store, service.apis);

/** A TOKEN authorizer for customers. */
export const handler = ({
  authorizationToken,
  methodArn,
}: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> =>
  authorize({ authorization: authorizationToken, methodArn, sourceIp: undefined });
