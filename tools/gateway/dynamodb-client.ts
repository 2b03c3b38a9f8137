import type { IntegrationResult, Refusal } from "./exchange";
import { Headers } from "./headers";
import { call } from "./integrations/http";

/** Calls an action of the DynamoDB at `endpoint`, as local credentials that nothing verifies. */
export function callDynamoDb(
  endpoint: string,
  region: string,
  action: string,
  body: Buffer | string,
  timeoutInMillis: number,
): Promise<IntegrationResult | Refusal> {
  const headers = new Headers();
  headers.set("Content-Type", "application/x-amz-json-1.0");
  headers.set("X-Amz-Target", `DynamoDB_20120810.${action}`);
  headers.set("X-Amz-Date", "20200101T000000Z");
  headers.set(
    "Authorization",
    `AWS4-HMAC-SHA256 Credential=local/20200101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
  );
  return call({ httpMethod: "POST", uri: endpoint, headers, query: [], body }, timeoutInMillis);
}
