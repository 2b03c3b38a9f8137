import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { policyDocument } from "./policy-document";

export interface AlarmTopicProps {
  name: string;
  account: string;
  /** ARNs of the alarms that publish; `*` stands for any characters. */
  alarmArns: readonly string[];
  /** E-mail addresses; each has to confirm. */
  addresses: readonly string[];
}

/** The SNS topic to which alarms of one account publish, over TLS only. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, account, alarmArns, addresses }: AlarmTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, "Resource", { name });
    new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: policyDocument([
        {
          Sid: "AlarmsOfTheEnvironment",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: ["sns:Publish"],
          Resource: [topic.arn],
          Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: { "aws:SourceArn": [...alarmArns] },
          },
        },
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: ["sns:Publish"],
          Resource: [topic.arn],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    });
    addresses.forEach((endpoint, index) => {
      new SnsTopicSubscription(this, `email-${index + 1}`, { topicArn: topic.arn, protocol: "email", endpoint });
    });
    this.arn = topic.arn;
  }
}
