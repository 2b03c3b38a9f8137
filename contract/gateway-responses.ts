import { answerHeaders } from "./answer-headers";
import { headerParameters } from "./cors";
import type { Api } from "./route";

/**
 * What API Gateway answers when it refuses a request itself, in the shape of {@link ErrorBody} and readable across
 * origins. Types without an entry of their own take these two; each keeps its own status code, except that
 * REQUEST_TOO_LARGE (413) can't be customized.
 * Source: API Gateway developer guide, "Gateway responses in API Gateway".
 */
export function gatewayResponses(api: Api) {
  const response = {
    responseParameters: headerParameters(answerHeaders(api), "gatewayresponse"),
    responseTemplates: {
      "application/json":
        '{"code":"$context.error.responseType","message":$context.error.messageString,"requestId":"$context.requestId"}',
    },
  };
  return { DEFAULT_4XX: response, DEFAULT_5XX: response };
}
