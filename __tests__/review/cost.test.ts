import { estimateCost } from "../../tools/review/cost/estimate";
import { type ChangeSketch, planOf } from "./plan-builder";

const estimateOf = (...changes: ChangeSketch[]) => estimateCost([planOf({ changes })]);

describe("the cost of a plan", () => {
  test("a cache cluster that is switched on adds its hours", () => {
    const { added, removed, lines } = estimateOf({
      address: "aws_api_gateway_stage.v1",
      before: { cache_cluster_enabled: false, cache_cluster_size: "0.5" },
      after: { cache_cluster_enabled: true, cache_cluster_size: "6.1" },
    });
    expect({ added, removed }).toEqual({ added: 146, removed: 0 });
    expect(lines).toEqual([{ plan: "dev-data", address: "aws_api_gateway_stage.v1", before: 0, after: 146 }]);
  });

  test("an interface endpoint costs by availability zone, a gateway endpoint nothing", () => {
    const { added } = estimateOf(
      {
        address: "aws_vpc_endpoint.api",
        after: { vpc_endpoint_type: "Interface", subnet_ids: ["subnet-1", "subnet-2"] },
      },
      { address: "aws_vpc_endpoint.s3", after: { vpc_endpoint_type: "Gateway" } },
    );
    expect(added).toBe(14.6);
  });

  test("what is deleted is saved", () => {
    const { added, removed } = estimateOf({ address: "aws_nat_gateway.a", before: { id: "nat-1" } });
    expect({ added, removed }).toEqual({ added: 0, removed: 32.85 });
  });

  test("what Terraform only lets go of is paid on", () => {
    const change = { address: "aws_nat_gateway.a", before: { id: "nat-1" }, actions: ["forget"] };
    expect(estimateOf(change).removed).toBe(0);
  });

  test("a price that depends on values unknown until apply is not guessed", () => {
    const { added, unknown } = estimateOf({
      address: "aws_vpc_endpoint.api",
      after: { vpc_endpoint_type: "Interface" },
      unknown: { subnet_ids: true },
    });
    expect(added).toBe(0);
    expect(unknown).toEqual([{ plan: "dev-data", address: "aws_vpc_endpoint.api" }]);
  });

  test("what costs by use is named once, with its price", () => {
    const { use, added } = estimateOf(
      { address: "aws_lambda_function.a", after: { memory_size: 512 } },
      { address: "aws_lambda_function.b", after: { memory_size: 512 } },
      { address: "aws_dynamodb_table.t", after: { billing_mode: "PAY_PER_REQUEST" } },
    );
    expect(added).toBe(0);
    expect(use).toHaveLength(2);
    expect(use[1]).toMatch(/^Lambda: 0.20 USD per million requests/);
  });

  test("shards that are added cost more by the difference", () => {
    const { lines } = estimateOf({
      address: "aws_kinesis_stream.clicks",
      before: { shard_count: 1 },
      after: { shard_count: 3 },
    });
    expect(lines).toEqual([{ plan: "dev-data", address: "aws_kinesis_stream.clicks", before: 10.95, after: 32.85 }]);
  });

  test("says of which day and region its prices are", () => {
    expect(estimateOf()).toMatchObject({ region: "us-east-1", date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });
});
