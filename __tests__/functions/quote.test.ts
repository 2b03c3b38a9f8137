import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { QuoteEvent } from "../../contract/orders/quote";
import { startDynamoDb } from "../../tools/gateway/dynamodb/server";

process.env.SHIPPING_RATES_TABLE = "shipping-rates";
const { quote } = require("../../functions/quote") as typeof import("../../functions/quote");

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDBClient;

beforeAll(async () => {
  const table = {
    name: "shipping-rates",
    hash_key: "country",
    billing_mode: "PAY_PER_REQUEST" as const,
    attribute: [{ name: "country", type: "S" as const }],
    global_secondary_index: [],
  };
  dynamoDb = await startDynamoDb({ tables: [table] });
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new DynamoDBClient({ endpoint: dynamoDb.endpoint, region: "eu-west-1", credentials });
  const Item = { country: { S: "IE" }, currency: { S: "EUR" }, price: { N: "490" }, days: { N: "3" } };
  await client.send(new PutItemCommand({ TableName: "shipping-rates", Item }));
});

afterAll(async () => {
  client.destroy();
  await dynamoDb.close();
});

const event: QuoteEvent = {
  items: [
    { quantity: 3, unitPrice: 450 },
    { quantity: 1, unitPrice: 100 },
  ],
  currency: "EUR",
  country: "IE",
};

test("adds goods and shipping up", async () => {
  expect(await quote(client, "shipping-rates")(event)).toEqual({
    goods: 1450,
    shipping: 490,
    total: 1940,
    currency: "EUR",
  });
});

test.each([
  ["a country without a rate", { country: "FR" }],
  ["another currency", { currency: "USD" }],
])("fails for %s by a message that the contract knows", async (_, change) => {
  await expect(quote(client, "shipping-rates")({ ...event, ...change })).rejects.toThrow(/^NotShippable: /);
});
