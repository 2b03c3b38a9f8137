import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { WebSocketEvent, WebSocketResult } from "../../functions/serve-web-socket";
import { lambdaEnvironment } from "./orders-function";

/** A message that a client was sent, as the service behind `@connections` received it. */
export interface Posted {
  connectionId: string;
  headers: IncomingHttpHeaders;
  path: string;
  body: string;
}

/** Stands in for `@connections`: answers what {@link statusOf} says of a connection, 200 of others. */
export async function startConnections() {
  const posted: Posted[] = [];
  const statusOf = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "";
      const connectionId = decodeURIComponent(/^\/@connections\/([^/]+)$/.exec(path)?.[1] ?? "");
      const status = request.method === "POST" ? (statusOf.get(connectionId) ?? 200) : 405;
      if (status === 200)
        posted.push({ connectionId, headers: request.headers, path, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    statusOf,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

type Routes = (event: WebSocketEvent, context: { awsRequestId: string }) => Promise<WebSocketResult>;
type Push = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

/** The functions of live order status, as new execution environments of Lambda would load them. */
export function loadOrderStatus(dynamoDb: string, connections: string) {
  Object.assign(process.env, lambdaEnvironment(dynamoDb, "orders"), {
    CONNECTIONS_TABLE: "connections",
    CONNECTIONS_ENDPOINT: connections,
  });
  jest.resetModules();
  const { handler: routes } = jest.requireActual<{ handler: Routes }>("../../functions/order-status/index");
  const { handler: push } = jest.requireActual<{ handler: Push }>("../../functions/order-status-push/index");
  return {
    push,
    /** Sends what a client sends on a connection; `$connect` and `$disconnect` are events of API Gateway's own. */
    async send(
      connection: Connection,
      routeKey: string,
      message?: unknown,
    ): Promise<WebSocketResult & { message: unknown }> {
      const result = await routes(eventOf(connection, routeKey, message), { awsRequestId: randomUUID() });
      return { ...result, message: result.body === undefined ? undefined : JSON.parse(result.body) };
    },
  };
}

export interface Connection {
  id: string;
  /** What the authorizer said of who connected. */
  authorizer?: Record<string, unknown>;
  /** Milliseconds since the epoch. */
  connectedAt?: number;
}

function eventOf(
  { id, authorizer, connectedAt = Date.now() }: Connection,
  routeKey: string,
  message: unknown,
): WebSocketEvent {
  return {
    requestContext: {
      routeKey,
      requestId: randomUUID(),
      connectionId: id,
      connectedAt,
      ...(authorizer && { authorizer: { integrationLatency: 3, ...authorizer } }),
    },
    ...(message !== undefined && { body: typeof message === "string" ? message : JSON.stringify(message) }),
    isBase64Encoded: false,
  };
}

/** A record of the orders table's stream: an order that came to another status. */
export const changed = (orderId: string, status: string, sequence = "1"): DynamoDBRecord => ({
  eventID: `event-${sequence}`,
  eventName: "MODIFY",
  dynamodb: {
    SequenceNumber: sequence,
    NewImage: { orderId: { S: orderId }, status: { S: status }, updatedAt: { S: "2026-11-28T09:00:00.000Z" } },
  },
});
