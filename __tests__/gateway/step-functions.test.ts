import { ServedApi } from "./served-api";
import { kept, post, sends } from "./service-api";

/** Step Functions behind an integration: executions are kept, their names are theirs alone, nothing runs. */

let api: ServedApi;
const now = Date.UTC(2030, 0, 1, 12, 0, 0, 123);
const arn = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;

/** The body as text of the input; what `$util.escapeJavaScript` makes of an apostrophe is no JSON unless it is replaced. */
const escaped = (replacement: string) =>
  `{"stateMachineArn":"${arn("fulfil")}","input":"$util.escapeJavaScript($input.json('$'))${replacement}"}`;

beforeAll(async () => {
  api = await ServedApi.start(
    {
      paths: {
        "/fulfilment": {
          post: sends("states:action/StartExecution", { template: escaped(`.replaceAll("\\\\'","'")`) }),
        },
        "/apostrophe": { post: sends("states:action/StartExecution", { template: escaped("") }) },
        "/start": { post: sends("states:action/StartExecution", { template: "$input.json('$')" }) },
      },
      resource: {
        aws_sfn_state_machine: {
          fulfil: { name: "fulfil", definition: "{}", role_arn: "arn:aws:iam::111122223333:role/r" },
          quick: { name: "quick", type: "EXPRESS", definition: "{}", role_arn: "arn:aws:iam::111122223333:role/r" },
        },
      },
    },
    { now: () => now },
  );
});

afterAll(() => api.close());

const start = async (fields: object) => {
  const answer = await post(api, "/start", { stateMachineArn: arn("fulfil"), ...fields });
  return [answer.status, answer.json()];
};

test("an execution is answered with its ARN and when it started, in seconds", async () => {
  const answer = await post(api, "/fulfilment", { order: "it's 1" });
  expect([answer.status, answer.json()]).toEqual([
    200,
    {
      executionArn: expect.stringMatching(
        /^arn:aws:states:eu-west-1:111122223333:execution:fulfil:[\da-f]{8}-[\da-f-]{27}$/,
      ) as string,
      startDate: now / 1000,
    },
  ]);
});

test("a template that leaves an apostrophe escaped is refused", async () => {
  expect((await post(api, "/apostrophe", { order: 1 })).status).toBe(200);
  const answer = await post(api, "/apostrophe", { order: "it's 1" });
  expect([answer.status, answer.json()]).toEqual([400, { __type: "com.amazon.coral.service#SerializationException" }]);
});

test("its input is kept", async () => {
  await start({ name: "kept", input: '{"order":1}' });
  expect((await kept(api, "states/fulfil")).at(-1)).toMatchObject({
    name: "kept",
    input: '{"order":1}',
    executionArn: "arn:aws:states:eu-west-1:111122223333:execution:fulfil:kept",
    time: "2030-01-01T12:00:00.123Z",
  });
});

test("without input it is an empty object", async () => {
  await start({ name: "no-input" });
  expect((await kept(api, "states/fulfil")).at(-1)).toMatchObject({ input: "{}" });
});

test("the same name with the same input is the same execution", async () => {
  const first = await start({ name: "twice", input: '{"a":1}' });
  const before = (await kept(api, "states/fulfil")).length;
  expect(await start({ name: "twice", input: '{"a":1}' })).toEqual(first);
  expect(await kept(api, "states/fulfil")).toHaveLength(before);
});

test("the same name with another input already exists", async () => {
  await start({ name: "taken", input: '{"a":1}' });
  expect(await start({ name: "taken", input: '{"a":2}' })).toEqual([
    400,
    {
      __type: "com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists",
      message: "Execution Already Exists: 'arn:aws:states:eu-west-1:111122223333:execution:fulfil:taken'",
    },
  ]);
});

test("an express state machine starts one each time", async () => {
  const express = { stateMachineArn: arn("quick"), name: "n" };
  const [first, second] = [await start(express), await start({ ...express, input: '{"a":2}' })];
  expect([first[0], second[0]]).toEqual([200, 200]);
  expect(first[1]).not.toEqual(second[1]);
  expect(first[1]).toMatchObject({ executionArn: expect.stringContaining(":express:quick:n:") as string });
});

test.each([
  [
    "a state machine that isn't there",
    { stateMachineArn: arn("elsewhere") },
    "com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist",
    /^State Machine Does Not Exist: 'arn:aws:states:eu-west-1:111122223333:stateMachine:elsewhere'$/,
  ],
  [
    "what is no ARN",
    { stateMachineArn: "fulfil" },
    "com.amazonaws.swf.service.v2.model#InvalidArn",
    /^Invalid Arn: 'Invalid ARN prefix: fulfil'$/,
  ],
  ["a name with a space", { name: "a b" }, "com.amazonaws.swf.service.v2.model#InvalidName", /^Invalid Name: 'a b'$/],
  [
    "a name of more than 80 characters",
    { name: "n".repeat(81) },
    "com.amazon.coral.validate#ValidationException",
    /^1 validation error detected: Value 'n{81}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80$/,
  ],
  [
    "an input that is no JSON",
    { input: "{a" },
    "com.amazonaws.swf.service.v2.model#InvalidExecutionInput",
    /^Invalid State Machine Execution Input: '.+'$/s,
  ],
  [
    "an input over 256 KiB",
    { input: JSON.stringify("x".repeat(262_144)) },
    "com.amazon.coral.validate#ValidationException",
    /^1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have size less than or equal to 262144 bytes in UTF-8 encoding$/,
  ],
])("%s", async (_, fields, type, message) => {
  expect(await start(fields)).toEqual([400, { __type: type, message: expect.stringMatching(message) as string }]);
});
