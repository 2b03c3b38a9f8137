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
