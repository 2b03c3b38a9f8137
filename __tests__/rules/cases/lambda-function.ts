import { type Case, type Resources } from "./case";

const lambda = (settings: Record<string, unknown>): Resources => ({ aws_lambda_function: { f: settings } });
const variables = (values: Record<string, unknown>) => lambda({ environment: { variables: values } });
const permission = (settings: Record<string, unknown>): Resources => ({ aws_lambda_permission: { p: settings } });
const apiGateway = { principal: "apigateway.amazonaws.com" };
const group = { aws_cloudwatch_log_group: { g: { name: "/aws/lambda/orders" } } };

export const cases: Record<string, Case> = {
  "function-name": {
    keeps: [lambda({ function_name: "shop-dev-orders" })],
    breaks: [["65 characters", lambda({ function_name: "a".repeat(65) }), /expected 1 to 64/]],
  },
  "function-runtime": {
    keeps: [lambda({ runtime: "nodejs22.x" })],
    breaks: [["one that has ended", lambda({ runtime: "nodejs20.x" }), /got nodejs20\.x, deprecated on 2026-04-30/]],
  },
  "function-environment": {
    keeps: [variables({ ORDERS_TABLE: "shop-dev-orders" })],
    breaks: [
      ["a reserved name", variables({ AWS_REGION: "eu-west-1" }), /got AWS_REGION/],
      ["a bad name", variables({ "bad-name": "a" }), /got bad-name/],
      ["more than 4 KB", variables({ LARGE: "a".repeat(4096) }), /at most 4096 bytes/],
    ],
  },
  "function-secret": {
    keeps: [variables({ DATABASE_SECRET: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db", TABLE: "orders" })],
    breaks: [
      [
        "a password as text",
        variables({ DB_PASSWORD: "correct horse" }),
        /DB_PASSWORD: expected .* got a text of 13 characters/,
      ],
    ],
  },
  "function-logging": {
    keeps: [
      {
        ...group,
        ...lambda({ logging_config: { log_format: "JSON", log_group: "${aws_cloudwatch_log_group.g.name}" } }),
      },
      { ...group, ...lambda({ function_name: "orders", depends_on: ["aws_cloudwatch_log_group.g"] }) },
    ],
    breaks: [
      ["no log group", lambda({ function_name: "orders" }), /aws_cloudwatch_log_group of this stack/],
      [
        "one that may come later",
        { ...group, ...lambda({ function_name: "orders" }) },
        /depends_on: expected aws_cloudwatch_log_group\.g/,
      ],
      [
        "levels for text",
        {
          ...group,
          ...lambda({
            logging_config: {
              log_format: "Text",
              application_log_level: "INFO",
              log_group: "${aws_cloudwatch_log_group.g.name}",
            },
          }),
        },
        /application_log_level: expected none with the format Text/,
      ],
    ],
  },
  "function-snap-start": {
    keeps: [lambda({ runtime: "java21", snap_start: { apply_on: "PublishedVersions" } })],
    breaks: [
      ["Node.js", lambda({ runtime: "nodejs22.x", snap_start: { apply_on: "PublishedVersions" } }), /got nodejs22\.x/],
    ],
  },
  "function-concurrency": {
    keeps: [lambda({ reserved_concurrent_executions: 5 }), lambda({})],
    breaks: [["none at all", lambda({ reserved_concurrent_executions: 0 }), /as 0 refuses every invocation/]],
  },
  "provisioned-concurrency-qualifier": {
    keeps: [{ aws_lambda_provisioned_concurrency_config: { c: { qualifier: "live" } } }],
    breaks: [
      [
        "the latest code",
        { aws_lambda_provisioned_concurrency_config: { c: { qualifier: "$LATEST" } } },
        /got \$LATEST/,
      ],
    ],
  },
  "permission-source": {
    keeps: [permission({ ...apiGateway, source_arn: "${aws_api_gateway_rest_api.a.execution_arn}/*/*" })],
    breaks: [
      ["a service on behalf of anybody", permission(apiGateway), /source_arn: expected the resource/],
      ["everybody", permission({ principal: "*" }), /got \*/],
    ],
  },
  "permission-statement-id": {
    keeps: [permission({ statement_id: "orders-v1" })],
    breaks: [["a dot", permission({ statement_id: "orders.v1" }), /got orders\.v1/]],
  },
  "function-policy-size": {
    keeps: [permission({ function_name: "f", ...apiGateway })],
    breaks: [
      [
        "a permission for each of many routes",
        {
          aws_lambda_permission: Object.fromEntries(
            Array.from({ length: 60 }, (_, i) => [
              `p${i}`,
              {
                function_name: "f",
                ...apiGateway,
                source_arn: `arn:aws:execute-api:eu-west-1:111111111111:a1b2c3/dev/GET/route${i}`,
              },
            ]),
          ),
        },
        /at most 20480 bytes .* in 60/,
      ],
    ],
  },
  "function-code-signing": {
    keeps: [lambda({ filename: "a.zip" })],
    breaks: [
      [
        "a local zip",
        {
          ...lambda({ filename: "a.zip", code_signing_config_arn: "${aws_lambda_code_signing_config.c.arn}" }),
          aws_lambda_code_signing_config: { c: { policies: { untrusted_artifact_on_deployment: "Enforce" } } },
        },
        /expected s3_bucket and s3_key/,
      ],
    ],
  },
  "function-description": {
    keeps: [lambda({ description: "a".repeat(256) })],
    breaks: [["257 characters", lambda({ description: "a".repeat(257) }), /at most 256 characters, got 257/]],
  },
};
