import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import type { HttpRequest, Respond } from "./http";
import { restApiCaller } from "./rest-api-caller";

export type RestApiHandler = (
  event: APIGatewayProxyEvent,
  context: Pick<Context, "awsRequestId">,
) => Promise<APIGatewayProxyResult>;

/**
 * A Lambda handler for what a REST API's Lambda proxy integration sends (event format 1.0).
 * Source: API Gateway developer guide, "Input format of a Lambda function for proxy integration".
 */
export function restApiHandler(respond: Respond): RestApiHandler {
  return async (event, { awsRequestId }) => {
    const { status, headers, body } = await respond(readEvent(event, awsRequestId));
    return { statusCode: status, headers, body, isBase64Encoded: false };
  };
}

function readEvent(event: APIGatewayProxyEvent, awsRequestId: string): HttpRequest {
  if (typeof event?.requestContext?.requestId !== "string" || typeof event.resource !== "string")
    throw new Error("event: expected a REST API's proxy event (format 1.0), got another shape");
  return {
    method: event.httpMethod,
    route: event.resource,
    path: event.requestContext.path,
    pathParameters: mapDefined(event.pathParameters, (value) => value),
    query: mapDefined(event.multiValueQueryStringParameters, (values) => (values.length === 1 ? values[0]! : values)),
    headers: Object.fromEntries(
      Object.entries(mapDefined(event.multiValueHeaders, (values) => values.join(", "))).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ]),
    ),
    body: event.body === null ? undefined : Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8"),
    caller: restApiCaller(event.requestContext),
    requestId: event.requestContext.requestId,
    awsRequestId,
  };
}

function mapDefined<T, U>(values: Record<string, T | undefined> | null, change: (value: T) => U): Record<string, U> {
  const defined = Object.entries(values ?? {}).filter((entry): entry is [string, T] => entry[1] !== undefined);
  return Object.fromEntries(defined.map(([name, value]) => [name, change(value)]));
}
