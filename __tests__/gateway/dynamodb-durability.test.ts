import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { build } from "esbuild";
import { startDynamoDb, type TableDefinition } from "../../tools/gateway/dynamodb/server";

const root = resolve(__dirname, "../..");
const orders: TableDefinition = {
  name: "orders",
  billing_mode: "PAY_PER_REQUEST",
  hash_key: "id",
  attribute: [
    { name: "id", type: "S" },
    { name: "owner", type: "S" },
  ],
  global_secondary_index: [{ name: "by-owner", hash_key: "owner", projection_type: "ALL" }],
};

let directory: string;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gatehouse-data-"));
});

afterEach(async () => {
  for (const resource of opened.splice(0)) await resource.close();
  // a server that was killed may have a write on its way still
  await rm(directory, { recursive: true, maxRetries: 10 });
});

/** Opens the data in this process. */
async function open(...tables: TableDefinition[]) {
  const server = await startDynamoDb({ tables, dataDirectory: join(directory, "data") });
  const client = clientOf(server.endpoint);
  const resource = {
    client,
    async close() {
      client.destroy();
      await server.close();
    },
  };
  opened.push(resource);
  return resource;
}

async function reopen(...tables: TableDefinition[]) {
  await opened.pop()?.close();
  return open(...tables);
}

function clientOf(endpoint: string) {
  return new DynamoDBClient({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const died = once(child, "exit");
  child.kill("SIGKILL");
  await died;
}

const id = (value: string) => ({ id: { S: value } });
const owned = (key: string) => ({ ...id(key), owner: { S: "ann" } });
const put = (client: DynamoDBClient, table: string, item: Record<string, { S: string }>) =>
  client.send(new PutItemCommand({ TableName: table, Item: item }));
const scan = async (client: DynamoDBClient, table: string, index?: string) => {
  const { Items: items } = await client.send(
    new ScanCommand({ TableName: table, ...(index !== undefined && { IndexName: index }) }),
  );
  return items!;
};

describe("a server that is killed while it writes", () => {
  let child: ChildProcess;

  /** Serves the data in a process of its own, which can be killed. */
  async function serve() {
    const entry = join(directory, "serve.ts");
    const bundle = join(root, ".build", `dynamodb-durability-${process.pid}.cjs`);
    await writeFile(
      entry,
      `import { startDynamoDb } from ${JSON.stringify(join(root, "tools/gateway/dynamodb/server"))};
       void startDynamoDb({ tables: [${JSON.stringify(orders)}], dataDirectory: ${JSON.stringify(join(directory, "data"))} })
         .then(({ endpoint }) => console.log(endpoint));`,
    );
    await build({ entryPoints: [entry], outfile: bundle, bundle: true, packages: "external", platform: "node" });
    child = spawn(process.execPath, [bundle], { stdio: ["ignore", "pipe", "inherit"] });
    opened.push({ close: () => killed(child) });
    const [endpoint] = (await once(createInterface(child.stdout!), "line")) as [string];
    await rm(bundle);
    return endpoint;
  }

  /** Writes from 8 sides at once until the server is killed at some moment; answers what it acknowledged. */
  async function writeUntilKilled(round: number): Promise<string[]> {
    const client = clientOf(await serve());
    const acknowledged: string[] = [];
    const write = async (writer: number) => {
      for (let i = 0; child.exitCode === null && child.signalCode === null; i++) {
        const keys = Array.from({ length: 20 }, (_, n) => `transaction ${round}-${writer}-${i} item ${n}`);
        const puts: TransactWriteItem[] = keys.map((key) => ({ Put: { TableName: "orders", Item: owned(key) } }));
        await client.send(new TransactWriteItemsCommand({ TransactItems: puts }));
        acknowledged.push(...keys);
        await put(client, "orders", owned(`single ${round}-${writer}-${i}`));
        acknowledged.push(`single ${round}-${writer}-${i}`);
      }
    };
    const writers = Promise.allSettled(Array.from({ length: 8 }, (_, writer) => write(writer)));
    while (acknowledged.length < 300) await sleep(1);
    await sleep(50 * Math.random());
    await killed(child);
    await writers;
    client.destroy();
    return acknowledged;
  }

  test("has all that it acknowledged, and each transaction and index entry whole", async () => {
    const acknowledged: string[] = [];
    for (const round of [1, 2, 3, 4]) acknowledged.push(...(await writeUntilKilled(round)));

    const { client } = await open(orders);
    const stored = (await scan(client, "orders")).map((item) => item["id"]!.S!);
    expect(acknowledged.filter((key) => !stored.includes(key))).toEqual([]);

    const sizes = new Map<string, number>();
    for (const key of stored.filter((name) => name.startsWith("transaction"))) {
      const transaction = key.split(" item ")[0]!;
      sizes.set(transaction, (sizes.get(transaction) ?? 0) + 1);
    }
    expect([...sizes].filter(([, size]) => size !== 20)).toEqual([]);

    const indexed = (await scan(client, "orders", "by-owner")).map((item) => item["id"]!.S!);
    expect(indexed.toSorted()).toEqual(stored.toSorted());
  });
});

describe("a data directory that is opened again", () => {
  test("has its items, also those of tables that are no longer defined", async () => {
    const { client } = await open(orders, { ...orders, name: "retired" });
    await put(client, "orders", id("1"));
    await put(client, "retired", id("2"));
    const { client: again } = await reopen(orders);
    expect(await scan(again, "orders")).toEqual([id("1")]);
    expect(await scan(again, "retired")).toEqual([id("2")]);
  });

  test("fills a new index from the items and empties one that is gone", async () => {
    const { client } = await open(orders);
    for (let i = 0; i < 250; i++) await put(client, "orders", { ...id(`${i}`), kind: { S: i % 2 ? "odd" : "even" } });
    const byKind: TableDefinition = {
      ...orders,
      attribute: [
        { name: "id", type: "S" },
        { name: "kind", type: "S" },
      ],
      global_secondary_index: [{ name: "by-kind", hash_key: "kind", projection_type: "KEYS_ONLY" }],
    };
    const { client: again } = await reopen(byKind);
    const { Count: odd } = await again.send(
      new QueryCommand({
        TableName: "orders",
        IndexName: "by-kind",
        KeyConditionExpression: "kind = :odd",
        ExpressionAttributeValues: { ":odd": { S: "odd" } },
      }),
    );
    expect(odd).toBe(125);
    const { Table: table } = await again.send(new DescribeTableCommand({ TableName: "orders" }));
    expect(table!.GlobalSecondaryIndexes!.map((index) => index.IndexName)).toEqual(["by-kind"]);
    await expect(scan(again, "orders", "by-owner")).rejects.toThrow("does not have the specified index");
  });

  test.each<[string, Partial<TableDefinition>, string]>([
    [
      "another key",
      { hash_key: "owner", global_secondary_index: [], attribute: [{ name: "owner", type: "S" }] },
      "expected hash key 'owner' (S), got stored data with hash key 'id' (S)",
    ],
    [
      "another type of key",
      { global_secondary_index: [], attribute: [{ name: "id", type: "N" }] },
      "expected hash key 'id' (N), got stored data with hash key 'id' (S)",
    ],
    [
      "a range key",
      { range_key: "owner", global_secondary_index: [] },
      "expected hash key 'id' (S) and range key 'owner' (S), got stored data with hash key 'id' (S)",
    ],
  ])("is refused for a table with %s, and keeps its items", async (_name, change, message) => {
    const { client } = await open(orders);
    await put(client, "orders", id("1"));
    await expect(reopen({ ...orders, ...change })).rejects.toThrow(`table 'orders': ${message}`);
    const { client: again } = await open(orders);
    expect(await scan(again, "orders")).toEqual([id("1")]);
  });

  test("is refused for a new index whose key an item has with another type", async () => {
    const { global_secondary_index: _, ...plain } = { ...orders, attribute: [{ name: "id", type: "S" }] };
    const { client } = await open(plain);
    await client.send(new PutItemCommand({ TableName: "orders", Item: { ...id("1"), owner: { N: "7" } } }));
    await expect(reopen(orders)).rejects.toThrow(
      `table 'orders', index 'by-owner': expected attribute 'owner' of type S, got {"N":"7"} in the stored item {"S":"1"}`,
    );
    const { client: again } = await open(plain);
    expect(await scan(again, "orders")).toHaveLength(1);
  });

  test("can't be opened twice at once", async () => {
    await open(orders);
    await expect(open(orders)).rejects.toThrow(
      `dynamodb data directory '${join(directory, "data")}': expected one that no other process uses`,
    );
  });

  test("is the only place that is written", async () => {
    const { client } = await open(orders);
    await put(client, "orders", id("1"));
    expect(await readdir(directory)).toEqual(["data"]);
  });
});
