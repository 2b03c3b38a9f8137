import { Writable } from "node:stream";

/** How handlers are marked that stream their answer, as Lambda's Node.js runtime does it; libraries set these too. */
const streaming = Symbol.for("aws.lambda.runtime.handler.streaming");
const streamingHighWaterMark = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

/** Content type by which Lambda knows that metadata comes before the payload. */
const httpResponse = "application/vnd.awslambda.http-integration-response";

/** Bytes that may be under way to the gateway before the stream asks its writer to wait. */
const window = 64 * 1024;

/** The global `awslambda` of Node.js runtimes (Lambda developer guide, "Writing response streaming-enabled Lambda functions"). */
export const awslambda = {
  /**
   * @param {import("./handler.mjs").Handler} handler
   * @param {{ highWaterMark?: number }} [options]
   */
  streamifyResponse(handler, options) {
    return Object.assign(handler, {
      [streaming]: "response",
      ...(options?.highWaterMark !== undefined && { [streamingHighWaterMark]: options.highWaterMark }),
    });
  },
  HttpResponseStream: {
    /**
     * Has metadata and their delimiter written before the payload: at the first `write`, so that a stream which only ends has none.
     * @param {ResponseStream} stream
     * @param {unknown} metadata
     */
    from(stream, metadata) {
      stream.setContentType(httpResponse);
      const text = JSON.stringify(metadata);
      stream._onBeforeFirstWrite = (write) => {
        write(text);
        write(new Uint8Array(8));
      };
      return stream;
    },
  },
};

/**
 * Whether a handler streams its answer, and the high-water mark of its stream if it asks for one.
 * @param {object} handler
 * @returns {{ highWaterMark?: number } | undefined}
 */
export function streamingOptions(handler) {
  const marks = /** @type {Record<symbol, unknown>} */ (handler);
  if (marks[streaming] !== "response") return undefined;
  const highWaterMark = marks[streamingHighWaterMark];
  return typeof highWaterMark === "number" ? { highWaterMark } : {};
}

/** What a streaming handler writes its answer to; the gateway is sent what is written as it is written. */
export class ResponseStream extends Writable {
  /** @type {((write: (part: string | Uint8Array) => void) => void) | undefined} */
  _onBeforeFirstWrite;
  #begun = false;
  #underWay = 0;
  /** @type {(() => void) | undefined} */
  #goOn;
  #send;

  /**
   * @param {(chunk: Uint8Array<ArrayBuffer>) => void} send
   * @param {{ highWaterMark?: number }} options
   */
  constructor(send, options) {
    super(options);
    this.#send = send;
  }

  /** The gateway has taken so many bytes. */
  taken(/** @type {number} */ bytes) {
    this.#underWay -= bytes;
    if (this.#underWay >= window) return;
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }

  /** @param {string} _type Lambda's; API Gateway takes the one of the metadata */
  setContentType(_type) {
    if (!this.#begun) return;
    throw Object.assign(new Error("Cannot set content-type, too late."), { name: "Runtime.InvalidStreamingOperation" });
  }

  /**
   * @override
   * @param {any} chunk
   * @param {any} [encoding]
   * @param {any} [callback]
   */
  write(chunk, encoding, callback) {
    if (!this.#begun) {
      this.#begun = true;
      this._onBeforeFirstWrite?.((part) => super.write(part));
    }
    const isData = typeof chunk === "string" || chunk instanceof Uint8Array;
    return super.write(isData ? chunk : JSON.stringify(chunk), encoding, callback);
  }

  /**
   * @override
   * @param {Buffer} chunk
   * @param {BufferEncoding} _encoding
   * @param {() => void} done
   */
  _write(chunk, _encoding, done) {
    this.#underWay += chunk.length;
    // a copy of its own: chunks are often views of a larger pool, which would be sent as a whole
    this.#send(new Uint8Array(chunk));
    if (this.#underWay < window) done();
    else this.#goOn = done;
  }
}
