import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { LambdaFunction } from "./lambda-function";
import { identityPolicy, type Statement } from "./policy-document";

export interface EventSourceMappingProps {
  function: LambdaFunction;
  queue: { arn: string; ready: ITerraformDependable };
  batchSize: number;
  /** Seconds that a batch is waited for; undefined for a FIFO queue, which has none. */
  batchWindow: number | undefined;
  /** Batches that are worked on at a time, 2 or more. */
  maxConcurrency: number;
  /** What the function's role may do with the queue's key. */
  keyStatements: readonly Statement[];
}

/** Gives a queue's messages to a function's alias in batches, of which the function answers what failed. */
export class EventSourceMapping extends Construct {
  constructor(scope: Construct, id: string, props: EventSourceMappingProps) {
    super(scope, id);
    const policy = new IamRolePolicy(this, "policy", {
      name: "queue",
      role: props.function.roleName,
      policy: identityPolicy([
        {
          Sid: "TakeMessages",
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          Resource: [props.queue.arn],
        },
        ...props.keyStatements,
      ]),
    });
    new LambdaEventSourceMapping(this, "Resource", {
      eventSourceArn: props.queue.arn,
      functionName: props.function.alias.arn,
      batchSize: props.batchSize,
      ...(props.batchWindow !== undefined && { maximumBatchingWindowInSeconds: props.batchWindow }),
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: props.maxConcurrency },
      // Lambda refuses a queue that the role may not read
      dependsOn: [policy, props.queue.ready],
    });
  }
}
