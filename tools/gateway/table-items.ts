import { callDynamoDb } from "./dynamodb-client";
import type { Configuration } from "./terraform/configuration";
import { regionOf } from "./terraform/computed";
import type { Instance } from "./terraform/instance";

/**
 * Puts the items that the stacks declare into their tables, as Terraform's provider does: where an item with that key is there
 * already, it stays. Throws, naming the resource, for what is no item of its table.
 */
export async function putTableItems(configuration: Configuration, endpoint: string): Promise<void> {
  await Promise.all(
    configuration.resources("aws_dynamodb_table_item").map(async (declared) => {
      try {
        await putItem(declared, endpoint);
      } catch (error) {
        throw new Error(`stack ${declared.stack.name}: ${declared.address}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }),
  );
}

async function putItem(declared: Instance, endpoint: string): Promise<void> {
  const table = declared.text("table_name");
  const body = JSON.stringify({
    TableName: table,
    Item: JSON.parse(declared.text("item")) as unknown,
    ConditionExpression: "attribute_not_exists(#hash)",
    ExpressionAttributeNames: { "#hash": declared.text("hash_key") },
  });
  const answer = await callDynamoDb(endpoint, regionOf(declared), "PutItem", body, 10_000);
  if ("type" in answer) throw new Error(answer.hint);
  const text = answer.body.toString();
  if (answer.statusCode === 200 || text.includes("ConditionalCheckFailedException")) return;
  throw new Error(`expected an item of table ${table} in the loaded stacks, got ${text}`);
}
