import type { TableDefinition } from "./tables";

export type { TableDefinition } from "./tables";

/** Serves DynamoDB's JSON protocol on a free port of 127.0.0.1, in memory or kept in `dataDirectory`. */
export async function startDynamoDb(_options: {
  tables: TableDefinition[];
  dataDirectory?: string;
  clock?: () => number;
}): Promise<{ endpoint: string; close(): Promise<void> }> {
  throw new Error("dynamodb: expected an implementation, got the signature only");
}
