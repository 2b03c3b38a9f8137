import { ServedApi } from "./served-api";
import { form, post, sends } from "./service-api";

/** What clients may put into a request to a service, at most as big as API Gateway takes it. */

let api: ServedApi;

beforeAll(async () => {
  const whole = "$input.body";
  api = await ServedApi.start({
    paths: {
      "/record": { post: sends("kinesis:action/PutRecord", { template: whole }) },
      "/message": { post: sends("sqs:path/111122223333/orders", { template: "$input.path('$.form')", headers: form }) },
      "/json": { post: sends("sqs:path//", { template: whole, headers: { "X-Amz-Target": "AmazonSQS.SendMessage" } }) },
    },
    resource: {
      aws_sqs_queue: { orders: { name: "orders" } },
      aws_kinesis_stream: { clicks: { name: "clicks", shard_count: 1 } },
    },
  });
});

afterAll(() => api.close());

const QueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders";
const statusOf = async (path: string, body: unknown) => (await post(api, path, body)).status;

test.each([
  ["nine megabytes of base64", { StreamName: "clicks", PartitionKey: "k", Data: "A".repeat(9_000_000) }],
  ["a name of a megabyte", { StreamName: "a".repeat(1_000_000), PartitionKey: "k", Data: "" }],
  ["an ARN of a megabyte", { StreamARN: `arn:aws${":kinesis:".repeat(100_000)}`, PartitionKey: "k", Data: "" }],
  ["deep JSON", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`],
])("a record with %s is refused at once", async (_, body) => {
  expect(await statusOf("/record", body)).toBe(400);
});

test("a number of 200,000 digits in an attribute is compared at once", async () => {
  const StringValue = `${"1".repeat(200_000)}x`;
  const MessageAttributes = { n: { DataType: "Number", StringValue } };
  expect(await statusOf("/json", { QueueUrl, MessageBody: "m", MessageAttributes })).toBe(400);
});

test.each([
  ["a prototype", "__proto__.polluted=1&Action=SendMessage&MessageBody=m"],
  ["a constructor", "Action=SendMessage&MessageBody=m&constructor.prototype.polluted=1"],
  ["a deep one", `Action=SendMessage&MessageBody=m&${"a.".repeat(100_000)}=1`],
  ["a large number", "Action=SendMessage&MessageBody=m&MessageAttribute=1&MessageAttribute.99999999999.Name="],
])("names of parameters are only names: %s", async (_, parameters) => {
  expect([200, 400]).toContain(await statusOf("/message", { form: parameters }));
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("an attribute may be called __proto__", async () => {
  const body = `{"QueueUrl":"${QueueUrl}","MessageBody":"m","MessageAttributes":{"__proto__":{"DataType":"String","StringValue":"x"}}}`;
  expect(await statusOf("/json", body)).toBe(200);
});
