import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDynamoDb } from "../../tools/gateway/dynamodb/server";
import { type ApiUnderTest, proxy, ServedApi } from "./served-api";

const action = (name: string, template: string, responses: object = { default: { statusCode: "200" } }) => ({
  responses: { 200: {}, 409: {} },
  "x-amazon-apigateway-integration": {
    type: "aws",
    httpMethod: "POST",
    uri: `arn:aws:apigateway:eu-west-1:dynamodb:action/${name}`,
    credentials: "arn:aws:iam::111122223333:role/r",
    requestTemplates: { "application/json": template },
    passthroughBehavior: "never",
    responses,
  },
});

const key = '"TableName":"orders","Key":{"pk":{"S":"$input.params(\'id\')"}}';

const definition: ApiUnderTest = {
  paths: {
    "/orders/{id}": {
      put: action(
        "PutItem",
        '{"TableName":"orders","Item":{"pk":{"S":"$input.params(\'id\')"},"note":{"S":$input.json("$.note")}},"ConditionExpression":"attribute_not_exists(pk)"}',
        {
          default: { statusCode: "200" },
          "4\\d\\d": { statusCode: "409", responseTemplates: { "application/json": "$input.path('$.__type')" } },
        },
      ),
      get: action("GetItem", `{${key}}`, {
        default: {
          statusCode: "200",
          responseTemplates: { "application/json": '{"note":"$input.path(\'$.Item.note.S\')"}' },
        },
      }),
    },
    "/environment": { get: proxy("environment") },
  },
  functions: {
    environment:
      "exports.handler = async () => ({ body: JSON.stringify([process.env.AWS_ENDPOINT_URL_DYNAMODB, process.env.AWS_REGION, process.env.TABLE]) });",
  },
  resource: {
    aws_dynamodb_table: {
      orders: {
        name: "orders",
        billing_mode: "PAY_PER_REQUEST",
        hash_key: "pk",
        attribute: [{ name: "pk", type: "S" }],
      },
    },
  },
};

const put = (api: ServedApi, id: string, note: string) =>
  api.call("PUT", `/orders/${id}`, { body: JSON.stringify({ note }) });
const noteOf = async (api: ServedApi, id: string) => (await api.call("GET", `/orders/${id}`)).json();

test("DynamoDB's actions are served by the embedded tables, errors and all", async () => {
  const api = await ServedApi.start(definition);
  expect((await put(api, "1", "tea")).status).toBe(200);
  expect(await noteOf(api, "1")).toEqual({ note: "tea" });
  const again = await put(api, "1", "coffee");
  expect([again.status, again.text]).toEqual([409, expect.stringContaining("ConditionalCheckFailedException")]);
  await api.close();
});

test("functions learn where the tables are", async () => {
  const api = await ServedApi.start(definition);
  expect((await api.call("GET", "/environment")).json()).toEqual([
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    "eu-west-1",
    null,
  ]);
  await api.close();
});

test("tables are kept in a directory", async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "gatehouse-data-"));
  const first = await ServedApi.start(definition, { dataDirectory });
  await put(first, "1", "kept");
  await first.close();
  const second = await ServedApi.start(definition, { dataDirectory });
  expect(await noteOf(second, "1")).toEqual({ note: "kept" });
  await second.close();
  rmSync(dataDirectory, { recursive: true });
});

describe("a DynamoDB of one's own", () => {
  test("gets the tables that it lacks and keeps what it has", async () => {
    const own = await startDynamoDb({ tables: [] });
    const options = { dynamoDbEndpoint: own.endpoint };
    const first = await ServedApi.start(definition, options);
    await put(first, "1", "outside");
    await first.close();
    const second = await ServedApi.start(definition, options);
    expect(await noteOf(second, "1")).toEqual({ note: "outside" });
    expect((await second.call("GET", "/environment")).json()).toContain(own.endpoint);
    await second.close();
    await own.close();
  });

  test("that doesn't answer is said at start", async () => {
    await expect(ServedApi.start(definition, { dynamoDbEndpoint: "http://127.0.0.1:1" })).rejects.toThrow(
      "--dynamodb-endpoint: expected an answer, got POST http://127.0.0.1:1: connect ECONNREFUSED",
    );
    await expect(ServedApi.start(definition, { dynamoDbEndpoint: "nowhere" })).rejects.toThrow(
      "--dynamodb-endpoint: expected a URL such as http://127.0.0.1:8000, got nowhere",
    );
  });
});

test("without a table in the stacks an action is 500, and the terminal says why", async () => {
  const api = await ServedApi.start({ ...definition, resource: {} });
  expect((await api.call("GET", "/orders/1")).status).toBe(500);
  expect(api.logs.at(-1)!.error).toBe("expected a table in the loaded stacks, got none");
  await api.close();
});

describe("declared items", () => {
  const items = (item: object, table = "orders") => ({
    ...definition,
    resource: {
      ...definition.resource,
      aws_dynamodb_table_item: {
        first: { table_name: table, hash_key: "${aws_dynamodb_table.orders.hash_key}", item: JSON.stringify(item) },
      },
    },
  });
  const first = items({ pk: { S: "1" }, note: { S: "declared" } });

  test("are in their tables from the start", async () => {
    const api = await ServedApi.start(first);
    expect(await noteOf(api, "1")).toEqual({ note: "declared" });
  });

  test("leave what the data directory has under their key", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "gatehouse-items-"));
    try {
      const before = await ServedApi.start(definition, { dataDirectory });
      await put(before, "1", "kept");
      await before.close();
      const after = await ServedApi.start(first, { dataDirectory });
      expect(await noteOf(after, "1")).toEqual({ note: "kept" });
      await after.close();
    } finally {
      rmSync(dataDirectory, { recursive: true });
    }
  });

  test("are put into a DynamoDB of one's own too", async () => {
    const own = await startDynamoDb({ tables: [] });
    try {
      const api = await ServedApi.start(first, { dynamoDbEndpoint: own.endpoint });
      expect(await noteOf(api, "1")).toEqual({ note: "declared" });
    } finally {
      await own.close();
    }
  });

  test.each([
    ["without their table's key", items({ note: { S: "x" } }), "Missing the key pk in the item"],
    ["of a table that isn't loaded", items({ pk: { S: "1" } }, "customers"), "item of table customers"],
  ])("%s are refused by name", async (_, broken, message) => {
    const started = ServedApi.start(broken);
    await expect(started).rejects.toThrow("stack app: aws_dynamodb_table_item.first: ");
    await expect(started).rejects.toThrow(message);
  });
});
