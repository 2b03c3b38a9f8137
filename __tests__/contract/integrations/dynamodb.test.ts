import * as z from "zod/mini";
import type { DynamoDbIntegration } from "../../../contract/integrations/dynamodb";
import { pathParameter } from "../../../contract/mapping-template";
import { attribute } from "../../../contract/service-answers";
import type { Route } from "../../../contract/route";
import { answered, compile, noted, sent } from "./compiled-route";

const Stored = z.strictObject({ text: z.string(), size: z.int(), pinned: z.boolean() });
const List = z.strictObject({ items: z.array(Stored) });
const from = {
  type: "dynamodb",
  table: "notes",
  readableBy: "every caller",
  item: { text: attribute("text", "S"), size: attribute("size", "N"), pinned: attribute("pinned", "BOOL") },
  sampleItem: { text: { S: "hello" }, size: { N: "5" }, pinned: { BOOL: false } },
} as const;
const get: DynamoDbIntegration = { ...from, action: "GetItem", key: { id: { S: pathParameter("noteId") } } };
const query: DynamoDbIntegration = {
  ...from,
  action: "Query",
  index: "by-owner",
  partition: ["owner", { S: pathParameter("noteId") }],
  limit: 50,
  descending: true,
};
const read = (integration: DynamoDbIntegration, body: z.ZodMiniType, more: Partial<Route> = {}) =>
  compile(
    noted(integration, {
      method: "GET",
      request: { path: z.object({ noteId: z.string() }) },
      sample: { path: { noteId: "n1" } },
      responses: { 200: { description: "Found", body } },
      ...more,
    }),
    undefined,
    { Stored, List },
  );
const item = { text: { S: `it's "so"` }, size: { N: "9007199254740993" }, pinned: { BOOL: true } };

test("reads what it answers of one item, by a role of its own", () => {
  const compiled = read(get, Stored);
  expect(compiled).toMatchObject({
    uri: "arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem",
    credentials: "arn:aws:iam::111122223333:role/dynamodb-notes",
  });
  expect(JSON.parse(sent(compiled, undefined))).toEqual({
    TableName: "notes",
    Key: { id: { S: "n1" } },
    ProjectionExpression: "#text,#size,#pinned",
    ExpressionAttributeNames: { "#text": "text", "#size": "size", "#pinned": "pinned" },
  });
});

test("answers with the item's values, and with 404 where there is none", () => {
  const compiled = read(get, Stored);
  expect(answered(compiled, "200", { Item: { ...item, size: { N: "7" } } })).toEqual({
    status: 200,
    body: { text: `it's "so"`, size: 7, pinned: true },
  });
  expect(answered(compiled, "200", {})).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
  expect(answered(compiled, "400", { __type: "com.amazon.coral.validate#ValidationException" })).toMatchObject({
    status: 404,
  });
  expect(answered(compiled, "400", { __type: "ProvisionedThroughputExceededException" })).toMatchObject({
    status: 503,
  });
});

test("reads the items of a partition of an index, at most as many as a template repeats", () => {
  const compiled = read(query, List);
  expect(JSON.parse(sent(compiled, undefined))).toMatchObject({
    TableName: "notes",
    IndexName: "by-owner",
    KeyConditionExpression: "#partition = :partition",
    ExpressionAttributeNames: { "#partition": "owner", "#text": "text" },
    ExpressionAttributeValues: { ":partition": { S: "n1" } },
    Limit: 50,
    ScanIndexForward: false,
  });
  expect(answered(compiled, "200", { Items: [{ ...item, size: { N: "1" } }] })).toEqual({
    status: 200,
    body: { items: [{ text: `it's "so"`, size: 1, pinned: true }] },
  });
  expect(answered(compiled, "200", { Items: [] })).toEqual({ status: 200, body: { items: [] } });
  expect(() => read({ ...query, limit: 5000 }, List)).toThrow(/limit: expected 1 to 1000, got 5000/);
});

test("refuses an item whose answer is not what the route's response says", () => {
  expect(() => read({ ...get, sampleItem: { ...from.sampleItem, size: { N: "1.5" } } }, Stored)).toThrow(
    /expected the body of response 200 \(size differs\)/,
  );
});

test("a key that a client made up stays a key", () => {
  const path = { noteId: `x"},"Other":{"S":"` };
  const request = JSON.parse(sent(read(get, Stored), undefined, { params: { path, querystring: {}, header: {} } })) as {
    Key: unknown;
  };
  expect(request.Key).toEqual({ id: { S: path.noteId } });
});
