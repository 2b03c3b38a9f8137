import * as z from "zod/mini";
import type { StepFunctionsIntegration } from "../../../contract/integrations/step-functions";
import { jsonAt, pathParameter } from "../../../contract/mapping-template";
import { executionArn, executionOutput } from "../../../contract/service-answers";
import { answered, compile, noted, sent } from "./compiled-route";

const start: StepFunctionsIntegration = {
  type: "stepFunctions",
  stateMachine: "notes",
  action: "StartExecution",
  name: pathParameter("noteId"),
  input: { noteId: pathParameter("noteId"), note: jsonAt("$") },
  answer: { id: executionArn },
};
const compiled = compile(noted(start));
const refusedWith = (type: string) =>
  answered(compiled, "400", { __type: `com.amazonaws.swf.service.v2.model#${type}` });

test("starts an execution of the state machine, by a role of its own", () => {
  expect(compiled).toMatchObject({
    uri: "arn:aws:apigateway:eu-west-1:states:action/StartExecution",
    credentials: "arn:aws:iam::111122223333:role/states-notes",
    requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.0'" },
  });
});

test("names it, and passes the input on as text, whatever quotes and backslashes a client sends", () => {
  const text = `it's "so" \\' \\\\ é\n</script>`;
  const { input, ...others } = JSON.parse(sent(compiled, { text })) as { input: string };
  expect(JSON.parse(input)).toEqual({ noteId: "n1", note: { text } });
  expect(others).toEqual({ stateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:notes", name: "n1" });
});

test("a name that is taken is a conflict, and one that can't be a name a bad request", () => {
  expect(refusedWith("ExecutionAlreadyExists")).toMatchObject({ status: 409, body: { code: "ALREADY_STARTED" } });
  expect(refusedWith("InvalidName")).toMatchObject({ status: 400, body: { code: "BAD_REQUEST_PARAMETERS" } });
  expect(refusedWith("ExecutionLimitExceeded")).toMatchObject({ status: 503 });
  expect(refusedWith("StateMachineDoesNotExist")).toMatchObject({ status: 502, body: { code: "INTEGRATION_FAILURE" } });
  expect(answered(compiled, "400", {})).toMatchObject({ status: 502 });
});

describe("a synchronous execution", () => {
  const Result = z.strictObject({ total: z.int() });
  const { name: _, ...asynchronous } = start;
  const synchronous = (errors: number[]) =>
    compile(
      noted(
        { ...asynchronous, action: "StartSyncExecution", sampleOutput: { total: 1 }, answer: executionOutput },
        { responses: { 200: { description: "Done", body: Result } }, errors },
      ),
      undefined,
      { Result },
    );

  test("answers with its output, with 502 where it failed and with 504 where it took too long", () => {
    const result = synchronous([502, 503, 504]);
    expect(result.uri).toBe("arn:aws:apigateway:eu-west-1:states:action/StartSyncExecution");
    expect(answered(result, "200", { status: "SUCCEEDED", output: '{"total":3}' })).toEqual({
      status: 200,
      body: { total: 3 },
    });
    expect(answered(result, "200", { status: "FAILED", error: "E", cause: "inner" })).toMatchObject({
      status: 502,
      body: { code: "INTEGRATION_FAILURE", requestId: "request-1" },
    });
    expect(answered(result, "200", { status: "TIMED_OUT" })).toMatchObject({ status: 504 });
  });

  test("is refused for a route that doesn't list what a failure answers", () => {
    expect(() => synchronous([502, 503])).toThrow(/errors: expected 504 among them/);
  });
});
