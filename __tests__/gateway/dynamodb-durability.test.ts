import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
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
  await rm(directory, { recursive: true });
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

const id = (value: string) => ({ id: { S: value } });
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
    const [endpoint] = (await once(createInterface(child.stdout!), "line")) as [string];
    await rm(bundle);
    return endpoint;
  }

  test("has all that it acknowledged, and each transaction and index entry whole", async () => {
    const client = clientOf(await serve());
    const acknowledged: string[] = [];
    const stop = new AbortController();
    const worker = async (name: number) => {
      for (let i = 0; !stop.signal.aborted; i++) {
        const pair = `${name}-${i}`;
        const half = (side: string): TransactWriteItem => ({
          Put: { TableName: "orders", Item: { ...id(`${pair}-${side}`), owner: { S: "ann" } } },
        });
        await client.send(new TransactWriteItemsCommand({ TransactItems: [half("a"), half("b")] }));
        acknowledged.push(`${pair}-a`, `${pair}-b`);
        await put(client, "orders", { ...id(`${pair}-single`), owner: { S: "ann" } });
        acknowledged.push(`${pair}-single`);
      }
    };
    const workers = Promise.allSettled(Array.from({ length: 8 }, (_, name) => worker(name)));
    while (acknowledged.length < 300) await new Promise((next) => setImmediate(next));
    const died = once(child, "exit");
    child.kill("SIGKILL");
    await died;
    stop.abort();
    await workers;
    client.destroy();

    const { client: after } = await open(orders);
    const found = (await scan(after, "orders")).map((item) => item["id"]!.S!);
    expect(acknowledged.filter((key) => !found.includes(key))).toEqual([]);
    const halves = found.filter((key) => !key.endsWith("-single"));
    expect(halves.filter((key) => !halves.includes(key.replace(/[ab]$/, (s) => (s === "a" ? "b" : "a"))))).toEqual([]);
    const indexed = (await scan(after, "orders", "by-owner")).map((item) => item["id"]!.S!);
    expect(indexed.toSorted()).toEqual(found.toSorted());
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
