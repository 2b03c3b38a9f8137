import type { APIGatewayAuthorizerResult } from "aws-lambda";
import { service } from "../../contract";
import { connectionAuthorizer } from "../credential-authorizer";
import { CredentialStore } from "../credentials";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";

/** What a REQUEST authorizer of a WebSocket API is told of who connects. */
interface ConnectEvent {
  methodArn: string;
  queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  requestContext: { identity: { sourceIp: string } };
}

const { webSocketApi: api } = service;
const store = new CredentialStore(dynamoDb, environmentVariable("CREDENTIALS_TABLE"));
const authorize = connectionAuthorizer(api, store);

/** A REQUEST authorizer for `$connect`. */
export const handler = ({
  methodArn,
  queryStringParameters,
  requestContext,
}: ConnectEvent): Promise<APIGatewayAuthorizerResult> =>
  authorize({
    credential: queryStringParameters?.[api.authorizer.queryParameter],
    methodArn,
    sourceIp: requestContext.identity.sourceIp,
  });
