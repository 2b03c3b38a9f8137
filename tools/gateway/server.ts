import { randomBytes, randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { limits } from "../../semantics/limits";
import type { AddressBook } from "./addresses";
import { createContext } from "./context";
import type { ClientRequest, Exchange, GatewayAnswer, Refusal } from "./exchange";
import { Headers } from "./headers";
import { droppedFromClient } from "./pipeline/header-rules";
import { runPipeline } from "./pipeline/pipeline";
import { parseQuery } from "./query-string";

/** One answered request, for the terminal. */
export interface RequestLog {
  time: string;
  requestId: string;
  httpMethod: string;
  host: string;
  path: string;
  /** API, stage and resource, as far as the request got. */
  api?: string;
  stage?: string;
  resource?: string;
  status: number;
  milliseconds: number;
  /** Why it was refused, in words for the person at the terminal. */
  error?: string;
}

export interface ServerOptions {
  host: string;
  port: number;
  find: AddressBook;
  onRequest: (log: RequestLog) => void;
}

export interface Server {
  port: number;
  close(): Promise<void>;
}

/** Serves the stages on a port, 0 for any free one. Rejects with a clear message when the port can't be had. */
export function startServer({ host, port, find, onRequest }: ServerOptions): Promise<Server> {
  const server = http.createServer({ maxHeaderSize: headerBytes, keepAliveTimeout: 65_000 }, (incoming, outgoing) => {
    handle(incoming, outgoing, find, onRequest).catch((error: unknown) => {
      outgoing.destroy(error as Error);
    });
  });
  server.on("clientError", refuseMalformed);
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new Error(`port ${port} on ${host}: expected one that is free, got ${reasonOf(error)}`, { cause: error }));
    });
    server.listen(port, host, () => {
      resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) });
    });
  });
}

/** Request line and header values together (Amazon API Gateway quotas). */
const headerBytes = 10_240;

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === "EADDRINUSE"
    ? "one in use: choose another with --port, or --port 0 for any free one"
    : error.message;
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** Bytes that are not HTTP, or headers over the limit: there is no request to answer with a gateway response. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const body = JSON.stringify({ message: status.slice(4) });
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

async function handle(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  find: AddressBook,
  onRequest: ServerOptions["onRequest"],
): Promise<void> {
  const started = performance.now();
  const requestId = randomUUID();
  const extendedRequestId = randomBytes(11).toString("base64");
  const request = readHead(incoming);
  const host = request.headers.get("host") ?? "";
  const vpcEndpoint = request.headers.get("x-gatehouse-vpce");
  request.headers.delete("x-gatehouse-vpce");
  const finish = (answer: GatewayAnswer, seen?: { exchange?: Exchange; error?: string }) => {
    const sent = send(outgoing, answer, requestId, extendedRequestId, request.httpMethod);
    const { exchange, error = sent.error } = seen ?? {};
    onRequest({
      time: new Date(request.receivedAt).toISOString(),
      requestId,
      httpMethod: request.httpMethod,
      host,
      path: request.rawPath,
      ...(exchange && { api: exchange.stage.api.name, stage: exchange.stage.stage.name }),
      ...(exchange?.method && { resource: exchange.method.resource.path }),
      status: sent.statusCode,
      milliseconds: Math.round((performance.now() - started) * 10) / 10,
      ...(error !== undefined && { error }),
    });
  };

  const arrival = find(host, request.rawPath, vpcEndpoint);
  if ("lost" in arrival) {
    incoming.resume();
    finish(forbidden(), { error: arrival.lost });
    return;
  }
  const { destination } = arrival;
  if (destination.domainName.endsWith(".execute-api.localhost"))
    request.rawPath = request.rawPath.replace(/^\/+_aws\/execute-api\/[^/]+/, "");
  const traceId = readTrace(request.headers);
  const exchange: Exchange = {
    request,
    destination,
    stage: destination.stage,
    requestId,
    extendedRequestId,
    traceId,
    context: createContext(request, destination, { requestId, extendedRequestId }),
    pathParameters: {},
  };
  const body = await readBody(incoming);
  if (body === "aborted") return;
  if (body === "too large") {
    outgoing.shouldKeepAlive = false;
    const refusal: Refusal = { type: "REQUEST_TOO_LARGE", message: "Request Too Long" };
    finish(exchange.stage.refuse(exchange, refusal), {
      exchange,
      error: `body: expected at most ${limits.payloadBytes} bytes, got more`,
    });
    return;
  }
  request.body = body;
  const { answer, refusal } = await runPipeline(exchange);
  finish(answer, { exchange, ...(refusal && { error: refusal.hint ?? refusal.message ?? refusal.type }) });
}

const noBody = Buffer.alloc(0);

function readHead(incoming: http.IncomingMessage): ClientRequest {
  const url = (incoming.url ?? "/").replace(/^https?:\/\/[^/?]*/i, "");
  const at = url.indexOf("?");
  const headers = readHeaders(incoming.rawHeaders);
  const sourceIp = (incoming.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
  const forwarded = headers.get("x-forwarded-for");
  headers.set("X-Forwarded-For", forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`);
  headers.set("X-Forwarded-Port", "443");
  headers.set("X-Forwarded-Proto", "https");
  return {
    httpMethod: incoming.method ?? "GET",
    rawPath: (at < 0 ? url : url.slice(0, at)) || "/",
    query: parseQuery(at < 0 ? "" : url.slice(at + 1)),
    headers,
    body: noBody,
    sourceIp,
    protocol: `HTTP/${incoming.httpVersion}`,
    receivedAt: Date.now(),
  };
}

/** Names whose case the service settles. */
const settled: Record<string, string> = { authorization: "Authorization", "user-agent": "User-Agent", host: "Host" };

function readHeaders(raw: string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!;
    const lower = name.toLowerCase();
    if (!droppedFromClient.has(lower)) headers.add(settled[lower] ?? name, raw[i + 1]!);
  }
  return headers;
}

/** Keeps the trace that the client sent, or begins one; the event shows only its root. */
function readTrace(headers: Headers): string {
  const sent = headers.get("x-amzn-trace-id");
  const root = /Root=[^;]+/.exec(sent ?? "")?.[0] ?? newRoot();
  const parent = /Parent=[^;]+/.exec(sent ?? "")?.[0] ?? `Parent=${randomBytes(8).toString("hex")}`;
  const sampled = /Sampled=[^;]+/.exec(sent ?? "")?.[0] ?? "Sampled=0";
  if (sent === undefined) headers.set("X-Amzn-Trace-Id", root);
  return `${root};${parent};${sampled}`;
}

const newRoot = () => `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;

function readBody(incoming: http.IncomingMessage): Promise<Buffer | "too large" | "aborted"> | Buffer {
  const declared = Number(incoming.headers["content-length"] ?? Number.NaN);
  if (declared === 0 || (Number.isNaN(declared) && incoming.headers["transfer-encoding"] === undefined)) return noBody;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limits.payloadBytes) chunks.push(chunk);
      else resolve("too large");
    });
    incoming.on("end", () => {
      resolve(length <= limits.payloadBytes ? Buffer.concat(chunks, length) : "too large");
    });
    incoming.on("close", () => {
      resolve("aborted");
    });
    if (declared > limits.payloadBytes) resolve("too large");
  });
}

/** What every endpoint answers that leads nowhere. */
function forbidden(): GatewayAnswer {
  const headers = new Headers();
  headers.set("Content-Type", "application/json");
  headers.set("x-amzn-ErrorType", "ForbiddenException");
  return { statusCode: 403, headers, body: '{"message":"Forbidden"}' };
}

function send(
  outgoing: http.ServerResponse,
  { statusCode, headers, body }: GatewayAnswer,
  requestId: string,
  extendedRequestId: string,
  httpMethod: string,
): { statusCode: number; error?: string } {
  const ids = ["x-amzn-RequestId", requestId, "x-amz-apigw-id", extendedRequestId];
  try {
    outgoing.writeHead(statusCode, [...headers.raw(), ...ids, "Content-Length", String(Buffer.byteLength(body))]);
    outgoing.end(httpMethod === "HEAD" ? undefined : body);
    return { statusCode };
  } catch (error) {
    const message = '{"message":"Internal server error"}';
    const plain = ["Content-Type", "application/json", "x-amzn-ErrorType", "InternalServerErrorException"];
    outgoing.writeHead(502, [...plain, ...ids, "Content-Length", String(message.length)]);
    outgoing.end(message);
    return { statusCode: 502, error: `response header: ${(error as Error).message}` };
  }
}
