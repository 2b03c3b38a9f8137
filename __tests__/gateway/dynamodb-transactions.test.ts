import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  UpdateItemCommand,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { startDynamoDb } from "../../tools/gateway/dynamodb/server";

const table = (name: string) => ({
  name,
  billing_mode: "PAY_PER_REQUEST",
  hash_key: "id",
  attribute: [
    { name: "id", type: "S" },
    { name: "owner", type: "S" },
  ],
  global_secondary_index: [{ name: "by-owner", hash_key: "owner", projection_type: "ALL" }],
});

let now: number;
let server: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDBClient;

beforeEach(async () => {
  now = Date.now();
  server = await startDynamoDb({ tables: [table("orders"), table("stock")], clock: () => now });
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

const id = (value: string) => ({ id: { S: value } });
const put = (name: string, key: string, rest = {}): TransactWriteItem => ({
  Put: { TableName: name, Item: { ...id(key), ...rest } },
});
const isNew = { ConditionExpression: "attribute_not_exists(id)" };
const putNew = (name: string, key: string, rest = {}): TransactWriteItem => ({
  Put: { ...put(name, key, rest).Put!, ...isNew },
});
const add = (name: string, key: string, amount: string, extra = {}): TransactWriteItem => ({
  Update: {
    TableName: name,
    Key: id(key),
    UpdateExpression: "ADD amount :amount",
    ExpressionAttributeValues: { ":amount": { N: amount } },
    ...extra,
  },
});
const transact = (items: TransactWriteItem[], rest: Partial<TransactWriteItemsCommandInput> = {}) =>
  client.send(new TransactWriteItemsCommand({ TransactItems: items, ...rest }));
const failure = async (result: Promise<unknown>) => {
  const error: unknown = await result.then(
    () => {
      throw new Error("expected a failure");
    },
    (reason: unknown) => reason,
  );
  return error as TransactionCanceledException;
};
const get = async (name: string, key: string) =>
  (await client.send(new GetItemCommand({ TableName: name, Key: id(key) }))).Item;

describe("a write transaction", () => {
  test("puts, updates, deletes and checks items of several tables", async () => {
    await transact([put("orders", "old"), put("stock", "apple", { amount: { N: "5" } }), put("stock", "lock")]);
    await transact([
      putNew("orders", "new"),
      add("stock", "apple", "-2"),
      { Delete: { TableName: "orders", Key: id("old") } },
      { ConditionCheck: { TableName: "stock", Key: id("lock"), ConditionExpression: "attribute_exists(id)" } },
    ]);
    expect(await get("orders", "new")).toEqual(id("new"));
    expect(await get("orders", "old")).toBeUndefined();
    expect(await get("stock", "apple")).toEqual({ ...id("apple"), amount: { N: "3" } });
    expect(await get("stock", "lock")).toEqual(id("lock"));
  });

  test("writes nothing when a condition fails, and says which, in order, with the item where asked", async () => {
    await transact([put("orders", "1", { by: { S: "first" } })]);
    const error = await failure(
      transact([
        put("orders", "0"),
        { Put: { ...putNew("orders", "1").Put!, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } },
        { ConditionCheck: { TableName: "stock", Key: id("x"), ConditionExpression: "attribute_exists(id)" } },
        add("stock", "apple", "1"),
      ]),
    );
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error.message).toBe(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed, None]",
    );
    expect(error.CancellationReasons).toEqual([
      { Code: "None" },
      {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: { ...id("1"), by: { S: "first" } },
      },
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
      { Code: "None" },
    ]);
    expect(await get("orders", "0")).toBeUndefined();
    expect(await get("stock", "apple")).toBeUndefined();
  });

  test("is cancelled with a validation error when an update does not fit its item", async () => {
    await transact([put("stock", "apple", { amount: { S: "five" } })]);
    const error = await failure(transact([put("orders", "1"), add("stock", "apple", "1")]));
    expect(error.CancellationReasons).toEqual([
      { Code: "None" },
      { Code: "ValidationError", Message: "An operand in the update expression has an incorrect data type" },
    ]);
    expect(await get("orders", "1")).toBeUndefined();
  });

  test("is cancelled with a validation error when a key does not fit its table", async () => {
    const wrong = { Delete: { TableName: "orders", Key: { other: { S: "1" } } } };
    const error = await failure(transact([put("orders", "1"), wrong]));
    expect(error.CancellationReasons?.map(({ Code: code }) => code)).toEqual(["None", "ValidationError"]);
  });

  test("keeps indexes with their items", async () => {
    await transact([put("orders", "1", { owner: { S: "ann" } }), put("orders", "2", { owner: { S: "ann" } })]);
    await transact([{ Delete: { TableName: "orders", Key: id("1") } }, put("orders", "3", { owner: { S: "ann" } })]);
    const { Items: items } = await client.send(
      new QueryCommand({
        TableName: "orders",
        IndexName: "by-owner",
        KeyConditionExpression: "#owner = :ann",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":ann": { S: "ann" } },
      }),
    );
    expect(items?.map((item) => item["id"]?.S).toSorted()).toEqual(["2", "3"]);
  });

  test("counts double when asked what it consumed", async () => {
    const { ConsumedCapacity: consumed } = await transact(
      [put("orders", "1"), put("orders", "2"), add("stock", "apple", "1")],
      { ReturnConsumedCapacity: "TOTAL" },
    );
    expect(consumed).toEqual([
      { TableName: "orders", CapacityUnits: 4 },
      { TableName: "stock", CapacityUnits: 2 },
    ]);
  });

  test.each<[string, TransactWriteItem[], RegExp]>([
    ["no items", [], /Member must have length greater than or equal to 1/],
    ["101 items", Array.from({ length: 101 }, (_, i) => put("orders", `${i}`)), /less than or equal to 100/],
    [
      "two actions on one item",
      [put("orders", "1"), add("orders", "1", "1")],
      /^Transaction request cannot include multiple operations on one item$/,
    ],
    ["two actions in one member", [{ ...put("orders", "1"), ...add("orders", "2", "1") }], /only contain one of/],
    [
      "a check without condition",
      [{ ConditionCheck: { TableName: "orders", Key: id("1"), ConditionExpression: undefined } }],
      /'transactItems.1.member.conditionCheck.conditionExpression'.*must not be null/,
    ],
    [
      "an expression that does not parse",
      [put("orders", "1"), add("orders", "2", "1", { ConditionExpression: "amount >" })],
      /^Invalid ConditionExpression: Syntax error/,
    ],
    [
      "more than 4 MB",
      Array.from({ length: 11 }, (_, i) => put("orders", `${i}`, { text: { S: "x".repeat(399_000) } })),
      /4 MB/,
    ],
  ])("with %s is refused", async (_name, items, message) => {
    await expect(transact(items)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(message),
    });
  });

  test("takes 100 items", async () => {
    await transact(Array.from({ length: 100 }, (_, i) => put("orders", `${i}`)));
    expect(await get("orders", "99")).toEqual(id("99"));
  });

  test("on an unknown table is refused", async () => {
    await expect(transact([put("nothing", "1")])).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("concurrent transactions", () => {
  test("on one item either count or are cancelled for the conflict", async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => transact([add("stock", "apple", "1"), put("orders", `${i}`)])),
    );
    const done = attempts.filter(({ status }) => status === "fulfilled").length;
    const reasons = attempts
      .filter((attempt) => attempt.status === "rejected")
      .map(({ reason }) => (reason as TransactionCanceledException).CancellationReasons);
    const conflict = [
      { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" },
      { Code: "None" },
    ];
    expect(reasons).toEqual(reasons.map(() => conflict));
    expect(done).toBeGreaterThan(0);
    expect(await get("stock", "apple")).toEqual({ ...id("apple"), amount: { N: String(done) } });
    const written = await Promise.all(attempts.map((_, i) => get("orders", `${i}`)));
    expect(written.filter((item) => item !== undefined)).toHaveLength(done);
  });

  test("create an item once", async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => transact([putNew("orders", "1", { by: { N: `${i}` } })])),
    );
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("and single writes of the same item all count that were not refused", async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) =>
        i % 2
          ? transact([add("stock", "apple", "1")])
          : client.send(new UpdateItemCommand(add("stock", "apple", "1").Update!)),
      ),
    );
    const refused = attempts.filter((attempt) => attempt.status === "rejected").map(({ reason }) => reason as Error);
    for (const { name } of refused)
      expect(["TransactionCanceledException", "TransactionConflictException"]).toContain(name);
    const item = await get("stock", "apple");
    expect(Number(item?.["amount"]?.N)).toBe(attempts.length - refused.length);
  });

  test("are seen whole or not at all by a read transaction", async () => {
    await transact([add("stock", "a", "0"), add("stock", "b", "0")]);
    const written = new AbortController();
    const writer = (async () => {
      for (let i = 0; i < 60; i++) await transact([add("stock", "a", "1"), add("stock", "b", "-1")]);
      written.abort();
    })();
    const sums = new Set<number>();
    while (!written.signal.aborted) {
      const { Responses: read } = await client.send(
        new TransactGetItemsCommand({
          TransactItems: ["a", "b"].map((key) => ({ Get: { TableName: "stock", Key: id(key) } })),
        }),
      );
      sums.add(read!.reduce((sum, { Item: item }) => sum + Number(item?.["amount"]?.N), 0));
    }
    await writer;
    expect([...sums]).toEqual([0]);
  });
});

describe("a client request token", () => {
  const token = { ClientRequestToken: "order-1" };

  test("makes a repeated transaction happen once", async () => {
    await transact([add("stock", "apple", "1")], token);
    await transact([add("stock", "apple", "1")], token);
    expect(await get("stock", "apple")).toMatchObject({ amount: { N: "1" } });
  });

  test("refuses another request under the same token", async () => {
    await transact([add("stock", "apple", "1")], token);
    await expect(transact([add("stock", "apple", "2")], token)).rejects.toMatchObject({
      name: "IdempotentParameterMismatchException",
    });
  });

  test("is free again after ten minutes", async () => {
    await transact([add("stock", "apple", "1")], token);
    now += 10 * 60 * 1000 + 1;
    await transact([add("stock", "apple", "1")], token);
    expect(await get("stock", "apple")).toMatchObject({ amount: { N: "2" } });
  });

  test("of a cancelled transaction can be used again", async () => {
    await transact([put("orders", "1")]);
    await failure(transact([putNew("orders", "1")], token));
    await transact([putNew("orders", "2")], token);
    expect(await get("orders", "2")).toEqual(id("2"));
  });
});

describe("a read transaction", () => {
  const read = (...keys: string[]) =>
    client.send(
      new TransactGetItemsCommand({
        TransactItems: keys.map((key) => ({
          Get: { TableName: "orders", Key: id(key), ProjectionExpression: "id, amount" },
        })),
      }),
    );

  test("answers items in order, and nothing for those that are not there", async () => {
    await transact([put("orders", "1", { amount: { N: "1" }, note: { S: "x" } })]);
    const { Responses: responses } = await read("2", "1");
    expect(responses).toEqual([{}, { Item: { ...id("1"), amount: { N: "1" } } }]);
  });

  test("with one item twice is refused", async () => {
    await expect(read("1", "1")).rejects.toMatchObject({
      name: "ValidationException",
      message: "Transaction request cannot include multiple operations on one item",
    });
  });
});
