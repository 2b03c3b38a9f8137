import { randomUUID } from "node:crypto";
import type { Instance } from "../terraform/instance";
import { ServiceError } from "./errors";
import type { Input } from "./input";
import type { Call, Operation, Target } from "./service";
import { defineService } from "./stand-in";
import { identify } from "./targets";

interface Topic extends Target {
  isFifo: boolean;
  contentBasedDeduplication: boolean;
}

const publish: Operation<Topic> = (input, call) => {
  const message = input.text("Message");
  if (message === undefined || message === "") throw invalid("Empty message");
  if (Buffer.byteLength(message) > messageBytes) throw invalid("Message too long");
  const topic = topicOf(input, call);
  const fields = {
    messageId: randomUUID(),
    subject: input.text("Subject"),
    message,
    attributes: attributesOf(input),
    ...(topic.isFifo && ordering(input, topic, call)),
  };
  const { messageId } = fields;
  const entry = call.keep(topic, fields, `${messageId} ${message}`);
  return { MessageId: messageId, SequenceNumber: entry["sequenceNumber"] ?? null };
};

/** Amazon SNS: messages published to a topic, which are kept and not delivered to subscribers (API reference, Publish). */
export const sns = defineService<Topic>({
  name: "sns",
  noun: "topic",
  kept: "messages",
  resource: "aws_sns_topic",
  read: (resource: Instance) => ({
    isFifo: resource.argument("fifo_topic") === true,
    contentBasedDeduplication: resource.argument("content_based_deduplication") === true,
  }),
  protocols: { query: { xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/" } },
  targetMembers: ["TopicArn", "TargetArn"],
  operations: { Publish: publish },
});

const messageBytes = 262_144;

function topicOf(input: Input, { find }: Call<Topic>): Topic {
  const arn = input.text("TopicArn") ?? input.text("TargetArn");
  if (arn === undefined || arn === "") throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  if (!arn.startsWith("arn:"))
    throw invalid(`TopicArn Reason: An ARN must have at least 6 elements, not ${arn.split(":").length}`);
  const topic = find(identify(arn));
  if (!topic) throw new ServiceError("NotFound", "Topic does not exist", { statusCode: 404 });
  return topic;
}

function ordering(input: Input, topic: Topic, { ledger }: Call<Topic>) {
  const messageGroupId = input.text("MessageGroupId");
  const messageDeduplicationId = input.text("MessageDeduplicationId");
  if (messageGroupId === undefined) throw invalid("The MessageGroupId parameter is required for FIFO topics");
  if (messageDeduplicationId === undefined && !topic.contentBasedDeduplication)
    throw invalid(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  const sequenceNumber = String(10_000_000_000_000_000_000n + BigInt(ledger(topic).sent + 1));
  return { messageGroupId, messageDeduplicationId, sequenceNumber };
}

/** `MessageAttributes.entry.<n>.Name` and `.Value...`, by name. */
function attributesOf(input: Input): Record<string, unknown> | undefined {
  const entries = input.structure("MessageAttributes")?.list("entry");
  return (
    entries &&
    Object.fromEntries(
      entries.map((entry) => {
        const value = entry.structure("Value");
        return [
          entry.text("Name") ?? "",
          {
            dataType: value?.text("DataType"),
            stringValue: value?.text("StringValue"),
            binaryValue: value?.text("BinaryValue"),
          },
        ];
      }),
    )
  );
}

const invalid = (reason: string) => new ServiceError("InvalidParameter", `Invalid parameter: ${reason}`);
