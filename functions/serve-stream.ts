import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { answerHeaders } from "../contract/answer-headers";
import type { OperationRequest, StreamHandlers } from "../contract/handler";
import type { Api, Route } from "../contract/route";
import type { HttpRequest } from "./http";
import { parseRequest } from "./parse-request";
import { type Refusal, toRefusal } from "./refusal";
import { logRequest } from "./request-log";
import { askedFor, readEvent } from "./rest-api-event";
import { errorResponse, type OperationContext } from "./serve";

/** What Lambda's runtime has for functions that stream. Source: Lambda developer guide, "Response streaming". */
declare const awslambda: {
  streamifyResponse(
    handler: (event: APIGatewayProxyEvent, stream: Writable, context: Pick<Context, "awsRequestId">) => Promise<void>,
  ): unknown;
  HttpResponseStream: {
    from(stream: Writable, metadata: { statusCode: number; headers: Record<string, string> }): Writable;
  };
};

type Part = string | Uint8Array;
type Handler = (
  request: OperationRequest<Route>,
  context: OperationContext,
) => Promise<{
  status: number;
  contentType: string;
  headers?: Record<string, string> | undefined;
  body: AsyncIterable<Part>;
}>;

/** An API as one function streams answers of its operations. */
export interface StreamedApi {
  api: Api;
  /** Writes the answer to a request, whatever happens before its first part. @throws what happens later */
  respond: (request: HttpRequest, begin: Begin) => Promise<void>;
}

/** Begins an answer, whose parts go to what it gives. */
type Begin = (status: number, headers: Record<string, string>) => Writable;

/**
 * Streams answers of the operations of an API that one function serves: parses by the contract, calls the operation, turns
 * what it throws before it answers into an error of the contract's shape, and logs a line. What is thrown between parts ends the
 * connection, so that no client takes half an answer for all of it.
 */
export function serveStream<A extends Api, F extends string>(
  api: A,
  functionName: F,
  handlers: StreamHandlers<A, F, OperationContext>,
): StreamedApi {
  const operations = new Map(
    Object.entries<Handler>(handlers as never).map(([operation, handle]) => {
      const route = api.routes[operation]!;
      return [`${route.method} ${route.path}`, { operation, route, handle }];
    }),
  );
  const ofAll = answerHeaders(api);
  const answer = async (request: HttpRequest) => {
    const found = operations.get(`${request.method} ${request.route}`);
    if (!found)
      throw new Error(`${request.method} ${request.route}: expected an operation of ${functionName}, got another`);
    const { status, contentType, headers, body } = await found.handle(parseRequest(found.route, request), request);
    return { status, headers: { "Content-Type": contentType, ...headers }, body };
  };
  const respond: StreamedApi["respond"] = async (request, begin) => {
    const started = performance.now();
    const operation = operations.get(`${request.method} ${request.route}`)?.operation ?? "unknown";
    const log = (status: number, refusal?: Refusal) => {
      logRequest(request, operation, status, performance.now() - started, refusal);
    };
    let refusal: Refusal | undefined;
    const { status, headers, body } = await answer(request).catch((error: unknown) => {
      refusal = toRefusal(error);
      const refused = errorResponse(refusal, request.requestId);
      return { ...refused, body: [refused.body] };
    });
    const stream = begin(status, { ...ofAll, ...headers });
    // status and headers are sent with the first part, also of an answer that has none
    stream.write("");
    try {
      await pipeline(body, stream);
    } catch (error) {
      log(500, toRefusal(error));
      throw error;
    }
    log(status, refusal);
  };
  return { api, respond };
}

/**
 * A Lambda handler that API Gateway invokes for routes with `responseTransferMode: "STREAM"`.
 *
 * @param served every API of the function, oldest version first
 */
export const streamHandler = (served: readonly StreamedApi[]): unknown =>
  awslambda.streamifyResponse(async (event, stream, { awsRequestId }) => {
    await askedFor(event, served).respond(readEvent(event, awsRequestId), (statusCode, headers) =>
      awslambda.HttpResponseStream.from(stream, { statusCode, headers }),
    );
  });
