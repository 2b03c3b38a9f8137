import type { Integration, RestApi } from "../api/rest-api";
import { type Exchange, internalServerError, type Outcome, type Refusal, type Step } from "../exchange";
import type { Headers } from "../headers";
import type { TakeChunk } from "../lambda/execution-environment";
import { Caller } from "../lambda/function-pool";
import { type Backends, functionOf } from "./lambda";
import { malformed, proxyEvent, readHeaders, readStatus } from "./lambda-proxy";
import { StreamedBody, type StreamLimits, streamLimits } from "./response-streaming";

/** Between metadata and payload, and where it has to be at the latest. */
const delimiter = Buffer.alloc(8);
const maxMetadataBytes = 16 * 1024;

/**
 * Compiles a Lambda proxy integration that streams: the event is that of any proxy integration, the function writes metadata
 * (JSON), eight NUL bytes and the payload, which is passed on as it comes (developer guide, "Set up a Lambda proxy integration with
 * payload response streaming in API Gateway"). What goes wrong after the metadata ends the connection; the function goes on
 * when its client has gone.
 */
export function compileLambdaStreaming(integration: Integration, api: RestApi, backends: Backends): Step {
  if (integration.httpMethod !== "POST")
    return () => internalServerError(`integration httpMethod: expected POST, got ${integration.httpMethod || "none"}`);
  const name = functionOf(integration.uri, backends, "STREAM");
  const limits = streamLimits(integration, api.door);
  return (exchange) => new Invocation(exchange, limits, backends).run(name, JSON.stringify(proxyEvent(exchange, api)));
}

class Invocation {
  private readonly caller = new Caller();
  private answer!: (outcome: Outcome) => void;
  private answered = false;
  private cancel!: () => void;
  /** What came before there was a delimiter. */
  private head = Buffer.alloc(0);
  private body: StreamedBody | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly limits: StreamLimits,
    private readonly backends: Backends,
  ) {}

  run(name: string, event: string): Promise<Outcome> {
    const { requestId, traceId } = this.exchange;
    const { caller } = this;
    const { total } = this.limits;
    return new Promise((resolve) => {
      this.answer = resolve;
      this.cancel = this.backends.schedule(() => {
        const hint = `function ${name}: expected an answer within ${total} ms, got ${this.body ? "a part of it" : "none"}`;
        this.fail({ type: "INTEGRATION_TIMEOUT", message: "Endpoint request timed out", hint });
        caller.leave(new Error(hint));
      }, total);
      this.backends.invoke(name, event, { requestId, traceId, caller, onChunk: this.take }).then(
        ({ functionError, payload }) => {
          if (functionError) this.fail(internalServerError(`function error: ${payload}`, 502));
          else this.end(payload);
        },
        (error: unknown) => {
          this.fail(internalServerError((error as Error).message));
        },
      );
    });
  }

  private readonly take: TakeChunk = (chunk, taken) => {
    const { body } = this;
    if (body?.writable) {
      body.write(chunk, taken);
      return;
    }
    taken();
    if (!this.answered) this.readHead(chunk);
  };

  private readHead(chunk: Uint8Array): void {
    this.head = Buffer.concat([this.head, chunk]);
    const end = this.head.indexOf(delimiter);
    if (end < 0 || end + delimiter.length > maxMetadataBytes) {
      if (end >= 0 || this.head.length >= maxMetadataBytes)
        this.fail(malformed(`expected metadata and eight NUL bytes in the first ${maxMetadataBytes} bytes, got none`));
      return;
    }
    const metadata = readMetadata(this.head.toString("utf8", 0, end));
    if ("type" in metadata) {
      this.fail(metadata);
      return;
    }
    const body = new StreamedBody(this.limits.idle, this.backends.schedule);
    this.body = body;
    this.exchange.response = { ...metadata, body };
    const payload = this.head.subarray(end + delimiter.length);
    if (payload.length > 0) body.write(payload);
    this.settle(undefined);
  }

  private end(payload: string): void {
    this.cancel();
    this.body?.end();
    if (this.body) return;
    const got = this.head.length > 0 ? "none" : payload === "" ? "an empty stream" : "an answer that isn't streamed";
    this.fail(malformed(`expected metadata, eight NUL bytes and a payload by awslambda.streamifyResponse, got ${got}`));
  }

  private fail(refusal: Refusal): void {
    this.cancel();
    this.body?.destroy(new Error(`response stream: ${refusal.hint}`));
    this.settle(refusal);
  }

  private settle(outcome: Outcome): void {
    if (this.answered) return;
    this.answered = true;
    this.answer(outcome);
  }
}

const metadataKeys = new Set(["statusCode", "headers", "multiValueHeaders", "cookies"]);

function readMetadata(text: string): { statusCode: number; headers: Headers } | Refusal {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    return malformed(`metadata: expected JSON, got ${JSON.stringify(text.slice(0, 40))}`);
  }
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))
    return malformed(`metadata: expected an object, got ${text.slice(0, 40)}`);
  const { statusCode, headers, multiValueHeaders, cookies = [] } = metadata as Record<string, unknown>;
  const unknown = Object.keys(metadata).find((key) => !metadataKeys.has(key));
  if (unknown !== undefined) return malformed(`metadata: expected ${[...metadataKeys].join(", ")}, got "${unknown}"`);
  const status = readStatus(statusCode);
  if (status === undefined) return malformed(`statusCode: expected a number, got ${JSON.stringify(statusCode)}`);
  const sent = readHeaders(headers, multiValueHeaders);
  if (!sent) return malformed("headers: expected names to scalars, multiValueHeaders: names to lists");
  if (!Array.isArray(cookies)) return malformed(`cookies: expected a list, got ${typeof cookies}`);
  for (const cookie of cookies) sent.add("Set-Cookie", String(cookie));
  if (!sent.has("content-type")) sent.set("Content-Type", "application/json");
  return { statusCode: status, headers: sent };
}
