import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import type { LambdaCustomIntegration } from "../../../contract/integrations/lambda-custom";
import { jsonAt, pathParameter, textAt, VelocityFile } from "../../../contract/mapping-template";
import { answered, compile, noted, sent } from "./compiled-route";

const integration = {
  type: "lambdaCustom",
  function: "notes",
  invocationType: "RequestResponse",
  event: { note: textAt("$.text"), tag: jsonAt("$.tag") },
  result: { id: textAt("$.noteId") },
  sampleResult: { noteId: "n1" },
  errors: [
    {
      pattern: String.raw`Full: [^\n]*`,
      sampleMessage: "Full: no place for another",
      status: 409,
      code: "IDEMPOTENCY_KEY_IN_USE",
      message: "there is no place for another note",
    },
  ],
} as const satisfies LambdaCustomIntegration;
const compiled = compile(noted(integration));

test("invokes the function with an event of its own, and answers with its result", () => {
  expect(compiled).toMatchObject({ type: "aws", uri: "arn:of:notes:BUFFERED", passthroughBehavior: "never" });
  expect(JSON.parse(sent(compiled, { text: `it's`, tag: "blue" }))).toEqual({ note: "it's", tag: "blue" });
  expect(answered(compiled, null, { noteId: "n2" })).toEqual({ status: 202, body: { id: "n2" } });
});

test("answers errors by their message, and says of others only that the function failed", () => {
  const failed = (errorMessage: string) => answered(compiled, errorMessage, { errorMessage });
  expect(failed("Full: to the brim")).toMatchObject({
    status: 409,
    body: { code: "IDEMPOTENCY_KEY_IN_USE", requestId: "request-1" },
  });
  expect(failed("secret\nof two lines")).toEqual({
    status: 502,
    body: { code: "INTEGRATION_FAILURE", message: "the request could not be processed", requestId: "request-1" },
  });
});

test("an asynchronous invocation is asked for by its type, and answered at once", () => {
  const event = compile(
    noted({
      type: "lambdaCustom",
      function: "notes",
      invocationType: "Event",
      event: jsonAt("$"),
      answer: { id: pathParameter("noteId") },
    }),
  );
  expect(event.requestParameters).toEqual({ "integration.request.header.X-Amz-Invocation-Type": "'Event'" });
  expect(answered(event, null, {})).toEqual({ status: 202, body: { id: "n1" } });
});

const [error] = integration.errors;

test.each<[string, object, RegExp]>([
  ["a pattern that is none", { errors: [{ ...error, pattern: "(" }] }, /integration response 409/],
  [
    "a pattern that its own sample doesn't match",
    { errors: [{ ...error, sampleMessage: "else" }] },
    /error Full.*: expected to be the one that "else" selects, got \(\\n\|\.\)\+/,
  ],
  [
    "a status that the route doesn't list",
    { errors: [{ ...error, status: 410 }] },
    /expected 410 among the route's errors/,
  ],
  [
    "two patterns of one status, as API Gateway keeps one",
    { errors: [error, { ...error, pattern: "Busy", sampleMessage: "Busy" }] },
    /expected one pattern a status/,
  ],
  ["an event that reads what isn't there", { event: textAt("$.missing") }, /expected \$\.missing in/],
])("refuses %s", (_, change, message) => {
  expect(() => compile(noted(Object.assign({}, integration, change)))).toThrow(message);
});

describe("a template in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "templates-"));
  const path = join(folder, "event.vtl");
  const event = new VelocityFile(relative(resolve(__dirname, "../../.."), path) as "contract/event.vtl");
  const written = (source: string) => {
    writeFileSync(path, source);
    return compile(noted({ ...integration, event }));
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is rendered as it is written", () => {
    const source = `#set($root = $input.path('$'))\n{"shout": "$util.escapeJavaScript($root.text.toUpperCase()).replaceAll("\\\\'","'")"}`;
    expect(JSON.parse(sent(written(source), { text: "it's" }))).toEqual({ shout: "IT'S" });
  });

  test.each([
    ["that is no Velocity", "#if(", /expected a template that can be rendered/],
    ["whose output is not JSON", "note=$input.path('$.text')", /expected a template that can be rendered.*JSON/],
    [
      "that doesn't escape what a client sends",
      `{"note": "$input.path('$.text')"}`,
      /the sample with .* for a text: expected a template that can be rendered|expected every text that a client sends to be escaped/,
    ],
    ["of more than 300 KB", `{}${" ".repeat(310_000)}#if(true)#end`, /expected at most 307200 bytes/],
  ])("%s is refused, by its operation", (_, source, message) => {
    expect(() => written(source)).toThrow(message);
    expect(() => written(source)).toThrow(/^orders v1 takeNote: event template/);
  });
});

test("a function whose answer is streamed is invoked by its streaming address, for up to 15 minutes", () => {
  const { errors: _, ...route } = noted({ type: "lambda", function: "notes", responseTransferMode: "STREAM" });
  expect(compile(route)).toEqual({
    type: "aws_proxy",
    httpMethod: "POST",
    uri: "arn:of:notes:STREAM",
    passthroughBehavior: "never",
    responseTransferMode: "STREAM",
    timeoutInMillis: 900_000,
  });
});
