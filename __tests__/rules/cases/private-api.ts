import { document, mock, type Case, type Resources, restApi } from "./case";

const api = (settings: Record<string, unknown>): Resources => ({ aws_api_gateway_rest_api: { orders: settings } });
const privateApi = (more: Record<string, unknown> = {}, settings: Record<string, unknown> = {}) =>
  api(
    restApi(document({ "/a": { get: mock } }), {
      endpoint_configuration: { types: ["PRIVATE"], ...more },
      ...settings,
    }),
  );
const text = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const policy = (statements: object[], id = "${aws_api_gateway_rest_api.orders.id}"): Resources => ({
  aws_api_gateway_rest_api_policy: { p: { rest_api_id: id, policy: text(...statements) } },
});
const allow = {
  Effect: "Allow",
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "${aws_api_gateway_rest_api.orders.execution_arn}/*",
};
const unlessOurs = { StringNotEquals: { "aws:SourceVpce": "${data.aws_vpc_endpoint.e.id}" } };
const deny = { ...allow, Effect: "Deny", Condition: unlessOurs };
const deployment = (settings: Record<string, unknown>): Resources => ({
  aws_api_gateway_deployment: { d: { rest_api_id: "${aws_api_gateway_rest_api.orders.id}", ...settings } },
});
const open = /every VPC may call otherwise/;

export const cases: Record<string, Case> = {
  "private-api-policy": {
    keeps: [
      { ...privateApi(), ...policy([deny, allow]) },
      privateApi({}, { policy: text({ ...allow, Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } }) }),
      privateApi({}, { policy: text({ ...allow, Principal: { AWS: "arn:aws:iam::111111111111:role/job" } }) }),
      api(restApi(document({ "/a": { get: mock } }))),
      { ...api(restApi(document({ "/a": { get: mock } }))), ...policy([allow]) },
      // only Terraform will know
      privateApi({}, { policy: "${data.aws_iam_policy_document.p.json}" }),
      privateApi({}, { body: "${local.body}" }),
      privateApi({ types: ["${local.type}"] }),
    ],
    breaks: [
      ["no policy", privateApi(), /expected an aws_api_gateway_rest_api_policy/],
      [
        "a policy of another API",
        { ...privateApi(), ...policy([deny, allow], "a1b2c3d4e5") },
        /expected an aws_api_gateway_rest_api_policy/,
      ],
      ["a policy that lets every VPC in", { ...privateApi(), ...policy([allow]) }, open],
      ["one in the API's argument", privateApi({}, { policy: text({ ...allow, Principal: { AWS: "*" } }) }), open],
      [
        "one in the body",
        api(
          restApi(document({ "/a": { get: mock } }, { "x-amazon-apigateway-policy": { Statement: [allow] } }), {
            endpoint_configuration: { types: ["PRIVATE"] },
          }),
        ),
        open,
      ],
      [
        "a Deny for other addresses only",
        {
          ...privateApi(),
          ...policy([allow, { ...deny, Condition: { NotIpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } } }]),
        },
        open,
      ],
      [
        "a Deny that a second condition weakens",
        {
          ...privateApi(),
          ...policy([allow, { ...deny, Condition: { ...unlessOurs, Bool: { "aws:SecureTransport": "false" } } }]),
        },
        open,
      ],
    ],
  },
  "vpc-endpoint-ids": {
    keeps: [
      privateApi({ vpc_endpoint_ids: ["vpce-1"] }),
      api({ endpoint_configuration: { types: "${local.types}", vpc_endpoint_ids: ["vpce-1"] } }),
      api({ endpoint_configuration: { types: ["EDGE"], vpc_endpoint_ids: [] } }),
    ],
    breaks: [
      [
        "a regional API with endpoints",
        api({ endpoint_configuration: { types: ["REGIONAL"], vpc_endpoint_ids: ["vpce-1"] } }),
        /expected none, as the API is REGIONAL/,
      ],
    ],
  },
  "deployment-after-policy": {
    keeps: [
      { ...privateApi(), ...policy([deny]), ...deployment({ depends_on: ["aws_api_gateway_rest_api_policy.p"] }) },
      {
        ...privateApi(),
        ...policy([deny]),
        ...deployment({ triggers: { policy: "${aws_ssm_parameter.hash.value}" } }),
        aws_ssm_parameter: { hash: { value: "${sha1(aws_api_gateway_rest_api_policy.p.policy)}" } },
      },
    ],
    breaks: [
      [
        "no dependency",
        { ...privateApi(), ...policy([deny]), ...deployment({}) },
        /expected aws_api_gateway_rest_api_policy\.p/,
      ],
    ],
  },
};
