import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";
import { DynamoDbError, isServiceError } from "./errors";
import { operations, type Operation } from "./operations";
import { Storage } from "./storage";
import { provisionTables, type TableDefinition } from "./tables";
import { TimeToLive } from "./time-to-live";
import { Transactions } from "./transactions";

export type { TableDefinition } from "./tables";

const maxRequestBytes = 16 * 1024 * 1024;
/** An attribute value may have 32 levels, each of two in JSON, and lies in a request at most 6 deep. */
const maxDepth = 2 * 32 + 6;
const contentType = "application/x-amz-json-1.0";

/**
 * Serves DynamoDB's JSON protocol on a free port of 127.0.0.1, in memory or kept in `dataDirectory`, with the tables given
 * and those that the directory holds already. `clock` (milliseconds since the epoch, default `Date.now`) decides what time
 * to live has expired. Signatures are not verified, but a request must carry one. What a write answered is on disk in the
 * sense that killing this process does not lose it.
 */
export async function startDynamoDb({
  tables,
  dataDirectory,
  clock = Date.now,
}: {
  tables: TableDefinition[];
  dataDirectory?: string;
  clock?: () => number;
}): Promise<{ endpoint: string; close(): Promise<void> }> {
  const storage = await Storage.open(dataDirectory);
  const ttl = new TimeToLive(storage, clock);
  try {
    await provisionTables(storage, ttl, tables);
    ttl.start(await storage.tableNames());
    const server = await listen(operations(storage, ttl, new Transactions(storage, clock)));
    return {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async close() {
        await closed(server);
        await ttl.stop();
        await storage.close();
      },
    };
  } catch (error) {
    await ttl.stop();
    await storage.close();
    throw error;
  }
}

function listen(served: Record<string, Operation>): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    receive(request)
      .then((body) => answer(served, request, body))
      .then(
        (result) => send(response, 200, result),
        (error: unknown) => refuse(response, error),
      )
      .catch(() => response.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

/** Lets the requests under way finish, but not clients that keep them open. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), 1000);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function receive(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxRequestBytes) {
        request.removeAllListeners("data").resume();
        reject(new DynamoDbError("SerializationException", "Request exceeds 16 MB", {}, 413));
      } else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString()));
    request.on("error", reject);
  });
}

async function answer(served: Record<string, Operation>, request: IncomingMessage, body: string) {
  const target = request.headers["x-amz-target"];
  const [api, name = ""] = typeof target === "string" ? target.split(".") : [];
  if (request.method !== "POST" || api !== "DynamoDB_20120810" || !Object.hasOwn(served, name))
    throw new DynamoDbError("UnknownOperationException", explainUnknown(api, name));
  if (!request.headers.authorization?.startsWith("AWS4-"))
    throw new DynamoDbError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
  return served[name]!(parse(body));
}

/** What a local gateway's user may look for and not find. */
function explainUnknown(api: string | undefined, name: string): string {
  if (api?.startsWith("DynamoDBStreams")) return `${name}: this local DynamoDB has no streams to read`;
  if (/Statement|^ExecuteTransaction$/.test(name)) return `${name}: this local DynamoDB has no PartiQL`;
  if (name) return `${name}: this local DynamoDB does not have this operation`;
  return "expected a POST with the header X-Amz-Target: DynamoDB_20120810.<operation>";
}

function parse(body: string): Record<string, unknown> {
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch {
    throw new DynamoDbError("SerializationException", "Expected a JSON object");
  }
  if (typeof request !== "object" || request === null || Array.isArray(request))
    throw new DynamoDbError("SerializationException", "Expected a JSON object");
  if (isDeeper(request, maxDepth))
    throw new DynamoDbError("ValidationException", "Nesting Levels have exceeded supported limits");
  return request as Record<string, unknown>;
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth === 0) return true;
  for (const member of Object.values(value)) if (isDeeper(member, depth - 1)) return true;
  return false;
}

function refuse(response: ServerResponse, error: unknown) {
  if (isServiceError(error)) return send(response, error.statusCode, error.body);
  const message = `the local DynamoDB failed: ${error instanceof Error ? error.message : String(error)}`;
  const internal = new DynamoDbError("InternalServerError", message, {}, 500);
  send(response, internal.statusCode, internal.body);
}

function send(response: ServerResponse, status: number, result: object) {
  const body = Buffer.from(JSON.stringify(result));
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": body.length,
    "x-amzn-requestid": randomBytes(26).toString("hex").toUpperCase(),
    "x-amz-crc32": crc32(body),
  });
  response.end(body);
}
