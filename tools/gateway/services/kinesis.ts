import { createHash } from "node:crypto";
import type { Instance } from "../terraform/instance";
import { Constraints } from "./constraints";
import { ServiceError } from "./errors";
import type { Input } from "./input";
import { textOrBase64 } from "./payload";
import type { Call, Operation, Target } from "./service";
import { defineService } from "./stand-in";
import { identify, unknownAccount } from "./targets";

interface Stream extends Target {
  shardCount: number;
  isEncrypted: boolean;
  /** What each shard took in its current second. */
  load: { second: number; records: number; bytes: number }[];
}

type StreamCall = Call<Stream>;

const putRecord: Operation<Stream> = (input, call) => {
  const constraints = constrain(input, new Constraints(), "");
  constrainStream(input, constraints);
  constraints.check();
  const stream = streamOf(input, call);
  const put = write(readRecord(input), stream, call);
  if ("error" in put) throw new ServiceError(put.error, put.message);
  return { ...put, ...encryption(stream) };
};

const putRecords: Operation<Stream> = (input, call) => {
  const records = input.list("Records");
  const constraints = new Constraints().required("records", records).length("records", records, 1, 500);
  for (const [index, record] of (records ?? []).entries())
    constrain(record, constraints, `records.${index + 1}.member.`);
  constrainStream(input, constraints);
  constraints.check();
  const read = records!.map(readRecord);
  const bytes = read.reduce((sum, { data, partitionKey }) => sum + data.length + Buffer.byteLength(partitionKey), 0);
  if (bytes > requestBytes)
    throw new ServiceError("InvalidArgumentException", `Records size exceeds ${requestBytes / 1024 / 1024} MB limit`);
  const stream = streamOf(input, call);
  const results = read.map((record) => write(record, stream, call));
  return {
    FailedRecordCount: results.filter((result) => "error" in result).length,
    Records: results.map((result) =>
      "error" in result ? { ErrorCode: result.error, ErrorMessage: result.message } : result,
    ),
    ...encryption(stream),
  };
};

/** Amazon Kinesis Data Streams: records put into the shard of their partition key (API reference, PutRecord and PutRecords). */
export const kinesis = defineService<Stream>({
  name: "kinesis",
  noun: "stream",
  kept: "records",
  resource: "aws_kinesis_stream",
  read: readStream,
  protocols: {
    json: { targetPrefix: "Kinesis_20131202", version: "1.1", targetFromAction: true, errorPrefix: "" },
  },
  targetMembers: ["StreamName", "StreamARN"],
  operations: { PutRecord: putRecord, PutRecords: putRecords },
});

function readStream(resource: Instance): Omit<Stream, keyof Target> {
  const [mode] = resource.blocks("stream_mode_details");
  const onDemand = mode?.["stream_mode"] === "ON_DEMAND";
  const shardCount = onDemand ? onDemandShards : Number(resource.argument("shard_count") ?? 1);
  return {
    shardCount,
    isEncrypted: resource.argument("encryption_type") === "KMS",
    load: Array.from({ length: shardCount }, () => ({ second: 0, records: 0, bytes: 0 })),
  };
}

/** "Creating an on-demand stream": it starts with 4 MiB/s, which is four shards. */
const onDemandShards = 4;

const longestArn = 2048;

/** Quotas: a record, a request of PutRecords, and what a shard takes in a second. */
const recordBytes = 1024 * 1024;
const requestBytes = 5 * 1024 * 1024;
const perSecond = { records: 1000, bytes: 1024 * 1024 };

const encryption = ({ isEncrypted }: Stream) => (isEncrypted ? { EncryptionType: "KMS" } : {});

function constrain(record: Input, constraints: Constraints, place: string): Constraints {
  const partitionKey = record.text("PartitionKey");
  const data = record.blob("Data");
  return constraints
    .required(`${place}partitionKey`, partitionKey)
    .length(`${place}partitionKey`, partitionKey, 1, 256)
    .pattern(`${place}explicitHashKey`, record.text("ExplicitHashKey"), /0|([1-9]\d{0,38})/)
    .required(`${place}data`, data)
    .length(`${place}data`, data, 0, recordBytes);
}

function constrainStream(input: Input, constraints: Constraints): void {
  constraints
    .pattern("streamName", input.text("StreamName"), /[a-zA-Z0-9_.-]+/)
    .length("streamName", input.text("StreamName"), 1, 128)
    .pattern("streamARN", input.text("StreamARN"), /arn:aws.*:kinesis:.*:\d{12}:stream\/\S+/)
    .length("streamARN", input.text("StreamARN"), 1, longestArn);
}

function streamOf(input: Input, { find }: StreamCall): Stream {
  const written = input.text("StreamARN") ?? input.text("StreamName");
  if (written === undefined)
    throw new ServiceError("InvalidArgumentException", "Either StreamName or StreamARN must be provided.");
  const reference = identify(written);
  const stream = find(reference);
  if (!stream)
    throw new ServiceError(
      "ResourceNotFoundException",
      `Stream ${reference.name} under account ${reference.account ?? unknownAccount} not found.`,
    );
  return stream;
}

interface DataRecord {
  partitionKey: string;
  data: Buffer;
  hashKey: bigint;
}

function readRecord(record: Input): DataRecord {
  const partitionKey = record.text("PartitionKey")!;
  const explicit = record.text("ExplicitHashKey");
  const hashKey = explicit === undefined ? hashOf(partitionKey) : BigInt(explicit);
  if (hashKey >= hashKeys)
    throw new ServiceError(
      "InvalidArgumentException",
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicit}`,
    );
  return { partitionKey, data: record.blob("Data")!, hashKey };
}

const hashKeys = 2n ** 128n;
const hashOf = (partitionKey: string) => BigInt(`0x${createHash("md5").update(partitionKey).digest("hex")}`);

type Written = { SequenceNumber: string; ShardId: string } | { error: string; message: string };

/** Keeps a record, unless its shard has taken all that it can in this second. */
function write({ partitionKey, data, hashKey }: DataRecord, stream: Stream, call: StreamCall): Written {
  const share = hashKeys / BigInt(stream.shardCount);
  const shard = Math.min(Number(hashKey / share), stream.shardCount - 1);
  const ShardId = `shardId-${String(shard).padStart(12, "0")}`;
  if (!admit(stream.load[shard]!, data.length + Buffer.byteLength(partitionKey), call.now))
    return {
      error: "ProvisionedThroughputExceededException",
      message: `Rate exceeded for shard ${ShardId} in stream ${stream.name} under account ${stream.account}.`,
    };
  const SequenceNumber = sequenceNumber(shard, call.ledger(stream).sent + 1, call.now);
  const payload = textOrBase64(data);
  call.keep(
    stream,
    { sequenceNumber: SequenceNumber, shardId: ShardId, partitionKey, ...payload },
    `${ShardId} ${partitionKey}: ${Object.values(payload)[0]}`,
  );
  return { SequenceNumber, ShardId };
}

function admit(load: Stream["load"][number], bytes: number, now: number): boolean {
  const second = Math.floor(now / 1000);
  if (load.second !== second) Object.assign(load, { second, records: 0, bytes: 0 });
  if (load.records + 1 > perSecond.records || load.bytes + bytes > perSecond.bytes) return false;
  load.records++;
  load.bytes += bytes;
  return true;
}

/** 56 digits that grow in each shard, made as Kinesis makes them: from version, time of the stream, number, time of the record and shard. */
function sequenceNumber(shard: number, number: number, now: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0").slice(-digits);
  const parts = [
    "2",
    hex(created, 9),
    hex(shard, 1),
    hex(number, 16),
    "00",
    hex(Math.floor(now / 1000), 9),
    hex(shard, 8),
    "2",
  ];
  return BigInt(`0x${parts.join("")}`).toString();
}

/** 2020-01-01, as everything in the stacks. */
const created = Date.UTC(2020, 0) / 1000;
