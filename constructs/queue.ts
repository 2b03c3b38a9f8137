import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { denyQueueWithoutTls, DeadLetterQueue } from "./dead-letter-queue";
import { policyDocument } from "./policy-document";

export interface QueueProps {
  name: string;
  arn: string;
  /** Where messages go that were received too often. */
  deadLetters: { name: string; arn: string };
  maxReceiveCount: number;
  /** Seconds for which a received message is not given to others. */
  visibilityTimeout: number;
  /** @default - a standard queue */
  fifo?: { contentBasedDeduplication: boolean } | undefined;
}

/** An SQS queue with a dead-letter queue: encrypted, over TLS only. */
export class Queue extends Construct {
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: QueueProps) {
    super(scope, id);
    const dead = new DeadLetterQueue(this, "dead-letters", {
      ...props.deadLetters,
      sourceArns: [props.arn],
      fifo: props.fifo !== undefined,
    });
    const queue = new SqsQueue(this, "Resource", {
      name: props.name,
      visibilityTimeoutSeconds: props.visibilityTimeout,
      messageRetentionSeconds: 4 * 24 * 60 * 60,
      receiveWaitTimeSeconds: 20,
      sqsManagedSseEnabled: true,
      ...(props.fifo && { fifoQueue: true, contentBasedDeduplication: props.fifo.contentBasedDeduplication }),
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: props.deadLetters.arn,
        maxReceiveCount: props.maxReceiveCount,
      }),
      dependsOn: [dead.ready],
    });
    new SqsQueuePolicy(this, "policy", {
      queueUrl: queue.url,
      policy: policyDocument([denyQueueWithoutTls(props.arn)]),
    });
    this.queueName = queue.name;
    this.deadLetterQueueName = dead.queueName;
    this.ready = queue;
  }
}
