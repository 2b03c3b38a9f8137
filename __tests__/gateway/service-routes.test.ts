import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authorization } from "../../contract/authorization";
import { textAt } from "../../contract/mapping-template";
import { feedbackRoutes } from "../../contract/orders/feedback";
import { unversionedModels, unversionedRoutes } from "../../contract/orders/unversioned";
import { ordersV1 } from "../../contract/orders/v1";
import type { Api } from "../../contract/route";
import { toRestApiBody } from "../../contract/rest-api-body";
import { backend, services } from "../contract/service-addresses";
import { type Answer, functionUri, ServedApi } from "./served-api";
import { kept, post, sends } from "./service-api";

/** The sample's routes that lead to AWS services, from request to service and back. */

const callers = {
  type: "TOKEN",
  function: "allow",
  header: "Authorization",
  validation: "^Bearer .+$",
  ttl: 0,
} as const satisfies Authorization["authorizers"][string];
const mechanism = { type: "authorizer", authorizer: "callers" } as const;
const { Error } = ordersV1.models;
const { sendFeedback } = feedbackRoutes;
const routes = {
  ...unversionedRoutes,
  sendOrdered: {
    ...sendFeedback,
    path: "/feedback/ordered",
    integration: { ...sendFeedback.integration, queue: "ordered.fifo", messageGroupId: textAt("$.comment") },
  },
} as const satisfies Api["routes"];
const { paths, ...document } = toRestApiBody(
  { ...ordersV1, models: { Error, ...unversionedModels }, routes },
  {
    name: "test",
    endpoint: { disableExecuteApiEndpoint: false },
    functionUri,
    services,
    backend,
    door: { apiKeySource: "HEADER", customer: mechanism, partner: mechanism, internal: mechanism },
    authorizers: { callers },
    userPoolArn: () => "",
  },
);

const erased = join(mkdtempSync(join(tmpdir(), "gatehouse-erased-")), "event.json");
let api: ServedApi;

beforeAll(async () => {
  const table = (name: string, key: string) => ({
    name,
    hash_key: key,
    billing_mode: "PAY_PER_REQUEST",
    attribute: [{ name: key, type: "S" }],
  });
  api = await ServedApi.start({
    paths: { ...(paths as Record<string, object>), "/put": { post: sends("dynamodb:action/PutItem") } },
    document,
    functions: {
      allow: `exports.handler = async () => ({ principalId: "c-1", policyDocument: { Version: "2012-10-17", Statement: [
        { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }] } });`,
      "customer-erasure": `const { writeFileSync } = require("node:fs");
      exports.handler = async (event) => {
        await new Promise((later) => setTimeout(later, 300));
        writeFileSync(${JSON.stringify(erased)}, JSON.stringify(event));
      };`,
      quote: `exports.handler = async ({ items, currency, country }) => {
        if (country === "XX") throw new Error("NotShippable: expected another country, got " + country);
        if (country === "YY") throw new Error("arn:aws:secret\\nof ours");
        return { goods: items.length, shipping: 1, total: items.length + 1, currency };
      };`,
    },
    resource: {
      aws_sqs_queue: {
        feedback: { name: "feedback" },
        ordered: { name: "ordered.fifo", fifo_queue: true, content_based_deduplication: true },
      },
      aws_kinesis_stream: { events: { name: "events", shard_count: 1 } },
      aws_sfn_state_machine: { fulfilment: { name: "fulfilment", type: "STANDARD" } },
      aws_dynamodb_table: { rates: table("shipping-rates", "country") },
    },
  });
});
afterAll(() => api.close());

const bearer = { Authorization: "Bearer token" };
const json = { ...bearer, "Content-Type": "application/json" };
const send = (path: string, body: unknown): Promise<Answer> =>
  api.call("POST", path, { headers: json, body: JSON.stringify(body) });
const told = ({ status, text }: Answer): [number, unknown] => [status, (JSON.parse(text) as { code?: string }).code];

describe("feedback in order", () => {
  test("is kept once in its group, and answered the same where it is sent again", async () => {
    const [first, second] = [
      await send("/feedback/ordered", { rating: 4, comment: "tea" }),
      await send("/feedback/ordered", { rating: 4, comment: "tea" }),
    ];
    expect([first.status, second.json()]).toEqual([202, first.json()]);
    expect(await kept(api, "sqs/ordered.fifo")).toMatchObject([{ messageGroupId: "tea" }]);
  });

  test.each([
    ["none", {}],
    ["one that SQS takes for none", { comment: "green tea" }],
  ])("is refused where its group is %s", async (_, comment) => {
    expect(told(await send("/feedback/ordered", { rating: 4, ...comment }))).toEqual([400, "BAD_REQUEST_PARAMETERS"]);
  });
});

describe("feedback", () => {
  test("is kept in the queue as the client wrote it, with who wrote it, and answered with its id", async () => {
    const feedback = { rating: 4, comment: `"100%" & more + é\\'s <b>\n` };
    const answer = await send("/feedback", feedback);
    expect(answer.status).toBe(202);
    const [message] = await kept(api, "sqs/feedback");
    expect(answer.json()).toEqual({ id: message!["messageId"] });
    expect(JSON.parse(message!["body"] as string)).toEqual(feedback);
    expect(message!["attributes"]).toMatchObject({ caller: { stringValue: "authorizer:c-1" } });
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
  });

  test("of another shape, of another media type or of nobody never reaches the queue", async () => {
    const before = (await kept(api, "sqs/feedback")).length;
    expect(told(await send("/feedback", { rating: 6 }))).toEqual([400, "BAD_REQUEST_BODY"]);
    const text = { ...bearer, "Content-Type": "text/plain" };
    expect(told(await api.call("POST", "/feedback", { headers: text, body: '{"rating":5}' }))).toEqual([
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ]);
    expect(told(await post(api, "/feedback", { rating: 5 }))).toEqual([401, "UNAUTHORIZED"]);
    expect(await kept(api, "sqs/feedback")).toHaveLength(before);
  });

  test("that SQS can't keep is the client's fault", async () => {
    expect(told(await send("/feedback", { rating: 5, comment: "\uffff" }))).toEqual([400, "BAD_REQUEST_BODY"]);
  });
});

const event = {
  sessionId: "7d1c0a52b3f94e6c",
  type: "search",
  query: "it's “tea”\n",
  occurredAt: "2026-04-09T12:34:56Z",
};

describe("events", () => {
  test("come from anybody, and are kept in the stream by session, as one line each", async () => {
    const answer = await post(api, "/events", event);
    expect(answer.status).toBe(202);
    const record = (await kept(api, "kinesis/events")).at(-1)!;
    expect(answer.json()).toEqual({ sequenceNumber: record["sequenceNumber"] });
    expect(record["partitionKey"]).toBe(event.sessionId);
    expect(record["data"]).not.toContain("\n");
    expect(JSON.parse(record["data"] as string)).toEqual(event);
  });

  test("of a batch are each kept, and each told of", async () => {
    const answer = await post(api, "/events/batch", { events: [event, { ...event, type: "view" }] });
    expect([answer.status, answer.json()]).toEqual([200, { failed: 0, results: [{ stored: true }, { stored: true }] }]);
    const records = (await kept(api, "kinesis/events")).slice(-2);
    expect(records.map(({ data }) => JSON.parse(data as string) as object)).toMatchObject([
      { type: "search" },
      { type: "view" },
    ]);
  });

  test("of another shape are refused, one and many", async () => {
    expect(told(await post(api, "/events", { ...event, type: "hack" }))).toEqual([400, "BAD_REQUEST_BODY"]);
    expect(told(await post(api, "/events/batch", { events: [] }))).toEqual([400, "BAD_REQUEST_BODY"]);
  });
});

describe("a fulfilment", () => {
  const orderId = `ord_${"a".repeat(32)}`;
  const start = (id: string) => api.call("POST", `/orders/${id}/fulfilment`, { headers: bearer });

  test("begins once, however often it is asked for", async () => {
    const first = await start(orderId);
    expect([first.status, first.json()]).toEqual([202, { execution: orderId }]);
    expect((await start(orderId)).status).toBe(202);
    expect(await kept(api, "states/fulfilment")).toMatchObject([{ name: orderId, input: `{"orderId":"${orderId}"}` }]);
  });

  test("of what can't be an order is refused, and of nobody begins nothing", async () => {
    expect(told(await start(encodeURIComponent(`a"b'c`)))).toEqual([400, "BAD_REQUEST_PARAMETERS"]);
    expect(told(await api.call("POST", `/orders/${orderId}/fulfilment`))).toEqual([401, "UNAUTHORIZED"]);
    expect(await kept(api, "states/fulfilment")).toHaveLength(1);
  });
});

describe("a shipping rate", () => {
  test("is read from its table by anybody, as numbers and texts", async () => {
    const Item = {
      country: { S: "PT" },
      price: { N: "590" },
      currency: { S: "EUR" },
      days: { N: "4" },
      note: { S: "ours" },
    };
    await post(api, "/put", { TableName: "shipping-rates", Item });
    const answer = await api.call("GET", "/shipping-rates/PT");
    expect([answer.status, answer.json()]).toEqual([200, { country: "PT", price: 590, currency: "EUR", days: 4 }]);
  });

  test("that isn't there is 404 in the contract's shape", async () => {
    expect(told(await api.call("GET", "/shipping-rates/IE"))).toEqual([404, "NOT_FOUND"]);
    expect(told(await api.call("GET", "/shipping-rates/%22%7D"))).toEqual([404, "NOT_FOUND"]);
  });
});

test("an erasure is accepted before its function has ended, which gets the customer and the request's id", async () => {
  const answer = await api.call("POST", "/customers/c-7/erasure", { headers: bearer });
  expect([answer.status, existsSync(erased)]).toEqual([202, false]);
  while (!existsSync(erased)) await new Promise((again) => setTimeout(again, 20));
  expect(JSON.parse(readFileSync(erased, "utf8"))).toEqual({
    customerId: "c-7",
    requestId: (answer.json() as { requestId: string }).requestId,
  });
});

describe("a quote", () => {
  const input = { items: [{ quantity: 1, unitPrice: 1 }], currency: "EUR", shippingCountry: "IE" };

  test("is what the function makes of an event of its own", async () => {
    const answer = await post(api, "/quotes", input);
    expect([answer.status, answer.json()]).toEqual([200, { items: 1, shipping: 1, total: 2, currency: "EUR" }]);
  });

  test("fails by what the function says, and of all else tells nothing", async () => {
    const fails = async (shippingCountry: string) => told(await post(api, "/quotes", { ...input, shippingCountry }));
    expect(await fails("XX")).toEqual([422, "NOT_SHIPPABLE"]);
    expect(await fails("YY")).toEqual([502, "INTEGRATION_FAILURE"]);
    expect(await fails("Ireland")).toEqual([400, "BAD_REQUEST_BODY"]);
  });
});
