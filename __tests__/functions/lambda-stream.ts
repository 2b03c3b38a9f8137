import { Writable } from "node:stream";
import type { APIGatewayProxyEvent } from "aws-lambda";

interface Metadata {
  statusCode: number;
  headers: Record<string, string>;
}

/** A function that streams, as Lambda's runtime knows it. */
export type StreamingHandler = (
  event: APIGatewayProxyEvent,
  stream: Writable,
  context: { awsRequestId: string },
) => Promise<void>;

/** What a function writes: metadata is sent with the first part, and nothing without one. */
class ResponseStream extends Writable {
  readonly parts: string[] = [];
  sent?: Metadata;
  metadata?: Metadata;

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.sent ??= this.metadata!;
    if (part.length > 0) this.parts.push(part.toString());
    done();
  }
}

/** Imitates what Lambda's runtime has for functions that stream. */
export function provideStreaming(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: StreamingHandler) => handler,
      HttpResponseStream: { from: (stream: ResponseStream, metadata: Metadata) => Object.assign(stream, { metadata }) },
    },
  });
}

/** Invokes a function that streams. `error` is what it failed with. */
export async function invokeStreaming(handler: unknown, event: APIGatewayProxyEvent) {
  const stream = new ResponseStream().on("error", () => undefined);
  let error: unknown;
  try {
    await (handler as StreamingHandler)(event, stream, { awsRequestId: "aws-request" });
  } catch (thrown) {
    error = thrown;
  }
  const { sent, parts } = stream;
  return { status: sent?.statusCode, headers: sent?.headers, parts, isWhole: stream.writableFinished, error };
}
