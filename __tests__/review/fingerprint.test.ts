import { fingerprint } from "../../tools/review/fingerprint";
import { type ChangeSketch, planOf, type PlanSketch } from "./plan-builder";

const table: ChangeSketch = {
  address: "aws_dynamodb_table.orders",
  before: { name: "orders", ttl: [], item_count: 1 },
  after: { name: "orders", ttl: [{ enabled: true }], item_count: 1 },
};
const topic: ChangeSketch = { address: "aws_sns_topic.t", after: { name: "t" } };

const of = (...changes: ChangeSketch[]) => fingerprint(planOf({ changes }));

describe("the fingerprint of a plan", () => {
  test("is the same for the same changes in another order, on another day, beside other values that stay", () => {
    const later: PlanSketch = {
      changes: [
        topic,
        { ...table, before: { ...table.before, item_count: 7 }, after: { ...table.after, item_count: 7 } },
        { address: "aws_sqs_queue.q", before: { name: "q" }, after: { name: "q" } },
      ],
      top: { timestamp: "2030-01-01T00:00:00Z", relevant_attributes: [] },
    };
    expect(fingerprint(planOf(later))).toBe(of(table, topic));
  });

  test.each<[string, ChangeSketch[]]>([
    ["a value", [{ ...table, after: { name: "orders", ttl: [{ enabled: false }] } }, topic]],
    ["an action", [{ ...table, actions: ["delete", "create"] }, topic]],
    ["the order of an action", [{ ...table, actions: ["create", "delete"] }, topic]],
    ["a resource more", [table, topic, { address: "aws_sns_topic.u", after: { name: "u" } }]],
    ["what becomes unknown", [{ ...table, unknown: { ttl: true } }, topic]],
    ["a move", [{ ...table, previousAddress: "aws_dynamodb_table.old" }, topic]],
  ])("tells %s", (_, changes) => {
    expect(of(...changes)).not.toBe(of(table, topic));
  });

  test("tells that planning failed", () => {
    expect(fingerprint(planOf({ changes: [table], top: { errored: true } }))).not.toBe(of(table));
  });

  test("tells a changed output", () => {
    const outputs = { url: { before: "a", after: "b" } };
    expect(fingerprint(planOf({ changes: [table], outputs }))).not.toBe(of(table));
  });

  test("says of a sensitive value only that it changes, so that nobody can guess it", () => {
    const secret = (value: string): ChangeSketch => ({
      address: "aws_api_gateway_api_key.k",
      before: { value: "old" },
      after: { value },
      sensitive: { value: true },
    });
    expect(of(secret("one"))).toBe(of(secret("two")));
    expect(of(secret("one"))).not.toBe(of(secret("old")));
  });
});
