import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";

export interface DeadLetterQueueProps {
  name: string;
  arn: string;
  /** Queues that move messages here. @default - none: functions send what they failed to do */
  sourceArns?: readonly string[];
  /** Whether these are FIFO queues. @default false */
  fifo?: boolean;
}

/** An SQS queue that keeps for 14 days what could not be done: encrypted, over TLS only. */
export class DeadLetterQueue extends Construct {
  readonly queueName: string;
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, arn, sourceArns, fifo }: DeadLetterQueueProps) {
    super(scope, id);
    const queue = new SqsQueue(this, "Resource", {
      name,
      messageRetentionSeconds: 14 * 24 * 60 * 60,
      sqsManagedSseEnabled: true,
      ...(fifo && { fifoQueue: true }),
      ...(sourceArns && {
        redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: sourceArns }),
      }),
    });
    new SqsQueuePolicy(this, "policy", { queueUrl: queue.url, policy: policyDocument([denyQueueWithoutTls(arn)]) });
    this.queueName = queue.name;
    this.ready = queue;
  }
}

export const denyQueueWithoutTls = (arn: string): Statement => ({
  Sid: "DenyWithoutTls",
  Effect: "Deny",
  Principal: "*",
  // every action: a Deny has to name them all
  Action: ["sqs:*"],
  Resource: [arn],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
