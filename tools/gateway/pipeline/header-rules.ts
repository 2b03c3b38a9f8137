import type { IntegrationType } from "../api/rest-api";

const set = (...names: string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));

/** Headers of a client that no step and no backend sees. */
export const droppedFromClient = set(
  "Connection",
  "Content-Length",
  "Content-MD5",
  "Expect",
  "Max-Forwards",
  "Proxy-Authenticate",
  "Server",
  "TE",
  "Trailer",
  "Transfer-Encoding",
  "Upgrade",
  "WWW-Authenticate",
);

/** Further headers of a client that an HTTP backend doesn't get. */
export const droppedTowardsHttp = set("Via", "Content-Encoding", "Host");

const illegalForAll = ["Content-Length", "Transfer-Encoding"];
const illegalForAws = [...illegalForAll, "Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"];

/** Mapping one of these to the backend deploys, and then every call is answered 500. */
export const illegalRequestHeaders: Record<IntegrationType, ReadonlySet<string>> = {
  AWS: set(...illegalForAws),
  AWS_PROXY: set(...illegalForAws),
  HTTP: set(...illegalForAll),
  HTTP_PROXY: set(...illegalForAll),
  MOCK: set(...illegalForAll),
};

const remapped = set(
  "Authorization",
  "Connection",
  "Content-Length",
  "Content-MD5",
  "Date",
  "Expect",
  "Host",
  "Max-Forwards",
  "Proxy-Authenticate",
  "Server",
  "Trailer",
  "Upgrade",
  "User-Agent",
  "WWW-Authenticate",
);

const remappedByHttpProxy = set("Connection", "Content-Length", "Date", "Server", "x-amzn-RequestId");

/** The name under which a response header reaches the client, undefined when it doesn't. */
export function responseHeaderName(name: string, type: IntegrationType): string | undefined {
  const lower = name.toLowerCase();
  if (lower === "transfer-encoding") return undefined;
  const renamed = type === "HTTP_PROXY" ? remappedByHttpProxy : remapped;
  return renamed.has(lower) ? `x-amzn-Remapped-${name}` : name;
}
