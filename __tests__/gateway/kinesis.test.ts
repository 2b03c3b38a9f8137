import { ServedApi } from "./served-api";
import { kept, post, sends } from "./service-api";

/** Kinesis Data Streams behind an integration: shards, sequence numbers, limits and errors. */

let api: ServedApi;
let now = Date.UTC(2030, 0, 1);

const whole = { template: "$input.json('$')" };

beforeAll(async () => {
  api = await ServedApi.start(
    {
      paths: {
        "/events": {
          post: sends("kinesis:action/PutRecord", {
            template: `{"StreamName":"clicks","Data":"$util.base64Encode($input.body)","PartitionKey":"$input.path('$.user')"}`,
          }),
        },
        "/record": { post: sends("kinesis:action/PutRecord", whole) },
        "/records": { post: sends("kinesis:action/PutRecords", whole) },
        "/not-json": { post: sends("kinesis:action/PutRecord", { template: "{nonsense" }) },
        "/not-post": { post: sends("kinesis:action/PutRecord", { ...whole, integration: { httpMethod: "GET" } }) },
        "/path": {
          post: sends("kinesis:path//", { ...whole, headers: { "X-Amz-Target": "Kinesis_20131202.PutRecord" } }),
        },
        "/untargeted": { post: sends("kinesis:path//", whole) },
      },
      resource: {
        aws_kinesis_stream: {
          clicks: { name: "clicks", shard_count: 3 },
          grown: { name: "grown", stream_mode_details: [{ stream_mode: "ON_DEMAND" }] },
          secret: { name: "secret", shard_count: 1, encryption_type: "KMS", kms_key_id: "alias/aws/kinesis" },
        },
      },
    },
    { now: () => now },
  );
});

afterAll(() => api.close());
beforeEach(() => {
  now += 1000;
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const record = (fields: object = {}) => ({ StreamName: "clicks", Data: base64("x"), PartitionKey: "k", ...fields });

test("a record is answered with its shard and number, and kept decoded", async () => {
  const answer = await post(api, "/events", { user: "ada" });
  expect([answer.status, answer.json()]).toEqual([
    200,
    {
      SequenceNumber: expect.stringMatching(/^\d{56}$/) as string,
      ShardId: expect.stringMatching(/^shardId-00000000000[012]$/) as string,
    },
  ]);
  expect((await kept(api, "kinesis/clicks")).at(-1)).toMatchObject({ partitionKey: "ada", data: '{"user":"ada"}' });
});

test("bytes that are no text are kept as base64", async () => {
  const Data = Buffer.from([0, 255, 1]).toString("base64");
  await post(api, "/record", record({ Data }));
  const newest = (await kept(api, "kinesis/clicks")).at(-1);
  expect(newest).toMatchObject({ dataBase64: Data });
});

// MD5 of "a" is 0cc175b9..., of "c" 4a8a08f0..., of "b" 92eb5ffe...: below a third, between, and between; a third is 5555...
test.each([
  ["a", "0"],
  ["c", "0"],
  ["b", "1"],
  ["e", "2"],
])("the MD5 of partition key %s leads to shard %s of three", async (PartitionKey, shard) => {
  const answer = await post(api, "/record", record({ PartitionKey }));
  expect(answer.json()).toMatchObject({ ShardId: `shardId-00000000000${shard}` });
});

test.each([
  [0n, "0"],
  [2n ** 128n / 3n - 1n, "0"],
  [2n ** 128n / 3n, "1"],
  [2n ** 128n - 1n, "2"],
])("an explicit hash key %s leads to shard %s", async (key, shard) => {
  const answer = await post(api, "/record", record({ ExplicitHashKey: String(key) }));
  expect(answer.json()).toMatchObject({ ShardId: `shardId-00000000000${shard}` });
});

test("sequence numbers grow in each shard", async () => {
  const numbers: bigint[] = [];
  for (const PartitionKey of ["a", "c", "a"])
    numbers.push(
      BigInt(
        ((await post(api, "/record", record({ PartitionKey }))).json() as { SequenceNumber: string }).SequenceNumber,
      ),
    );
  expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? -1 : 1)));
});

test("an on-demand stream has four shards, an ARN names a stream too, encryption is said", async () => {
  const StreamARN = "arn:aws:kinesis:eu-west-1:111122223333:stream/grown";
  const last = { Data: "", PartitionKey: "k", ExplicitHashKey: String(2n ** 128n - 1n) };
  expect((await post(api, "/record", { StreamARN, ...last })).json()).toMatchObject({
    ShardId: "shardId-000000000003",
  });
  expect((await post(api, "/record", record({ StreamName: "secret" }))).json()).toMatchObject({
    EncryptionType: "KMS",
  });
});

test("X-Amz-Target says the operation where the URI has a path; without it there is none", async () => {
  expect((await post(api, "/path", record())).status).toBe(200);
  const answer = await post(api, "/untargeted", record());
  expect([answer.status, answer.json()]).toMatchObject([400, { __type: "UnknownOperationException" }]);
  expect((await post(api, "/not-post", record())).status).toBe(404);
});

test.each([
  [
    "a stream that isn't there",
    record({ StreamName: "elsewhere" }),
    "ResourceNotFoundException",
    /^Stream elsewhere under account \d{12} not found\.$/,
  ],
  [
    "no partition key",
    record({ PartitionKey: undefined }),
    "ValidationException",
    /^1 validation error detected: Value null at 'partitionKey' failed to satisfy constraint: Member must not be null$/,
  ],
  [
    "several members that break constraints",
    { StreamName: "a b", Data: base64("x"), PartitionKey: "" },
    "ValidationException",
    /^2 validation errors detected: Value '' at 'partitionKey' .* greater than or equal to 1; Value 'a b' at 'streamName' .* pattern: \[a-zA-Z0-9_\.-\]\+$/,
  ],
  ["a record over 1 MiB", record({ Data: base64("x".repeat(1024 * 1024 + 1)) }), "ValidationException", /1048576$/],
  ["a partition key that is a number", record({ PartitionKey: 7 }), "SerializationException", /NUMBER_VALUE/],
  ["data that isn't base64", record({ Data: '{"a":1}' }), "SerializationException", /Blob/],
  [
    "a hash key beyond the last",
    record({ ExplicitHashKey: String(2n ** 128n) }),
    "InvalidArgumentException",
    /^Invalid ExplicitHashKey\./,
  ],
])("%s", async (_, body, type, message) => {
  const answer = await post(api, "/record", body);
  expect(answer.status).toBe(400);
  expect(answer.json()).toEqual({ __type: type, message: expect.stringMatching(message) as string });
});

test("a body that is no JSON", async () => {
  expect((await post(api, "/not-json", "{}")).json()).toEqual({ __type: "SerializationException" });
});

describe("PutRecords", () => {
  const put = (count: number, fields: object = {}) =>
    post(api, "/records", {
      StreamName: "clicks",
      Records: Array.from({ length: count }, () => ({ Data: base64("x"), PartitionKey: "k", ...fields })),
    });

  test("answers record by record", async () => {
    const before = (await kept(api, "kinesis/clicks")).length;
    const answer = (await put(3)).json() as { FailedRecordCount: number; Records: object[] };
    expect(answer.FailedRecordCount).toBe(0);
    expect(answer.Records).toHaveLength(3);
    expect(await kept(api, "kinesis/clicks")).toHaveLength(before + 3);
  });

  test("takes 1 to 500 records, all of them valid", async () => {
    expect((await put(0)).json()).toMatchObject({ message: expect.stringContaining("'records'") as string });
    expect((await put(501)).json()).toMatchObject({ message: expect.stringContaining("equal to 500") as string });
    expect((await put(2, { PartitionKey: "" })).json()).toMatchObject({
      message: expect.stringMatching(
        /'records\.1\.member\.partitionKey'.*'records\.2\.member\.partitionKey'/,
      ) as string,
    });
  });

  test("fails in part when a shard has had its thousand in a second, and takes more in the next", async () => {
    expect([(await put(500)).status, (await put(499)).status]).toEqual([200, 200]);
    const answer = (await put(3)).json() as { FailedRecordCount: number; Records: object[] };
    expect(answer.FailedRecordCount).toBe(2);
    expect(answer.Records[0]).toHaveProperty("SequenceNumber");
    expect(answer.Records[2]).toEqual({
      ErrorCode: "ProvisionedThroughputExceededException",
      ErrorMessage: expect.stringMatching(
        /^Rate exceeded for shard shardId-00000000000\d in stream clicks under account 111122223333\.$/,
      ) as string,
    });
    expect((await post(api, "/record", record())).status).toBe(400);
    now += 1000;
    expect((await post(api, "/record", record())).status).toBe(200);
  });
});
