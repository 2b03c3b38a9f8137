import type { SqsIntegration } from "../../../contract/integrations/sqs";
import { caller, contextVariable, jsonAt, pathParameter, textAt } from "../../../contract/mapping-template";
import { messageId } from "../../../contract/service-answers";
import { service } from "../../../contract";
import { answered, compile, noted, sent } from "./compiled-route";

const integration: SqsIntegration = {
  type: "sqs",
  queue: "notes",
  message: { id: pathParameter("noteId"), note: jsonAt("$"), price: "$5 #1" },
  attributes: { caller },
  answer: { id: messageId },
};
const compiled = compile(noted(integration));
const fields = (form: string) => Object.fromEntries(new URLSearchParams(form));

test("calls SendMessage of the queue by a role of its own, and takes only what its template maps", () => {
  expect(compiled).toMatchObject({
    type: "aws",
    uri: "arn:aws:apigateway:eu-west-1:sqs:path/111122223333/notes",
    credentials: "arn:aws:iam::111122223333:role/sqs-notes",
    passthroughBehavior: "never",
    requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
  });
});

test("sends the message and its attributes as a form", () => {
  const { MessageBody, ...others } = fields(sent(compiled, { text: `a&b=c+d%"\\'é` }));
  expect(JSON.parse(MessageBody!)).toEqual({ id: "n1", note: { text: `a&b=c+d%"\\'é` }, price: "$5 #1" });
  expect(others).toEqual({
    Action: "SendMessage",
    Version: "2012-11-05",
    "MessageAttribute.1.Name": "caller",
    "MessageAttribute.1.Value.DataType": "String",
    "MessageAttribute.1.Value.StringValue": "iam:arn:aws:iam::111122223333:user/job",
  });
});

test.each([
  ["userPool", "userPool:sub-1"],
  ["authorizer", "authorizer:p1"],
] as const)("tells the caller whom %s lets in", (type, expected) => {
  const { regional } = service.authorization.doors;
  const binding = type === "userPool" ? { type } : { type, authorizer: "partners" };
  const route = noted(integration, { scopes: ["orders/read"] });
  expect(
    fields(sent(compile(route, { ...regional, internal: binding }), { text: "" }))[
      "MessageAttribute.1.Value.StringValue"
    ],
  ).toBe(expected);
});

test("names a group and a deduplication id for FIFO queues", () => {
  const fifo = compile(
    noted({ ...integration, messageGroupId: pathParameter("noteId"), messageDeduplicationId: textAt("$.text") }),
  );
  expect(fields(sent(fifo, { text: "t1" }))).toMatchObject({ MessageGroupId: "n1", MessageDeduplicationId: "t1" });
  expect(answered(fifo, "400", { Error: { Code: "InvalidParameterValue" } })).toMatchObject({
    status: 400,
    body: { code: "BAD_REQUEST_PARAMETERS" },
  });
});

test("answers with the message's id", () => {
  const given = { SendMessageResponse: { SendMessageResult: { MessageId: "m1" } } };
  expect(answered(compiled, "200", given)).toEqual({ status: 202, body: { id: "m1" } });
});

test.each([
  ["400", "InvalidMessageContents", 400, "BAD_REQUEST_BODY"],
  ["403", "RequestThrottled", 503, "SERVICE_UNAVAILABLE"],
  ["400", "AWS.SimpleQueueService.NonExistentQueue", 502, "INTEGRATION_FAILURE"],
  ["403", "AccessDenied", 502, "INTEGRATION_FAILURE"],
  ["500", "InternalFailure", 503, "SERVICE_UNAVAILABLE"],
])("answers %s %s of SQS with %i %s in the contract's shape of errors", (status, Code, expected, code) => {
  expect(answered(compiled, status, { Error: { Code, Type: "Sender" } })).toEqual({
    status: expected,
    ...(expected === 503 && { header: { "Retry-After": "1" } }),
    body: { code, message: expect.any(String) as string, requestId: "request-1" },
  });
});

test("every answer has the API's CORS headers", () => {
  for (const { responseParameters } of Object.values(compiled.responses))
    expect(responseParameters).toMatchObject({ "method.response.header.Access-Control-Allow-Origin": "'*'" });
});

test.each<[string, Partial<SqsIntegration>, RegExp]>([
  [
    "an attribute name that SQS refuses",
    { attributes: { "aws.x": "y" } },
    /attributes: expected names of letters, digits and _-\., got aws\.x/,
  ],
  [
    "a path that the sample lacks",
    { message: { id: textAt("$.txet") } },
    /expected \$\.txet in .*, which is mapped, got none/,
  ],
  [
    "a parameter that the route lacks",
    { messageGroupId: pathParameter("note") },
    /expected a path parameter of the route \(noteId\), got note/,
  ],
  [
    "an answer of another shape than the route's",
    { answer: { messageId } },
    /expected the body of response 202 \(.*differs\), got \{"messageId":/,
  ],
])("refuses %s", (_, change, message) => {
  expect(() => compile(noted({ ...integration, ...change }))).toThrow(message);
});

test("refuses a route that doesn't list the errors which SQS answers", () => {
  expect(() => compile(noted(integration, { errors: [400] }))).toThrow(
    "orders v1 takeNote: errors: expected 502 among them, which sqs answers, got 400",
  );
});

test("refuses a sample that the route's own schemas don't take", () => {
  expect(() => compile(noted(integration, { sample: { path: { noteId: "n1" }, body: { text: 1 } } }))).toThrow(
    /sample\.body\.text: expected what the route's schema takes/,
  );
  const { sample: _, ...without } = noted(integration);
  expect(() => compile(without)).toThrow(/sample\.path\.noteId: expected what the route's schema takes/);
});

test("a public route's caller is anonymous", () => {
  const form = sent(
    compile(noted({ ...integration, message: { at: contextVariable("requestId") } }, { audience: "public" })),
    {
      text: "",
    },
  );
  expect(fields(form)).toMatchObject({ "MessageAttribute.1.Value.StringValue": "anonymous" });
});
