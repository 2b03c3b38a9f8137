import { callDynamoDb } from "../dynamodb-client";
import type { Integration } from "../api/rest-api";
import { internalServerError, type Step } from "../exchange";
import type { ServiceUri } from "../services/request";
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
    const { body } = exchange.integrationRequest!;
    const answer = await callDynamoDb(endpoint, region, action, body, timeoutInMillis);
    if ("type" in answer) return answer;
    exchange.integrationResult = answer;
    return undefined;
  };
}
