import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { GatewayResponseType } from "../../semantics/gateway-response-types";
import { limits } from "../../semantics/limits";
import type { AddressBook } from "./addresses";
import { createContext } from "./context";
import type { Exchange, GatewayAnswer, Refusal } from "./exchange";
import { newExtendedRequestId, newRequestId } from "./identifiers";
import type { Door } from "./api/rest-api";
import { decodePayload } from "./pipeline/content-coding";
import { type EdgePass, passEdge } from "./pipeline/edge";
import { refuse, runPipeline } from "./pipeline/pipeline";
import { readBody, readHead, readTrace } from "./pipeline/receive";
import { failed, forbidden, healthy, malformed, refuseMalformed, send, type Sent } from "./pipeline/send";
import { withoutSecrets } from "./secrets";
import { sizeOf, Trace, type TracedStep } from "./trace";

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
  door?: Door;
  version?: string;
  resource?: string;
  status: number;
  milliseconds: number;
  /** The gateway response that answered. */
  gatewayResponse?: GatewayResponseType;
  /** Why it was refused, in words for the person at the terminal. */
  error?: string;
  /** What each step did, when the server is verbose. */
  steps?: TracedStep[];
}

export interface ServerOptions {
  host: string;
  port: number;
  find: AddressBook;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Keeps what each step of a request did, for its log. */
  verbose: boolean;
  onRequest: (log: RequestLog) => void;
  /** Default: {@link defaultTimeouts}. */
  clientTimeouts?: ClientTimeouts;
}

/** How long a client may take, in milliseconds; one that takes longer is answered with 408, or closed. */
export interface ClientTimeouts {
  /** To send its headers. */
  headers: number;
  /** To send a whole request. */
  request: number;
  /** To send or read anything while it is being answered; longer than any backend may be silent. */
  silence: number;
}

const defaultTimeouts: ClientTimeouts = { headers: 30_000, request: 300_000, silence: 310_000 };

export interface Server {
  port: number;
  close(): Promise<void>;
}

/** Serves the stages on a port, 0 for any free one. Rejects with a clear message when the port can't be had. */
export function startServer(options: ServerOptions): Promise<Server> {
  const { host, port, clientTimeouts = defaultTimeouts } = options;
  const underWay = new WeakMap<Duplex, UnderWay>();
  const server = http.createServer(
    {
      maxHeaderSize: headerBytes,
      keepAliveTimeout: 65_000,
      headersTimeout: clientTimeouts.headers,
      requestTimeout: clientTimeouts.request,
      connectionsCheckingInterval: clientTimeouts.headers / 3,
    },
    (incoming, outgoing) => {
      const { socket } = incoming;
      const before = underWay.get(socket)?.outgoing;
      underWay.set(socket, { incoming, outgoing });
      const answer = () => {
        if (socket.destroyed) return;
        handle(incoming, outgoing, options).catch((error: unknown) => {
          outgoing.destroy(error as Error);
        });
      };
      // one request at a time: answers that wait for the one before them would be kept in memory
      if (!before || before.writableFinished || before.destroyed) answer();
      else before.once("close", answer);
    },
  );
  server.timeout = clientTimeouts.silence;
  // their size is limited; what is more than a number of them would be left out in silence
  server.maxHeadersCount = 0;
  server.on("clientError", (error, socket) => {
    const last = underWay.get(socket);
    // garbage behind a request is not what its client waits for
    if (last?.incoming.complete && !last.outgoing.writableFinished)
      last.outgoing.once("close", () => refuseMalformed(error, socket));
    else refuseMalformed(error, socket);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Error(`port ${port} on ${host}: expected one that is free, got ${whatIsWrong(error)}`, { cause: error }),
      );
    });
    server.listen(port, host, () => {
      resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) });
    });
  });
}

interface UnderWay {
  incoming: http.IncomingMessage;
  outgoing: http.ServerResponse;
}

/** Request line and header values together (Amazon API Gateway quotas). */
const headerBytes = 10_240;

function whatIsWrong(error: NodeJS.ErrnoException): string {
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

async function handle(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  { find, now, verbose, onRequest }: ServerOptions,
): Promise<void> {
  const started = performance.now();
  const requestId = newRequestId();
  const extendedRequestId = newExtendedRequestId();
  const request = readHead(incoming, now());
  const host = request.headers.get("host") ?? "";
  const vpcEndpoint = request.headers.get("x-gatehouse-vpce");
  request.headers.delete("x-gatehouse-vpce");
  let edge: EdgePass | undefined;
  const finish = (answer: GatewayAnswer, seen: Seen = {}) => {
    const sent = send(outgoing, edge ? edge.leave(answer) : answer, requestId, extendedRequestId, request.httpMethod);
    if (!sent.ended) log(sent, seen);
    else void sent.ended.then((error) => log({ ...sent, ...(error !== undefined && { error }) }, seen));
  };
  const log = (sent: Sent, { exchange, refusal, error }: Seen) => {
    const problem = error ?? reasonOf(refusal) ?? sent.error;
    onRequest({
      time: new Date(request.receivedAt).toISOString(),
      requestId,
      httpMethod: request.httpMethod,
      host,
      path: request.rawPath,
      ...(exchange && destinationOf(exchange)),
      status: sent.statusCode,
      milliseconds: Math.round((performance.now() - started) * 10) / 10,
      ...(refusal && { gatewayResponse: refusal.type }),
      ...(problem !== undefined && { error: withoutSecrets(problem, request) }),
      ...(exchange?.trace && { steps: exchange.trace.steps }),
    });
  };

  const respond = async () => {
    if (request.headers.all("host").length > 1) {
      incoming.resume();
      finish(malformed(), { error: "host: expected one header, got several" });
      return;
    }
    const arrival = find(host, request.rawPath, vpcEndpoint);
    if ("healthCheck" in arrival) {
      incoming.resume();
      finish(healthy());
      return;
    }
    if ("inspection" in arrival) {
      incoming.resume();
      finish(arrival.inspection);
      return;
    }
    if ("lost" in arrival) {
      incoming.resume();
      finish(forbidden(), { error: arrival.lost });
      return;
    }
    const { destination } = arrival;
    if (destination.stage.api.door === "edge") edge = passEdge(request, destination.stage.api.id);
    const traceId = readTrace(request);
    const exchange: Exchange = {
      request,
      destination,
      stage: destination.stage,
      requestId,
      extendedRequestId,
      traceId,
      trace: verbose ? new Trace() : undefined,
      context: createContext(request, destination, { requestId, extendedRequestId }),
      pathParameters: {},
    };
    const body = await receive(incoming, exchange);
    if (body === "aborted") return;
    if (body === "too large") {
      const refusal: Refusal = {
        type: "REQUEST_TOO_LARGE",
        message: "Request Too Long",
        hint: `body: expected at most ${limits.payloadBytes} bytes, got more`,
      };
      finish(await refuse(exchange, refusal), { exchange, refusal });
      return;
    }
    request.body = body;
    const payload = request.headers.has("content-encoding") ? await decodePayload(request) : undefined;
    if (payload && "type" in payload) {
      finish(await refuse(exchange, payload), { exchange, refusal: payload });
      return;
    }
    if (payload) {
      request.encodedBody = body;
      request.body = payload.decoded;
    }
    const { answer, refusal } = await runPipeline(exchange);
    finish(answer, { exchange, ...(refusal && { refusal }) });
  };
  try {
    await respond();
  } catch (error) {
    // a fault of ours, which says where it lies
    const fault = { error: String((error as Error).stack) };
    if (outgoing.headersSent) {
      outgoing.destroy(error as Error);
      log({ statusCode: outgoing.statusCode }, fault);
    } else {
      incoming.resume();
      edge = undefined;
      finish(failed(), fault);
    }
  }
}

function receive(incoming: http.IncomingMessage, { trace }: Exchange): ReturnType<typeof readBody> {
  if (!trace) return readBody(incoming);
  return trace.time("receive", async () => {
    const body = await readBody(incoming);
    trace.note({ body: typeof body === "string" ? body : sizeOf(body) });
    return body;
  });
}

/** What is known of a request when it is answered. */
interface Seen {
  exchange?: Exchange;
  refusal?: Refusal;
  error?: string;
}

const reasonOf = (refusal: Refusal | undefined) => refusal && (refusal.hint ?? refusal.message ?? refusal.type);

function destinationOf({ stage: { api, stage }, method }: Exchange) {
  return {
    api: api.name,
    stage: stage.name,
    door: api.door,
    ...(api.version !== undefined && { version: api.version }),
    ...(method && { resource: method.resource.path }),
  };
}
