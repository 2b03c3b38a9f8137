import { setTimeout as sleep } from "node:timers/promises";
import { callDynamoDb } from "./dynamodb-client";
import type { TableDefinition } from "./dynamodb/tables";

/** Creates the tables that a DynamoDB of the user's own (DynamoDB Local, say) doesn't have yet. */
export async function createTables(endpoint: string, tables: TableDefinition[]): Promise<void> {
  if (!URL.canParse(endpoint))
    throw new Error(`--dynamodb-endpoint: expected a URL such as http://127.0.0.1:8000, got ${endpoint}`);
  await Promise.all(tables.map((table) => createTable(endpoint, table)));
}

async function createTable(endpoint: string, table: TableDefinition): Promise<void> {
  const { statusCode, text } = await ask(endpoint, "CreateTable", creation(table));
  if (statusCode !== 200 && !text.includes("ResourceInUseException"))
    throw new Error(`--dynamodb-endpoint: table ${table.name}: expected it to be created, got ${statusCode} ${text}`);
  for (let attempt = 0; !(await isActive(endpoint, table.name)); attempt++) {
    if (attempt === 100)
      throw new Error(`--dynamodb-endpoint: table ${table.name}: expected it to become active in 10 s`);
    await sleep(100);
  }
}

async function isActive(endpoint: string, name: string): Promise<boolean> {
  const { text } = await ask(endpoint, "DescribeTable", { TableName: name });
  return /"TableStatus":\s*"ACTIVE"/.test(text);
}

async function ask(endpoint: string, action: string, input: object): Promise<{ statusCode: number; text: string }> {
  const answer = await callDynamoDb(endpoint, "us-east-1", action, JSON.stringify(input), 10_000);
  if ("type" in answer) throw new Error(`--dynamodb-endpoint: expected an answer, got ${answer.hint}`);
  return { statusCode: answer.statusCode, text: answer.body.toString() };
}

function creation(table: TableDefinition) {
  const keys = (hash: string, range: string | undefined) => [
    { AttributeName: hash, KeyType: "HASH" },
    ...(range ? [{ AttributeName: range, KeyType: "RANGE" }] : []),
  ];
  const projection = (index: { projection_type: string; non_key_attributes?: string[] }) => ({
    ProjectionType: index.projection_type,
    ...(index.non_key_attributes?.length ? { NonKeyAttributes: index.non_key_attributes } : {}),
  });
  const globals = table.global_secondary_index ?? [];
  const locals = table.local_secondary_index ?? [];
  return {
    TableName: table.name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: table.attribute.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keys(table.hash_key, table.range_key),
    ...(globals.length > 0 && {
      GlobalSecondaryIndexes: globals.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index.hash_key, index.range_key),
        Projection: projection(index),
      })),
    }),
    ...(locals.length > 0 && {
      LocalSecondaryIndexes: locals.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(table.hash_key, index.range_key),
        Projection: projection(index),
      })),
    }),
  };
}
