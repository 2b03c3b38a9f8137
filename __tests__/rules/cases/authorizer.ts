import { api, integrated, mock, type Case, type Resources } from "./case";

const uri =
  "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:auth:live/invocations";
const method = (security?: unknown) => integrated({ type: "mock" }, { security });
const secured = (scheme: Record<string, unknown>, security: unknown = [{ who: [] }], more?: Resources): Resources => ({
  ...api(
    { "/orders": { get: method(security) } },
    { components: { securitySchemes: { who: { type: "apiKey", name: "Authorization", in: "header", ...scheme } } } },
  ),
  ...more,
});
const authorizer = (settings: Record<string, unknown>, scheme: Record<string, unknown> = {}, more?: Resources) =>
  secured(
    {
      "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": { authorizerUri: uri, ...settings },
      ...scheme,
    },
    undefined,
    more,
  );
const pool = (settings: Record<string, unknown> = {}, security?: unknown, more?: Resources) =>
  secured(
    {
      "x-amazon-apigateway-authtype": "cognito_user_pools",
      "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: ["arn"], ...settings },
    },
    security,
    more,
  );
const permission = (arn: string): Resources => ({
  aws_lambda_permission: {
    p: { principal: "apigateway.amazonaws.com", function_name: "auth", qualifier: "live", source_arn: arn },
  },
});
const machine: Resources = { aws_cognito_user_pool_client: { batch: { allowed_oauth_flows: ["client_credentials"] } } };
const policy = (principal: unknown, more: Resources): Resources => ({
  ...more,
  aws_api_gateway_rest_api_policy: {
    p: {
      rest_api_id: "${aws_api_gateway_rest_api.orders.id}",
      policy: JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: principal, Action: "execute-api:Invoke", Resource: "*" }],
      }),
    },
  },
});
const named = { AWS: "arn:aws:iam::111111111111:role/batch" };

const longPath = (length: number, scheme: Record<string, unknown>) =>
  api(
    { [`/${"a".repeat(length)}`]: { get: method([{ who: [] }]) } },
    { components: { securitySchemes: { who: { type: "apiKey", name: "Authorization", in: "header", ...scheme } } } },
  );

export const cases: Record<string, Case> = {
  "operation-says-who": {
    keeps: [api({ "/orders": { get: mock, options: integrated({ type: "mock" }, { security: undefined }) } })],
    breaks: [
      ["a method that says nothing", api({ "/orders": { get: method() } }), /GET \/orders: expected security/],
      ["security of the root", api({ "/orders": { get: mock } }, { security: [] }), /got it at the root/],
      [
        "a preflight with credentials",
        api({ "/orders": { options: method([{ who: [] }]) } }),
        /OPTIONS \/orders: expected no security/,
      ],
    ],
  },
  "security-scheme": {
    keeps: [secured({ "x-amazon-apigateway-authtype": "awsSigv4" })],
    breaks: [
      ["OAuth", secured({ type: "oauth2" }), /expected type apiKey.*got oauth2/],
      [
        "a custom one without authorizer",
        secured({ "x-amazon-apigateway-authtype": "custom" }),
        /expected an x-amazon-apigateway-authorizer/,
      ],
      ["a name that isn't there", secured({}, [{ whom: [] }]), /\(who\), got whom/],
    ],
  },
  authorizer: {
    keeps: [
      authorizer({ type: "token" }),
      authorizer({ type: "request", identitySource: "method.request.header.X-Partner" }),
      authorizer(
        { type: "request", identitySource: "method.request.header.A, context.identity.sourceIp" },
        { name: "Unused" },
      ),
      authorizer({ type: "request", authorizerResultTtlInSeconds: 0 }),
      pool(),
    ],
    breaks: [
      [
        "answers kept without identity source",
        authorizer({ type: "request" }),
        /expected a source, as answers are kept for 300 s/,
      ],
      [
        "answers kept for two hours",
        authorizer({ type: "token", authorizerResultTtlInSeconds: 7200 }),
        /expected 0 to 3600, got 7200/,
      ],
      [
        "a source of HTTP APIs",
        authorizer({ type: "request", identitySource: "$request.header.A" }, { name: "Unused" }),
        /got \$request\.header\.A/,
      ],
      [
        "two sources and a header's name",
        authorizer({ type: "request", identitySource: "method.request.header.A,method.request.querystring.b" }),
        /name: expected Unused/,
      ],
      ["a token in the query", authorizer({ type: "token" }, { in: "query" }), /in: expected header/],
      ["no function", authorizer({ type: "token", authorizerUri: undefined }), /authorizerUri: expected/],
      ["an unknown type", authorizer({ type: "jwt" }), /got jwt/],
      ["no user pool", pool({ providerARNs: [] }), /providerARNs: expected/],
      [
        "an audience checked in access tokens",
        pool({ identityValidationExpression: ".*" }, [{ who: ["orders/read"] }]),
        /have no aud/,
      ],
      [
        "eleven authorizers",
        api(
          { "/orders": { get: mock } },
          {
            components: {
              securitySchemes: Object.fromEntries(
                Array.from({ length: 11 }, (_, i) => [
                  `a${i}`,
                  {
                    type: "apiKey",
                    in: "header",
                    name: "A",
                    "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: uri },
                  },
                ]),
              ),
            },
          },
        ),
        /at most 10 authorizers, got 11/,
      ],
    ],
  },
  "machine-client-scopes": {
    keeps: [pool({}, [{ who: ["orders/read"] }], machine), pool({}, [{ who: [] }])],
    breaks: [["a method without scope", pool({}, [{ who: [] }], machine), /takes ID tokens/]],
  },
  "authorizer-permission": {
    keeps: [
      authorizer({ type: "token" }, {}, permission("${aws_api_gateway_rest_api.orders.execution_arn}/authorizers/*")),
    ],
    breaks: [
      ["no permission", authorizer({ type: "token" }), /expected an aws_lambda_permission for auth:live/],
      [
        "a permission for methods",
        authorizer({ type: "token" }, {}, permission("${aws_api_gateway_rest_api.orders.execution_arn}/*/*/*")),
        /\/authorizers\/\*, got none/,
      ],
    ],
  },
  "policy-principal": {
    keeps: [
      policy(named, secured({ "x-amazon-apigateway-authtype": "awsSigv4" })),
      policy("*", api({ "/orders": { get: mock } })),
    ],
    breaks: [
      [
        "a named principal for an open method",
        policy(named, api({ "/orders": { get: mock } })),
        /GET \/orders is not signed/,
      ],
    ],
  },
  "method-arn": {
    keeps: [
      longPath(1500, { "x-amazon-apigateway-authtype": "awsSigv4" }),
      api({ [`/${"a".repeat(2000)}`]: { get: mock } }),
    ],
    breaks: [
      [
        "a long path that is signed for",
        longPath(1600, { "x-amazon-apigateway-authtype": "awsSigv4" }),
        /an ARN of at most 1600 bytes, got 16\d\d/,
      ],
      [
        "a path that an authorizer's policy can't name",
        longPath(500, {
          "x-amazon-apigateway-authtype": "custom",
          "x-amazon-apigateway-authorizer": { type: "token" },
        }),
        /an ARN of at most 512 characters, got 5\d\d/,
      ],
    ],
  },
};
