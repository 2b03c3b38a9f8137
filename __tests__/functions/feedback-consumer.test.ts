import { randomUUID } from "node:crypto";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { captureStdout, lambdaEnvironment, startOrdersTable } from "./orders-function";

type Consumer = (event: { Records: Partial<SQSRecord>[] }) => Promise<SQSBatchResponse>;

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let consume: Consumer;
let logged: string[];

beforeAll(async () => {
  table = await startOrdersTable();
  consume = load(table.endpoint);
});

beforeEach(() => {
  logged = captureStdout();
});

afterAll(() => table.close());

function load(endpoint: string): Consumer {
  Object.assign(process.env, lambdaEnvironment(endpoint, "orders"), { FEEDBACK_TABLE: "feedback" });
  jest.resetModules();
  return jest.requireActual<{ handler: Consumer }>("../../functions/feedback-consumer/index").handler;
}

const message = (body: unknown, messageId = randomUUID()) => ({
  messageId,
  body: typeof body === "string" ? body : JSON.stringify(body),
  attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1775738096123" } as SQSRecord["attributes"],
});

async function kept({ messageId }: { messageId: string }) {
  const key = { TableName: "feedback", Key: { id: { S: messageId } } };
  return (await table.client.send(new GetItemCommand(key))).Item;
}

const orderId = `ord_${"0".repeat(32)}`;

test("keeps feedback for a year after it was sent", async () => {
  const sent = message({ orderId, rating: 4, comment: "Fine tea" });
  expect(await consume({ Records: [sent] })).toEqual({ batchItemFailures: [] });
  expect(await kept(sent)).toEqual({
    id: { S: sent.messageId },
    orderId: { S: orderId },
    rating: { N: "4" },
    comment: { S: "Fine tea" },
    sentAt: { S: "2026-04-09T12:34:56.123Z" },
    expiresAt: { N: String(1775738096 + 365 * 24 * 3600) },
  });
});

test("keeps a message that SQS delivers twice once, as it came first", async () => {
  const sent = message({ rating: 5 });
  await consume({ Records: [sent] });
  const again = { ...sent, body: JSON.stringify({ rating: 1 }) };
  expect(await consume({ Records: [again, again] })).toEqual({ batchItemFailures: [] });
  expect((await kept(sent))?.rating).toEqual({ N: "5" });
});

test.each([
  ["no JSON", "{"],
  ["no feedback", { stars: 5 }],
  ["a rating that there isn't", { rating: 6 }],
])("a message that is %s fails alone", async (_, body) => {
  const [good, bad] = [message({ rating: 3 }), message(body)];
  expect(await consume({ Records: [bad, good] })).toEqual({ batchItemFailures: [{ itemIdentifier: bad.messageId }] });
  expect(await kept(good)).toBeDefined();
  expect(await kept(bad)).toBeUndefined();
});

test("messages of a group that come after one that failed wait for it, those of others don't", async () => {
  const of = (group: string, body: unknown) => {
    const sent = message(body);
    return { ...sent, attributes: { ...sent.attributes, MessageGroupId: group } };
  };
  const first = of("a", { rating: 1 });
  const bad = of("a", { rating: 6 });
  const behind = of("a", { rating: 2 });
  const other = of("b", { rating: 3 });
  expect(await consume({ Records: [first, bad, other, behind] })).toEqual({
    batchItemFailures: [{ itemIdentifier: bad.messageId }, { itemIdentifier: behind.messageId }],
  });
  expect(await kept(first)).toBeDefined();
  expect(await kept(other)).toBeDefined();
  expect(await kept(behind)).toBeUndefined();
});

test("every message comes again where the database is away", async () => {
  const away = load("http://127.0.0.1:9");
  const sent = [message({ rating: 3 }), message({ rating: 4 })];
  expect(await away({ Records: sent })).toEqual({
    batchItemFailures: sent.map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
});

test("logs how many failed and why, and nothing that was sent", async () => {
  const bad = message({ rating: "my secret", comment: "my secret" });
  await consume({ Records: [bad, message({ rating: 3, comment: "my secret" })] });
  expect(logged.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: "ERROR", message: "message failed", messageId: bad.messageId, receiveCount: 1, error: "NotFeedback" },
    { level: "INFO", message: "batch done", messages: 2, failed: 1 },
  ]);
  expect(logged.join("")).not.toContain("secret");
});
