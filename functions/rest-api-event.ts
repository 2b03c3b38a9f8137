import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { answerHeaders } from "../contract/answer-headers";
import { type Api, versionVariable } from "../contract/route";
import { type EventFormat, headerValues, isObject, mapDefined, singleOrAll } from "./event-format";
import type { HttpRequest } from "./http";
import { restApiCaller } from "./rest-api-caller";
import type { ServedApi } from "./serve";

/**
 * What a REST API's Lambda proxy integration sends (event format 1.0).
 * Source: API Gateway developer guide, "Input format of a Lambda function for proxy integration".
 */
export function restApiEvents(served: readonly ServedApi[]): EventFormat {
  return {
    recognizes: ({ requestContext, resource }) =>
      isObject(requestContext) && typeof requestContext.requestId === "string" && typeof resource === "string",
    async answer(event: APIGatewayProxyEvent, awsRequestId): Promise<APIGatewayProxyResult> {
      const { api, respond } = askedFor(event, served);
      const { status, headers, body } = await respond(readEvent(event, awsRequestId));
      return { statusCode: status, headers: { ...answerHeaders(api), ...headers }, body, isBase64Encoded: false };
    },
  };
}

/**
 * The API that an event is for: its stage says the version. A stage that doesn't, as one from before there were two, is
 * known by the base path of its custom domain name, which the request's path begins with.
 *
 * @throws Error for a version that the function doesn't serve
 */
export function askedFor<S extends { api: Pick<Api, "version"> }>(
  { stageVariables, requestContext }: APIGatewayProxyEvent,
  served: readonly S[],
): S {
  const version = stageVariables?.[versionVariable] ?? requestContext.path.split("/")[1];
  const found = served.find(({ api }) => api.version === version);
  if (found) return found;
  const versions = served.map(({ api }) => api.version).join(", ");
  throw new Error(`event.stageVariables.${versionVariable}: expected ${versions}, got ${version}`);
}

export function readEvent(event: APIGatewayProxyEvent, awsRequestId: string): HttpRequest {
  return {
    method: event.httpMethod,
    route: event.resource,
    path: event.requestContext.path,
    pathParameters: mapDefined(event.pathParameters, (name, value) => [name, value]),
    query: singleOrAll(event.multiValueQueryStringParameters),
    headers: headerValues(event.multiValueHeaders),
    body: event.body === null ? undefined : Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8"),
    caller: restApiCaller(event.requestContext),
    requestId: event.requestContext.requestId,
    awsRequestId,
  };
}
