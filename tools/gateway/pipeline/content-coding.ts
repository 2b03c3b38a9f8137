import { promisify } from "node:util";
import { deflate, gunzip, gzip, inflate } from "node:zlib";
import { limits } from "../../../semantics/limits";
import type { RestApi } from "../api/rest-api";
import type { ClientRequest, Refusal, Step } from "../exchange";
import { Headers } from "../headers";
import { sizeOf } from "../trace";

type Convert = (bytes: Buffer) => Promise<Buffer>;

const atMost = { maxOutputLength: limits.payloadBytes };
const inflated = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
const gunzipped = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** The content codings of API Gateway besides `identity` (developer guide, "Content codings supported by API Gateway"). */
const codings = {
  gzip: { decode: (bytes) => gunzipped(bytes, atMost), encode: promisify<Buffer, Buffer>(gzip) },
  deflate: { decode: (bytes) => inflated(bytes, atMost), encode: promisify<Buffer, Buffer>(deflate) },
} satisfies Record<string, { decode: Convert; encode: Convert }>;

const isCoding = (name: string): name is keyof typeof codings => Object.hasOwn(codings, name);

/**
 * The payload that a client compressed, as every step sees it; nothing when it isn't compressed. A coding that is not known, or
 * isn't that of the payload, is refused (developer guide, "Call an API method with a compressed payload").
 */
export async function decodePayload({
  headers,
  body,
}: ClientRequest): Promise<{ decoded: Buffer } | Refusal | undefined> {
  const coding = headers.get("content-encoding")?.trim().toLowerCase();
  if (coding === undefined || coding === "identity" || coding === "" || body.length === 0) return undefined;
  if (!isCoding(coding))
    return unsupported(`Content-Encoding: expected ${Object.keys(codings).join(", ")} or identity, got ${coding}`);
  try {
    return { decoded: await codings[coding].decode(body) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_BUFFER_TOO_LARGE")
      return unsupported(`Content-Encoding: expected a payload in ${coding}, got ${message}`);
    return {
      type: "REQUEST_TOO_LARGE",
      message: "Request Too Long",
      hint: `body: expected at most ${limits.payloadBytes} bytes without ${coding}, got more`,
    };
  }
}

const unsupported = (hint: string): Refusal => ({
  type: "UNSUPPORTED_MEDIA_TYPE",
  message: "Unsupported Media Type",
  hint,
});

/**
 * Compiles the compression of answers for an API with a minimum compression size; undefined for others. An answer that has a
 * Content-Encoding, or is smaller, stays as it is (developer guide, "Receive an API response with a compressed payload").
 */
export function compileCompression({ minimumCompressionSize }: RestApi): Step | undefined {
  if (minimumCompressionSize === undefined) return undefined;
  return async (exchange) => {
    const answer = exchange.response!;
    const { body } = answer;
    const coding = preferredCoding(exchange.request.headers.all("accept-encoding").join(","));
    if (coding === undefined || answer.headers.has("content-encoding")) return undefined;
    if (typeof body !== "string" && !Buffer.isBuffer(body)) return undefined;
    if (Buffer.byteLength(body) < minimumCompressionSize) return undefined;
    const encoded = await codings[coding].encode(Buffer.from(body));
    // the answer may be one that a cache keeps
    const headers = new Headers();
    for (const { name, values } of answer.headers.entries()) headers.set(name, ...values);
    headers.set("Content-Encoding", coding);
    exchange.trace?.note({ coding, send: sizeOf(encoded) });
    exchange.response = { ...answer, headers, body: encoded };
    return undefined;
  };
}

/** The coding that a client wants most, the first of several; undefined when it is none that API Gateway has. */
function preferredCoding(accepted: string): keyof typeof codings | undefined {
  let wanted = "";
  let most = 0;
  for (const entry of accepted.split(",")) {
    const [name = "", ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
    const quality = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    if (quality > most) [wanted, most] = [name, quality];
  }
  return isCoding(wanted) ? wanted : undefined;
}
