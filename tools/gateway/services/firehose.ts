import { randomBytes } from "node:crypto";
import { Constraints } from "./constraints";
import { ServiceError } from "./errors";
import type { Input } from "./input";
import { textOrBase64 } from "./payload";
import type { Call, Operation, Target } from "./service";
import { defineService } from "./stand-in";

const putRecord: Operation<Target> = (input, call) => {
  const record = input.structure("Record");
  const constraints = constrainStream(input).required("record", record);
  constrainRecord(record, "record", constraints).check();
  return put(record!, streamOf(input, call), call);
};

const putRecordBatch: Operation<Target> = (input, call) => {
  const records = input.list("Records");
  const constraints = constrainStream(input).required("records", records).length("records", records, 1, 500);
  for (const [index, record] of (records ?? []).entries())
    constrainRecord(record, `records.${index + 1}.member`, constraints);
  constraints.check();
  const stream = streamOf(input, call);
  return { FailedPutCount: 0, RequestResponses: records!.map((record) => put(record, stream, call)) };
};

/** Amazon Data Firehose: records put into a stream, which are kept and not delivered (API reference, PutRecord). */
export const firehose = defineService<Target>({
  name: "firehose",
  noun: "delivery stream",
  kept: "records",
  resource: "aws_kinesis_firehose_delivery_stream",
  read: () => ({}),
  protocols: {
    json: { targetPrefix: "Firehose_20150804", version: "1.1", targetFromAction: true, errorPrefix: "" },
  },
  targetMembers: ["DeliveryStreamName"],
  operations: { PutRecord: putRecord, PutRecordBatch: putRecordBatch },
});

const recordBytes = 1_024_000;

function constrainStream(input: Input): Constraints {
  const name = input.text("DeliveryStreamName");
  return new Constraints()
    .required("deliveryStreamName", name)
    .pattern("deliveryStreamName", name, /[a-zA-Z0-9_.-]+/)
    .length("deliveryStreamName", name, 1, 64);
}

function constrainRecord(record: Input | undefined, place: string, constraints: Constraints): Constraints {
  const data = record?.blob("Data");
  if (record) constraints.required(`${place}.data`, data).length(`${place}.data`, data, 0, recordBytes);
  return constraints;
}

function streamOf(input: Input, { find }: Call<Target>): Target {
  const name = input.text("DeliveryStreamName")!;
  const stream = find({ name });
  if (!stream) throw new ServiceError("ResourceNotFoundException", `Firehose ${name} not found.`);
  return stream;
}

function put(record: Input, stream: Target, { keep }: Call<Target>) {
  const RecordId = randomBytes(160).toString("base64");
  const payload = textOrBase64(record.blob("Data")!);
  keep(stream, { recordId: RecordId, ...payload }, Object.values(payload)[0]!);
  return { RecordId };
}
