import type { Instance } from "../terraform/instance";
import type { Input } from "./input";
import type { Entry, Ledger } from "./ledger";
import type { Reference } from "./targets";

/** What requests of a service are for: a queue, a stream, a state machine. */
export interface Target {
  name: string;
  arn: string;
  region: string;
  /** `000000000000` when the stack doesn't say in which account it is. */
  account: string;
}

/** A service as this gateway stands in for it: what it takes and what it answers. */
export interface ServiceDefinition<T extends Target> {
  /** As in the URI of an integration: `sqs` in `arn:aws:apigateway:eu-west-1:sqs:path/...`. */
  name: string;
  /** Such as `queue`. */
  noun: string;
  /** What its requests send, in the plural: `messages`. */
  kept: string;
  /** Terraform's type of the targets. */
  resource: string;
  /** What the operations need to know of a target besides its name. */
  read: (resource: Instance) => Omit<T, keyof Target>;
  /** The target that every region has without declaring it. */
  implicit?: (region: string) => T;
  protocols: Protocols;
  /** Input members that say which target a request is for, by name, URL or ARN. */
  targetMembers: string[];
  /** Whether the path of an integration's URI says it too. */
  targetInPath?: boolean;
  operations: Record<string, Operation<T>>;
  /** Operations that would need more than a stand-in: why, and what to do instead. */
  needsMore?: Record<string, string>;
}

/** How a service is spoken to: by JSON with `X-Amz-Target`, by the parameters of a form (AWS query), or by either. */
export interface Protocols {
  json?: {
    /** `AmazonSQS` in `X-Amz-Target: AmazonSQS.SendMessage`. */
    targetPrefix: string;
    version: "1.0" | "1.1";
    /** Whether API Gateway sets `X-Amz-Target` for an integration with `action/<name>`. */
    targetFromAction: boolean;
    /** What precedes an error's name in `__type`. */
    errorPrefix: string;
  };
  query?: {
    xmlNamespace: string;
    /** By list in a result: the name of its elements in XML. */
    listElements?: Record<string, string>;
  };
}

/** Serves one request. Throws `ServiceError` for what the service would answer with an error. */
export type Operation<T extends Target> = (input: Input, call: Call<T>) => Result;

/** Members of the answer; null for one without value, which only JSON of the query protocol shows. */
export type Result = Record<string, unknown>;

/** What an operation works with. */
export interface Call<T extends Target> {
  /** Region of the endpoint. */
  region: string;
  /** Path at the endpoint without its leading slash, such as `111122223333/orders` for SQS. */
  path: string;
  protocol: "json" | "query";
  /** Milliseconds since 1970. */
  now: number;
  /** A target in the region of the endpoint. */
  find: (reference: Reference) => T | undefined;
  ledger: (target: T) => Ledger;
  /** Keeps what was sent; `summary` is for the terminal. */
  keep: (target: T, fields: Record<string, unknown>, summary: string) => Entry;
}
