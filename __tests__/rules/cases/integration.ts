import { api, integrated, type Case, type Resources } from "./case";

const arn = "arn:aws:lambda:eu-west-1:111111111111:function:orders";
const invocation = (of: string, date = "2015-03-31", suffix = "invocations") =>
  `arn:aws:apigateway:eu-west-1:lambda:path/${date}/functions/${of}/${suffix}`;
const method = (
  integration: Record<string, unknown>,
  more: Resources = {},
  settings?: Record<string, unknown>,
): Resources => ({
  ...api({ "/orders": { post: integrated(integration) } }, {}, settings),
  ...more,
});
const proxy = { type: "aws_proxy", httpMethod: "POST", uri: invocation(`${arn}:live`) };
const sqs = {
  type: "aws",
  httpMethod: "POST",
  uri: "arn:aws:apigateway:eu-west-1:sqs:path/111111111111/feedback",
  credentials: "arn:aws:iam::111111111111:role/sqs",
  passthroughBehavior: "never",
  requestTemplates: { "application/json": "Action=SendMessage" },
  requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
};
const link = { type: "http_proxy", httpMethod: "GET", uri: "https://a.example.com", connectionType: "VPC_LINK" };
const lambda = (timeout: number): Resources => ({ aws_lambda_function: { f: { function_name: "orders", timeout } } });
const permission = (qualifier?: string): Resources => ({
  aws_lambda_permission: {
    p: { principal: "apigateway.amazonaws.com", function_name: "orders", ...(qualifier && { qualifier }) },
  },
});
const machine = (type: string): Resources => ({ aws_sfn_state_machine: { m: { type } } });
const started = {
  ...sqs,
  uri: "arn:aws:apigateway:eu-west-1:states:action/StartSyncExecution",
  requestTemplates: { "application/json": '{"stateMachineArn":"${aws_sfn_state_machine.m.arn}"}' },
};
const mapped = (source: string, parameters: object[]) =>
  api({
    "/orders/{id}": {
      get: integrated(
        {
          type: "http",
          httpMethod: "GET",
          uri: "https://a.example.com/{id}",
          requestParameters: { "integration.request.path.id": source },
        },
        { parameters },
      ),
    },
  });
const answering = (header: string) =>
  method({
    type: "http",
    responses: { default: { statusCode: "200", responseParameters: { [`method.response.header.${header}`]: "'a'" } } },
  });
const onStage = (variables: Record<string, string>): Resources => ({
  ...mapped("stageVariables.shop", []),
  aws_api_gateway_stage: { s: { rest_api_id: "${aws_api_gateway_rest_api.orders.id}", variables } },
});

const trust = (condition?: object, service = "apigateway.amazonaws.com") =>
  JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        ...(condition && { Condition: condition }),
      },
    ],
  });
const calledBy = (assumeRolePolicy: string, action = "sqs:SendMessage"): Resources =>
  method(sqs, {
    aws_iam_role: { r: { name: "sqs", assume_role_policy: assumeRolePolicy } },
    aws_iam_role_policy: {
      p: {
        role: "${aws_iam_role.r.name}",
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: [action], Resource: ["arn"] }] }),
      },
    },
  });

export const cases: Record<string, Case> = {
  "integration-role": {
    keeps: [calledBy(trust()), method(sqs)],
    breaks: [
      [
        "a condition that API Gateway never meets",
        calledBy(trust({ StringEquals: { "aws:SourceAccount": "111111111111" } })),
        /expected no condition on aws:SourceAccount in the trust of aws_iam_role\.r/,
      ],
      [
        "a role of another service",
        calledBy(trust(undefined, "lambda.amazonaws.com")),
        /expected aws_iam_role\.r to trust apigateway\.amazonaws\.com/,
      ],
      [
        "a role that may do something else",
        calledBy(trust(), "sqs:ReceiveMessage"),
        /expected aws_iam_role\.r to allow sqs:SendMessage, got sqs:ReceiveMessage/,
      ],
    ],
  },
  integration: {
    keeps: [method(proxy), method(sqs), method({ type: "mock" }), method(link)],
    breaks: [
      ["none", api({ "/orders": { get: { security: [] } } }), /expected x-amazon-apigateway-integration, got none/],
      ["an unknown type", method({ type: "lambda" }), /type: expected .* got lambda/],
      ["a function by GET", method({ ...proxy, httpMethod: "GET" }), /expected POST, .* got GET/],
      ["no verb", method({ ...sqs, httpMethod: undefined }), /httpMethod: expected a verb/],
      [
        "an address that is none",
        method({ ...sqs, uri: "arn:aws:sqs:eu-west-1:111111111111:feedback" }),
        /expected arn:aws:apigateway/,
      ],
      ["a service as proxy", method({ ...sqs, type: "aws_proxy" }), /expected aws, .* got aws_proxy/],
      [
        "plain http",
        method({ type: "http_proxy", httpMethod: "GET", uri: "http://a.example.com" }),
        /uri: expected https/,
      ],
    ],
  },
  "integration-credentials": {
    keeps: [method(sqs), method(proxy)],
    breaks: [
      ["no role", method({ ...sqs, credentials: undefined }), /credentials: expected the ARN of a role/],
      ["bodies that pass through", method({ ...sqs, passthroughBehavior: "when_no_match" }), /expected never/],
      ["a form that SQS doesn't see", method({ ...sqs, requestParameters: {} }), /without which SQS sees no operation/],
    ],
  },
  "integration-connection": {
    keeps: [method({ ...link, connectionId: "${data.aws_api_gateway_vpc_link.l.id}" })],
    breaks: [
      ["no link", method(link), /connectionId: expected the id of a VPC link/],
      [
        "a function behind a link",
        method({ ...proxy, connectionType: "VPC_LINK", connectionId: "l" }),
        /expected http or http_proxy/,
      ],
    ],
  },
  "integration-certificate": {
    keeps: [method(link), method({ ...link, tlsConfig: { insecureSkipVerification: false } })],
    breaks: [
      [
        "any certificate",
        method({ ...link, tlsConfig: { insecureSkipVerification: true } }),
        /insecureSkipVerification: expected false/,
      ],
    ],
  },
  "integration-timeout": {
    keeps: [
      method({ ...proxy, timeoutInMillis: 29_000 }),
      method({ ...proxy, timeoutInMillis: 600_000, responseTransferMode: "STREAM" }),
    ],
    breaks: [
      [
        "a minute at the edge",
        method({ ...proxy, timeoutInMillis: 60_000 }, {}, { endpoint_configuration: { types: ["EDGE"] } }),
        /50 to 29000 on EDGE, got 60000/,
      ],
      ["10 ms", method({ ...proxy, timeoutInMillis: 10 }), /got 10/],
    ],
  },
  "function-outlives-integration": {
    keeps: [method(proxy, lambda(10))],
    breaks: [["15 minutes", method(proxy, lambda(900)), /end within 29000 ms, got a timeout of 900 s/]],
  },
  "integration-permission": {
    keeps: [method(proxy, permission("live"))],
    breaks: [
      ["no permission", method(proxy), /aws_lambda_permission of apigateway\.amazonaws\.com for orders:live/],
      ["a permission for the function without alias", method(proxy, permission()), /for orders:live, got none/],
    ],
  },
  "integration-alias": {
    keeps: [
      method(proxy),
      method(
        { ...proxy, uri: "${aws_lambda_alias.live.invoke_arn}" },
        { aws_lambda_alias: { live: { name: "live", function_name: "orders" } } },
      ),
    ],
    breaks: [
      ["no qualifier", method({ ...proxy, uri: invocation(arn) }), /alias, got orders without qualifier/],
      ["a version", method({ ...proxy, uri: invocation(`${arn}:7`) }), /alias, got orders:7/],
      [
        "a version by reference",
        method({ ...proxy, uri: "${aws_lambda_function.f.qualified_invoke_arn}" }, lambda(1)),
        /alias, got aws_lambda_function\.f/,
      ],
    ],
  },
  "synchronous-execution": {
    keeps: [method(started, machine("EXPRESS"))],
    breaks: [["a standard machine", method(started, machine("STANDARD")), /expected an EXPRESS state machine/]],
  },
  "integration-parameters": {
    keeps: [
      mapped("method.request.path.id", [{ name: "id", in: "path" }]),
      mapped("method.request.multivaluequerystring.id", [{ name: "id", in: "query" }]),
      mapped("'static'", []),
    ],
    breaks: [
      ["one that isn't declared", mapped("method.request.path.id", []), /expected method\.request\.path\.id among/],
      [
        "several values that aren't declared",
        mapped("method.request.multivaluequerystring.id", []),
        /expected method\.request\.querystring\.id among/,
      ],
    ],
  },
  "reserved-header": {
    keeps: [
      method(sqs),
      method({ type: "http", requestParameters: { "integration.request.header.Authorization": "'a'" } }),
      answering("ETag"),
    ],
    breaks: [
      [
        "one that fails every call",
        method({ ...sqs, requestParameters: { "integration.request.header.authorization": "'a'" } }),
        /expected another header, as API Gateway answers 500 to every call that maps it, got authorization/,
      ],
      ["one that clients get renamed", answering("Server"), /got Server, which they get as x-amzn-Remapped-Server/],
      ["one that clients don't get", answering("Transfer-Encoding"), /which they get not at all/],
    ],
  },
  "mapped-stage-variable": {
    keeps: [onStage({ shop: "a" }), mapped("stageVariables.shop", [])],
    breaks: [
      [
        "one that a stage lacks",
        onStage({ other: "a" }),
        /expected a variable of aws_api_gateway_stage\.s \(other\), got shop/,
      ],
    ],
  },
  "response-streaming": {
    keeps: [
      method(proxy),
      method({
        ...proxy,
        responseTransferMode: "STREAM",
        uri: invocation(`${arn}:live`, "2021-11-15", "response-streaming-invocations"),
      }),
    ],
    breaks: [
      ["a mapped integration", method({ ...sqs, responseTransferMode: "STREAM" }), /expected BUFFERED with aws/],
      [
        "the ordinary address",
        method({ ...proxy, responseTransferMode: "STREAM" }),
        /response-streaming-invocations with STREAM/,
      ],
      [
        "a cached answer",
        method({
          ...proxy,
          responseTransferMode: "STREAM",
          uri: invocation(`${arn}:live`, "2021-11-15", "response-streaming-invocations"),
          cacheKeyParameters: ["method.request.path.a"],
        }),
        /cacheKeyParameters: expected none/,
      ],
    ],
  },
};
