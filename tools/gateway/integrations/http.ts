import http from "node:http";
import https from "node:https";
import { limits } from "../../../semantics/limits";
import type { Integration } from "../api/rest-api";
import {
  type Exchange,
  type IntegrationRequest,
  type IntegrationResult,
  internalServerError,
  type Refusal,
  type Step,
} from "../exchange";
import { Headers } from "../headers";
import { droppedTowardsHttp } from "../pipeline/header-rules";

const plain = new http.Agent({ keepAlive: true });
const verifying = new https.Agent({ keepAlive: true });
const trusting = new https.Agent({ keepAlive: true, rejectUnauthorized: false });

/** Compiles an HTTP or HTTP_PROXY integration (through a VPC link too: its address is called as it stands). */
export function compileHttp(integration: Integration, apiId: string): Step {
  return async (exchange) => {
    const answer = await call(backendRequest(exchange, integration, apiId), integration.timeoutInMillis);
    if ("type" in answer) return answer;
    // known once it is read, also when the backend sent it in chunks
    setDefaults(answer.headers, { "Content-Length": String(answer.body.length) });
    exchange.integrationResult = answer;
    return undefined;
  };
}

/** The mapped request with what API Gateway adds, and with what a proxy integration passes on. */
export function backendRequest(
  exchange: Exchange,
  { type, skipsCertificateVerification }: Integration,
  apiId: string,
): IntegrationRequest {
  const proxies = type === "HTTP_PROXY";
  const request = exchange.integrationRequest!;
  for (const name of hopByHop) request.headers.delete(name);
  const headers = proxies ? proxiedHeaders(exchange, request) : request.headers;
  setDefaults(headers, { "User-Agent": `AmazonAPIGateway_${apiId}`, Accept: "application/json" });
  if (request.body.length > 0)
    setDefaults(headers, { "Content-Type": exchange.request.headers.get("content-type") ?? "application/json" });
  headers.set("X-Amzn-Apigateway-Api-Id", apiId);
  headers.set("X-Amzn-Trace-Id", exchange.traceId);
  const clientQuery = proxies
    ? [...exchange.request.query].flatMap(([name, values]) => values.map((value): [string, string] => [name, value]))
    : [];
  return { ...request, headers, query: [...request.query, ...clientQuery], skipsCertificateVerification };
}

/** Mapped or not, these are between the service and its backend. */
const hopByHop = ["Connection", "Expect", "Proxy-Authenticate", "TE", "Via"];

function proxiedHeaders(exchange: Exchange, request: IntegrationRequest): Headers {
  const headers = new Headers();
  for (const { name, values } of exchange.request.headers.entries())
    if (!droppedTowardsHttp.has(name.toLowerCase())) headers.set(name, ...values);
  for (const { name, values } of request.headers.entries()) headers.set(name, ...values);
  return headers;
}

function setDefaults(headers: Headers, defaults: Record<string, string>): void {
  for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value);
}

/** Sends a request and reads the whole answer. */
export function call(request: IntegrationRequest, timeoutInMillis: number): Promise<IntegrationResult | Refusal> {
  return new Promise((resolve) => {
    const failed = (error: Error) => {
      clearTimeout(timer);
      resolve(unreachable(request, error));
    };
    const receive = (response: http.IncomingMessage) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length <= limits.payloadBytes) chunks.push(chunk);
        else {
          failed(new Error(`expected an answer of at most ${limits.payloadBytes} bytes, got more`));
          outgoing.destroy();
        }
      });
      response.on("error", failed);
      response.on("end", () => {
        clearTimeout(timer);
        const statusCode = response.statusCode!;
        const headers = Headers.fromRaw(response.rawHeaders);
        resolve({ statusCode, headers, body: Buffer.concat(chunks), selectionValue: String(statusCode) });
      });
    };
    const outgoing = open(request, receive, failed);
    const timer = setTimeout(() => {
      resolve(timedOut(request, timeoutInMillis));
      outgoing.destroy();
    }, timeoutInMillis);
  });
}

export const timedOut = ({ httpMethod, uri }: IntegrationRequest, timeoutInMillis: number): Refusal => ({
  type: "INTEGRATION_TIMEOUT",
  message: "Endpoint request timed out",
  hint: `${httpMethod} ${uri}: no answer in ${timeoutInMillis} ms`,
});

/** 504 where the network fails; an address that can't be resolved or isn't trusted is a mistake in the API. */
export function unreachable({ httpMethod, uri }: IntegrationRequest, error: NodeJS.ErrnoException): Refusal {
  const hint = `${httpMethod} ${uri}: ${error.message}${unresolved.has(error.code ?? "") ? `: to answer it here, serve with --backend ${new URL(uri).origin}=http://127.0.0.1:<port>` : ""}`;
  return networkErrors.has(error.code ?? "")
    ? { type: "INTEGRATION_FAILURE", message: "Network error communicating with endpoint", hint }
    : internalServerError(hint);
}

const unresolved = new Set(["ENOTFOUND", "EAI_AGAIN"]);

const networkErrors = new Set(["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "EPIPE", "ETIMEDOUT"]);

/** Sends a request. `failed` is told when there is no answer. */
export function open(
  { httpMethod: method, uri, query, headers, body, skipsCertificateVerification }: IntegrationRequest,
  receive: (response: http.IncomingMessage) => void,
  failed: (error: Error) => void,
): http.ClientRequest {
  const url = withQuery(uri, query);
  const outgoing =
    new URL(url).protocol === "https:"
      ? https.request(url, { method, agent: skipsCertificateVerification ? trusting : verifying }, receive)
      : http.request(url, { method, agent: plain }, receive);
  outgoing.on("error", failed);
  try {
    for (const { name, values } of headers.entries())
      outgoing.setHeader(name, values.length === 1 ? values[0]! : values);
    if (body.length > 0) outgoing.setHeader("Content-Length", Buffer.byteLength(body));
    outgoing.end(body);
  } catch (error) {
    outgoing.destroy(error as Error);
  }
  return outgoing;
}

/** Query parameters come after those that the URI has. */
function withQuery(uri: string, query: [string, string][]): string {
  if (query.length === 0) return uri;
  const added = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  return `${uri}${uri.includes("?") ? "&" : "?"}${added}`;
}
