import { createHash } from "node:crypto";
import { ServedApi } from "./served-api";
import { form, kept as keptBy, post as send, sends } from "./service-api";

/** Amazon SQS behind an integration: both protocols, what is answered, and the errors that selection patterns see. */

let api: ServedApi;
let now = Date.UTC(2030, 0, 1);

const queue = "sqs:path/111122223333/orders";
const fifo = "sqs:path/111122223333/orders.fifo";
const url = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders";
const json = (action: string) => ({
  "Content-Type": "application/x-amz-json-1.0",
  "X-Amz-Target": `AmazonSQS.${action}`,
});
/** The body of the request is the form, so that a test says all of it. */
const asIs = { template: "$input.path('$.form')", headers: form };

beforeAll(async () => {
  api = await ServedApi.start(
    {
      paths: {
        "/message": {
          post: sends(queue, {
            template: "Action=SendMessage&MessageBody=$util.urlEncode($input.body)",
            headers: form,
          }),
        },
        "/xml": {
          post: sends(queue, {
            template: "Action=SendMessage&MessageBody=$util.urlEncode($input.body)",
            headers: { ...form, Accept: "application/xml" },
          }),
        },
        "/form": { post: sends(queue, asIs) },
        "/fifo": { post: sends(fifo, asIs) },
        "/root": { post: sends("sqs:path//", asIs) },
        "/untyped": { post: sends(queue, { template: "Action=SendMessage&MessageBody=x" }) },
        "/action": {
          post: sends("sqs:action/SendMessage", { query: { QueueUrl: url, MessageBody: "from the query" } }),
        },
        "/json": { post: sends("sqs:action/SendMessage", { headers: json("SendMessage") }) },
        "/json-batch": { post: sends("sqs:action/SendMessageBatch", { headers: json("SendMessageBatch") }) },
        "/mapped": {
          post: sends(queue, {
            template: "Action=SendMessage&MessageBody=x",
            headers: form,
            integration: {
              responses: {
                default: {
                  statusCode: "200",
                  responseTemplates: {
                    "application/json": `{"id":"$input.path('$.SendMessageResponse.SendMessageResult.MessageId')"}`,
                  },
                },
              },
            },
          }),
        },
      },
      resource: {
        aws_sqs_queue: {
          orders: { name: "orders", max_message_size: 2048 },
          fifo: { name: "orders.fifo", fifo_queue: true },
          by_content: { name: "content.fifo", fifo_queue: true, content_based_deduplication: true },
          by_group: { name: "group.fifo", fifo_queue: true, deduplication_scope: "messageGroup" },
        },
      },
    },
    { now: () => now },
  );
});

afterAll(() => api.close());

const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const post = (path: string, parameters: string) => postJson(path, { form: parameters });
const postJson = (path: string, body: unknown) => send(api, path, body);
const kept = (name: string) => keptBy(api, `sqs/${name}`);
const last = async (name: string) => (await kept(name)).at(-1);

describe("the query protocol", () => {
  test("answers JSON, which API Gateway accepts unless told otherwise, with null for what has no value", async () => {
    const body = '{"text":"a&b=c+d ü"}';
    const answer = await api.call("POST", "/message", { headers: { "Content-Type": "application/json" }, body });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      SendMessageResponse: {
        ResponseMetadata: { RequestId: expect.stringMatching(uuid) as string },
        SendMessageResult: {
          MD5OfMessageAttributes: null,
          MD5OfMessageBody: md5(body),
          MD5OfMessageSystemAttributes: null,
          MessageId: expect.stringMatching(uuid) as string,
          SequenceNumber: null,
        },
      },
    });
    expect(await last("orders")).toMatchObject({ body, md5OfBody: md5(body) });
  });

  test("answers XML where the integration accepts that", async () => {
    const answer = await api.call("POST", "/xml", { headers: { "Content-Type": "application/json" }, body: "{}" });
    expect(answer.text).toMatch(
      /^<\?xml version="1\.0"\?><SendMessageResponse xmlns="http:\/\/queue\.amazonaws\.com\/doc\/2012-11-05\/"><SendMessageResult>.*<MessageId>[\w-]{36}<\/MessageId>.*<\/SendMessageResult><ResponseMetadata><RequestId>[\w-]{36}<\/RequestId><\/ResponseMetadata><\/SendMessageResponse>$/,
    );
  });

  test("a body that isn't encoded loses what follows an ampersand", async () => {
    await post("/form", "Action=SendMessage&MessageBody=a&b");
    expect(await last("orders")).toMatchObject({ body: "a" });
  });

  test("a response template reads the answer", async () => {
    expect((await postJson("/mapped", {})).json()).toEqual({ id: expect.stringMatching(uuid) as string });
  });

  test("without the content type of a form there is no operation in the body", async () => {
    const answer = await postJson("/untyped", {});
    expect([answer.status, answer.text]).toEqual([404, "<UnknownOperationException/>\n"]);
  });

  test("an action takes its parameters from the query string", async () => {
    expect((await postJson("/action", {})).status).toBe(200);
    expect(await last("orders")).toMatchObject({ body: "from the query" });
  });

  test("a queue's URL in the form says which queue", async () => {
    await post("/root", `Action=SendMessage&QueueUrl=${encodeURIComponent(url)}&MessageBody=by+url`);
    expect(await last("orders")).toMatchObject({ body: "by url" });
  });

  test("attributes are kept, with the digest that clients verify", async () => {
    const attribute =
      "MessageAttribute.1.Name=b&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=x";
    const answer = await post("/form", `Action=SendMessage&MessageBody=m&${attribute}`);
    const digest = md5("\0\0\0\u0001b\0\0\0\u0006String\u0001\0\0\0\u0001x");
    expect(answer.json()).toMatchObject({
      SendMessageResponse: { SendMessageResult: { MD5OfMessageAttributes: digest } },
    });
    expect(await last("orders")).toMatchObject({ attributes: { b: { dataType: "String", stringValue: "x" } } });
  });

  test("a batch answers entry by entry", async () => {
    const entry = (n: number, body: string) =>
      `SendMessageBatchRequestEntry.${n}.Id=e${n}&SendMessageBatchRequestEntry.${n}.MessageBody=${body}`;
    const answer = await post("/form", `Action=SendMessageBatch&${entry(1, "one")}&${entry(2, "")}`);
    expect(answer.json()).toMatchObject({
      SendMessageBatchResponse: {
        SendMessageBatchResult: {
          Successful: [{ Id: "e1", MD5OfMessageBody: md5("one") }],
          Failed: [{ Id: "e2", Code: "MissingParameter", SenderFault: true }],
        },
      },
    });
  });
});

describe("errors of the query protocol", () => {
  test.each([
    ["no body", "Action=SendMessage", "MissingParameter", /^The request must contain the parameter MessageBody\.$/],
    [
      "a message over the queue's limit",
      `Action=SendMessage&MessageBody=${"x".repeat(2049)}`,
      "InvalidParameterValue",
      /^One or more parameters are invalid\. Reason: Message must be shorter than 2048 bytes\.$/,
    ],
    [
      "a character that messages may not hold",
      "Action=SendMessage&MessageBody=%00",
      "InvalidMessageContents",
      /^Invalid characters found\./,
    ],
    [
      "a delay over 15 minutes",
      "Action=SendMessage&MessageBody=x&DelaySeconds=901",
      "InvalidParameterValue",
      /^Value 901 for parameter DelaySeconds is invalid\. Reason: DelaySeconds must be >= 0 and <= 900\.$/,
    ],
    [
      "an attribute of no known type",
      "Action=SendMessage&MessageBody=x&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=Date&MessageAttribute.1.Value.StringValue=x",
      "InvalidParameterValue",
      /supported type prefixes is Binary, Number, and String\.$/,
    ],
    [
      "a batch without entries",
      "Action=SendMessageBatch",
      "AWS.SimpleQueueService.EmptyBatchRequest",
      /^There should be at least one SendMessageBatchRequestEntry in the request\.$/,
    ],
    [
      "the same id twice in a batch",
      [1, 2]
        .map((n) => `SendMessageBatchRequestEntry.${n}.Id=a&SendMessageBatchRequestEntry.${n}.MessageBody=x`)
        .join("&") + "&Action=SendMessageBatch",
      "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
      /^Id a repeated\.$/,
    ],
    [
      "a queue that isn't there",
      "Action=SendMessage&MessageBody=x&QueueUrl=https://sqs.eu-west-1.amazonaws.com/111122223333/elsewhere",
      "AWS.SimpleQueueService.NonExistentQueue",
      /^The specified queue does not exist for this wsdl version\.$/,
    ],
    [
      "a queue of another account",
      "Action=SendMessage&MessageBody=x&QueueUrl=https://sqs.eu-west-1.amazonaws.com/999999999999/orders",
      "AWS.SimpleQueueService.NonExistentQueue",
      /^The specified queue does not exist for this wsdl version\.$/,
    ],
  ])("%s", async (_, parameters, code, message) => {
    const before = (await kept("orders")).length;
    const answer = await post("/form", parameters);
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({
      Error: {
        Code: code,
        Message: expect.stringMatching(message) as string,
        Type: "Sender",
      },
      RequestId: expect.stringMatching(uuid) as string,
    });
    expect(await kept("orders")).toHaveLength(before);
  });

  test("an address that is no queue's is not found", async () => {
    const answer = await post("/root", "Action=SendMessage&MessageBody=x&QueueUrl=orders");
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({
      Error: { Code: "InvalidAddress", Message: "The address orders is not valid for this endpoint." },
    });
  });
});

describe("FIFO queues", () => {
  const fifoMessage = (parameters: string) => post("/fifo", `Action=SendMessage&Version=2012-11-05&${parameters}`);
  const to = (name: string) => `QueueUrl=https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`;
  const resultOf = (answer: { json(): unknown }) =>
    (answer.json() as { SendMessageResponse: { SendMessageResult: Record<string, string> } }).SendMessageResponse
      .SendMessageResult;

  test("need a message group and a deduplication id", async () => {
    expect((await fifoMessage("MessageBody=x")).json()).toMatchObject({
      Error: { Code: "MissingParameter", Message: "The request must contain the parameter MessageGroupId." },
    });
    expect((await fifoMessage("MessageBody=x&MessageGroupId=g")).json()).toMatchObject({
      Error: {
        Code: "InvalidParameterValue",
        Message:
          "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
      },
    });
  });

  test("number their messages", async () => {
    const first = resultOf(await fifoMessage("MessageBody=x&MessageGroupId=g&MessageDeduplicationId=n1"));
    const second = resultOf(await fifoMessage("MessageBody=x&MessageGroupId=g&MessageDeduplicationId=n2"));
    expect(first["SequenceNumber"]).toMatch(/^\d{20}$/);
    expect(BigInt(second["SequenceNumber"]!) > BigInt(first["SequenceNumber"]!)).toBe(true);
  });

  test("take a message once in five minutes and answer its repetition as the first", async () => {
    const repeated = "MessageBody=x&MessageGroupId=g&MessageDeduplicationId=once";
    const first = resultOf(await fifoMessage(repeated));
    const before = (await kept("orders.fifo")).length;
    expect(resultOf(await fifoMessage(repeated))).toEqual(first);
    expect(await kept("orders.fifo")).toHaveLength(before);
    now += 5 * 60_000 + 1;
    expect(resultOf(await fifoMessage(repeated))["MessageId"]).not.toBe(first["MessageId"]);
  });

  test("may tell messages apart by their content, or in each group of its own", async () => {
    const content = `${to("content.fifo")}&MessageGroupId=g`;
    for (const body of ["a", "a", "b"]) await fifoMessage(`${content}&MessageBody=${body}`);
    expect(await kept("content.fifo")).toMatchObject([{ body: "a" }, { body: "b" }]);
    for (const group of ["g", "g", "h"])
      await fifoMessage(`${to("group.fifo")}&MessageBody=x&MessageDeduplicationId=d&MessageGroupId=${group}`);
    expect(await kept("group.fifo")).toMatchObject([{ messageGroupId: "g" }, { messageGroupId: "h" }]);
  });

  test("are unknown to a form without Version", async () => {
    const answer = await post("/fifo", "Action=SendMessage&MessageBody=x&MessageGroupId=g&MessageDeduplicationId=v");
    expect(answer.json()).toMatchObject({ Error: { Code: "AWS.SimpleQueueService.NonExistentQueue" } });
  });

  test("take no delay of a single message, standard queues no deduplication id", async () => {
    expect(
      (await fifoMessage("MessageBody=x&MessageGroupId=g&MessageDeduplicationId=t&DelaySeconds=2")).json(),
    ).toMatchObject({
      Error: { Message: expect.stringContaining("Value 2 for parameter DelaySeconds is invalid.") as string },
    });
    expect((await post("/form", "Action=SendMessage&MessageBody=x&MessageDeduplicationId=d")).json()).toMatchObject({
      Error: { Message: expect.stringContaining("not valid for this queue type") as string },
    });
  });
});

describe("the JSON protocol", () => {
  test("answers without members that have no value", async () => {
    const answer = await postJson("/json", { QueueUrl: url, MessageBody: "hello" });
    expect([answer.status, answer.json()]).toEqual([
      200,
      { MD5OfMessageBody: md5("hello"), MessageId: expect.stringMatching(uuid) as string },
    ]);
  });

  test("takes batches, with attributes", async () => {
    const attributes = { n: { DataType: "Number", StringValue: "12" } };
    const answer = await postJson("/json-batch", {
      QueueUrl: url,
      Entries: [
        { Id: "a", MessageBody: "one", MessageAttributes: attributes },
        { Id: "b", MessageBody: "two" },
      ],
    });
    expect(answer.json()).toMatchObject({ Successful: [{ Id: "a" }, { Id: "b" }], Failed: [] });
    expect((await kept("orders")).slice(-2)).toMatchObject([
      { body: "one", attributes: { n: { dataType: "Number", stringValue: "12" } } },
      { body: "two" },
    ]);
  });

  test("says errors by their type", async () => {
    const answer = await postJson("/json", { QueueUrl: `${url}-elsewhere`, MessageBody: "x" });
    expect([answer.status, answer.json()]).toEqual([
      400,
      { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "The specified queue does not exist." },
    ]);
  });

  test("refuses a member of another type", async () => {
    const answer = await postJson("/json", { QueueUrl: url, MessageBody: { a: 1 } });
    expect(answer.json()).toMatchObject({ __type: expect.stringContaining("#SerializationException") as string });
  });
});

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
