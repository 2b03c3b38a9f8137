import type { AuthorizerType } from "../api/rest-api";
import type { Exchange } from "../exchange";
import { methodArn } from "../pipeline/access";
import { multiValues, singleValues } from "../query-string";

/** The event that a Lambda authorizer gets, JSON text (developer guide, "Input to an API Gateway Lambda authorizer"). */
export const authorizerEvent: Record<
  Exclude<AuthorizerType, "COGNITO_USER_POOLS">,
  (exchange: Exchange, identity: string[]) => string
> = {
  TOKEN: (exchange, [token]) =>
    JSON.stringify({ type: "TOKEN", methodArn: methodArn(exchange), authorizationToken: token }),
  REQUEST: (exchange) => {
    const { request, destination, stage, method } = exchange;
    return JSON.stringify({
      type: "REQUEST",
      methodArn: methodArn(exchange),
      resource: method!.resource.path,
      path: destination.eventPath,
      httpMethod: request.httpMethod,
      headers: request.headers.single(),
      multiValueHeaders: request.headers.multi(),
      queryStringParameters: singleValues(request.query),
      multiValueQueryStringParameters: multiValues(request.query),
      pathParameters: exchange.pathParameters,
      stageVariables: stage.stage.variables,
      requestContext: exchange.context,
    });
  },
};
