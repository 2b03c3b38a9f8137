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
