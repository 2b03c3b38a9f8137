import { document, mock, type Case, type Resources, restApi } from "./case";

const privateApi = (more: Record<string, unknown> = {}) =>
  restApi(document({ "/a": { get: mock } }), { endpoint_configuration: { types: ["PRIVATE"], ...more } });
const api = (settings: Record<string, unknown>): Resources => ({ aws_api_gateway_rest_api: { orders: settings } });
const deployment = (settings: Record<string, unknown>): Resources => ({
  aws_api_gateway_deployment: { d: { rest_api_id: "${aws_api_gateway_rest_api.orders.id}", ...settings } },
});
const stage = (more: Resources = {}): Resources => ({
  aws_api_gateway_stage: { s: { access_log_settings: { format: "$context.requestId" } } },
  ...more,
});

export const cases: Record<string, Case> = {
  "deployment-replacement": {
    keeps: [deployment({ lifecycle: { create_before_destroy: true } })],
    breaks: [["the usual order", deployment({}), /expected true, got none/]],
  },
  "deployment-follows": {
    keeps: [deployment({ triggers: { body: "1f" } })],
    breaks: [
      ["no triggers", deployment({}), /expected a hash/],
      ["empty ones", deployment({ triggers: {} }), /expected a hash/],
    ],
  },
  "deployment-stage": {
    keeps: [deployment({})],
    breaks: [
      ["a stage of its own", deployment({ stage_name: "dev" }), /stage_name: expected none/],
      ["a canary", deployment({ canary_settings: { percent_traffic: 5 } }), /canary_settings: expected none/],
    ],
  },
  "execution-log-role": {
    keeps: [
      stage({ aws_api_gateway_account: { a: { cloudwatch_role_arn: "arn" } } }),
      { aws_api_gateway_stage: { s: {} } },
    ],
    breaks: [
      ["an account without the role", stage(), /aws_api_gateway_account for 111111111111 in eu-west-1, got none/],
    ],
  },
  "stages-of-an-api": {
    keeps: [api(privateApi({}))],
    breaks: [
      ["an empty description", api({ ...privateApi(), description: "" }), /got an empty string/],
      ["a threshold that is too large", api({ ...privateApi(), minimum_compression_size: 20_000_000 }), /got 20000000/],
      [
        "eleven stages",
        {
          ...api(privateApi()),
          aws_api_gateway_stage: Object.fromEntries(
            Array.from({ length: 11 }, (_, i) => [`s${i}`, { rest_api_id: "${aws_api_gateway_rest_api.orders.id}" }]),
          ),
        },
        /at most 10 stages, got 11/,
      ],
      [
        "an API without methods that is deployed",
        {
          ...api({ name: "a" }),
          aws_api_gateway_stage: { s: { rest_api_id: "${aws_api_gateway_rest_api.orders.id}" } },
        },
        /expected at least one method/,
      ],
    ],
  },
};
