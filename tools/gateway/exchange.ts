import type { Readable } from "node:stream";
import type { GatewayResponseType } from "../../semantics/gateway-response-types";
import type { Headers } from "./headers";
import type { Query } from "./query-string";
import type { ServedMethod, ServedStage } from "./served-stage";
import type { StepName, Trace } from "./trace";

/** A request as it came in. */
export interface ClientRequest {
  httpMethod: string;
  /** Path as sent, without query string: `/v1/orders`, `/dev/orders`. */
  rawPath: string;
  query: Query;
  headers: Headers;
  /** Names and values exactly as they came, which signatures are about. */
  rawHeaders: string[];
  body: Buffer;
  /** The payload as it came, when it came compressed. */
  encodedBody?: Buffer;
  sourceIp: string;
  protocol: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
}

/** Where a request arrived: its stage, and its path without stage or with the base path that led there. */
export interface Destination {
  stage: ServedStage;
  /** Path inside the API, matched with its resources. */
  resourcePath: string;
  /** `$context.path`: with the stage of an execute-api address or the base path of a custom domain. */
  contextPath: string;
  /** `path` of the Lambda event: with the base path of a custom domain, without the stage of an execute-api address. */
  eventPath: string;
  domainName: string;
  /** Private APIs: the VPC endpoint that the request comes through. */
  vpcEndpointId?: string;
}

/** One request on its way through the pipeline. Steps read it and add to it. */
export interface Exchange {
  readonly request: ClientRequest;
  readonly destination: Destination;
  readonly stage: ServedStage;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** `Root=...` with what the client sent kept. */
  readonly traceId: string;
  /** Keeps what each step did; undefined unless someone wants to know. */
  readonly trace: Trace | undefined;
  /** `$context`; templates' own assignments replace it. */
  context: Record<string, unknown>;
  method?: ServedMethod;
  pathParameters: Record<string, string>;
  /** The API key that a Lambda authorizer named, for APIs whose key source is AUTHORIZER. */
  usageIdentifierKey?: string;
  /** Whether who authorized the caller gave it this permission besides that to call; absent when nobody did. */
  permits?: (action: string) => boolean;
  integrationRequest?: IntegrationRequest;
  integrationResult?: IntegrationResult;
  response?: GatewayAnswer;
}

export interface IntegrationRequest {
  httpMethod: string;
  uri: string;
  headers: Headers;
  query: [string, string][];
  body: Buffer | string;
  skipsCertificateVerification?: boolean;
}

/** What the backend answered. */
export interface IntegrationResult {
  statusCode: number;
  headers: Headers;
  body: Buffer | string;
  /** What selection patterns are tried on: the status, or a Lambda error's message, null when it didn't fail. */
  selectionValue: string | null;
}

/** The answer to the client. */
export interface GatewayAnswer {
  statusCode: number;
  headers: Headers;
  /** A stream's bytes are sent as they come; its error ends the connection. */
  body: Buffer | string | Readable;
}

/** A request that API Gateway answers itself; becomes a gateway response. */
export interface Refusal {
  type: GatewayResponseType;
  /** null prints as null. */
  message: string | null;
  /** When it isn't the type's own default. */
  statusCode?: number;
  /** `x-amzn-ErrorType`, when it isn't the type's own. */
  errorType?: string;
  /** `$context.error.validationErrorString`. */
  validationErrors?: string;
  /** For the person at the terminal, never for the client: what was wrong and where. */
  hint?: string;
}

/** A step of the pipeline: lets the request pass (nothing), or refuses it. */
export type Step = (exchange: Exchange) => Outcome | Promise<Outcome>;
export type Outcome = Refusal | undefined;

/** A step under the name that the terminal shows. */
export interface NamedStep {
  name: StepName;
  run: Step;
}

/** 500 for what is wrong with the API; 502 for what is wrong with a function's answer, which AWS counts as failure of the integration. */
export const internalServerError = (hint: string, statusCode?: 502): Refusal => ({
  type: statusCode === undefined ? "API_CONFIGURATION_ERROR" : "INTEGRATION_FAILURE",
  message: "Internal server error",
  hint,
  ...(statusCode !== undefined && { statusCode }),
});
