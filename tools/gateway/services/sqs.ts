import { createHash, randomUUID } from "node:crypto";
import type { Instance } from "../terraform/instance";
import { ServiceError } from "./errors";
import type { Input } from "./input";
import type { Entry } from "./ledger";
import { readAttributes } from "./message-attributes";
import type { Call, Operation, Result, Target } from "./service";
import { defineService } from "./stand-in";
import { identify } from "./targets";

interface Queue extends Target {
  isFifo: boolean;
  contentBasedDeduplication: boolean;
  deduplicationPerGroup: boolean;
  /** Bytes. */
  maxMessageSize: number;
}

type QueueCall = Call<Queue>;

const sendMessage: Operation<Queue> = (input, call) => {
  const queue = queueOf(input, call);
  return resultOf(send(readMessage(input, queue, call), queue, call));
};

const sendMessageBatch: Operation<Queue> = (input, call) => {
  const queue = queueOf(input, call);
  const entries = input.list("Entries") ?? input.list("SendMessageBatchRequestEntry") ?? [];
  checkBatch(entries);
  const results = entries.map((entry): { sent: Result } | { failed: Result } => {
    const Id = entry.text("Id")!;
    try {
      return { sent: { Id, ...resultOf(send(readMessage(entry, queue, call), queue, call)) } };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { failed: { Id, SenderFault: true, Code: error.queryCode, Message: error.message } };
    }
  });
  return {
    Successful: results.flatMap((result) => ("sent" in result ? [result.sent] : [])),
    Failed: results.flatMap((result) => ("failed" in result ? [result.failed] : [])),
  };
};

/** Amazon SQS: messages sent to a queue (API reference, SendMessage and SendMessageBatch). */
export const sqs = defineService<Queue>({
  name: "sqs",
  noun: "queue",
  kept: "messages",
  resource: "aws_sqs_queue",
  read: readQueue,
  protocols: {
    json: { targetPrefix: "AmazonSQS", version: "1.0", targetFromAction: false, errorPrefix: "com.amazonaws.sqs#" },
    query: {
      xmlNamespace: "http://queue.amazonaws.com/doc/2012-11-05/",
      listElements: { Successful: "SendMessageBatchResultEntry", Failed: "BatchResultErrorEntry" },
    },
  },
  targetMembers: ["QueueUrl"],
  targetInPath: true,
  operations: { SendMessage: sendMessage, SendMessageBatch: sendMessageBatch },
});

function readQueue(resource: Instance): Omit<Queue, keyof Target> {
  return {
    isFifo: resource.argument("fifo_queue") === true,
    contentBasedDeduplication: resource.argument("content_based_deduplication") === true,
    deduplicationPerGroup: resource.argument("deduplication_scope") === "messageGroup",
    // the provider's default, which it sets
    maxMessageSize: Number(resource.argument("max_message_size") ?? 262_144),
  };
}

function queueOf(input: Input, { find, path, protocol }: QueueCall): Queue {
  const url = input.text("QueueUrl") ?? (path === "" ? undefined : path);
  if (url === undefined) throw missing("QueueUrl");
  const reference = identify(url);
  if (reference.account === undefined)
    throw new ServiceError("InvalidAddress", `The address ${url} is not valid for this endpoint.`, { statusCode: 404 });
  const queue = find(reference);
  // without Version a request is of the first one, which knows no FIFO queues
  const known = queue && !(queue.isFifo && protocol === "query" && input.text("Version") !== "2012-11-05");
  if (!known)
    throw new ServiceError(
      "QueueDoesNotExist",
      `The specified queue does not exist${protocol === "query" ? " for this wsdl version" : ""}.`,
      { queryCode: "AWS.SimpleQueueService.NonExistentQueue" },
    );
  return queue;
}

interface Message {
  body: string;
  md5OfBody: string;
  attributes: ReturnType<typeof readAttributes>;
  delaySeconds?: number;
  messageGroupId?: string;
  messageDeduplicationId?: string;
}

function readMessage(input: Input, queue: Queue, { protocol }: QueueCall): Message {
  const body = input.text("MessageBody");
  if (body === undefined || body === "") throw missing("MessageBody");
  if (illegal.test(body))
    throw new ServiceError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  const attributes = readAttributes(input, protocol);
  if (Buffer.byteLength(body) + attributes.bytes > queue.maxMessageSize)
    throw invalid(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.maxMessageSize} bytes.`,
    );
  return { body, md5OfBody: md5(body), attributes, ...delay(input, queue), ...ordering(input, body, queue) };
}

// oxlint-disable-next-line no-control-regex -- what messages may not hold are just these
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function delay(input: Input, { isFifo }: Queue): Pick<Message, "delaySeconds"> {
  const seconds = input.integer("DelaySeconds");
  if (seconds === undefined) return {};
  if (isFifo && seconds > 0) throw notForThisType("DelaySeconds", seconds);
  if (seconds < 0 || seconds > 900)
    throw invalid(
      `Value ${seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  return { delaySeconds: seconds };
}

/** Message group and deduplication id: FIFO queues need both, standard queues take the group alone. */
function ordering(
  input: Input,
  body: string,
  queue: Queue,
): Pick<Message, "messageGroupId" | "messageDeduplicationId"> {
  const messageGroupId = input.text("MessageGroupId");
  const given = input.text("MessageDeduplicationId");
  if (!queue.isFifo) {
    if (given !== undefined) throw notForThisType("MessageDeduplicationId", given);
    return messageGroupId === undefined ? {} : { messageGroupId };
  }
  if (messageGroupId === undefined || messageGroupId === "") throw missing("MessageGroupId");
  for (const [name, value] of Object.entries({ MessageGroupId: messageGroupId, MessageDeduplicationId: given }))
    if (value !== undefined && !/^[\x21-\x7e]{1,128}$/.test(value))
      throw invalid(
        `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      );
  if (given === undefined && !queue.contentBasedDeduplication)
    throw invalid(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  return { messageGroupId, messageDeduplicationId: given ?? createHash("sha256").update(body).digest("hex") };
}

/** Keeps a message. One with the deduplication id of another in the last five minutes is answered as that was, not kept. */
function send(message: Message, queue: Queue, { ledger, keep, now }: QueueCall): Entry {
  const { attributes, ...fields } = message;
  if (queue.isFifo) {
    const since = new Date(now - 5 * 60_000).toISOString();
    const same = ledger(queue).findLast(
      (entry) =>
        entry["messageDeduplicationId"] === message.messageDeduplicationId &&
        (!queue.deduplicationPerGroup || entry["messageGroupId"] === message.messageGroupId),
      since,
    );
    if (same) return same;
  }
  const messageId = randomUUID();
  return keep(
    queue,
    {
      messageId,
      ...fields,
      ...(attributes.md5 !== undefined && { attributes: attributes.values, md5OfAttributes: attributes.md5 }),
      ...(queue.isFifo && { sequenceNumber: sequenceNumber(ledger(queue).sent + 1) }),
    },
    `${messageId} ${message.body}`,
  );
}

const resultOf = (entry: Entry): Result => ({
  MD5OfMessageAttributes: entry["md5OfAttributes"] ?? null,
  MD5OfMessageBody: entry["md5OfBody"],
  MD5OfMessageSystemAttributes: null,
  MessageId: entry["messageId"],
  SequenceNumber: entry["sequenceNumber"] ?? null,
});

/** 20 digits that grow. */
const sequenceNumber = (number: number) => String(18_849_496_460_467_696_128n + 256n * BigInt(number));

function checkBatch(entries: Input[]): void {
  const wrong = (code: string, message: string) =>
    new ServiceError(code, message, { queryCode: `AWS.SimpleQueueService.${code}` });
  if (entries.length === 0)
    throw wrong("EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request.");
  if (entries.length > 10)
    throw wrong(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  const ids = entries.map((entry) => entry.text("Id") ?? "");
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id)))
    throw wrong(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw wrong("BatchEntryIdsNotDistinct", `Id ${twice} repeated.`);
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.text("MessageBody") ?? ""), 0);
  if (bytes > batchBytes)
    throw wrong(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${batchBytes} bytes. You have sent ${bytes} bytes.`,
    );
}

/** Developer guide, "Amazon SQS message quotas". */
const batchBytes = 1_048_576;

const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const invalid = (message: string) => new ServiceError("InvalidParameterValue", message);
const missing = (name: string) =>
  new ServiceError("MissingParameter", `The request must contain the parameter ${name}.`);
const notForThisType = (name: string, value: string | number) =>
  invalid(
    `Value ${value} for parameter ${name} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  );
