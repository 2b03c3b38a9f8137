import * as z from "zod/mini";
import type { HttpRequest, HttpResponse } from "./http";
import type { Caller } from "./caller";
import type { EventFormat } from "./event-format";
import type { ServedApi } from "./serve";

const text = z.union([z.string(), z.number(), z.boolean()]);

const DirectEvent = z.strictObject({
  operation: z.string(),
  api: z.optional(z.string()),
  version: z.optional(z.string()),
  path: z.optional(z.record(z.string(), text)),
  query: z.optional(z.record(z.string(), text)),
  headers: z.optional(z.record(z.string(), z.string())),
  body: z.optional(z.json()),
  asynchronous: z.optional(z.boolean()),
});

/**
 * What a caller sends that invokes the function by its name: an operation of the contract, and its request by parts.
 *
 * @example { "operation": "getOrder", "path": { "orderId": "ord_1" } }
 */
export type DirectEvent = z.input<typeof DirectEvent>;

/** IAM let it in, but Lambda doesn't tell who it is. */
const allowedByIam: Caller = { id: "direct", reach: "every customer" };

/** Answer to a {@link DirectEvent}. */
export interface DirectAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON value; absent where the contract has no body. */
  body?: unknown;
}

/**
 * Direct invocations, which IAM allowed: Lambda tells the function nothing of who invokes it. Nobody hears an answer to an
 * asynchronous one, so where the event says that it is, an error becomes the function's own: Lambda tries again, and sends
 * the event to the dead-letter queue in the end.
 */
export function directEvents(served: readonly ServedApi[]): EventFormat {
  return {
    recognizes: (event) => "operation" in event && !("requestContext" in event),
    async answer(event: unknown, awsRequestId): Promise<DirectAnswer> {
      const direct = readEvent(event);
      const { api, routes, respond } = askedFor(direct, served);
      check("operation", direct.operation, [...routes.keys()]);
      const response = await respond(requestOf(direct, api.version, routes.get(direct.operation)!, awsRequestId));
      if (direct.asynchronous && response.status >= 400)
        throw new Error(`${direct.operation}: expected to succeed, got ${response.status} ${response.body}`);
      return answerOf(response, awsRequestId);
    },
  };
}

/** An event that names no version is for the first one that its API ever had: it may be older than the second. */
function askedFor({ api, version }: z.output<typeof DirectEvent>, served: readonly ServedApi[]): ServedApi {
  const name = api ?? served[0]!.api.name;
  const ofName = served.filter((each) => each.api.name === name);
  check("api", name, [...new Set(served.map((each) => each.api.name))]);
  const known = ofName.map((each) => each.api.version);
  const [first] = Object.keys(ofName[0]!.api.versions);
  const wanted = version ?? known.find((each) => each === first) ?? "none";
  check("version", wanted, known);
  return ofName.find((each) => each.api.version === wanted)!;
}

function readEvent(event: unknown): z.output<typeof DirectEvent> {
  const parsed = z.safeParse(DirectEvent, event);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `expected no ${issue.keys.join(", ")}`
      : `${issue.path.join(".")}: expected another type`,
  );
  throw new Error(`event: ${problems.join("; ")}`);
}

function check(part: string, got: string, known: readonly string[]): void {
  if (!known.includes(got)) throw new Error(`event.${part}: expected ${known.join(", ")}, got ${got}`);
}

function requestOf(
  { path = {}, query = {}, headers = {}, body }: z.output<typeof DirectEvent>,
  version: string,
  { method, path: template }: { method: string; path: string },
  awsRequestId: string,
): HttpRequest {
  const parameters = new Set(Array.from(template.matchAll(/\{([^}+]+)\+?\}/g), ([, name = ""]) => name));
  for (const name of new Set([...parameters, ...Object.keys(path)]))
    if (!parameters.has(name) || !(name in path))
      throw new Error(
        `event.path: expected ${[...parameters].join(", ") || "nothing"}, got ${Object.keys(path).join(", ") || "nothing"}`,
      );
  return {
    method,
    route: template,
    path: `/${version}${template.replaceAll(/\{([^}+]+)\+?\}/g, (_, name: string) => encodeURIComponent(String(path[name])))}`,
    pathParameters: texts(path),
    query: texts(query),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
    caller: allowedByIam,
    requestId: awsRequestId,
    awsRequestId,
  };
}

const texts = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

function answerOf({ status, headers, body }: HttpResponse, awsRequestId: string): DirectAnswer {
  return {
    status,
    headers: { ...headers, "x-amzn-RequestId": awsRequestId },
    ...(body !== "" && { body: JSON.parse(body) as unknown }),
  };
}
