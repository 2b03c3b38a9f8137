import { Transform, type TransformCallback } from "node:stream";
import { limits } from "../../../semantics/limits";
import type { Door, Integration } from "../api/rest-api";
import type { Schedule } from "../schedule";

/** How long a response stream may take, in milliseconds (developer guide, "Stream the integration response for your proxy integrations"). */
export interface StreamLimits {
  /** From the call of the backend to the last byte. */
  total: number;
  /** Without a byte. */
  idle: number;
}

const { minimum, streaming: maximum } = limits.integrationTimeoutMs;
const { REGIONAL, PRIVATE, EDGE } = limits.streamingIdleMs;
const idleMilliseconds: Record<Door, number> = { regional: REGIONAL, private: PRIVATE, edge: EDGE };

/** What can be streamed. */
export type StreamedType = "AWS_PROXY" | "HTTP_PROXY";

/** Whether API Gateway passes the backend's answer on as it comes. Throws for a mode that doesn't exist, and for what can't be streamed. */
export function isStreamed<T extends Integration>(integration: T): integration is T & { type: StreamedType } {
  const { type, responseTransferMode } = integration;
  const mode = responseTransferMode ?? "BUFFERED";
  if (mode === "BUFFERED") return false;
  if (mode !== "STREAM") throw new Error(`responseTransferMode: expected BUFFERED or STREAM, got ${mode}`);
  if (type !== "AWS_PROXY" && type !== "HTTP_PROXY")
    throw new Error(`responseTransferMode: expected BUFFERED for an integration of type ${type}, got STREAM`);
  return true;
}

export function streamLimits({ timeoutInMillis }: Integration, door: Door): StreamLimits {
  if (timeoutInMillis < minimum || timeoutInMillis > maximum)
    throw new Error(`timeoutInMillis: expected ${minimum} to ${maximum} with STREAM, got ${timeoutInMillis}`);
  return { total: timeoutInMillis, idle: idleMilliseconds[door] };
}

/** The body of a streamed answer on its way to the client; an error ends it when nothing came through for too long. */
export class StreamedBody extends Transform {
  private cancel: (() => void) | undefined;

  /** @param idle milliseconds */
  constructor(
    private readonly idle: number,
    private readonly schedule: Schedule,
  ) {
    super();
    // it may fail before anyone reads it
    this.on("error", () => {});
    this.watch();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.watch();
    done(null, chunk);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.cancel?.();
    done(error);
  }

  private watch() {
    this.cancel?.();
    this.cancel = this.schedule(() => {
      this.destroy(new Error(`response stream: expected a byte within ${this.idle} ms, got none`));
    }, this.idle);
  }
}
