import type { Integration } from "../api/rest-api";
import { internalServerError, type Step } from "../exchange";
import { Headers } from "../headers";
import type { ServiceUri } from "../services/request";
import { call } from "./http";
import type { Backends } from "./lambda";

/** Compiles an integration with an action of DynamoDB, which is served with the stacks' tables. */
export function compileDynamoDb(
  { region, kind, name: action }: ServiceUri,
  { timeoutInMillis }: Integration,
  backends: Backends,
): Step {
  if (kind !== "action")
    throw new Error(`integration: expected dynamodb:action, got dynamodb:${kind} (not served yet)`);
  return async (exchange) => {
    const endpoint = backends.dynamoDbEndpoint();
    if (!endpoint) return internalServerError(`expected a table in the loaded stacks, got none`);
    const headers = new Headers();
    headers.set("Content-Type", "application/x-amz-json-1.0");
    headers.set("X-Amz-Target", `DynamoDB_20120810.${action}`);
    headers.set(
      "Authorization",
      `AWS4-HMAC-SHA256 Credential=local/20200101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    );
    headers.set("X-Amz-Date", "20200101T000000Z");
    const { body } = exchange.integrationRequest!;
    const answer = await call({ httpMethod: "POST", uri: endpoint, headers, query: [], body }, timeoutInMillis);
    if ("type" in answer) return answer;
    exchange.integrationResult = answer;
    return undefined;
  };
}
