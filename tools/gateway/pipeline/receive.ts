import type http from "node:http";
import { limits } from "../../../semantics/limits";
import type { ClientRequest } from "../exchange";
import { Headers } from "../headers";
import { newTraceParent, newTraceRoot } from "../identifiers";
import { parseQuery } from "../query-string";
import { droppedFromClient } from "./header-rules";

const noBody = Buffer.alloc(0);

/** The request line and headers as the pipeline sees them; the body is read later. */
export function readHead(incoming: http.IncomingMessage, receivedAt: number): ClientRequest {
  const url = pathOf(incoming.url ?? "/");
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
    rawHeaders: incoming.rawHeaders,
    body: noBody,
    sourceIp,
    protocol: `HTTP/${incoming.httpVersion}`,
    receivedAt,
  };
}

/** Without scheme and host, which a client may send in the request line. */
const pathOf = (url: string) => (url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?]*/i, ""));

/** Names whose case the service settles. */
const settled = new Map([
  ["authorization", "Authorization"],
  ["user-agent", "User-Agent"],
  ["host", "Host"],
]);

function readHeaders(raw: string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!;
    const lower = name.toLowerCase();
    if (!droppedFromClient.has(lower)) headers.add(settled.get(lower) ?? name, raw[i + 1]!);
  }
  return headers;
}

/** Keeps the trace that the client sent, or begins one; the event shows only its root. */
export function readTrace({ headers, receivedAt }: ClientRequest): string {
  const sent = headers.get("x-amzn-trace-id");
  if (sent === undefined) {
    const begun = newTraceRoot(receivedAt);
    headers.set("X-Amzn-Trace-Id", begun);
    return `${begun};${newTraceParent()};Sampled=0`;
  }
  const root = /Root=[^;]+/.exec(sent)?.[0] ?? newTraceRoot(receivedAt);
  const parent = /Parent=[^;]+/.exec(sent)?.[0] ?? newTraceParent();
  const sampled = /Sampled=[^;]+/.exec(sent)?.[0] ?? "Sampled=0";
  return `${root};${parent};${sampled}`;
}

/** The whole payload, or why there is none. */
export function readBody(incoming: http.IncomingMessage): Promise<Buffer | "too large" | "aborted"> | Buffer {
  const announced = announcement(incoming.rawHeaders);
  if (announced === undefined || announced === "0") return noBody;
  const declared = Number(announced);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limits.payloadBytes) chunks.push(chunk);
      else resolve("too large");
      // the rest is read so that the client sees the answer, but not for ever
      if (length > 10 * limits.payloadBytes) incoming.destroy();
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

/** What a request says of its payload: the length, or how it is transferred; node has refused those that say more than one thing. */
function announcement(raw: string[]): string | undefined {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const { length } = raw[i]!;
    if (length !== contentLength.length && length !== transferEncoding.length) continue;
    const name = raw[i]!.toLowerCase();
    if (name === contentLength || name === transferEncoding) return raw[i + 1]!;
  }
  return undefined;
}

const contentLength = "content-length";
const transferEncoding = "transfer-encoding";
