import * as z from "zod/mini";
import { type Expression, jsonAt, type JsonTemplate } from "../mapping-template";
import type { AnswerMapping } from "../parameter-mapping";
import type { IntegrationCompiler, IntegrationContext } from "./compiler";
import { compileServiceCall, override, readJson, type Refusal, routeCaller, type ServiceCall } from "./service-call";
import { refuseMissing } from "./trial";
import { inJsonString, jsonText, type Segment, toVelocity } from "./velocity";

interface ToStream extends AnswerMapping {
  type: "kinesis";
  stream: string;
}

/** API Gateway puts records into a stream of the service, and answers once the stream has them. */
export type KinesisIntegration = ToStream &
  (
    | {
        /** One record: the request's body, on one line. */
        action: "PutRecord";
        /** Says which shard takes the record; has to vary, or one shard takes all. At most 256 characters. */
        partitionKey: Expression;
        /** Body of the answer, made of what Kinesis answers: see service-answers.ts. */
        answer: JsonTemplate;
      }
    | {
        /**
         * Up to 500 records, each as one line. The answer is `PutRecordsAnswer` of service-answers.ts, 200 where all of them were stored and
         * 207 where some were not.
         */
        action: "PutRecords";
        /** Property of the body with the list of records. */
        records: string;
        /** Property of a record that says which shard takes it; has to vary. At most 256 characters. */
        partitionKey: string;
      }
  );

const put = { SequenceNumber: "49682198230172543874650283457", ShardId: "shardId-000000000000" };
const notPut = { ErrorCode: "ProvisionedThroughputExceededException", ErrorMessage: "Rate exceeded for shard" };

const refusals: Record<string, Refusal> = {
  ValidationException: { status: 400, code: "BAD_REQUEST_BODY", message: "the request's body is invalid" },
  InvalidArgumentException: { status: 400, code: "BAD_REQUEST_BODY", message: "the request's body is too large" },
};

/** Source: Kinesis Data Streams API reference, PutRecord and PutRecords. */
export const compileKinesis: IntegrationCompiler<KinesisIntegration> = (integration, context) => {
  const { action } = integration;
  return compileServiceCall(
    {
      target: `action/${action}`,
      contentType: "application/x-amz-json-1.1",
      refusals,
      ...(integration.action === "PutRecord" ? putRecord(integration, context) : putRecords(integration, context)),
    },
    context,
  );
};

type Of<A extends KinesisIntegration["action"]> = Extract<KinesisIntegration, { action: A }>;
type Put = Pick<ServiceCall, "request" | "read" | "answer">;

const arnIn = ({ stream }: KinesisIntegration, { binding }: IntegrationContext) =>
  `"StreamARN":"${binding.services.arnOf("kinesis", stream)}"`;

function putRecord(integration: Of<"PutRecord">, context: IntegrationContext): Put {
  const { route, subject } = context;
  const who = routeCaller(context);
  const { partitionKey, answer } = integration;
  if (/^\$context\.(stage|domainName|resourcePath)$/.test(partitionKey.write(who)))
    throw new Error(
      `${subject}: partitionKey: expected what differs from request to request, got ${partitionKey.write(who)}`,
    );
  refuseMissing([partitionKey], route, subject);
  refuseMissing(answer, route, subject, put);
  return {
    request: toVelocity([
      `{${arnIn(integration, context)},"Data":"${base64(jsonAt("$").write(who))}","PartitionKey":`,
      ...jsonText(partitionKey, who),
      "}",
    ]),
    read: (text) => decoded(readJson(text) as PutRecord),
    answer: { template: toVelocity(jsonText(answer, who)), samples: [{ given: put }] },
  };
}

function putRecords(integration: Of<"PutRecords">, context: IntegrationContext): Put {
  const { records, partitionKey } = integration;
  const { route, subject } = context;
  const most = longestList(route.request?.body, records);
  if (most === undefined || most > 500)
    throw new Error(
      `${subject}: request body: expected ${records} to be a list of at most 500, which PutRecords takes, got ${most ?? "one without a limit"}`,
    );
  const key: Segment[] = inJsonString([{ expression: `$record.${partitionKey}` }]);
  refuseMissing(jsonAt(`$.${records}[0].${partitionKey}`), route, subject);
  const each = [
    `{"Data":"${base64(`$input.json("$.${records}[$foreach.index]")`)}","PartitionKey":"`,
    ...key,
    '"}#if($foreach.hasNext),#end',
  ];
  return {
    request: `{${arnIn(integration, context)},"Records":[#foreach($record in $input.path('$.${records}'))${toVelocity(each)}#end]}`,
    read(text) {
      const { Records, ...others } = readJson(text) as { Records: PutRecord[] };
      return { ...others, Records: Records.map(decoded) };
    },
    answer: {
      template: batchAnswer,
      samples: [
        { given: { FailedRecordCount: 0, Records: [put, put] } },
        { given: { FailedRecordCount: 1, Records: [put, notPut] }, status: 207 },
      ],
    },
  };
}

/** 200 says that Kinesis took the request, not that it took the records. */
const batchAnswer =
  `#set($failed = $input.path('$.FailedRecordCount'))#if($failed > 0)${override(207)}#end` +
  `{"failed":$failed,"results":[#foreach($record in $input.path('$.Records'))#set($error = "$!record.ErrorCode")` +
  `#if($error == ""){"stored":true}#elseif($error.startsWith("Provisioned")){"stored":false,"code":"TOO_MANY_REQUESTS"}` +
  `#else{"stored":false,"code":"INTERNAL_ERROR"}#end#if($foreach.hasNext),#end#end]}`;

interface PutRecord {
  Data: string;
}

const decoded = (record: PutRecord) => {
  const Data = readJson(Buffer.from(record.Data, "base64").toString());
  return { ...record, Data };
};

const base64 = (expression: string) => `$util.base64Encode(${expression})`;

function longestList(schema: z.ZodMiniType | undefined, property: string): number | undefined {
  if (!schema) return undefined;
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const list = properties[property];
  return typeof list === "object" ? list.maxItems : undefined;
}
