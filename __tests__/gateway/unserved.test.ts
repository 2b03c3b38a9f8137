import { proxy, says, ServedApi, stackOf, type ApiUnderTest } from "./served-api";

/** What is said at load, so that nothing is served in a way that AWS would not. */
const refused = (definition: ApiUnderTest) =>
  ServedApi.start(definition).then(
    (api) => api.close().then(() => "served"),
    (error: unknown) => (error as Error).message,
  );

test.each([
  [
    "a security scheme that isn't understood",
    ["auth"],
    "security scheme auth without x-amazon-apigateway-authorizer, which API Gateway ignores: anybody could call",
  ],
  ["more than one way to authorize", ["auth", "iam"], "2 security schemes"],
])("%s", async (_, names, got) => {
  const securitySchemes = {
    iam: { type: "apiKey", name: "a", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
  };
  const security = names.map((name) => ({ [name]: [] }));
  expect(
    await refused({ paths: { "/x": { get: says("x", { security }) } }, document: { components: { securitySchemes } } }),
  ).toBe(
    `stack app: test: method GET /x: expected authorization NONE, CUSTOM, COGNITO_USER_POOLS, AWS_IAM, got ${got}`,
  );
});

test("a function that no loaded stack declares", async () => {
  expect(await refused({ paths: { "/x": { get: proxy("elsewhere") } } })).toBe(
    "stack app: test: method GET /x: function elsewhere: expected an aws_lambda_function of that name in the loaded stacks (app), got none",
  );
});

test("a function that a stage variable names and no loaded stack declares", async () => {
  const message = await refused({
    paths: { "/x": { get: proxy("${stageVariables.fn}") } },
    variables: { fn: "elsewhere" },
  });
  expect(message).toMatch("method GET /x: function elsewhere: expected an aws_lambda_function of that name");
});

test("a service integration that is not served", async () => {
  const uri = "arn:aws:apigateway:eu-west-1:s3:path/pictures/{key}";
  const message = await refused({
    paths: { "/x": { post: { "x-amazon-apigateway-integration": { type: "aws", httpMethod: "POST", uri } } } },
  });
  expect(message).toMatch(
    /^stack app: test: method POST \/x: integration: expected lambda, dynamodb, .*, got s3 \(not served yet\)$/,
  );
});

test("a template that can't be parsed, by route and line", async () => {
  expect(await refused({ paths: { "/x": { get: says("#if(") } } })).toMatch(
    /^stack app: test: method GET \/x: response template 200 application\/json: /,
  );
});

test("a method without integration, a body that is no OpenAPI document, a type that doesn't exist", async () => {
  expect(await refused({ paths: { "/x": { get: {} } } })).toBe(
    "stack app: test: method GET /x: expected an integration, got none",
  );
  expect(await refused({ paths: {}, api: { body: "{ not JSON" } })).toMatch(
    /^stack app: aws_api_gateway_rest_api\.api: body: expected an OpenAPI document in JSON or YAML, got /,
  );
  expect(
    await refused({ paths: { "/x": { get: { "x-amazon-apigateway-integration": { type: "lambda" } } } } }),
  ).toMatch('GET /x: integration type: expected aws, aws_proxy, http, http_proxy, mock, got "lambda"');
});

test("everything at once, not only the first", async () => {
  const lines = (await refused({ paths: { "/x": { get: proxy("a"), post: proxy("b") } } })).split("\n");
  expect(lines).toHaveLength(2);
});

test("what has nothing to do with serving stops nothing", async () => {
  const stack = stackOf({ paths: { "/x": { get: says("x") } } }) as { resource: Record<string, object> };
  stack.resource["aws_cloudwatch_metric_alarm"] = { a: { alarm_name: "${unknown_function(data.aws_thing.x.y)}" } };
  const api = await ServedApi.startStacks({ app: stack });
  expect((await api.call("GET", "/x")).text).toBe("x");
  await api.close();
});

test("settings of a method that isn't there are said at start", async () => {
  const api = await ServedApi.start({
    paths: { "/x": { get: says("x") } },
    resource: {
      aws_api_gateway_method_settings: {
        s: {
          rest_api_id: "${aws_api_gateway_rest_api.api.id}",
          stage_name: "dev",
          method_path: "y/GET",
          settings: { throttling_rate_limit: 50, throttling_burst_limit: 100 },
        },
      },
    },
  });
  expect(api.warnings).toEqual([
    "stack app: test: stage dev: settings of y/GET: expected a method of the API, got none: without effect",
  ]);
  await api.close();
});

test("a reference that lacks Terraform's escape is served as written, and said at start", async () => {
  const body = JSON.stringify({
    openapi: "3.0.1",
    paths: { "/x": { get: says("${stageVariables.color} ${context.stage}") } },
  });
  const api = await ServedApi.start({ paths: {}, api: { body }, variables: { color: "green" } });
  expect((await api.call("GET", "/x")).text).toBe("green dev");
  const place = "stack app: aws_api_gateway_rest_api.api.body";
  expect(api.warnings).toEqual(
    ["${stageVariables.color}", "${context.stage}"].map(
      (part) => `${place}: expected $${part}, got ${part}: served as written, but Terraform will refuse it`,
    ),
  );
  await api.close();
});

test("a reference of Terraform's in a document that can't be known is refused, not taken for text", async () => {
  const withReference = (reference: string) =>
    refused({ paths: { "/x": { get: says("x") } }, api: { body: `{"openapi":"3.0.1","info":"${reference}"}` } });
  expect(await withReference("${aws_lambda_function.missing.arn}")).toMatch(
    'stack app: aws_api_gateway_rest_api.api.body: expected a name declared in stack app, got "aws_lambda_function"',
  );
  expect(await withReference("${unknown(1)} ${stageVariables.x}")).toMatch(
    "function unknown(): expected one that the local gateway knows",
  );
});

test("HTTP and WebSocket APIs beside a REST API are said at start", async () => {
  const resource = { aws_apigatewayv2_api: { live: { name: "live", protocol_type: "WEBSOCKET" } } };
  const api = await ServedApi.start({ paths: { "/x": { get: says("x") } }, resource });
  expect(api.warnings).toContain(
    "stack app: aws_apigatewayv2_api.live: expected REST APIs, got one with protocol WEBSOCKET: not served",
  );
});

test("layers of functions are said at start", async () => {
  const functions = { work: "exports.handler = async () => ({})" };
  const stack = stackOf({ paths: { "/x": { get: proxy("work") } }, functions }) as {
    resource: { aws_lambda_function: { work: object } };
  };
  Object.assign(stack.resource.aws_lambda_function.work, {
    layers: ["arn:aws:lambda:eu-west-1:111122223333:layer:extension:1"],
  });
  const api = await ServedApi.startStacks({ app: stack }, functions);
  expect(api.warnings).toEqual([
    "stack app: aws_lambda_function.work.layers: expected none, got some: it runs without them",
  ]);
});
