import { banner } from "../../tools/gateway/report";
import { functionUri, says, ServedApi } from "./served-api";
import { form, sends } from "./service-api";

const http = (uri: string) => ({
  responses: {},
  "x-amazon-apigateway-integration": { type: "http_proxy", httpMethod: "GET", uri },
});

test("says what answers each route, and where what services were sent is shown", async () => {
  const api = await ServedApi.start({
    paths: {
      "/health": { get: says("healthy") },
      "/orders": {
        post: {
          "x-amazon-apigateway-integration": {
            type: "aws_proxy",
            httpMethod: "POST",
            uri: functionUri("${stageVariables.fn}"),
          },
        },
      },
      "/catalog": { get: http("https://${stageVariables.host}/items") },
      "/feedback": {
        post: sends("sqs:path/111122223333/feedback", { headers: form, template: "Action=SendMessage&MessageBody=x" }),
      },
      "/any": { post: sends("events:action/PutEvents") },
      "/item": { post: sends("dynamodb:action/GetItem", { template: '{"TableName":"orders","Key":{}}' }) },
    },
    functions: { worker: "exports.handler = async () => ({})" },
    variables: { fn: "worker", host: "catalog.example.com" },
    resource: {
      aws_sqs_queue: { feedback: { name: "feedback" } },
      aws_dynamodb_table: { t: { name: "orders", hash_key: "pk", attribute: [{ name: "pk", type: "S" }] } },
    },
  });
  const lines = banner(api.served).split("\n");
  const targets = Object.fromEntries(
    lines
      .map((line) => /^regional +\w+ +(\/\w+) +(\S+(?: \S+)?) {2,}http/.exec(line))
      .flatMap((row) => (row ? [[row[1], row[2]]] : [])),
  );
  expect(targets).toEqual({
    "/health": "MOCK",
    "/orders": "worker",
    "/catalog": "https://catalog.example.com",
    "/feedback": "sqs feedback",
    "/any": "events PutEvents",
    "/item": "dynamodb orders",
  });
  expect(lines).toContain(`  what services were sent: http://127.0.0.1:${api.port}/_aws`);
});

test("says nothing of services and tokens where no route has one", async () => {
  const api = await ServedApi.start({ paths: { "/": { get: says("x") } } });
  expect(banner(api.served, ["dev"])).not.toMatch(/services|token/);
});

test("says how to get a token where routes take those of a user pool", async () => {
  const pool = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a1b2c3d4e";
  const authorizer = { type: "cognito_user_pools", providerARNs: [pool] };
  const scheme = { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authorizer": authorizer };
  const api = await ServedApi.start({
    paths: { "/": { get: says("x", { security: [{ people: ["orders/read"] }] }) } },
    document: { components: { securitySchemes: { people: scheme } } },
  });
  expect(banner(api.served, ["dev"]).split("\n")).toContain("  npx gatehouse token dev --scope SCOPES");
});
