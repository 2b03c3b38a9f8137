import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { Construct } from "constructs";
import { DeadLetterQueue } from "./dead-letter-queue";
import type { LambdaFunction } from "./lambda-function";
import { identityPolicy, type Statement } from "./policy-document";
import { terraformLiteral } from "./terraform-literal";

export interface StreamConsumerProps {
  function: LambdaFunction;
  /** The table's stream as it is now, and its streams as a role may name them: AWS numbers them. */
  stream: { arn: string; pattern: string };
  /** Event patterns, one of which a record has to match. */
  patterns: readonly object[];
  /** Where records go that were given up. */
  queue: { name: string; arn: string };
  /** What the role may do with the queue's key, where it has one. */
  key: readonly Statement[];
}

/**
 * Feeds a function from a table's stream, from now on. Records that it fails are tried again, in ever smaller batches, until
 * they are older than an hour or have failed six times; then the queue is told which they were.
 * Source: Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB".
 */
export class StreamConsumer extends Construct {
  readonly queueName: string;

  constructor(scope: Construct, id: string, { stream, patterns, queue, key, ...props }: StreamConsumerProps) {
    super(scope, id);
    this.queueName = new DeadLetterQueue(this, "failures", queue).queueName;
    const { alias, roleName } = props.function;
    const policy = new IamRolePolicy(this, "policy", {
      name: "stream",
      role: roleName,
      policy: identityPolicy([
        {
          Sid: "ReadStream",
          Effect: "Allow",
          Action: [
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
          ],
          Resource: [stream.pattern],
        },
        { Sid: "SendFailures", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queue.arn] },
        ...key,
      ]),
    });
    new LambdaEventSourceMapping(this, "Resource", {
      functionName: alias.arn,
      eventSourceArn: stream.arn,
      startingPosition: "LATEST",
      batchSize: 10,
      functionResponseTypes: ["ReportBatchItemFailures"],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 5,
      maximumRecordAgeInSeconds: 3600,
      filterCriteria: {
        filter: patterns.map((pattern) => ({ pattern: terraformLiteral(JSON.stringify(pattern)) })),
      },
      destinationConfig: { onFailure: { destinationArn: queue.arn } },
      // Lambda refuses a stream or a queue that the role may not use
      dependsOn: [policy],
    });
  }
}
