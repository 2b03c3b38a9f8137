import type http from "node:http";
import { type Duplex, pipeline, Readable } from "node:stream";
import type { GatewayAnswer } from "../exchange";
import { Headers } from "../headers";

/** What every endpoint answers that leads nowhere. */
export const forbidden = () => refusal(403, "ForbiddenException", "Forbidden");

/** What every endpoint answers to a request that leads to several places. */
export const malformed = () => refusal(400, "BadRequestException", "Bad Request");

/** What every endpoint answers when its own service fails. */
export const failed = () => refusal(500, "InternalServerErrorException", "Internal server error");

function refusal(statusCode: number, errorType: string, message: string): GatewayAnswer {
  const headers = new Headers();
  headers.set("Content-Type", "application/json");
  headers.set("x-amzn-ErrorType", errorType);
  return { statusCode, headers, body: JSON.stringify({ message }) };
}

/** What every endpoint answers to a health check of its own. */
export function healthy(): GatewayAnswer {
  const headers = new Headers();
  headers.set("Content-Type", "text/plain");
  return { statusCode: 200, headers, body: "Healthy Connection" };
}

/** What became of an answer. */
export interface Sent {
  statusCode: number;
  error?: string;
  /** Of a stream: comes when it has ended, with the reason if it ended before all was sent. */
  ended?: Promise<string | undefined>;
}

/** Writes the answer with its ids; one that HTTP doesn't allow becomes 502. */
export function send(
  outgoing: http.ServerResponse,
  { statusCode, headers, body }: GatewayAnswer,
  requestId: string,
  extendedRequestId: string,
  httpMethod: string,
): Sent {
  const ids = ["x-amzn-RequestId", requestId, "x-amz-apigw-id", extendedRequestId];
  try {
    if (statusCode < 200) throw new Error(`expected a status from 200, which ends an answer, got ${statusCode}`);
    if (body instanceof Readable) {
      outgoing.writeHead(statusCode, [...headers.raw(), ...ids]);
      return { statusCode, ended: stream(outgoing, body, httpMethod) };
    }
    outgoing.writeHead(statusCode, [...headers.raw(), ...ids, "Content-Length", String(Buffer.byteLength(body))]);
    outgoing.end(httpMethod === "HEAD" ? undefined : body);
    return { statusCode };
  } catch (error) {
    if (body instanceof Readable) body.destroy();
    const message = '{"message": "Internal server error"}';
    const plain = ["Content-Type", "application/json", "x-amzn-ErrorType", "InternalServerErrorException"];
    outgoing.writeHead(502, [...plain, ...ids, "Content-Length", String(message.length)]);
    outgoing.end(message);
    return { statusCode: 502, error: `response: ${(error as Error).message}` };
  }
}

/** Passes a body on as it comes. Its error ends the connection before the end of the message, by which a client knows it. */
function stream(outgoing: http.ServerResponse, body: Readable, httpMethod: string): Promise<string | undefined> {
  if (httpMethod === "HEAD") {
    body.destroy();
    outgoing.end();
    return Promise.resolve(undefined);
  }
  // the head goes at once, however long the first byte takes
  outgoing.flushHeaders();
  return new Promise((resolve) => {
    pipeline(body, outgoing, (error) => {
      const left = closedByClient.has(error?.code ?? "");
      resolve(left ? "response stream: the client has closed the connection" : error?.message);
    });
  });
}

const closedByClient = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_UNABLE_TO_PIPE", "ERR_STREAM_DESTROYED"]);

/** Bytes that are not HTTP, headers over the limit, or a client too slow: there is no request to answer with a gateway response. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = refusals[error.code ?? ""] ?? "400 Bad Request";
  const body = JSON.stringify({ message: status.slice(4) });
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

const refusals: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};
