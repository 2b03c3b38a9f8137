import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApiUnderTest, ServedApi, stackOf } from "./served-api";
import { form, kept, post, sends, serviceUri } from "./service-api";

/** What all services behind integrations have in common: how they are found, shown and kept, and what is refused. */

const queue = { aws_sqs_queue: { orders: { name: "orders" } } };
const sendMessage = { template: "Action=SendMessage&MessageBody=$util.urlEncode($input.body)", headers: form };
const orders: ApiUnderTest = {
  paths: { "/x": { post: sends("sqs:path/111122223333/orders", sendMessage) } },
  resource: queue,
};

async function closing<T>(api: ServedApi, work: (api: ServedApi) => Promise<T>): Promise<T> {
  try {
    return await work(api);
  } finally {
    await api.close();
  }
}

const using = async <T>(definition: ApiUnderTest, work: (api: ServedApi) => Promise<T>, options = {}): Promise<T> =>
  closing(await ServedApi.start(definition, options), work);

const refused = (paths: Record<string, object>, resource: Record<string, object> = queue) =>
  using({ paths, resource }, () => Promise.resolve("served")).catch((error: unknown) => (error as Error).message);

describe("when the gateway starts", () => {
  const inApp = "stack app: test: method POST /x:";

  test.each([
    ["a queue in the URI", sends("sqs:path/111122223333/elsewhere", sendMessage), "queue elsewhere"],
    [
      "a queue in a form",
      sends("sqs:path//", {
        ...sendMessage,
        template: `Action=SendMessage&QueueUrl=$util.urlEncode('https://sqs.eu-west-1.amazonaws.com/111122223333/elsewhere')`,
      }),
      "queue elsewhere",
    ],
    [
      "a queue in the query string",
      sends("sqs:action/SendMessage", {
        query: { QueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/elsewhere" },
      }),
      "queue elsewhere",
    ],
    [
      "a queue of another region",
      sends("sqs:path/111122223333/orders", {
        integration: { uri: "arn:aws:apigateway:us-east-1:sqs:path/111122223333/orders" },
      }),
      "queue orders",
    ],
    [
      "a stream in a template",
      sends("kinesis:action/PutRecord", { template: '{"StreamName": "elsewhere"}' }),
      "stream elsewhere",
    ],
    [
      "a state machine in a template",
      sends("states:action/StartExecution", {
        template: '{"stateMachineArn":"arn:aws:states:eu-west-1:111122223333:stateMachine:elsewhere"}',
      }),
      "state machine elsewhere",
    ],
  ])("%s that no loaded stack declares is an error that names it", async (_, method, subject) => {
    expect(await refused({ "/x": { post: method } })).toMatch(
      new RegExp(
        `^${inApp} ${subject}: expected an aws_\\w+ of that name in [\\w, -]+ in the loaded stacks \\(app\\), got none$`,
      ),
    );
  });

  test("an ARN of another region than the URI's is an error", async () => {
    const template = '{"StreamARN":"arn:aws:kinesis:us-east-1:111122223333:stream/clicks"}';
    const resource = { aws_kinesis_stream: { clicks: { name: "clicks", shard_count: 1 } } };
    expect(await refused({ "/x": { post: sends("kinesis:action/PutRecord", { template }) } }, resource)).toBe(
      `${inApp} stream clicks: expected one in eu-west-1, where the integration's URI leads, got one in us-east-1`,
    );
  });

  test("a name that a variable makes is looked for when the request comes", async () => {
    const paths = {
      "/x": {
        post: sends("kinesis:action/PutRecord", {
          template: `{"StreamName":"$input.path('$.s')","Data":"","PartitionKey":"k"}`,
        }),
      },
      "/{queue}": {
        post: sends("sqs:path/111122223333/{queue}", {
          ...sendMessage,
          integration: {
            requestParameters: {
              "integration.request.path.queue": "method.request.path.queue",
              "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
            },
          },
        }),
      },
    };
    await using({ paths, resource: queue }, async (api) => {
      expect((await post(api, "/x", { s: "elsewhere" })).json()).toMatchObject({ __type: "ResourceNotFoundException" });
      expect((await post(api, "/orders", {})).status).toBe(200);
      expect((await post(api, "/elsewhere", {})).json()).toMatchObject({ Error: { Type: "Sender" } });
      expect(await kept(api, "sqs/orders")).toHaveLength(1);
    });
  });

  test("the queue may be in another stack, and be named by its attributes", async () => {
    const uri = "arn:aws:apigateway:eu-west-1:sqs:path/111122223333/${aws_sqs_queue.orders.name}";
    const app = stackOf({ paths: { "/x": { post: sends("", { ...sendMessage, integration: { uri: "URI" } }) } } });
    const written = JSON.parse(JSON.stringify(app).replace("URI", uri)) as { resource: object };
    const data = {
      provider: { aws: [{ region: "eu-west-1", allowed_account_ids: ["111122223333"] }] },
      resource: { aws_sqs_queue: { other: { name: "other" } } },
    };
    Object.assign(written.resource, queue);
    await closing(await ServedApi.startStacks({ app: written, data }), async (api) => {
      expect((await post(api, "/x", {})).status).toBe(200);
      expect(await kept(api, "sqs/orders")).toHaveLength(1);
      expect(await kept(api, "sqs/other")).toEqual([]);
    });
  });

  test("a queue without a name of its own is found by its attributes", async () => {
    const template =
      "Action=SendMessage&Version=2012-11-05&QueueUrl=URL&MessageGroupId=g&MessageDeduplicationId=d&MessageBody=m";
    const app = stackOf({ paths: { "/x": { post: sends("sqs:path//", { template, headers: form }) } } });
    const written = JSON.parse(JSON.stringify(app).replace("URL", "${aws_sqs_queue.unnamed.url}")) as {
      resource: object;
    };
    Object.assign(written.resource, { aws_sqs_queue: { unnamed: { fifo_queue: true } } });
    await closing(await ServedApi.startStacks({ app: written }), async (api) => {
      expect((await post(api, "/x", {})).status).toBe(200);
      const listed = (await api.call("GET", "", { host: "127.0.0.1", rawPath: "/_aws" })).json();
      expect(listed).toMatchObject({
        services: [{ name: expect.stringMatching(/^unnamed-.*\.fifo$/) as string, sent: 1 }],
      });
    });
  });

  test.each([
    ["in the URI", sends("sqs:action/ReceiveMessage")],
    ["in a form", sends("sqs:path/111122223333/orders", { template: "Action=ReceiveMessage", headers: form })],
    ["in a header", sends("sqs:path//", { headers: { "X-Amz-Target": "AmazonSQS.ReceiveMessage" } })],
  ])("an action that isn't served is refused by name, %s", async (_, method) => {
    expect(await refused({ "/x": { post: method } })).toBe(
      `${inApp} integration: expected sqs SendMessage or SendMessageBatch, got ReceiveMessage (not served yet)`,
    );
  });

  test("an execution that would have to run is refused with what to do", async () => {
    expect(await refused({ "/x": { post: sends("states:action/StartSyncExecution") } })).toMatch(
      /expected states StartExecution, got StartSyncExecution \(.*nothing here runs state machines: use StartExecution, or /,
    );
  });

  test("an integration without a role is served with a warning: AWS refuses it", async () => {
    const withoutRole = sends("sqs:path/111122223333/orders", {
      ...sendMessage,
      integration: { credentials: undefined },
    });
    await using({ paths: { "/x": { post: withoutRole } }, resource: queue }, async (api) => {
      expect(api.warnings).toEqual([
        `${inApp} integration credentials: expected the ARN of a role, got none: served, but AWS will refuse it ("Role ARN must be specified for AWS integrations")`,
      ]);
      expect((await post(api, "/x", {})).status).toBe(200);
    });
    await using(orders, (api) => Promise.resolve(expect(api.warnings).toEqual([])));
  });
});

describe("what was sent", () => {
  const look = (api: ServedApi, path: string, host = "127.0.0.1") => api.call("GET", "", { host, rawPath: path });

  test("is listed with counts, and shown", async () => {
    await using(orders, async (api) => {
      await post(api, "/x", "one");
      const arn = "arn:aws:sqs:eu-west-1:111122223333:orders";
      expect((await look(api, "/_aws")).json()).toEqual({
        services: [{ service: "sqs", name: "orders", arn, sent: 1, kept: 1, dropped: 0, path: "/_aws/sqs/orders" }],
      });
      const answer = await look(api, "/_aws/sqs/orders");
      expect(answer.headers["content-type"]).toBe("application/json");
      expect(answer.json()).toMatchObject({ name: "orders", arn, sent: 1, messages: [{ number: 1, body: "one" }] });
      expect((await look(api, `/_aws/sqs/${encodeURIComponent(arn)}`)).status).toBe(200);
      expect((await look(api, "/_aws/sqs/elsewhere")).status).toBe(404);
    });
  });

  test("is only shown at the gateway's own address, never in place of an API's path or to a name that leads here", async () => {
    const paths = { "/{proxy+}": { get: sends("sqs:path/111122223333/orders", sendMessage) } };
    await using({ paths, resource: queue }, async (api) => {
      const { hostname } = new URL(api.apis[0]!.url);
      for (const host of ["localhost:4567", "127.0.0.1:4567", "[::1]:4567"])
        expect((await look(api, "/_aws", host)).status).toBe(200);
      for (const host of [hostname, "rebound.example.com"]) expect((await look(api, "/_aws", host)).status).toBe(403);
      expect((await look(api, "/dev/_aws/sqs/orders", hostname)).json()).toHaveProperty("SendMessageResponse");
    });
  });

  test("is said at the terminal, a long one in short", async () => {
    await using(orders, async (api) => {
      await post(api, "/x", "short");
      await post(api, "/x", "x".repeat(10_000));
      expect(api.functionLogs[0]).toMatch(/^[\w-]{36} short$/);
      expect(api.functionLogs[1]!.length).toBeLessThan(210);
    });
  });

  test("survives a restart in the data directory, beside tables", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "gatehouse-sent-"));
    const table = {
      name: "things",
      hash_key: "id",
      billing_mode: "PAY_PER_REQUEST",
      attribute: [{ name: "id", type: "S" }],
    };
    const definition = { ...orders, resource: { ...queue, aws_dynamodb_table: { things: table } } };
    for (const body of ["one", "two"])
      await using(definition, async (api) => expect((await post(api, "/x", body)).status).toBe(200), { dataDirectory });
    await using(
      definition,
      async (api) => expect(await kept(api, "sqs/orders")).toMatchObject([{ body: "one" }, { number: 2, body: "two" }]),
      { dataDirectory },
    );
    rmSync(dataDirectory, { recursive: true });
  });
});

describe("further services", () => {
  test("SNS takes messages of a topic, by the query protocol", async () => {
    const topic = "arn:aws:sns:eu-west-1:111122223333:news";
    const publish = (parameters: string) =>
      sends("sns:path//", { template: `Action=Publish&${parameters}`, headers: form });
    const paths = {
      "/x": { post: publish(`TopicArn=$util.urlEncode('${topic}')&Subject=s&Message=$util.urlEncode($input.body)`) },
      "/absent": { post: publish("TopicArn=$util.urlEncode($input.path('$'))&Message=m") },
      "/empty": { post: publish(`TopicArn=$util.urlEncode('${topic}')&Message=`) },
    };
    await using({ paths, resource: { aws_sns_topic: { news: { name: "news" } } } }, async (api) => {
      expect((await post(api, "/x", "hello & goodbye")).json()).toEqual({
        PublishResponse: {
          PublishResult: { MessageId: expect.any(String) as string, SequenceNumber: null },
          ResponseMetadata: { RequestId: expect.any(String) as string },
        },
      });
      expect(await kept(api, "sns/news")).toMatchObject([{ subject: "s", message: "hello & goodbye" }]);
      const absent = await post(api, "/absent", '"arn:aws:sns:eu-west-1:111122223333:elsewhere"');
      expect([absent.status, absent.json()]).toMatchObject([
        404,
        { Error: { Code: "NotFound", Message: "Topic does not exist" } },
      ]);
      expect((await post(api, "/empty", "")).json()).toMatchObject({
        Error: { Message: "Invalid parameter: Empty message" },
      });
    });
  });

  test("EventBridge takes events for a bus, the default one too, and fails in part", async () => {
    const paths = {
      "/x": {
        post: sends("events:action/PutEvents", {
          template: "$input.json('$')",
          headers: { "X-Amz-Target": "AWSEvents.PutEvents", "Content-Type": "application/x-amz-json-1.1" },
        }),
      },
      "/untargeted": { post: sends("events:action/PutEvents", { template: "$input.json('$')" }) },
    };
    await using({ paths, resource: { aws_cloudwatch_event_bus: { shop: { name: "shop" } } } }, async (api) => {
      const event = { Source: "orders", DetailType: "created", Detail: '{"id":1}' };
      const answer = await post(api, "/x", {
        Entries: [event, { ...event, EventBusName: "shop" }, { ...event, Detail: "[]" }, { ...event, Source: "" }],
      });
      expect(answer.json()).toEqual({
        FailedEntryCount: 2,
        Entries: [
          { EventId: expect.any(String) as string },
          { EventId: expect.any(String) as string },
          { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
          {
            ErrorCode: "InvalidArgument",
            ErrorMessage: "Parameter Source is not valid. Reason: Source is a required argument.",
          },
        ],
      });
      expect(await kept(api, "events/default")).toMatchObject([
        { source: "orders", detailType: "created", detail: { id: 1 } },
      ]);
      expect(await kept(api, "events/shop")).toHaveLength(1);
      // a bus that isn't there: what EventBridge answers isn't documented, so this gateway fails
      expect((await post(api, "/x", { Entries: [{ ...event, EventBusName: "elsewhere" }] })).status).toBe(500);
      expect(api.logs.at(-1)!.error).toMatch("event bus elsewhere: expected one in the loaded stacks, got none");
      // API Gateway sets X-Amz-Target for some services only
      expect((await post(api, "/untargeted", { Entries: [event] })).json()).toMatchObject({
        __type: "UnknownOperationException",
      });
    });
  });

  test("Firehose takes records", async () => {
    const paths = {
      "/x": {
        post: sends("firehose:action/PutRecord", {
          template: `{"DeliveryStreamName":"lake","Record":{"Data":"$util.base64Encode($input.body)"}}`,
        }),
      },
      "/any": { post: sends("firehose:action/PutRecordBatch", { template: "$input.json('$')" }) },
    };
    const resource = { aws_kinesis_firehose_delivery_stream: { lake: { name: "lake", destination: "extended_s3" } } };
    await using({ paths, resource }, async (api) => {
      expect((await post(api, "/x", "line")).json()).toEqual({ RecordId: expect.any(String) as string });
      const Records = [{ Data: "YQ==" }, { Data: "Yg==" }];
      expect((await post(api, "/any", { DeliveryStreamName: "lake", Records })).json()).toMatchObject({
        FailedPutCount: 0,
      });
      expect(await kept(api, "firehose/lake")).toMatchObject([{ data: "line" }, { data: "a" }, { data: "b" }]);
      expect((await post(api, "/any", { DeliveryStreamName: "elsewhere", Records })).json()).toMatchObject({
        __type: "ResourceNotFoundException",
      });
    });
  });

  test("others are refused by name", async () => {
    const uri = serviceUri("ssm:action/GetParameter");
    expect(await refused({ "/x": { get: sends("", { integration: { uri } }) } })).toMatch(
      /method GET \/x: integration: expected lambda, dynamodb, .*, got ssm \(not served yet\)$/,
    );
  });
});
