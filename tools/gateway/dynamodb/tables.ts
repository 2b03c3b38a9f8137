import { setTimeout as sleep } from "node:timers/promises";
import type { Index, KeyElement, Table } from "dynalite/db";
import { acceptShortNames, action, checker, perform } from "./actions";
import { Storage } from "./storage";
import type { TimeToLive } from "./time-to-live";

/** The resolved arguments of Terraform's `aws_dynamodb_table` that matter to a running table; others are ignored. */
export interface TableDefinition {
  name: string;
  billing_mode?: string;
  hash_key: string;
  range_key?: string;
  attribute: { name: string; type: string }[];
  global_secondary_index?: GlobalIndexDefinition[];
  local_secondary_index?: LocalIndexDefinition[];
  ttl?: { attribute_name?: string; enabled?: boolean };
  stream_enabled?: boolean;
  stream_view_type?: string;
  read_capacity?: number;
  write_capacity?: number;
}

export interface GlobalIndexDefinition {
  name: string;
  hash_key: string;
  range_key?: string;
  projection_type: string;
  non_key_attributes?: string[];
  read_capacity?: number;
  write_capacity?: number;
}

export interface LocalIndexDefinition {
  name: string;
  range_key: string;
  projection_type: string;
  non_key_attributes?: string[];
}

/**
 * Makes the stored tables what the definitions say, without losing an item: missing tables are created, global indexes
 * added, rebuilt or dropped, time to live set. Throws when a table would have to be replaced, which is so when its key or a
 * local index differs. Tables that no definition names stay as they are.
 */
export async function provisionTables(storage: Storage, ttl: TimeToLive, definitions: TableDefinition[]) {
  if (definitions.some(hasShortName)) acceptShortNames(storage.base);
  for (const wanted of await describeAll(definitions)) {
    const stored = storage.find(wanted.TableName);
    if (stored) refuseReplacement(stored, wanted);
    await adoptTable(storage, stored, wanted);
  }
  for (const { name, ttl: setting } of definitions) {
    const enabled = setting?.attribute_name && (setting.enabled ?? true);
    await ttl.set(name, enabled ? setting.attribute_name : undefined);
  }
}

/** DynamoDB wants three characters. */
const hasShortName = ({ name }: TableDefinition) => name.length < 3;

/** What DescribeTable would answer for each definition: dynalite creates them, in a database that is then thrown away. */
async function describeAll(definitions: TableDefinition[]): Promise<Table[]> {
  const scratch = await Storage.open();
  try {
    const { base } = scratch;
    if (definitions.some(hasShortName)) acceptShortNames(base);
    const check = checker("createTable", base);
    for (const definition of definitions)
      try {
        await perform(action("createTable"), base, check(createTableRequest(definition)));
      } catch (error) {
        throw new Error(`table '${definition.name}': ${(error as Error).message}`, { cause: error });
      }
    const tables = () => definitions.map(({ name }) => scratch.find(name)!);
    while (tables().some((table) => table.TableStatus !== "ACTIVE")) await sleep(1);
    return tables();
  } finally {
    await scratch.close();
  }
}

async function adoptTable(storage: Storage, stored: Table | undefined, wanted: Table) {
  const old = new Map(globalIndexes(stored).map((index) => [index.IndexName, describeIndex(index, stored!)]));
  const filled = globalIndexes(wanted).filter((index) => old.get(index.IndexName) !== describeIndex(index, wanted));
  for (const index of filled) await storage.fillIndex("Global", wanted, index);

  const identity = stored && { TableId: stored["TableId"], CreationDateTime: stored["CreationDateTime"] };
  await storage.putTable({ ...wanted, ...identity });

  for (const index of globalIndexes(wanted)) old.delete(index.IndexName);
  for (const name of old.keys()) await storage.dropIndex("Global", wanted.TableName, name);
}

function refuseReplacement(stored: Table, wanted: Table) {
  const [got, expected] = [stored, wanted].map((table) =>
    [
      describeKey(table.KeySchema, table),
      ...(table.LocalSecondaryIndexes ?? [])
        .map((index) => `local index '${index.IndexName}' with ${describeIndex(index, table)}`)
        .toSorted(),
    ].join("; "),
  );
  if (got !== expected)
    throw new Error(
      `table '${wanted.TableName}': expected ${expected}, got stored data with ${got}; nothing was changed: take the stored ` +
        "key back or give the table another name to keep the data, or start with another data directory",
    );
}

const globalIndexes = (table: Table | undefined): Index[] => table?.GlobalSecondaryIndexes ?? [];

function describeKey(schema: KeyElement[], table: Table): string {
  const type = (name: string) => table.AttributeDefinitions.find((a) => a.AttributeName === name)?.AttributeType;
  return schema
    .map(({ AttributeName: name, KeyType: kind }) => `${kind.toLowerCase()} key '${name}' (${type(name)})`)
    .join(" and ");
}

function describeIndex(index: Index, table: Table): string {
  const { ProjectionType: projection, NonKeyAttributes: attributes = [] } = index.Projection;
  return `${describeKey(index.KeySchema, table)} projecting ${[projection, ...attributes.toSorted()].join(" ")}`;
}

/** The request of CreateTable that a definition comes to. */
function createTableRequest(definition: TableDefinition) {
  const onDemand = definition.billing_mode === "PAY_PER_REQUEST";
  const throughput = (capacity: { read_capacity?: number; write_capacity?: number }) =>
    !onDemand && {
      ProvisionedThroughput: {
        ReadCapacityUnits: capacity.read_capacity || 1,
        WriteCapacityUnits: capacity.write_capacity || 1,
      },
    };
  const globals = (definition.global_secondary_index ?? []).map((index) => ({
    ...indexRequest(index, keySchema(index.hash_key, index.range_key)),
    ...throughput(index),
  }));
  const locals = (definition.local_secondary_index ?? []).map((index) =>
    indexRequest(index, keySchema(definition.hash_key, index.range_key)),
  );
  return {
    TableName: definition.name,
    BillingMode: onDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
    ...throughput(definition),
    AttributeDefinitions: definition.attribute.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(definition.hash_key, definition.range_key),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
  };
}

function indexRequest(index: GlobalIndexDefinition | LocalIndexDefinition, schema: ReturnType<typeof keySchema>) {
  const attributes = index.non_key_attributes ?? [];
  return {
    IndexName: index.name,
    KeySchema: schema,
    Projection: {
      ProjectionType: index.projection_type,
      ...(attributes.length > 0 && { NonKeyAttributes: attributes }),
    },
  };
}

const keySchema = (hash: string, range?: string | null) => [
  { AttributeName: hash, KeyType: "HASH" },
  ...(range ? [{ AttributeName: range, KeyType: "RANGE" }] : []),
];
