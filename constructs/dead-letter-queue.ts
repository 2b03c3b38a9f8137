import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Construct } from "constructs";
import { policyDocument } from "./policy-document";

/** An SQS queue that keeps for 14 days what could not be done: encrypted, over TLS only. */
export class DeadLetterQueue extends Construct {
  readonly queueName: string;

  constructor(scope: Construct, id: string, { name, arn }: { name: string; arn: string }) {
    super(scope, id);
    const queue = new SqsQueue(this, "Resource", {
      name,
      messageRetentionSeconds: 14 * 24 * 60 * 60,
      sqsManagedSseEnabled: true,
    });
    new SqsQueuePolicy(this, "policy", {
      queueUrl: queue.url,
      policy: policyDocument([
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          // every action: a Deny has to name them all
          Action: ["sqs:*"],
          Resource: [arn],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    });
    this.queueName = queue.name;
  }
}
