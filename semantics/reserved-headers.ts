/** Types of integrations, as PutIntegration has them. */
export type IntegrationType = "AWS" | "AWS_PROXY" | "HTTP" | "HTTP_PROXY" | "MOCK";

const set = (...names: string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));

const illegalForAll = ["Content-Length", "Transfer-Encoding"];
const illegalForAws = [...illegalForAll, "Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"];

/** Mapping one of these (lower case) to the backend deploys, and then every call is answered 500. Recorded. */
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

/**
 * The name under which a response header reaches the client, undefined when it doesn't.
 * Source: API Gateway developer guide, "Amazon API Gateway important notes for REST APIs".
 */
export function responseHeaderName(name: string, type: IntegrationType): string | undefined {
  const lower = name.toLowerCase();
  if (lower === "transfer-encoding") return undefined;
  const renamed = type === "HTTP_PROXY" ? remappedByHttpProxy : remapped;
  return renamed.has(lower) ? `x-amzn-Remapped-${name}` : name;
}
