import type { CustomGatewayResponseType } from "../semantics/gateway-response-types";
import { answerHeaders } from "./answer-headers";
import { headerParameters } from "./cors";
import type { ErrorCode } from "./error";
import type { Api } from "./route";

/** How a refusal of API Gateway reads. */
interface Wording {
  code: ErrorCode;
  /** Sentence for people; `inherited` is API Gateway's own, where that tells clients what to do and nothing of ours. */
  message: string | typeof inherited;
  /** Headers beside those of every answer. */
  headers?: (api: Api) => Record<string, string>;
  /** Text for who asks for `text/plain` in place of the error's JSON. */
  text?: string;
}

const inherited = Symbol("API Gateway's own message");
const internal = { code: "INTERNAL_ERROR", message: "the request could not be processed" } as const;

/**
 * Every refusal that an API can word itself. None sets a status: each type keeps its own, and INTEGRATION_FAILURE and the
 * DEFAULT ones have several.
 */
const wordings = {
  ACCESS_DENIED: { code: "ACCESS_DENIED", message: "this caller may not call this route" },
  API_CONFIGURATION_ERROR: internal,
  AUTHORIZER_CONFIGURATION_ERROR: internal,
  AUTHORIZER_FAILURE: internal,
  BAD_REQUEST_BODY: {
    code: "BAD_REQUEST_BODY",
    message: "the request's body is invalid",
    // its quotes would end a text in JSON, as nothing escapes them here
    text: "$context.error.validationErrorString",
  },
  BAD_REQUEST_PARAMETERS: { code: "BAD_REQUEST_PARAMETERS", message: inherited },
  DEFAULT_4XX: { code: "BAD_REQUEST", message: "the request can't be taken" },
  DEFAULT_5XX: internal,
  EXPIRED_TOKEN: { code: "EXPIRED_TOKEN", message: "the security token has expired" },
  INTEGRATION_FAILURE: { code: "INTEGRATION_FAILURE", message: "the request could not be processed" },
  INTEGRATION_TIMEOUT: { code: "INTEGRATION_TIMEOUT", message: "there was no answer in time" },
  INVALID_API_KEY: { code: "INVALID_API_KEY", message: "an API key of a usage plan is needed" },
  INVALID_SIGNATURE: { code: "INVALID_SIGNATURE", message: "the signature doesn't belong to the request" },
  MISSING_AUTHENTICATION_TOKEN: {
    code: "MISSING_AUTHENTICATION_TOKEN",
    message: "there is nothing at this path, or it takes signed requests only",
  },
  // no Retry-After: the period that a plan counts in is not known here
  QUOTA_EXCEEDED: { code: "QUOTA_EXCEEDED", message: "the API key's quota is used up" },
  RESOURCE_NOT_FOUND: { code: "NOT_FOUND", message: "there is nothing at this path" },
  // buckets fill continuously: a second later there is a token wherever a rate is 1 or more
  THROTTLED: { code: "THROTTLED", message: "too many requests at once", headers: () => ({ "Retry-After": "1" }) },
  UNAUTHORIZED: {
    code: "UNAUTHORIZED",
    message: inherited,
    // a 401 has to say which scheme it wants (RFC 9110, section 11.6.1; RFC 6750, section 3)
    headers: ({ name }) => ({ "WWW-Authenticate": `Bearer realm="${name}"` }),
  },
  UNSUPPORTED_MEDIA_TYPE: {
    code: "UNSUPPORTED_MEDIA_TYPE",
    message: "the body is of a media type or coding that is not taken",
  },
  WAF_FILTERED: { code: "REQUEST_BLOCKED", message: "the request was held back" },
} satisfies Record<CustomGatewayResponseType, Wording>;

/**
 * What API Gateway answers when it refuses a request itself, in the shape of {@link ErrorBody}, with the headers of every
 * answer. REQUEST_TOO_LARGE (413) can't be worded: it stays API Gateway's `{"message": ...}`.
 * Source: API Gateway developer guide, "Gateway responses in API Gateway".
 */
export function gatewayResponses(api: Api) {
  return Object.fromEntries(
    Object.entries<Wording>(wordings).map(([type, { code, message, headers, text }]) => [
      type,
      {
        responseParameters: headerParameters({ ...answerHeaders(api), ...headers?.(api) }, "gatewayresponse"),
        responseTemplates: {
          "application/json": bodyTemplate(code, message),
          ...(text !== undefined && { "text/plain": text }),
        },
      },
    ]),
  );
}

/** Simple substitution is all that gateway responses know; `messageString` brings its own quotes. */
const bodyTemplate = (code: ErrorCode, message: Wording["message"]): string =>
  `{"code":"${code}","message":${message === inherited ? "$context.error.messageString" : JSON.stringify(message)},"requestId":"$context.requestId"}`;

/** Types that answer with a code. */
export const gatewayResponseTypesOf = (code: string): string[] =>
  Object.entries<Wording>(wordings).flatMap(([type, wording]) => (wording.code === code ? [type] : []));
