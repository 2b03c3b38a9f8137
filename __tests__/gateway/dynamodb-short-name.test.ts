import { ServedApi } from "./served-api";
import { post, sends } from "./service-api";

let api: ServedApi | undefined;
afterEach(() => api?.close());

/** A table whose name AWS would refuse for its length: its stack is served, with a warning. */

test("a table with a name of one character takes items, and is said to be refused by AWS", async () => {
  const item = `{"TableName":"T","Item":{"id":{"S":"$input.path('$.id')"}}}`;
  const query = `{"TableName":"T","KeyConditionExpression":"id = :id","ExpressionAttributeValues":{":id":{"S":"$input.path('$.id')"}}}`;
  const batch = `{"RequestItems":{"T":{"Keys":[{"id":{"S":"$input.path('$.id')"}}]}}}`;
  const other = `{"TableName":"U","Key":{"id":{"S":"a"}}}`;
  const table = { name: "T", billing_mode: "PAY_PER_REQUEST", hash_key: "id", attribute: [{ name: "id", type: "S" }] };
  api = await ServedApi.start({
    paths: {
      "/put": { post: sends("dynamodb:action/PutItem", { template: item }) },
      "/query": { post: sends("dynamodb:action/Query", { template: query }) },
      "/batch": { post: sends("dynamodb:action/BatchGetItem", { template: batch }) },
      "/other": { post: sends("dynamodb:action/GetItem", { template: other }) },
      "/describe": { post: sends("dynamodb:action/DescribeTable", { template: '{"TableName":"T"}' }) },
    },
    resource: { aws_dynamodb_table: { table } },
  });
  expect(api.warnings).toEqual([
    "stack app: aws_dynamodb_table.table.name: expected 3 to 255 characters, got T: served, but AWS will refuse it",
  ]);
  expect((await post(api, "/put", { id: "a" })).json()).toEqual({});
  expect((await post(api, "/query", { id: "a" })).json()).toEqual({
    Count: 1,
    ScannedCount: 1,
    Items: [{ id: { S: "a" } }],
  });
  expect((await post(api, "/batch", { id: "a" })).json()).toMatchObject({ Responses: { T: [{ id: { S: "a" } }] } });
  expect((await post(api, "/describe", {})).json()).toMatchObject({ Table: { TableName: "T" } });
  expect((await post(api, "/other", {})).json()).toMatchObject({
    __type: expect.stringContaining("ResourceNotFoundException") as string,
  });
});

test("without such a table a short name is no table name", async () => {
  const table = {
    name: "things",
    billing_mode: "PAY_PER_REQUEST",
    hash_key: "id",
    attribute: [{ name: "id", type: "S" }],
  };
  api = await ServedApi.start({
    paths: {
      "/x": { post: sends("dynamodb:action/GetItem", { template: '{"TableName":"T","Key":{"id":{"S":"a"}}}' }) },
    },
    resource: { aws_dynamodb_table: { table } },
  });
  expect((await post(api, "/x", {})).json()).toMatchObject({
    message: expect.stringContaining("greater than or equal to 3") as string,
  });
});
