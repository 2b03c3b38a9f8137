import type { Cases } from "./cases";

const api = (type: string, given: object = {}) => ({
  aws_api_gateway_rest_api: {
    orders: { name: "orders", endpoint_configuration: { types: [type] }, ...given },
  },
});

const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

const allow = (given: object = {}) => ({
  Effect: "Allow",
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "${aws_api_gateway_rest_api.orders.execution_arn}/*",
  ...given,
});

const deny = (condition: object) => allow({ Effect: "Deny", Condition: condition });

const unlessOurs = { StringNotEquals: { "aws:SourceVpce": "${data.aws_vpc_endpoint.execute_api.id}" } };

const policyOf = (document: unknown, id = "${aws_api_gateway_rest_api.orders.id}") => ({
  aws_api_gateway_rest_api_policy: { orders: { rest_api_id: id, policy: document } },
});

const inBody = (...statements: object[]) => ({
  body: JSON.stringify({ openapi: "3.0.1", "x-amazon-apigateway-policy": { Statement: statements } }),
});

const deployment = (given: object = {}) => ({
  aws_api_gateway_deployment: { orders: { rest_api_id: "${aws_api_gateway_rest_api.orders.id}", ...given } },
});

const closed = policyOf(policy(allow(), deny(unlessOurs)));
const at = "aws_api_gateway_rest_api.orders";

export const cases: Cases = {
  "private-api-policy": {
    breaks: {
      "a private API without policy": {
        resource: api("PRIVATE"),
        refused: [`${at}: policy: expected an aws_api_gateway_rest_api_policy`],
      },
      "a private API whose policy belongs to another": {
        resource: { ...api("PRIVATE"), ...policyOf(policy(allow(), deny(unlessOurs)), "a1b2c3d4e5") },
        refused: [`${at}: policy: expected an aws_api_gateway_rest_api_policy`],
      },
      "an Allow for everybody alone": {
        resource: { ...api("PRIVATE"), ...policyOf(policy(allow())) },
        refused: [`${at}: policy: expected aws_api_gateway_rest_api_policy.orders to deny`],
      },
      "a Deny that says something else": {
        resource: api("PRIVATE", {
          policy: policy(
            allow({ Principal: { AWS: "*" } }),
            deny({ NotIpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } }),
          ),
        }),
        refused: [`${at}: policy: expected the argument to deny`],
      },
      "a Deny that two conditions have to agree on": {
        resource: api("PRIVATE", {
          policy: policy(allow(), deny({ ...unlessOurs, Bool: { "aws:SecureTransport": "false" } })),
        }),
        refused: [`${at}: policy: expected the argument to deny`],
      },
      "an Allow in the body": {
        resource: api("PRIVATE", inBody(allow())),
        refused: [`${at}: policy: expected x-amazon-apigateway-policy to deny`],
      },
    },
    passes: {
      "a Deny unless through the endpoint": { resource: { ...api("PRIVATE"), ...closed } },
      "an Allow through a VPC only": {
        resource: api("PRIVATE", {
          policy: policy(allow({ Condition: { StringEquals: { "aws:SourceVpc": "vpc-1a2b3c4d" } } })),
        }),
      },
      "an Allow for a role": {
        resource: api("PRIVATE", {
          policy: policy(allow({ Principal: { AWS: "arn:aws:iam::111111111111:role/job" } })),
        }),
      },
      "a policy, a body and an endpoint type that only Terraform will know": {
        resource: {
          aws_api_gateway_rest_api: {
            orders: { endpoint_configuration: { types: ["PRIVATE"] }, policy: "${local.policy}" },
            items: { endpoint_configuration: { types: ["PRIVATE"] }, body: "${local.body}" },
            bills: { endpoint_configuration: { types: ["${local.type}"] } },
          },
        },
      },
      "a regional API that is open": { resource: { ...api("REGIONAL"), ...policyOf(policy(allow())) } },
    },
  },
  "vpc-endpoint-ids": {
    breaks: {
      "a regional API with VPC endpoints": {
        resource: api("REGIONAL", { endpoint_configuration: { types: ["REGIONAL"], vpc_endpoint_ids: ["vpce-1a2b"] } }),
        refused: [
          `${at}: endpoint_configuration.vpc_endpoint_ids: expected none, as the API is REGIONAL, got ["vpce-1a2b"]`,
        ],
      },
    },
    passes: {
      "a private API with VPC endpoints, and one of a type that only Terraform will know": {
        resource: {
          aws_api_gateway_rest_api: {
            orders: { endpoint_configuration: [{ types: ["PRIVATE"], vpc_endpoint_ids: ["vpce-1a2b"] }] },
            items: { endpoint_configuration: { types: "${local.types}", vpc_endpoint_ids: ["vpce-1a2b"] } },
          },
        },
      },
      "an API without": { resource: api("EDGE") },
    },
  },
  "deployment-after-policy": {
    breaks: {
      "a deployment that does not wait for the policy": {
        resource: { ...api("PRIVATE"), ...closed, ...deployment() },
        refused: ["aws_api_gateway_deployment.orders: depends_on: expected aws_api_gateway_rest_api_policy.orders"],
      },
    },
    passes: {
      "a deployment that depends on the policy": {
        resource: {
          ...api("PRIVATE"),
          ...closed,
          ...deployment({ depends_on: ["aws_api_gateway_rest_api_policy.orders"] }),
        },
      },
      "a deployment that refers to the policy, by way of another resource": {
        resource: {
          ...api("PRIVATE"),
          ...closed,
          ...deployment({ triggers: { policy: "${aws_ssm_parameter.hash.value}" } }),
          aws_ssm_parameter: { hash: { value: "${sha1(aws_api_gateway_rest_api_policy.orders.policy)}" } },
        },
      },
    },
  },
};
