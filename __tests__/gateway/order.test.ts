import { functionUri, says, ServedApi } from "./served-api";
import { methodSettings, usagePlans } from "./stage-settings";

const key = "partner-key-partner-key";

const authorizer = `exports.handler = async ({ authorizationToken: token, methodArn }) => {
  const Effect = token === "allow" ? "Allow" : "Deny";
  return { principalId: "ann", policyDocument: { Statement: [{ Effect, Action: "execute-api:Invoke", Resource: "*" }] } };
};`;

const guarded = {
  ...says("answered"),
  security: [{ token: [] }, { key: [] }],
  parameters: [{ name: "page", in: "query", required: true, schema: { type: "string" } }],
  requestBody: { content: { "application/json": { schema: { type: "object", required: ["name"] } } } },
  "x-amazon-apigateway-request-validator": "all",
};
const strict = {
  ...guarded,
  "x-amazon-apigateway-integration": {
    type: "mock",
    passthroughBehavior: "never",
    requestTemplates: { "application/json": '{"statusCode":200}' },
    responses: { default: { statusCode: "200" } },
  },
};

let api: ServedApi;

beforeAll(async () => {
  api = await ServedApi.start({
    paths: {
      "/orders": { post: strict },
      "/full": { post: guarded },
      "/closed": { post: guarded },
    },
    functions: { authorizer },
    document: {
      "x-amazon-apigateway-request-validators": { all: { validateRequestParameters: true, validateRequestBody: true } },
      components: {
        securitySchemes: {
          key: { type: "apiKey", name: "x-api-key", in: "header" },
          token: {
            type: "apiKey",
            name: "Authorization",
            in: "header",
            "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: functionUri("authorizer") },
          },
        },
      },
      "x-amazon-apigateway-policy": {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
          { Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*/POST/closed" },
        ],
      },
    },
    resource: {
      ...usagePlans({ plan: { keys: { partner: key } } }),
      ...methodSettings({ "full/POST": { throttling_rate_limit: 0, throttling_burst_limit: 0 } }),
    },
  });
});

afterAll(() => api.close());

const token = { Authorization: "allow" };
const caller = { ...token, "x-api-key": key };

/** Each request breaks what its row names and everything below that: the first is what answers. */
test.each<[string, string, Record<string, string>, string, number, string]>([
  ["the route", "/nothing", {}, "", 403, '{"message":"Missing Authentication Token"}'],
  ["the resource policy", "/closed", {}, "", 403, '{"Message":"User: anonymous is not authorized'],
  ["the caller's token", "/full", {}, "", 401, '{"message":"Unauthorized"}'],
  ["the authorizer's policy", "/full", { Authorization: "deny" }, "", 403, '{"Message":"User is not authorized'],
  ["the API key", "/full", token, "", 403, '{"message":"Forbidden"}'],
  ["the throttle", "/full", caller, "", 429, '{"message":"Too Many Requests"}'],
  ["the parameters", "/orders", caller, "{}", 400, '{"message": "Missing required request parameters: [page]"}'],
  ["the body", "/orders?page=1", caller, "{}", 400, '{"message": "Invalid request body"}'],
  [
    "the media type",
    "/orders?page=1",
    { ...caller, "Content-Type": "text/plain" },
    "x",
    415,
    '{"message": "Unsupported Media Type"}',
  ],
  ["nothing", "/orders?page=1", caller, '{"name":"x"}', 200, ""],
])("%s is judged before what follows", async (_, path, headers, body, status, text) => {
  const answer = await api.call("POST", path, { headers: { "Content-Type": "application/json", ...headers }, body });
  expect([answer.status, answer.text.slice(0, text.length)]).toEqual([status, text]);
});
