import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { startDynamoDb } from "../../tools/gateway/dynamodb/server";

const start = 1_800_000_000;
let seconds: number;
let server: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDBClient;

beforeEach(async () => {
  seconds = start;
  server = await startDynamoDb({
    clock: () => seconds * 1000,
    tables: [
      {
        name: "sessions",
        hash_key: "id",
        attribute: [
          { name: "id", type: "S" },
          { name: "user", type: "S" },
        ],
        global_secondary_index: [{ name: "by-user", hash_key: "user", projection_type: "ALL" }],
        ttl: { attribute_name: "expires", enabled: true },
      },
      { name: "plain", hash_key: "id", attribute: [{ name: "id", type: "S" }] },
    ],
  });
  client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

const put = (id: string, expires: object, table = "sessions") =>
  client.send(
    new PutItemCommand({
      TableName: table,
      Item: { id: { S: id }, user: { S: "ann" }, expires: expires as { N: string } },
    }),
  );
const ids = async (table = "sessions") => {
  const { Items: items } = await client.send(new ScanCommand({ TableName: table }));
  return items!.map((item) => item["id"]!.S!).toSorted();
};
const swept = () => sleep(1300);

test("items vanish, also from indexes, after their time and not before", async () => {
  await put("soon", { N: `${start + 60}` });
  await put("later", { N: `${start + 120}` });
  await put("never", { S: `${start + 60}` });
  await put("long ago", { N: `${start - 6 * 365 * 24 * 3600}` });
  await put("other table", { N: `${start + 60}` }, "plain");

  await swept();
  expect(await ids()).toEqual(["later", "long ago", "never", "soon"]);
  seconds = start + 61;
  await swept();
  expect(await ids()).toEqual(["later", "long ago", "never"]);
  const { Items: indexed } = await client.send(
    new QueryCommand({
      TableName: "sessions",
      IndexName: "by-user",
      KeyConditionExpression: "#user = :ann",
      ExpressionAttributeNames: { "#user": "user" },
      ExpressionAttributeValues: { ":ann": { S: "ann" } },
    }),
  );
  expect(indexed!.map((item) => item["id"]!.S!).toSorted()).toEqual(["later", "long ago", "never"]);
  expect(await ids("plain")).toEqual(["other table"]);
});

test("an item that is given more time stays", async () => {
  await put("1", { N: `${start + 60}` });
  await put("1", { N: `${start + 600}` });
  seconds = start + 61;
  await swept();
  expect(await ids()).toEqual(["1"]);
});

test("time to live is described and changed as on AWS", async () => {
  const describe = async (table: string) =>
    (await client.send(new DescribeTimeToLiveCommand({ TableName: table }))).TimeToLiveDescription;
  const update = (table: string, attribute: string, enabled: boolean) =>
    client.send(
      new UpdateTimeToLiveCommand({
        TableName: table,
        TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled },
      }),
    );
  expect(await describe("sessions")).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
  expect(await describe("plain")).toEqual({ TimeToLiveStatus: "DISABLED" });

  await expect(update("sessions", "expires", true)).rejects.toThrow("TimeToLive is already enabled");
  await expect(update("sessions", "until", false)).rejects.toThrow("current AttributeName is expires");
  await expect(update("plain", "until", false)).rejects.toThrow("TimeToLive is already disabled");

  await put("1", { N: `${start - 60}` }, "plain");
  await update("plain", "expires", true);
  await update("sessions", "expires", false);
  await put("1", { N: `${start - 60}` });
  await swept();
  expect(await ids("plain")).toEqual([]);
  expect(await ids("sessions")).toEqual(["1"]);
});
