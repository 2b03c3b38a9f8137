/**
 * Types of refusals that API Gateway answers itself: the status when none is set, and the error type that it writes into
 * `x-amzn-ErrorType`. DEFAULT_4XX and DEFAULT_5XX stand for every type of theirs that has no declaration of its own.
 * Source: API Gateway developer guide, "Gateway response types for API Gateway".
 */
export const gatewayResponseTypes = {
  ACCESS_DENIED: { statusCode: 403, errorType: "AccessDeniedException" },
  API_CONFIGURATION_ERROR: { statusCode: 500, errorType: "InternalServerErrorException" },
  AUTHORIZER_CONFIGURATION_ERROR: { statusCode: 500, errorType: "AuthorizerConfigurationException" },
  AUTHORIZER_FAILURE: { statusCode: 500, errorType: "AuthorizerFailureException" },
  BAD_REQUEST_BODY: { statusCode: 400, errorType: "BadRequestException" },
  BAD_REQUEST_PARAMETERS: { statusCode: 400, errorType: "BadRequestException" },
  DEFAULT_4XX: { statusCode: 400, errorType: "BadRequestException" },
  DEFAULT_5XX: { statusCode: 500, errorType: "InternalServerErrorException" },
  EXPIRED_TOKEN: { statusCode: 403, errorType: "ExpiredTokenException" },
  INTEGRATION_FAILURE: { statusCode: 504, errorType: "InternalServerErrorException" },
  INTEGRATION_TIMEOUT: { statusCode: 504, errorType: "InternalServerErrorException" },
  INVALID_API_KEY: { statusCode: 403, errorType: "ForbiddenException" },
  INVALID_SIGNATURE: { statusCode: 403, errorType: "InvalidSignatureException" },
  MISSING_AUTHENTICATION_TOKEN: { statusCode: 403, errorType: "MissingAuthenticationTokenException" },
  QUOTA_EXCEEDED: { statusCode: 429, errorType: "LimitExceededException" },
  REQUEST_TOO_LARGE: { statusCode: 413, errorType: "RequestTooLargeException" },
  RESOURCE_NOT_FOUND: { statusCode: 404, errorType: "NotFoundException" },
  THROTTLED: { statusCode: 429, errorType: "TooManyRequestsException" },
  UNAUTHORIZED: { statusCode: 401, errorType: "UnauthorizedException" },
  UNSUPPORTED_MEDIA_TYPE: { statusCode: 415, errorType: "UnsupportedMediaTypeException" },
  WAF_FILTERED: { statusCode: 403, errorType: "ForbiddenException" },
} as const;

export type GatewayResponseType = keyof typeof gatewayResponseTypes;

/** Types whose answer an API words itself: API Gateway takes no declaration of REQUEST_TOO_LARGE. */
export type CustomGatewayResponseType = Exclude<GatewayResponseType, "REQUEST_TOO_LARGE">;
