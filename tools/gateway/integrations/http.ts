import http from "node:http";
import https from "node:https";
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

const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };

/** Compiles an HTTP or HTTP_PROXY integration (through a VPC link too: its address is called as it stands). */
export function compileHttp(integration: Integration, apiId: string): Step {
  const proxies = integration.type === "HTTP_PROXY";
  return async (exchange) => {
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
    const answer = await call(
      { ...request, headers, query: [...request.query, ...clientQuery] },
      integration.timeoutInMillis,
    );
    if ("type" in answer) return answer;
    // known once it is read, also when the backend sent it in chunks
    setDefaults(answer.headers, { "Content-Length": String(answer.body.length) });
    exchange.integrationResult = answer;
    return undefined;
  };
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
    const url = withQuery(request.uri, request.query);
    const protocol = new URL(url).protocol === "https:" ? "https:" : "http:";
    const failed = (error: Error) => {
      resolve(unreachable(request, error));
    };
    const send = protocol === "https:" ? https.request : http.request;
    const outgoing = send(url, { method: request.httpMethod, agent: agents[protocol] }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", failed);
      response.on("end", () => {
        clearTimeout(timer);
        const statusCode = response.statusCode!;
        const headers = Headers.fromRaw(response.rawHeaders);
        resolve({ statusCode, headers, body: Buffer.concat(chunks), selectionValue: String(statusCode) });
      });
    });
    const timer = setTimeout(() => {
      resolve({
        type: "INTEGRATION_TIMEOUT",
        message: "Endpoint request timed out",
        hint: `${url}: no answer in ${timeoutInMillis} ms`,
      });
      outgoing.destroy();
    }, timeoutInMillis);
    outgoing.on("error", (error) => {
      clearTimeout(timer);
      failed(error);
    });
    try {
      for (const { name, values } of request.headers.entries())
        outgoing.setHeader(name, values.length === 1 ? values[0]! : values);
      if (request.body.length > 0) outgoing.setHeader("Content-Length", Buffer.byteLength(request.body));
      outgoing.end(request.body);
    } catch (error) {
      outgoing.destroy(error as Error);
    }
  });
}

/** 504 where the network fails; an address that can't be resolved or isn't trusted is a mistake in the API. */
export function unreachable({ httpMethod, uri }: IntegrationRequest, error: NodeJS.ErrnoException): Refusal {
  const hint = `${httpMethod} ${uri}: ${error.message}`;
  return networkErrors.has(error.code ?? "")
    ? { type: "INTEGRATION_FAILURE", message: "Network error communicating with endpoint", hint }
    : internalServerError(hint);
}

const networkErrors = new Set(["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "EPIPE", "ETIMEDOUT"]);

/** Query parameters come after those that the URI has. */
function withQuery(uri: string, query: [string, string][]): string {
  if (query.length === 0) return uri;
  const added = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  return `${uri}${uri.includes("?") ? "&" : "?"}${added}`;
}
