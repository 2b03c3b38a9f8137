import type { Expression, JsonTemplate } from "../mapping-template";
import type { AnswerMapping } from "../parameter-mapping";
import type { IntegrationCompiler, IntegrationContext } from "./compiler";
import { compileServiceCall, readJson, type Refusal, routeCaller } from "./service-call";
import { inForm, jsonText, type Segment, toVelocity } from "./velocity";
import { refuseMissing } from "./trial";

/** API Gateway sends a message to a queue of the service, and answers once the queue has it. */
export interface SqsIntegration extends AnswerMapping {
  type: "sqs";
  queue: string;
  /** Body of the message. */
  message: JsonTemplate;
  /** Attributes of the message, at most 10, each a text that is never empty. @default - none */
  attributes?: Readonly<Record<string, Expression | string>>;
  /** Messages of a group keep their order: 1 to 128 characters without space. For FIFO queues, which need it. @default - none */
  messageGroupId?: Expression;
  /**
   * Of two messages with the same id within five minutes the second is dropped, and answered as the first: 1 to 128 characters without
   * space. For FIFO queues. @default - a digest of the message, where the queue has contentBasedDeduplication
   */
  messageDeduplicationId?: Expression;
  /** Body of the answer, made of what SQS answers: see service-answers.ts. */
  answer: JsonTemplate;
}

/** Of a group or an id that is none: API Gateway checks no parameter's form. */
const noId = {
  status: 400,
  code: "BAD_REQUEST_PARAMETERS",
  message: "the request can't be put in order",
} as const satisfies Refusal;

/** As SQS answers in JSON (recorded). */
const answered = {
  SendMessageResponse: {
    ResponseMetadata: { RequestId: "55a22a11-3d52-5a0e-8d43-7b9b2f6d7f3e" },
    SendMessageResult: {
      MD5OfMessageAttributes: null,
      MD5OfMessageBody: "f8a7ab7dd07d0e8a9c0ac2b7a5bb0a6a",
      MD5OfMessageSystemAttributes: null,
      MessageId: "d8ca8b2a-0f5b-4c7a-9d0e-1f4f6a0c5e10",
      SequenceNumber: null,
    },
  },
};

/** Source: SQS API reference, SendMessage; its query protocol takes a form. */
export const compileSqs: IntegrationCompiler<SqsIntegration> = (integration, context) => {
  const { services } = context.binding;
  const [, , , , account, queue] = services.arnOf("sqs", integration.queue).split(":");
  const route = routeCaller(context);
  refuseMissing([integration.message, ...valuesOf(integration)], context.route, context.subject);
  refuseMissing(integration.answer, context.route, context.subject, answered);
  const attributes = attributesOf(integration, context);
  const text = (value: Expression | string): Segment[] =>
    typeof value === "string" ? [value] : [{ expression: value.write(route) }];
  const fields: Record<string, Segment[]> = {
    Action: ["SendMessage"],
    Version: ["2012-11-05"],
    MessageBody: jsonText(integration.message, route),
    ...Object.fromEntries(
      attributes.flatMap(([name, value], index) => [
        [`MessageAttribute.${index + 1}.Name`, [name]],
        [`MessageAttribute.${index + 1}.Value.DataType`, ["String"]],
        [`MessageAttribute.${index + 1}.Value.StringValue`, text(value)],
      ]),
    ),
    ...(integration.messageGroupId && { MessageGroupId: text(integration.messageGroupId) }),
    ...(integration.messageDeduplicationId && { MessageDeduplicationId: text(integration.messageDeduplicationId) }),
  };
  return compileServiceCall(
    {
      target: `path/${account}/${queue}`,
      contentType: "application/x-www-form-urlencoded",
      request: toVelocity(
        Object.entries(fields).flatMap(([name, value], index) => [
          `${index === 0 ? "" : "&"}${name}=`,
          ...inForm(value),
        ]),
      ),
      read(form) {
        const { MessageBody, ...others } = Object.fromEntries(new URLSearchParams(form));
        return { MessageBody: readJson(MessageBody ?? ""), ...others };
      },
      answer: { template: toVelocity(jsonText(integration.answer, route)), samples: [{ given: answered }] },
      error: "$input.path('$.Error.Code')",
      refusals: {
        InvalidMessageContents: {
          status: 400,
          code: "BAD_REQUEST_BODY",
          message: "the body holds characters that can't be kept",
        },
        ...(integration.messageGroupId && { MissingParameter: noId, InvalidParameterValue: noId }),
      },
    },
    context,
  );
};

const valuesOf = ({ attributes = {}, messageGroupId, messageDeduplicationId }: SqsIntegration) =>
  [...Object.values(attributes), messageGroupId, messageDeduplicationId].filter((value) => value !== undefined);

/** Source: SQS developer guide, "Amazon SQS message metadata". */
function attributesOf({ attributes = {} }: SqsIntegration, { subject }: IntegrationContext) {
  const entries = Object.entries(attributes);
  if (entries.length > 10) throw new Error(`${subject}: attributes: expected at most 10, got ${entries.length}`);
  for (const [name] of entries)
    if (!/^(?!aws\.|amazon\.)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/i.test(name) || name.length > 256)
      throw new Error(`${subject}: attributes: expected names of letters, digits and _-., got ${name}`);
  return entries;
}
