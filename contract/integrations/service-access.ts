import type { Integration } from ".";

/** An AWS service that routes lead to, as the URI of an integration names it. */
export type AwsService = "sqs" | "kinesis" | "states" | "dynamodb";

/** What API Gateway does for a route at an AWS service: what the role has to allow. */
export interface ServiceAccess {
  service: AwsService;
  /** Name of the queue, stream, state machine or table of the service. */
  resource: string;
  /** `sqs:SendMessage` */
  action: string;
  /** Index of the table that is read instead of the table. */
  index?: string | undefined;
}

/** Where the resources are that routes lead to, and the roles by which API Gateway reaches them. */
export interface ServiceAddresses {
  region: string;
  arnOf(service: AwsService, resource: string): string;
  /** Role of the door for one resource. */
  roleArnOf(service: AwsService, resource: string): string;
}

type Accesses = {
  [T in Integration["type"]]: (integration: Extract<Integration, { type: T }>) => ServiceAccess | undefined;
};

const accesses: Accesses = {
  dynamodb: (integration) => ({
    service: "dynamodb",
    resource: integration.table,
    action: `dynamodb:${integration.action}`,
    ...(integration.action === "Query" && { index: integration.index }),
  }),
  http: () => undefined,
  httpProxy: () => undefined,
  kinesis: ({ stream, action }) => ({ service: "kinesis", resource: stream, action: `kinesis:${action}` }),
  lambda: () => undefined,
  lambdaCustom: () => undefined,
  mock: () => undefined,
  sqs: ({ queue }) => ({ service: "sqs", resource: queue, action: "sqs:SendMessage" }),
  stepFunctions: ({ stateMachine, action }) => ({
    service: "states",
    resource: stateMachine,
    action: `states:${action}`,
  }),
};

/** What API Gateway does for an operation at an AWS service by a role of its own; undefined where it needs none. */
export const accessOf = (integration: Integration): ServiceAccess | undefined =>
  accesses[integration.type](integration as never);
