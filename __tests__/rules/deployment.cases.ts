import type { Cases } from "./cases";

const deployment = (given: object = {}) => ({
  aws_api_gateway_deployment: {
    orders: {
      rest_api_id: "${aws_api_gateway_rest_api.orders.id}",
      triggers: { body: "b83c9c98900f918f" },
      lifecycle: { create_before_destroy: true },
      ...given,
    },
  },
});

const at = "aws_api_gateway_deployment.orders";

const logging = (given: object = {}) => ({
  aws_api_gateway_stage: {
    orders: { stage_name: "dev", access_log_settings: { format: "$context.requestId" }, ...given },
  },
});

const stages = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `stage_${index}`,
      { rest_api_id: "${aws_api_gateway_rest_api.orders.id}", stage_name: `s${index}` },
    ]),
  );

const body = JSON.stringify({ openapi: "3.0.1", paths: { "/orders": { get: {} } } });

export const cases: Cases = {
  "deployment-replacement": {
    breaks: {
      "a deployment without lifecycle": {
        resource: deployment({ lifecycle: {} }),
        refused: [`${at}: lifecycle.create_before_destroy: expected true, got none`],
      },
      "a deployment that is destroyed first": {
        resource: deployment({ lifecycle: { create_before_destroy: false } }),
        refused: [`${at}: lifecycle.create_before_destroy: expected true, got false`],
      },
    },
    passes: { "a deployment that is created first": { resource: deployment() } },
  },
  "deployment-follows": {
    breaks: {
      "a deployment without triggers": {
        resource: deployment({ triggers: {} }),
        refused: [`${at}: triggers: expected a hash of the API's definition`],
      },
    },
    passes: {
      "a deployment with a trigger": { resource: deployment() },
      "triggers that only Terraform will know": { resource: deployment({ triggers: "${local.triggers}" }) },
    },
  },
  "deployment-stage": {
    breaks: {
      "a deployment with a stage of its own": {
        resource: deployment({ stage_name: "dev", stage_description: "${local.description}" }),
        refused: [
          `${at}: stage_name: expected none, in favour of an aws_api_gateway_stage, got dev`,
          `${at}: stage_description: expected none`,
        ],
      },
    },
    passes: { "a deployment without stage": { resource: deployment() } },
  },
  "execution-log-role": {
    breaks: {
      "a stage that logs where no stack has the account's role": {
        resource: logging({ provider: "aws.us_east_1" }),
        refused: [
          "aws_api_gateway_stage.orders: access_log_settings: expected a stack with aws_api_gateway_account for 111111111111 in us-east-1",
        ],
      },
    },
    passes: {
      "a stage that logs where a stack has the account's role": {
        resource: { ...logging(), aws_api_gateway_account: { account: { cloudwatch_role_arn: "${local.role}" } } },
      },
      "a stage that does not log": {
        resource: { aws_api_gateway_stage: { quiet: { stage_name: "dev", provider: "aws.us_east_1" } } },
      },
    },
  },
  "stages-of-an-api": {
    breaks: {
      "an API with 11 stages, an impossible threshold and an empty description": {
        resource: {
          aws_api_gateway_rest_api: {
            orders: { name: "orders", body, minimum_compression_size: -2, description: "" },
          },
          aws_api_gateway_stage: stages(11),
        },
        refused: [
          "aws_api_gateway_rest_api.orders: name: expected at most 10 stages, got 11",
          "aws_api_gateway_rest_api.orders: minimum_compression_size: expected 0 to 10485760 bytes, got -2",
          "aws_api_gateway_rest_api.orders: description: expected a sentence or none, got an empty string",
        ],
      },
      "an API with a stage and no method": {
        resource: { aws_api_gateway_rest_api: { orders: { name: "orders" } }, aws_api_gateway_stage: stages(1) },
        refused: ["aws_api_gateway_rest_api.orders: body: expected at least one method"],
      },
    },
    passes: {
      "an API with 10 stages that compresses all": {
        resource: {
          aws_api_gateway_rest_api: { orders: { name: "orders", body, minimum_compression_size: 0 } },
          aws_api_gateway_stage: stages(10),
        },
      },
    },
  },
};
