import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";
import { startDynamoDb, type TableDefinition } from "../../tools/gateway/dynamodb/server";

const orders: TableDefinition = {
  name: "orders",
  billing_mode: "PAY_PER_REQUEST",
  hash_key: "pk",
  range_key: "sk",
  attribute: [
    { name: "pk", type: "S" },
    { name: "sk", type: "S" },
    { name: "state", type: "S" },
    { name: "amount", type: "N" },
  ],
  global_secondary_index: [
    { name: "by-state", hash_key: "state", projection_type: "INCLUDE", non_key_attributes: ["note"] },
  ],
  local_secondary_index: [{ name: "by-amount", range_key: "amount", projection_type: "KEYS_ONLY" }],
};

let server: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDBClient;

beforeEach(async () => {
  server = await startDynamoDb({ tables: [orders] });
  client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

const nested = (levels: number) =>
  `{"TableName":"orders","Key":{"pk":${'{"L":['.repeat(levels)}${"]}".repeat(levels)}}}`;
const key = (sk: string, pk = "customer") => ({ pk: { S: pk }, sk: { S: sk } });
const put = (sk: string, rest = {}) =>
  client.send(new PutItemCommand({ TableName: "orders", Item: { ...key(sk), ...rest } }));
const get = async (sk: string) =>
  (await client.send(new GetItemCommand({ TableName: "orders", Key: key(sk), ConsistentRead: true }))).Item;

test("a table is as its definition says", async () => {
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName: "orders" }));
  expect(table).toMatchObject({
    TableStatus: "ACTIVE",
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-state",
        IndexStatus: "ACTIVE",
        KeySchema: [{ AttributeName: "state", KeyType: "HASH" }],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["note"] },
      },
    ],
    LocalSecondaryIndexes: [{ IndexName: "by-amount", Projection: { ProjectionType: "KEYS_ONLY" } }],
  });
});

test("items are put, read, changed and deleted", async () => {
  await put("1", { amount: { N: "10.50" } });
  const { Attributes: changed } = await client.send(
    new UpdateItemCommand({
      TableName: "orders",
      Key: key("1"),
      UpdateExpression: "SET note = :note ADD amount :more",
      ExpressionAttributeValues: { ":note": { S: "gift" }, ":more": { N: "1" } },
      ReturnValues: "ALL_NEW",
    }),
  );
  expect(changed).toEqual({ ...key("1"), amount: { N: "11.5" }, note: { S: "gift" } });
  expect(await get("1")).toEqual(changed);

  await client.send(new DeleteItemCommand({ TableName: "orders", Key: key("1") }));
  expect(await get("1")).toBeUndefined();
});

test("a page of a query continues where it ended, in both directions", async () => {
  for (const sk of ["1", "2", "3", "4", "5"]) await put(sk);
  for (const forward of [true, false]) {
    const seen: string[] = [];
    let start: QueryCommand["input"]["ExclusiveStartKey"];
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: "orders",
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: "customer" } },
          Limit: 2,
          ScanIndexForward: forward,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      seen.push(...(page.Items ?? []).map((item) => item["sk"]!.S!));
      start = page.LastEvaluatedKey;
    } while (start);
    expect(seen).toEqual(forward ? ["1", "2", "3", "4", "5"] : ["5", "4", "3", "2", "1"]);
  }
});

test("an index has every item, also those that dynalite's short hash can't tell apart", async () => {
  const sharing = ["1982", "2706"];
  for (const sk of [...sharing, "other"]) await put(sk, { state: { S: "open" } });
  for (const forward of [true, false]) {
    const seen: string[] = [];
    let start: QueryCommand["input"]["ExclusiveStartKey"];
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: "orders",
          IndexName: "by-state",
          KeyConditionExpression: "#state = :open",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: { ":open": { S: "open" } },
          Limit: 1,
          ScanIndexForward: forward,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      seen.push(...(page.Items ?? []).map((item) => item["sk"]!.S!));
      start = page.LastEvaluatedKey;
    } while (start);
    expect(seen.toSorted()).toEqual([...sharing, "other"]);
  }
});

test("an index follows its items and has what it projects", async () => {
  await put("1", { state: { S: "open" }, note: { S: "gift" }, secret: { S: "x" } });
  const open = async () =>
    (
      await client.send(
        new ScanCommand({ TableName: "orders", IndexName: "by-state", FilterExpression: "attribute_exists(pk)" }),
      )
    ).Items;
  expect(await open()).toEqual([{ ...key("1"), state: { S: "open" }, note: { S: "gift" } }]);
  await client.send(
    new UpdateItemCommand({
      TableName: "orders",
      Key: key("1"),
      UpdateExpression: "SET #s = :s",
      ExpressionAttributeNames: { "#s": "state" },
      ExpressionAttributeValues: { ":s": { S: "closed" } },
    }),
  );
  expect(await open()).toEqual([{ ...key("1"), state: { S: "closed" }, note: { S: "gift" } }]);
  await client.send(new DeleteItemCommand({ TableName: "orders", Key: key("1") }));
  expect(await open()).toEqual([]);
});

test("a local index answers whole items when asked", async () => {
  await put("1", { amount: { N: "9" }, note: { S: "gift" } });
  await put("2", { amount: { N: "10" } });
  const { Items: items } = await client.send(
    new QueryCommand({
      TableName: "orders",
      IndexName: "by-amount",
      Select: "ALL_ATTRIBUTES",
      KeyConditionExpression: "pk = :pk AND amount < :max",
      ExpressionAttributeValues: { ":pk": { S: "customer" }, ":max": { N: "10" } },
    }),
  );
  expect(items).toEqual([{ ...key("1"), amount: { N: "9" }, note: { S: "gift" } }]);
});

test("a failed condition answers the item when asked to, and only then", async () => {
  await put("1", { version: { N: "3" } });
  const write = (extra: object) =>
    client.send(
      new PutItemCommand({
        TableName: "orders",
        Item: key("1"),
        ConditionExpression: "attribute_not_exists(pk)",
        ...extra,
      }),
    );
  const failed = await write({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(ConditionalCheckFailedException);
  expect(failed).toMatchObject({
    message: "The conditional request failed",
    Item: { ...key("1"), version: { N: "3" } },
  });
  const silent = await write({}).catch((error: unknown) => error);
  expect(silent).toBeInstanceOf(ConditionalCheckFailedException);
  expect((silent as ConditionalCheckFailedException).Item).toBeUndefined();
  await expect(write({ ReturnValuesOnConditionCheckFailure: "SOME" as "NONE" })).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("Member must satisfy enum value set: [ALL_OLD, NONE]"),
  });
});

test("only one of many concurrent conditional writes of an item succeeds", async () => {
  const attempts = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      client.send(
        new PutItemCommand({
          TableName: "orders",
          Item: { ...key("1"), by: { N: String(i) } },
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      ),
    ),
  );
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("concurrent updates of an item all count", async () => {
  const add = new UpdateItemCommand({
    TableName: "orders",
    Key: key("1"),
    UpdateExpression: "ADD amount :one",
    ExpressionAttributeValues: { ":one": { N: "1" } },
  });
  await Promise.all(Array.from({ length: 50 }, () => client.send(add)));
  expect(await get("1")).toMatchObject({ amount: { N: "50" } });
});

test("batches write and read many items", async () => {
  await put("old");
  await client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        orders: [{ PutRequest: { Item: key("1") } }, { DeleteRequest: { Key: key("old") } }],
      },
    }),
  );
  const { Responses: found } = await client.send(
    new BatchGetItemCommand({ RequestItems: { orders: { Keys: [key("1"), key("old")] } } }),
  );
  expect(found).toEqual({ orders: [key("1")] });
});

test("tables made by clients come and go", async () => {
  const definition = {
    TableName: "scratch",
    BillingMode: "PAY_PER_REQUEST" as const,
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
  };
  await client.send(new CreateTableCommand(definition));
  await waitUntilTableExists({ client, maxWaitTime: 2, minDelay: 1 }, { TableName: "scratch" });
  await client.send(new PutItemCommand({ TableName: "scratch", Item: { id: { S: "1" } } }));
  const names = async () => (await client.send(new ListTablesCommand({}))).TableNames;
  expect(await names()).toEqual(["orders", "scratch"]);

  await client.send(new DeleteTableCommand({ TableName: "scratch" }));
  while ((await names())?.length !== 1) await sleep(5);
});

test("what dynalite would answer wrongly in silence is refused", async () => {
  await put("1", { address: { M: { city: { S: "Bern" } } } });
  const scan = (FilterExpression: string) =>
    client.send(
      new ScanCommand({
        TableName: "orders",
        FilterExpression,
        ExpressionAttributeValues: { ":address": { M: { city: { S: "Bern" } } } },
      }),
    );
  await expect(scan("NOT (address <> :address)")).rejects.toThrow("can't compare a map or a list");
  await expect(scan("attribute_exists(pk) AND address IN (:address)")).rejects.toThrow("can't compare a map or a list");
  await expect(
    client.send(
      new UpdateTableCommand({
        TableName: "orders",
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-state" } }],
      }),
    ),
  ).rejects.toThrow("adds and drops indexes only by a table's definition");
});

test("a table name of two characters is refused, as on AWS", async () => {
  await expect(client.send(new DescribeTableCommand({ TableName: "ab" }))).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("at least 3 characters long"),
  });
});

test("an unknown table is not found", async () => {
  await expect(client.send(new GetItemCommand({ TableName: "nothing", Key: key("1") }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Requested resource not found",
  });
});

test("operations that are not there are named", async () => {
  await expect(client.send(new ExecuteStatementCommand({ Statement: "SELECT * FROM orders" }))).rejects.toMatchObject({
    name: "UnknownOperationException",
    message: "ExecuteStatement: this local DynamoDB has no PartiQL",
  });
  const streams = await fetch(server.endpoint, {
    method: "POST",
    headers: { "x-amz-target": "DynamoDBStreams_20120810.GetRecords" },
    body: "{}",
  });
  expect(streams.status).toBe(400);
  expect(await streams.json()).toMatchObject({
    __type: "com.amazon.coral.service#UnknownOperationException",
    message: "GetRecords: this local DynamoDB has no streams to read",
  });
});

test("backups are said to be off", async () => {
  const { ContinuousBackupsDescription: backups } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName: "orders" }),
  );
  expect(backups).toMatchObject({ PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" } });
});

test.each([
  ["no JSON", "{", "SerializationException"],
  ["a JSON list", "[]", "SerializationException"],
  ["a number for a string", '{"TableName":1}', "SerializationException"],
  ["nothing that an operation needs", "{}", "ValidationException"],
  ["a value nested in 40 others", nested(40), "ValidationException"],
  ["a value nested in 20,000 others", nested(20_000), "ValidationException"],
])("a request with %s is refused and the next one served", async (_name, body, type) => {
  const response = await fetch(server.endpoint, {
    method: "POST",
    headers: { "x-amz-target": "DynamoDB_20120810.GetItem", authorization: "AWS4-HMAC-SHA256 Credential=local" },
    body,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: expect.stringMatching(`#${type}$`) });
  await put("1");
});

test("a request without a signature is refused", async () => {
  const response = await fetch(server.endpoint, {
    method: "POST",
    headers: { "x-amz-target": "DynamoDB_20120810.ListTables" },
    body: "{}",
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    __type: expect.stringMatching("#MissingAuthenticationTokenException$"),
  });
});

test("a wrong definition is named", async () => {
  const undeclared = { ...orders, attribute: [{ name: "pk", type: "S" }] };
  await expect(startDynamoDb({ tables: [undeclared] })).rejects.toThrow(/^table 'orders': /);
});
