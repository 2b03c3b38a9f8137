import type { GatewayResponseType } from "../../../semantics/gateway-response-types";
import type { JsonSchema } from "../../../semantics/model";
import type { IntegrationType } from "../../../semantics/reserved-headers";

/** A REST API as API Gateway holds it, whatever it was declared with. */
export interface RestApi {
  id: string;
  name: string;
  /** Stack folder that declares it. */
  stack: string;
  door: Door;
  /** From the tag `Version`. */
  version?: string;
  region: string;
  accountId: string;
  rootResourceId: string;
  vpcEndpointIds: string[];
  binaryMediaTypes: string[];
  /** Bytes from which answers are compressed; absent for none. */
  minimumCompressionSize?: number;
  apiKeySource: "HEADER" | "AUTHORIZER";
  disableExecuteApiEndpoint: boolean;
  /** Resource policy document, JSON text. */
  policy?: string;
  resources: Resource[];
  models: Record<string, JsonSchema>;
  /** Names of models that are resources of their own: these keep the keywords that the import of a document leaves out. */
  createdModels: Set<string>;
  gatewayResponses: Partial<Record<GatewayResponseType, GatewayResponse>>;
}

export type Door = "regional" | "edge" | "private";

export interface Resource {
  id: string;
  /** Such as `/orders/{orderId}`. */
  path: string;
  /** By HTTP method, `ANY` for every one that has none of its own. */
  methods: Record<string, Method>;
}

export interface Method {
  httpMethod: string;
  /** NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS. */
  authorization: string;
  /** For CUSTOM and COGNITO_USER_POOLS. */
  authorizer?: Authorizer;
  /** Scopes of which an access token needs one; without any, an ID token is asked for. */
  authorizationScopes: string[];
  apiKeyRequired: boolean;
  operationName?: string;
  /** `method.request.<header|path|querystring>.<name>` to whether it is required. */
  requestParameters: Record<string, boolean>;
  /** By content type: a model's name, or the schema itself. */
  requestModels: Record<string, string | JsonSchema>;
  validator?: { body: boolean; parameters: boolean };
  /** Status codes that have a method response. */
  responses: Set<string>;
  integration?: Integration;
}

export type AuthorizerType = "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";

export interface Authorizer {
  /** Terraform's id, or the name of the security scheme. */
  id: string;
  type: AuthorizerType;
  /** How the function is called; empty for user pools. */
  uri: string;
  /** Such as `method.request.header.Authorization`. */
  identitySources: string[];
  /** A Java regular expression for the whole token, or for the audience of a user pool's. */
  identityValidationExpression?: string;
  /** How long a policy is kept, 0 for not at all. */
  ttlInSeconds: number;
  /** ARNs of user pools. */
  providerArns: string[];
}

export type PassthroughBehavior = "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

export interface Integration {
  type: IntegrationType;
  httpMethod: string;
  uri: string;
  /** The role that the backend is called with, or the caller's own. */
  credentials?: string;
  passthroughBehavior: PassthroughBehavior;
  /** `integration.request.<header|path|querystring>.<name>` to its source. */
  requestParameters: Record<string, string>;
  /** By content type. */
  requestTemplates: Record<string, string>;
  contentHandling?: ContentHandling;
  timeoutInMillis: number;
  /** Whether certificates of an HTTPS backend are taken whoever issued them. */
  skipsCertificateVerification: boolean;
  responses: IntegrationResponse[];
  /** BUFFERED, also when absent, or STREAM. */
  responseTransferMode?: string;
  cacheKeyParameters: string[];
  /** Shared by methods that answer alike; the resource's id when absent. */
  cacheNamespace?: string;
}

export interface IntegrationResponse {
  /** Absent for the default. */
  selectionPattern?: string;
  statusCode: string;
  /** `method.response.header.<name>` to its source. */
  responseParameters: Record<string, string>;
  responseTemplates: Record<string, string>;
  contentHandling?: ContentHandling;
}

export interface GatewayResponse {
  statusCode?: string;
  /** `gatewayresponse.<header|path|querystring>.<name>` to its source. */
  responseParameters: Record<string, string>;
  responseTemplates: Record<string, string>;
}

/** A stage of a REST API. */
export interface Stage {
  name: string;
  deploymentId: string;
  variables: Record<string, string>;
  /** API keys that a usage plan lets use this stage, by value. */
  apiKeys: Map<string, ApiKey>;
  /** By `methodKey`. */
  methodSettings: Map<string, MethodSettings>;
  /** Bytes that the cache cluster holds; absent without one. */
  cacheBytes?: number;
  canary?: Canary;
  /** What a person should know about how the stage is served. */
  warnings: string[];
}

/** Settings of a stage's methods; what is absent is not set. */
export interface MethodSettings {
  /** Requests per second. */
  rate?: number;
  /** Requests at once. */
  burst?: number;
  cachingEnabled?: boolean;
  cacheTtlSeconds?: number;
  requireAuthorizationForCacheControl?: boolean;
  unauthorizedCacheControl?: UnauthorizedCacheControl;
}

/** What becomes of `Cache-Control: max-age=0` from a client that may not invalidate the cache. */
export type UnauthorizedCacheControl =
  "FAIL_WITH_403" | "SUCCEED_WITH_RESPONSE_HEADER" | "SUCCEED_WITHOUT_RESPONSE_HEADER";

/** A token bucket: requests per second that refill it, requests that it holds. 0 lets nothing pass. */
export interface Throttle {
  rate: number;
  burst: number;
}

export type QuotaPeriod = "DAY" | "WEEK" | "MONTH";

export interface Quota {
  /** Requests in a period. */
  limit: number;
  /** Requests fewer in the first period. */
  offset: number;
  period: QuotaPeriod;
}

/** A usage plan as one stage sees it. */
export interface UsagePlan {
  id: string;
  /** Of each key over all the plan's stages. */
  throttle?: Throttle;
  /** Of each key and method of this stage, by `methodKey`. */
  methodThrottles: Map<string, Throttle>;
  quota?: Quota;
}

export interface ApiKey {
  id: string;
  enabled: boolean;
  plan: UsagePlan;
}

/** The part of a stage's requests that another deployment answers. */
export interface Canary {
  deploymentId: string;
  /** 0 to 100. */
  percentTraffic: number;
  /** Override the stage's. */
  variables: Record<string, string>;
  useStageCache: boolean;
}

/** A host name and what its base paths lead to. */
export interface DomainName {
  name: string;
  /** Custom domain name by which API Gateway is called where `name` is a CloudFront distribution's. */
  origin?: string;
  mappings: { basePath: string; apiId: string; stage: string }[];
}

export const authorizerDefaults = {
  identitySource: "method.request.header.Authorization",
  ttlInSeconds: 300,
} as const;

export const integrationDefaults = {
  passthroughBehavior: "WHEN_NO_MATCH",
  timeoutInMillis: 29_000,
} as const;
