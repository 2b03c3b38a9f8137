import { STATUS_CODES } from "node:http";
import type { ALBEvent, ALBResult } from "aws-lambda";
import type { Caller } from "./caller";
import { type EventFormat, headerValues, isObject, singleOrAll } from "./event-format";
import type { HttpRequest, HttpResponse } from "./http";
import { type MatchRoute, routeMatcher } from "./match-route";
import { Refusal } from "./refusal";
import { respondNothing, type ServedApi } from "./serve";

/** The network is all that tells who calls; it reaches what every service in it may. */
const fromTheNetwork: Caller = { id: "vpc", reach: "every customer" };

/** Bytes of a function's answer, all of it, that a load balancer takes. */
const largestAnswer = 1024 * 1024;

/**
 * What an Application Load Balancer sends to a Lambda target that has multi-value headers. It routes by version only, which
 * is the path's first segment, so paths are matched here. Who reaches it is in the network and trusted with every customer,
 * so a page that a browser loaded from elsewhere must not: answers have no CORS headers, a preflight is refused, and a body
 * has to be of the type that needs one.
 * Source: Elastic Load Balancing user guide, "Use Lambda functions as targets of an Application Load Balancer".
 */
export function loadBalancerEvents(served: readonly ServedApi[]): EventFormat {
  const versions = served.map(({ api, routes, elsewhere, respond }) => ({
    basePath: `/${api.version}`,
    match: routeMatcher([...routes.values(), ...elsewhere]),
    respond,
  }));
  return {
    recognizes: ({ requestContext }) => isObject(requestContext) && isObject(requestContext.elb),
    async answer(event: ALBEvent, awsRequestId) {
      const { basePath, match, respond } = versions.find((each) => isBelow(each.basePath, event.path)) ?? nowhere;
      const request = readEvent(event, match(event.httpMethod, event.path.slice(basePath.length)), awsRequestId);
      const result = writeAnswer(await respond(request, refuseForeignBody), awsRequestId);
      if (Buffer.byteLength(JSON.stringify(result)) <= largestAnswer) return result;
      return writeAnswer(await respond(request, refuseLargeAnswer), awsRequestId);
    },
  };
}

/** Answers what lies below no version. */
const nowhere = { basePath: "", match: () => undefined, respond: respondNothing };

const isBelow = (basePath: string, path: string) => path === basePath || path.startsWith(`${basePath}/`);

function readEvent(event: ALBEvent, found: ReturnType<MatchRoute>, awsRequestId: string): HttpRequest {
  if (!event.multiValueHeaders)
    throw new Error("event: expected multiValueHeaders, as the target group has to enable them, got none");
  const { httpMethod: method, path } = event;
  return {
    method,
    route: found?.template ?? "",
    path,
    pathParameters: found?.pathParameters ?? {},
    query: queryOf(event.multiValueQueryStringParameters ?? {}),
    headers: headerValues(event.multiValueHeaders),
    body: event.body ? Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8") : undefined,
    caller: fromTheNetwork,
    requestId: awsRequestId,
    awsRequestId,
  };
}

/** Names and values arrive as the client encoded them. */
function queryOf(parameters: NonNullable<ALBEvent["multiValueQueryStringParameters"]>): HttpRequest["query"] {
  const query: Record<string, string[]> = {};
  for (const [name, values = []] of Object.entries(parameters))
    (query[formDecoded(name)] ??= []).push(...values.map(formDecoded));
  return singleOrAll(query);
}

/** What can't be decoded stays as it is, for the schemas to judge. */
function formDecoded(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

function refuseForeignBody({ body, headers }: HttpRequest): void {
  if (body && !/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? ""))
    throw new Refusal(415, "UNSUPPORTED_MEDIA_TYPE", "the body has to be application/json");
}

function refuseLargeAnswer(): never {
  throw new Refusal(500, "RESPONSE_TOO_LARGE", "the answer is larger than the load balancer takes: ask for less");
}

function writeAnswer({ status, headers, body }: HttpResponse, awsRequestId: string): ALBResult {
  return {
    statusCode: status,
    statusDescription: `${status} ${STATUS_CODES[status] ?? ""}`.trim(),
    multiValueHeaders: Object.fromEntries(
      Object.entries({ ...headers, "x-amzn-RequestId": awsRequestId }).map(([name, value]) => [name, [value]]),
    ),
    body,
    isBase64Encoded: false,
  };
}
