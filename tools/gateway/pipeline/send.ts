import type http from "node:http";
import type { Socket } from "node:net";
import type { GatewayAnswer } from "../exchange";
import { Headers } from "../headers";

/** What every endpoint answers that leads nowhere. */
export function forbidden(): GatewayAnswer {
  const headers = new Headers();
  headers.set("Content-Type", "application/json");
  headers.set("x-amzn-ErrorType", "ForbiddenException");
  return { statusCode: 403, headers, body: '{"message":"Forbidden"}' };
}

/** What every endpoint answers to a health check of its own. */
export function healthy(): GatewayAnswer {
  const headers = new Headers();
  headers.set("Content-Type", "text/plain");
  return { statusCode: 200, headers, body: "Healthy Connection" };
}

/** Writes the answer with its ids; one that HTTP doesn't allow becomes 502. */
export function send(
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
    const message = '{"message": "Internal server error"}';
    const plain = ["Content-Type", "application/json", "x-amzn-ErrorType", "InternalServerErrorException"];
    outgoing.writeHead(502, [...plain, ...ids, "Content-Length", String(message.length)]);
    outgoing.end(message);
    return { statusCode: 502, error: `response header: ${(error as Error).message}` };
  }
}

/** Bytes that are not HTTP, or headers over the limit: there is no request to answer with a gateway response. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
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
