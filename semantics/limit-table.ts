/** A documented limit. */
export interface Limit<V = unknown> {
  /** In the unit that the name says; per endpoint type or as a range where it is one. */
  value: V;
  unit: string;
  /** Whose limit it is. */
  of: string;
  source: string;
  /** Whether a quota case raises it. */
  raisable: boolean;
  /** The rule of synth that refuses more; else what happens at run time. */
  rule?: string;
  atRunTime?: string;
}

const quotas = "API Gateway developer guide, Quotas for configuring and running a REST API";
const notes = "API Gateway developer guide, Important notes for REST APIs";
const webSocketQuotas = "API Gateway developer guide, Quotas for configuring and running a WebSocket API";
const streams = "API Gateway developer guide, Stream the integration response for your proxy integrations";

type Handling = { rule: string } | { atRunTime: string };

const fixed = <const V>(value: V, unit: string, of: string, source: string, handling: Handling): Limit<V> => ({
  value,
  unit,
  of,
  source,
  raisable: false,
  ...handling,
});

const raisable = <const V>(...given: Parameters<typeof fixed<V>>): Limit<V> => ({ ...fixed(...given), raisable: true });

/**
 * AWS's limits that a contract, an environment or a request can break, by default of an account. A request that breaks one is
 * answered; a contract or an environment is refused at synth by the rule that is named.
 */
export const table = {
  definitionBytes: fixed(6 * 1024 * 1024, "bytes", "OpenAPI document", quotas, { rule: "body-document" }),
  documentationPartsPerApi: raisable(2000, "parts", "documentation of an API", quotas, { rule: "documentation-parts" }),
  resourcesPerApi: raisable(300, "resources", "path parts of an API, the root among them", quotas, { rule: "paths" }),
  urlCharacters: fixed({ REGIONAL: 10_240, PRIVATE: 8192, EDGE: 8192 }, "characters", "URL, by endpoint type", quotas, {
    rule: "paths",
  }),
  methodArnBytes: fixed(1600, "bytes", "ARN of a method with authorization", quotas, { rule: "method-arn" }),
  authorizerResourceCharacters: fixed(
    512,
    "characters",
    "resource in a Lambda authorizer's policy",
    "API Gateway developer guide, Output from an API Gateway Lambda authorizer",
    { rule: "method-arn" },
  ),
  authorizersPerApi: raisable(10, "authorizers", "API", quotas, { rule: "authorizer" }),
  authorizerTtlSeconds: fixed(
    { minimum: 0, default: 300, maximum: 3600 },
    "seconds",
    "time to keep an authorizer's answer",
    "API Gateway API reference, CreateAuthorizer",
    { rule: "authorizer" },
  ),
  resourcePolicyCharacters: raisable(8192, "characters", "resource policy", quotas, { rule: "resource-policy" }),
  templateBytes: fixed(300 * 1024, "bytes", "mapping template", notes, { rule: "mapping-template" }),
  templateIterations: fixed(1000, "iterations", "one #foreach of a mapping template", quotas, {
    atRunTime: "the template fails: 500",
  }),
  /** REGIONAL and PRIVATE are raised at the price of the account's throttle; EDGE never. */
  integrationTimeoutMs: raisable(
    {
      minimum: 50,
      maximum: { REGIONAL: 29_000, PRIVATE: 29_000, EDGE: 29_000 },
      raisable: { REGIONAL: true, PRIVATE: true, EDGE: false },
      streaming: 900_000,
    },
    "ms",
    "timeout of an integration (not raisable for EDGE)",
    `${quotas}; API reference, PutIntegration`,
    { rule: "integration-timeout" },
  ),
  streamingIdleMs: fixed(
    { REGIONAL: 300_000, PRIVATE: 300_000, EDGE: 30_000 },
    "ms",
    "silence of a streamed response, by endpoint type",
    streams,
    { atRunTime: "the stream ends" },
  ),
  payloadBytes: fixed(10 * 1024 * 1024, "bytes", "payload of a request or response", quotas, {
    atRunTime: "413, or 500 for a response",
  }),
  headerBytes: fixed(10_240, "bytes", "headers of a request or response, with the request line", quotas, {
    rule: "constant-headers",
  }),
  privateHeaderBytes: fixed(8000, "bytes", "headers of a private API's request or response", quotas, {
    rule: "constant-headers",
  }),

  stagesPerApi: raisable(10, "stages", "API", quotas, { rule: "stages-of-an-api" }),
  stageVariablesPerStage: fixed(100, "variables", "stage", quotas, { rule: "stage-variables" }),
  tagsPerResource: fixed(50, "tags", "resource", "Tag Editor user guide, Tag naming limits and requirements", {
    rule: "tag-count",
  }),
  minimumCompressionBytes: fixed(
    { minimum: 0, maximum: 10_485_760 },
    "bytes",
    "size from which responses are compressed",
    "API Gateway API reference, CreateRestApi",
    { rule: "stages-of-an-api" },
  ),
  cacheTtlSeconds: fixed(
    { minimum: 0, default: 300, maximum: 3600 },
    "seconds",
    "time to keep a cached response",
    quotas,
    { rule: "cache-ttl" },
  ),
  cachedResponseBytes: fixed(1_048_576, "bytes", "cached response", quotas, { atRunTime: "it is not cached" }),
  cacheSizes: fixed(
    ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"],
    "GB",
    "cache cluster",
    "API Gateway API reference, CreateStage",
    { rule: "cache-cluster-size" },
  ),

  methodThrottlesPerPlanStage: fixed(
    20,
    "methods",
    "throttles of a stage in a usage plan",
    "API Gateway developer guide, Usage plans and API keys for REST APIs",
    { rule: "usage-plan-throttle-path" },
  ),
  plansPerApiKey: raisable(10, "usage plans", "API key", quotas, { rule: "usage-plans-of-a-key" }),
  apiKeyCharacters: fixed(
    { minimum: 20, maximum: 128 },
    "characters",
    "value of an API key",
    "API Gateway API reference, CreateApiKey",
    { rule: "api-key-value" },
  ),
  apisPerRegion: fixed(
    { REGIONAL: 600, PRIVATE: 600, EDGE: 120 },
    "APIs",
    "account and region, by endpoint type",
    quotas,
    { rule: "account-quotas" },
  ),
  domainNamesPerRegion: raisable(
    { REGIONAL: 120, EDGE: 120, PRIVATE: 50 },
    "domain names",
    "account and region, public types together",
    quotas,
    { rule: "account-quotas" },
  ),
  apiKeysPerRegion: fixed(10_000, "API keys", "account and region", quotas, { rule: "account-quotas" }),
  usagePlansPerRegion: raisable(300, "usage plans", "account and region", quotas, { rule: "account-quotas" }),
  clientCertificatesPerRegion: raisable(60, "client certificates", "account and region", quotas, {
    rule: "account-quotas",
  }),
  vpcLinksPerRegion: raisable(20, "VPC links", "account and region", quotas, { rule: "account-quotas" }),
  /** Shared by all APIs of an account in a region. */
  accountThrottle: raisable({ rate: 10_000, burst: 5000 }, "requests a second", "account and region", quotas, {
    atRunTime: "429",
  }),

  webSocketRoutesPerApi: raisable(300, "routes", "WebSocket API", webSocketQuotas, { rule: "websocket-quotas" }),
  webSocketIntegrationsPerApi: raisable(300, "integrations", "WebSocket API", webSocketQuotas, {
    rule: "websocket-quotas",
  }),
  webSocketIntegrationTimeoutMs: fixed(
    { minimum: 50, maximum: 29_000 },
    "ms",
    "timeout of a WebSocket API's integration",
    "API Gateway v2 API reference, CreateIntegration",
    { rule: "websocket-quotas" },
  ),
  webSocketMessageBytes: fixed(128 * 1024, "bytes", "message", webSocketQuotas, { atRunTime: "closed with 1009" }),
  webSocketFrameBytes: fixed(32 * 1024, "bytes", "frame", webSocketQuotas, { atRunTime: "closed with 1009" }),
  webSocketIdleSeconds: fixed(600, "seconds", "idle connection", webSocketQuotas, { atRunTime: "closed" }),
  webSocketConnectionSeconds: fixed(7200, "seconds", "connection", webSocketQuotas, { atRunTime: "closed" }),

  functionNameCharacters: fixed(64, "characters", "function name", "Lambda API reference, CreateFunction", {
    rule: "function-name",
  }),
  functionDescriptionCharacters: fixed(
    256,
    "characters",
    "function description",
    "Lambda API reference, CreateFunction",
    { rule: "function-description" },
  ),
  functionEnvironmentBytes: fixed(4096, "bytes", "environment variables", "Lambda developer guide, Lambda quotas", {
    rule: "function-environment",
  }),
  functionPolicyBytes: fixed(20_480, "bytes", "resource policy of an alias", "Lambda developer guide, Lambda quotas", {
    rule: "function-policy-size",
  }),
  rolePolicyCharacters: fixed(10_240, "characters", "inline policies of a role", "IAM user guide, IAM quotas", {
    rule: "policy-size",
  }),
  managedPolicyCharacters: fixed(6144, "characters", "managed policy", "IAM user guide, IAM quotas", {
    rule: "policy-size",
  }),
  trustPolicyCharacters: raisable(2048, "characters", "trust policy of a role", "IAM user guide, IAM quotas", {
    rule: "policy-size",
  }),
  globalIndexesPerTable: raisable(20, "indexes", "table", "DynamoDB developer guide, Quotas", {
    rule: "table-indexes",
  }),
  scopesPerResourceServer: fixed(100, "scopes", "resource server", "Cognito developer guide, Quotas", {
    rule: "resource-server-quotas",
  }),
  resourceServersPerUserPool: raisable(25, "resource servers", "user pool", "Cognito developer guide, Quotas", {
    rule: "resource-server-quotas",
  }),
} satisfies Record<string, Limit>;
