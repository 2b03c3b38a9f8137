import { type Case, numbered, type Resources } from "./case";

const apis = (count: number, type: string): Resources => ({
  aws_api_gateway_rest_api: numbered(count, { endpoint_configuration: { types: [type] } }),
});
const domains = (count: number, type: string): Resources => ({
  aws_api_gateway_domain_name: numbered(count, { endpoint_configuration: { types: [type] } }),
});
const tagged = (count: number): Resources => ({
  aws_sqs_queue: { q: { tags: Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, ""])) } },
});

export const cases: Record<string, Case> = {
  "account-quotas": {
    keeps: [apis(120, "EDGE"), { aws_api_gateway_usage_plan: numbered(300, {}) }],
    breaks: [
      ["regional APIs", apis(601, "REGIONAL"), /at most 600 REGIONAL APIs in 111111111111 eu-west-1, got 601/],
      ["edge-optimized APIs", apis(121, "EDGE"), /at most 120 EDGE APIs .* got 121/],
      ["public domain names", domains(121, "EDGE"), /at most 120 public domain names .* got 121/],
      ["private domain names", domains(51, "PRIVATE"), /at most 50 private domain names .* got 51/],
      ["API keys", { aws_api_gateway_api_key: numbered(10_001, {}) }, /at most 10000 API keys .* got 10001/],
      ["usage plans", { aws_api_gateway_usage_plan: numbered(301, {}) }, /at most 300 usage plans .* got 301/],
      [
        "client certificates",
        { aws_api_gateway_client_certificate: numbered(61, {}) },
        /at most 60 client certificates .* got 61/,
      ],
      ["VPC links", { aws_api_gateway_vpc_link: numbered(21, {}) }, /at most 20 VPC links .* got 21/],
    ],
  },
  "tag-count": {
    keeps: [tagged(50)],
    breaks: [["51 tags", tagged(51), /tags: expected at most 50, got 51/]],
  },
};
