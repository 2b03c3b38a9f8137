import type { ServiceError } from "dynalite/db";

/** An error of DynamoDB's API: its name goes to the client as `__type`, `fields` beside its message. */
export class DynamoDbError extends Error implements ServiceError {
  readonly body: ServiceError["body"];

  constructor(
    type: keyof typeof shapes,
    message: string,
    fields: Record<string, unknown> = {},
    readonly statusCode = 400,
  ) {
    super(message);
    this.body = { __type: `${shapes[type]}#${type}`, ...fields, message };
  }
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "statusCode" in error && "body" in error;
}

/** The last part of `__type`, such as `ConditionalCheckFailedException`. */
export const errorName = (error: ServiceError) => error.body["__type"].split("#").pop();

const service = "com.amazonaws.dynamodb.v20120810";

const shapes = {
  IdempotentParameterMismatchException: service,
  InternalServerError: service,
  ResourceNotFoundException: service,
  TransactionCanceledException: service,
  TransactionConflictException: service,
  TransactionInProgressException: service,
  ValidationException: "com.amazon.coral.validate",
  MissingAuthenticationTokenException: "com.amazon.coral.service",
  SerializationException: "com.amazon.coral.service",
  UnknownOperationException: "com.amazon.coral.service",
} as const;
