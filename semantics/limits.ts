/**
 * API Gateway's quotas and patterns for REST APIs (and, under `webSocket`, WebSocket APIs) that a contract or a request can
 * break. Sizes in bytes unless the name says characters, times in milliseconds or seconds as named. Defaults of an
 * account; `raisable` ones can be raised by a support case.
 *
 * Sources: developer guide, "Quotas for configuring and running a REST API" [quotas], "Important notes" [notes]; API reference
 * [api]; others are named where they stand.
 */
export const limits = {
  /** Request and response payload, not raisable [quotas]; a larger request is answered with 413. */
  payloadBytes: 10 * 1024 * 1024,
  /** OpenAPI document given to ImportRestApi or PutRestApi [quotas]. */
  definitionBytes: 6 * 1024 * 1024,
  /** One mapping template [notes]. */
  templateBytes: 300 * 1024,
  /** Iterations of one `#foreach` in a mapping template [quotas]. */
  templateIterations: 1000,
  /** A resource policy's JSON text, raisable [quotas]. */
  resourcePolicyCharacters: 8192,
  /** ARN of a method with an authorizer [quotas]. */
  methodArnBytes: 1600,
  /** Names and values of all headers of a request or response, with the request line [quotas]. */
  headerBytes: 10_240,
  /** Headers of a private API [quotas]. */
  privateHeaderBytes: 8000,
  /** URL of a request, by endpoint type [quotas]. */
  urlCharacters: { REGIONAL: 10_240, PRIVATE: 8192, EDGE: 8192 },

  /** Resources (path parts, the root among them) of an API, raisable [quotas]. */
  resourcesPerApi: 300,
  /** Stages of an API, raisable [quotas]. */
  stagesPerApi: 10,
  /** Lambda and Cognito authorizers of an API, raisable [quotas]. */
  authorizersPerApi: 10,
  /** Documentation parts of an API, raisable [quotas]. */
  documentationPartsPerApi: 2000,
  /** Per-method throttles of one stage in a usage plan ["Usage plans and API keys for REST APIs"]. */
  methodThrottlesPerPlanStage: 20,
  /** API keys of an account in a region [quotas]. */
  apiKeysPerRegion: 10_000,

  /**
   * `timeoutInMillis` of an integration [api PutIntegration, quotas]: from 50 ms to 29 s. REGIONAL and PRIVATE can be raised by a
   * quota case, at the price of the account's throttle; EDGE can't. With response streaming up to 15 minutes.
   */
  integrationTimeoutMs: {
    minimum: 50,
    maximum: { REGIONAL: 29_000, PRIVATE: 29_000, EDGE: 29_000 },
    raisable: { REGIONAL: true, PRIVATE: true, EDGE: false },
    streaming: 900_000,
  },
  /** Silence that ends a streamed response ["Response streaming"]. */
  streamingIdleMs: { REGIONAL: 300_000, PRIVATE: 300_000, EDGE: 30_000 },

  /** Time to live of a cached response; 0 turns caching off [quotas]. */
  cacheTtlSeconds: { minimum: 0, default: 300, maximum: 3600 },
  /** One cached response [quotas]. */
  cachedResponseBytes: 1_048_576,
  /** Sizes of a cache cluster in GB [api CreateStage]. */
  cacheSizes: ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"],
  /** Time to live of an authorizer's cached answer [api CreateAuthorizer]. */
  authorizerTtlSeconds: { minimum: 0, default: 300, maximum: 3600 },
  /** A resource in the policy that an authorizer answers ["Output from an API Gateway Lambda authorizer"]. */
  authorizerResourceCharacters: 512,

  /** Stage name [notes]. */
  stageName: /^[A-Za-z0-9_-]{1,128}$/,
  /** Stage variables: how many, their names and values [quotas, api CreateStage]. */
  stageVariables: {
    maximum: 100,
    name: /^[A-Za-z0-9_]{1,64}$/,
    value: /^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/,
  },
  /** Model name ["Data models for REST APIs"]. */
  modelName: /^[A-Za-z0-9]+$/,
  /** One part of a path: text, `{parameter}` or `{proxy+}` as a whole [notes]. */
  pathPart: /^(?:[A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.:-]+\+?\})$/,
  /** Root paths that a custom domain keeps for its health check [notes]. */
  reservedPaths: ["/ping", "/sping"],
  /** Base path of a mapping on a custom domain ["API mappings for REST APIs"]. */
  basePath: /^[A-Za-z0-9$\-_.+!*'()/]{1,300}$/,
  /** Value of an API key [api CreateApiKey]. */
  apiKeyCharacters: { minimum: 20, maximum: 128 },
  /** Size from which responses are compressed [api CreateRestApi]. */
  minimumCompressionBytes: { minimum: 0, maximum: 10_485_760 },

  /** Requests per second and burst of an account in a region, shared by all its APIs [quotas]. */
  accountThrottle: { rate: 10_000, burst: 5000 },

  /** WebSocket APIs ["Quotas for configuring and running a WebSocket API"]. */
  webSocket: {
    messageBytes: 128 * 1024,
    frameBytes: 32 * 1024,
    idleSeconds: 600,
    connectionSeconds: 7200,
    routesPerApi: 300,
    integrationTimeoutMs: { minimum: 50, maximum: 29_000 },
  },
} as const;
