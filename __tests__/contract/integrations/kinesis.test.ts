import * as z from "zod/mini";
import type { KinesisIntegration } from "../../../contract/integrations/kinesis";
import { contextVariable, pathParameter } from "../../../contract/mapping-template";
import { PutRecordsAnswer, sequenceNumber } from "../../../contract/service-answers";
import { answered, compile, Note, noted, sent } from "./compiled-route";

const one: KinesisIntegration = {
  type: "kinesis",
  stream: "notes",
  action: "PutRecord",
  partitionKey: pathParameter("noteId"),
  answer: { id: sequenceNumber },
};
const many: KinesisIntegration = {
  type: "kinesis",
  stream: "notes",
  action: "PutRecords",
  records: "notes",
  partitionKey: "text",
};
const Notes = z.strictObject({ notes: z.array(Note).check(z.maxLength(500)) });
const batch = (body: z.ZodMiniType = Notes, responses: number[] = [200, 207]) =>
  compile(
    noted(many, {
      request: { path: z.object({ noteId: z.string() }), body },
      sample: { path: { noteId: "n1" }, body: { notes: [{ text: "a" }, { text: "b" }] } },
      responses: Object.fromEntries(
        responses.map((status) => [status, { description: "Put", body: PutRecordsAnswer }]),
      ),
    }),
    undefined,
    { Notes: body, PutRecordsAnswer },
  );
const dataOf = (data: string): unknown => JSON.parse(Buffer.from(data, "base64").toString());

test("puts the body into the stream as one line, by a role of its own", () => {
  const compiled = compile(noted(one));
  expect(compiled).toMatchObject({
    uri: "arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord",
    credentials: "arn:aws:iam::111122223333:role/kinesis-notes",
    requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
  });
  const { Data, ...others } = JSON.parse(sent(compiled, { text: "line\nline 'é'" })) as { Data: string };
  expect(dataOf(Data)).toEqual({ text: "line\nline 'é'" });
  expect(Buffer.from(Data, "base64").toString()).not.toContain("\n");
  expect(others).toEqual({ StreamARN: "arn:aws:kinesis:eu-west-1:111122223333:stream/notes", PartitionKey: "n1" });
});

test("refuses a partition key that is the same for every request", () => {
  expect(() => compile(noted({ ...one, partitionKey: contextVariable("stage") }))).toThrow(
    "orders v1 takeNote: partitionKey: expected what differs from request to request, got $context.stage",
  );
});

test("a stream that is full is unavailable, and a record that it can't take a bad request", () => {
  const compiled = compile(noted(one));
  const refused = (__type: string) => answered(compiled, "400", { __type });
  expect(refused("ProvisionedThroughputExceededException")).toMatchObject({ status: 503 });
  expect(refused("ValidationException")).toMatchObject({ status: 400, body: { code: "BAD_REQUEST_BODY" } });
  expect(refused("ResourceNotFoundException")).toMatchObject({ status: 502 });
});

describe("a batch", () => {
  test("becomes a record each, with a partition key each", () => {
    const { Records } = JSON.parse(sent(batch(), { notes: [{ text: `a"'\\` }, { text: "b", tag: "red" }] })) as {
      Records: { Data: string; PartitionKey: string }[];
    };
    expect(Records.map(({ Data, PartitionKey }) => [PartitionKey, dataOf(Data)])).toEqual([
      [`a"'\\`, { text: `a"'\\` }],
      ["b", { text: "b", tag: "red" }],
    ]);
  });

  test("is answered with 200 only where every record was stored, and tells which were not", () => {
    const stored = { SequenceNumber: "1", ShardId: "shardId-000000000000" };
    expect(answered(batch(), "200", { FailedRecordCount: 0, Records: [stored] })).toEqual({
      status: 200,
      body: { failed: 0, results: [{ stored: true }] },
    });
    const failures = ["ProvisionedThroughputExceededException", "InternalFailure"].map((ErrorCode) => ({ ErrorCode }));
    expect(answered(batch(), "200", { FailedRecordCount: 2, Records: [failures[0], stored, failures[1]] })).toEqual({
      status: 207,
      body: {
        failed: 2,
        results: [
          { stored: false, code: "TOO_MANY_REQUESTS" },
          { stored: true },
          { stored: false, code: "INTERNAL_ERROR" },
        ],
      },
    });
  });

  test("is refused without a limit of 500, and without a response for one that is stored in part", () => {
    expect(() => batch(z.strictObject({ notes: z.array(Note) }))).toThrow(
      /expected notes to be a list of at most 500, which PutRecords takes, got one without a limit/,
    );
    expect(() => batch(Notes, [200])).toThrow(/responses: expected 207 among them/);
  });
});
