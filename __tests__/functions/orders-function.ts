import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyResult } from "aws-lambda";
import type * as z from "zod/mini";
import { answerHeaders } from "../../contract/answer-headers";
import type { ErrorBody } from "../../contract/error";
import type { Order, OrderList } from "../../contract/orders/order-v1";
import type { OrderInput as OrderInputV2 } from "../../contract/orders/order-v2";
import { ordersV1 } from "../../contract/orders/v1";
import { service } from "../../contract/orders/service";
import type { LambdaHandler } from "../../functions/lambda-handler";
import type { TableDefinition } from "../../contract/service";
import { startDynamoDb } from "../../tools/gateway/dynamodb/server";
import { type Call, restApiEvent } from "./rest-api-event";

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  /** The text's JSON, empty where it is. */
  body: Partial<Order> & Partial<z.output<typeof OrderList>> & Partial<ErrorBody>;
  requestId: string;
  awsRequestId: string;
  /** The lines that the call logged. */
  logged: string[];
}

/** Who reaches every customer: a Lambda authorizer said so. */
export const trusted = { principalId: "trusted", integrationLatency: 3, reach: "every customer" };

/** Calls a route of the function as API Gateway would, for one who is {@link trusted} unless the call says who. */
export type CallOrders = (route: string, call?: Call) => Promise<Answer>;

/** Starts a DynamoDB with the contract's tables. Nothing expires in it: time to live may delete as late as it likes. */
export async function startOrdersTable() {
  const tables = Object.entries<TableDefinition>(service.tables).map(
    ([table, { partitionKey, sortKey, indexes = {}, timeToLive }]) => {
      const own = [partitionKey, ...(sortKey ? [sortKey] : [])];
      const keys = Object.values(indexes).flatMap((index) => [index.partitionKey, index.sortKey!]);
      const attributes = new Map([...own, ...keys].map(({ name, type }) => [name, type]));
      return {
        name: table,
        hash_key: partitionKey.name,
        ...(sortKey && { range_key: sortKey.name }),
        billing_mode: "PAY_PER_REQUEST" as const,
        attribute: [...attributes].map(([name, type]) => ({ name, type })),
        global_secondary_index: Object.entries(indexes).map(([name, index]) => ({
          name,
          hash_key: index.partitionKey.name,
          range_key: index.sortKey!.name,
          projection_type: index.projection,
        })),
        ...(timeToLive !== undefined && { ttl: { attribute_name: timeToLive, enabled: true } }),
      };
    },
  );
  const dynamoDb = await startDynamoDb({ clock: () => 0, tables });
  const client = new DynamoDBClient({ endpoint: dynamoDb.endpoint, region: "eu-west-1", credentials });
  return {
    endpoint: dynamoDb.endpoint,
    client,
    async close() {
      client.destroy();
      await dynamoDb.close();
    },
  };
}

/** Loads the function's entry as a new execution environment of Lambda would. */
export function loadHandler(endpoint: string, table = "orders"): LambdaHandler {
  Object.assign(process.env, lambdaEnvironment(endpoint, table));
  jest.resetModules();
  return jest.requireActual<{ handler: LambdaHandler }>("../../functions/orders/index").handler;
}

/** The function, called as by a REST API. */
export function loadOrders(endpoint: string, table = "orders"): CallOrders {
  const handler = loadHandler(endpoint, table);
  const lines = captureStdout();
  return async (route, call) => {
    const event = restApiEvent(route, { authorizer: trusted, ...call });
    const { requestId } = event.requestContext;
    const awsRequestId = randomUUID();
    const answer = (await handler(event, { awsRequestId })) as APIGatewayProxyResult;
    const { statusCode: status, headers = {}, body: text } = answer;
    const body = text === "" ? {} : (JSON.parse(text) as Answer["body"]);
    const logged = lines.filter((line) => line.includes(requestId));
    return { status, headers, text, body, requestId, awsRequestId, logged };
  };
}

export function captureStdout(): string[] {
  const lines: string[] = [];
  jest.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  return lines;
}

export const lambdaEnvironment = (endpoint: string, table: string) => ({
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  ORDERS_TABLE: table,
});

export const anOrder = {
  customerId: "customer-1",
  currency: "EUR",
  items: [
    { sku: "tea-green", quantity: 3, unitPrice: 450 },
    { sku: "cup.blue", quantity: 1, unitPrice: 1299 },
  ],
  shippingAddress: "1 Harbour Street, Galway",
  shippingCountry: "IE",
};

/** The same order as a client of v2 says it. */
export const anOrderV2: OrderInputV2 = {
  customerId: anOrder.customerId,
  items: anOrder.items.map((item) => ({ ...item, unitPrice: { amount: item.unitPrice, currency: anOrder.currency } })),
  shippingAddress: { lines: [anOrder.shippingAddress], country: anOrder.shippingCountry },
};

/** What every answer of v1 says to browsers, and of its end. */
export const headersOfAll = answerHeaders(ordersV1);

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
