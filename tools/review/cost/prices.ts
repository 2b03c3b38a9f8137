import { at, type Json } from "../json";
import { list } from "../resource-change";

/** When, where and in what the prices below hold. They are list prices: without free tier, discounts and taxes. */
export const priceTable = {
  date: "2026-11-22",
  region: "us-east-1",
  currency: "USD",
  source: "public list prices (AWS pricing pages, Infracost's recorded estimates), not fetched from AWS",
} as const;

/** Hours of the month that AWS's own calculator counts with. */
const hours = 730;

/** What stands in the bill whether it is used or not. */
export interface FixedPrice {
  /** Attributes that the price depends on; unknown ones leave it unknown. */
  by: readonly string[];
  /** USD a month; undefined when the values don't tell. */
  price(values: Json): number | undefined;
}

/** Resources that cost by their existence. What a type's price depends on is read from its attributes. */
export const monthly: Record<string, FixedPrice> = {
  aws_api_gateway_stage: {
    by: ["cache_cluster_enabled", "cache_cluster_size"],
    price: (values) => {
      if (at(values, ["cache_cluster_enabled"]) !== true) return 0;
      const perHour = cachePerHour.get(at(values, ["cache_cluster_size"]) ?? "0.5");
      return perHour === undefined ? undefined : perHour * hours;
    },
  },
  aws_vpc_endpoint: {
    by: ["vpc_endpoint_type", "subnet_ids"],
    // the default type is Gateway, which is free
    price: (values) =>
      at(values, ["vpc_endpoint_type"]) === "Interface" ? list(at(values, ["subnet_ids"])).length * 0.01 * hours : 0,
  },
  aws_lb: {
    by: ["load_balancer_type"],
    price: (values) => (at(values, ["load_balancer_type"]) === "gateway" ? 0.0125 : 0.0225) * hours,
  },
  aws_nat_gateway: fixed(0.045 * hours),
  aws_eip: fixed(0.005 * hours),
  aws_wafv2_web_acl: { by: ["rule"], price: (values) => 5 + list(at(values, ["rule"])).length },
  aws_kms_key: fixed(1),
  aws_secretsmanager_secret: fixed(0.4),
  aws_route53_zone: fixed(0.5),
  aws_cloudwatch_metric_alarm: {
    by: ["metric_query"],
    price: (values) =>
      0.1 *
      Math.max(1, list(at(values, ["metric_query"])).filter((query) => list(at(query, ["metric"])).length > 0).length),
  },
  aws_cloudwatch_composite_alarm: fixed(0.5),
  aws_cloudwatch_dashboard: fixed(3),
  aws_kinesis_stream: {
    by: ["stream_mode_details", "shard_count"],
    price: (values) => {
      if (at(values, ["stream_mode_details", 0, "stream_mode"]) === "ON_DEMAND") return 0.04 * hours;
      const shards = at(values, ["shard_count"]);
      return typeof shards === "number" ? shards * 0.015 * hours : undefined;
    },
  },
  aws_dynamodb_table: {
    by: ["billing_mode"],
    price: (values) => {
      if (at(values, ["billing_mode"]) === "PAY_PER_REQUEST") return 0;
      const [read, write] = [at(values, ["read_capacity"]), at(values, ["write_capacity"])];
      return typeof read === "number" && typeof write === "number"
        ? (read * 0.00013 + write * 0.00065) * hours
        : undefined;
    },
  },
};

function fixed(amount: number): FixedPrice {
  return { by: [], price: () => amount };
}

/** By size in GB, an hour (API Gateway pricing, caching). */
const cachePerHour = new Map<Json, number>([
  ["0.5", 0.02],
  ["1.6", 0.038],
  ["6.1", 0.2],
  ["13.5", 0.25],
  ["28.4", 0.5],
  ["58.2", 1],
  ["118", 1.9],
  ["237", 3.8],
]);

/** What use of a resource costs. */
export interface UsePrice {
  name: string;
  /** USD by unit, as decimals: floating point would print some of them otherwise. */
  per: Readonly<Record<string, string>>;
}

/** What use of a newly created resource costs. */
export const byUse: Readonly<Record<string, UsePrice>> = {
  aws_api_gateway_rest_api: { name: "REST API", per: { "million requests": "3.50" } },
  aws_apigatewayv2_api: { name: "HTTP or WebSocket API", per: { "million requests or messages": "1.00" } },
  aws_lambda_function: {
    name: "Lambda",
    per: { "million requests": "0.20", "GB-second on x86_64": "0.0000166667", "GB-second on arm64": "0.0000133334" },
  },
  aws_dynamodb_table: {
    name: "DynamoDB on demand",
    per: { "million writes": "0.625", "million reads": "0.125", "GB-month": "0.25" },
  },
  aws_sqs_queue: { name: "SQS", per: { "million requests": "0.40" } },
  aws_sfn_state_machine: {
    name: "Step Functions",
    per: { "million transitions": "25.00", "million requests of an EXPRESS state machine": "1.00" },
  },
  aws_kinesis_stream: { name: "Kinesis", per: { "million PUT units of a provisioned stream": "0.014" } },
  aws_kinesis_firehose_delivery_stream: { name: "Firehose", per: { GB: "0.029" } },
  aws_wafv2_web_acl: { name: "WAF", per: { "million requests": "0.60" } },
  aws_cloudwatch_log_group: { name: "CloudWatch Logs", per: { "GB written": "0.50", "GB-month": "0.03" } },
  aws_kms_key: { name: "KMS", per: { "10,000 requests": "0.03" } },
  aws_vpc_endpoint: { name: "Interface VPC endpoint", per: { GB: "0.01" } },
  aws_nat_gateway: { name: "NAT gateway", per: { GB: "0.045" } },
  aws_lb: { name: "Load balancer", per: { "LCU-hour": "0.008" } },
};

/** `REST API: 3.50 USD per million requests` */
export const priceSentence = ({ name, per }: UsePrice): string =>
  `${name}: ${Object.entries(per)
    .map(([unit, amount]) => `${amount} USD per ${unit}`)
    .join(", ")}`;
