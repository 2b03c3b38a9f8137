import { createHash } from "node:crypto";
import type { ClientRequest, GatewayAnswer } from "../exchange";
import { Headers } from "../headers";
import { newEdgeId } from "../identifiers";

/** Stands for the address of an edge location, which only AWS knows: one for documentation (RFC 5737). */
const edgeAddress = "192.0.2.1";

/** Lets a client say where it is, for CloudFront-Viewer-Country. */
const viewerCountry = "x-gatehouse-viewer-country";

/** A request that came through the CloudFront distribution of an edge-optimized API. */
export interface EdgePass {
  /** Gives the answer what CloudFront adds to it. */
  leave(answer: GatewayAnswer): GatewayAnswer;
}

/**
 * Gives a request what CloudFront adds and changes on its way to an edge-optimized API (CloudFront developer guide, "Request and
 * response behavior for custom origins", "Add CloudFront request headers"; API Gateway developer guide, "API endpoint types").
 * Headers with what only AWS knows (country, network, edge location) are left out; a client's own CloudFront-* are dropped.
 */
export function passEdge({ headers, protocol }: ClientRequest, apiId: string): EdgePass {
  const id = newEdgeId();
  const via = `${protocol.replace(/^HTTP\//, "")} ${distributionOf(apiId)}.cloudfront.net (CloudFront)`;
  const country = headers.get(viewerCountry);
  headers.delete(viewerCountry);
  for (const { name } of headers.entries()) if (/^cloudfront-/i.test(name)) headers.delete(name);
  for (const name of capitalized) if (headers.has(name)) headers.set(name, ...headers.all(name));
  if (headers.has("cookie")) headers.set("Cookie", headers.all("cookie").map(sortCookies).join("; "));

  headers.set("CloudFront-Forwarded-Proto", "https");
  const viewer = viewerOf(headers.get("user-agent") ?? "");
  for (const kind of viewers) headers.set(`CloudFront-Is-${kind}-Viewer`, String(kind === viewer));
  if (country !== undefined) headers.set("CloudFront-Viewer-Country", country);
  headers.set("Via", ...headers.all("via"), via);
  headers.set("X-Amz-Cf-Id", id);
  headers.set("X-Forwarded-For", `${headers.get("x-forwarded-for")}, ${edgeAddress}`);
  return { leave: (answer) => leave(answer, via, id) };
}

const distributions = new Map<string, string>();

/** The name of an API's CloudFront distribution. */
function distributionOf(apiId: string): string {
  const known = distributions.get(apiId) ?? createHash("md5").update(apiId).digest("hex");
  distributions.set(apiId, known);
  return known;
}

function leave(answer: GatewayAnswer, via: string, id: string): GatewayAnswer {
  const headers = new Headers();
  // the answer may be one that a cache keeps
  for (const { name, values } of answer.headers.entries()) headers.set(name, ...values);
  headers.set("X-Cache", answer.statusCode >= 400 ? "Error from cloudfront" : "Miss from cloudfront");
  headers.set("Via", ...headers.all("via"), via);
  headers.set("X-Amz-Cf-Id", id);
  return { ...answer, headers };
}

/** Names that reach the API in this case, however they are sent; others keep theirs. */
const capitalized = ["Accept", "Accept-Encoding", "Accept-Language", "Cookie", "Host", "Referer", "User-Agent"];

/** CloudFront sorts cookies by name. */
function sortCookies(header: string): string {
  const nameOf = (cookie: string) => cookie.split("=", 1)[0]!;
  return header
    .split(/;\s*/)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b))))
    .join("; ");
}

const viewers = ["Desktop", "Mobile", "SmartTV", "Tablet"] as const;

/** In this order; the list that AWS compares User-Agent with is not public. */
const signs: [viewer: (typeof viewers)[number], userAgent: RegExp][] = [
  ["SmartTV", /smart-?tv|googletv|appletv|hbbtv|netcast|roku/i],
  ["Tablet", /ipad|tablet|kindle|silk|android(?!.*mobile)/i],
  ["Mobile", /mobi|iphone|ipod|windows phone/i],
];

const viewerOf = (userAgent: string) => signs.find(([, sign]) => sign.test(userAgent))?.[0] ?? "Desktop";
