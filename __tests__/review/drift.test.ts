import type { Attributes, PlanSketch } from "./plan-builder";
import { findingsOf, said, warnings } from "./said";

const orders = "aws_lambda_function.orders";

/** Somebody changed `was` to `found`; the plan makes it `planned`. */
const drifted = (was: Attributes, found: Attributes, planned: Attributes = found): PlanSketch => ({
  drift: [{ address: orders, before: was, after: found }],
  changes: [{ address: orders, before: found, after: planned }],
});

describe("drift", () => {
  test("that the plan undoes is told apart from the change under review", () => {
    const [finding, ...others] = findingsOf(drifted({ memory_size: 256 }, { memory_size: 128 }, { memory_size: 256 }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: "info",
      rule: "drift",
      address: orders,
      title: "Lambda function was changed outside Terraform: memory_size",
      changes: [{ attribute: "memory_size", before: 256, after: 128 }],
    });
    expect(finding?.detail).toContain("The plan sets it back");
  });

  test("is named where undoing it is a risk of its own", () => {
    const found = findingsOf(drifted({ memory_size: 128 }, { memory_size: 512 }, { memory_size: 128 }));
    const [risk] = found.filter(({ severity }) => severity === "medium");
    expect(risk).toMatchObject({ rule: "function-size", title: "Memory falls from 512 to 128 MB" });
    expect(risk?.detail).toContain("It undoes what somebody set outside Terraform");
  });

  test("that is only another way to write nothing gives nothing", () => {
    const was = { tags: null, layers: null, description: "", environment: [], memory_size: 128 };
    const found = { tags: {}, layers: [], description: null, environment: null, memory_size: 128 };
    expect(findingsOf(drifted(was, found))).toEqual([]);
  });

  test("from nothing to zero or false, as a provider reads what was left out, gives nothing", () => {
    const was = { rule: [{ bucket_key_enabled: null, period: null, name: "all" }] };
    const found = { rule: [{ bucket_key_enabled: false, period: 0, name: "all" }] };
    expect(findingsOf(drifted(was, found))).toEqual([]);
  });

  test("from something to zero or false is told", () => {
    const was = { rule: [{ bucket_key_enabled: true, period: 60 }] };
    const found = { rule: [{ bucket_key_enabled: false, period: 0 }] };
    const [finding] = findingsOf(drifted(was, found));
    expect(finding?.changes?.map(({ attribute }) => attribute)).toEqual([
      "rule[0].bucket_key_enabled",
      "rule[0].period",
    ]);
  });

  test("of attributes that the configuration doesn't set gives nothing", () => {
    const plan = drifted({ memory_size: 128, status: "PENDING" }, { memory_size: 128, status: "ISSUED" });
    const changes = [{ address: orders, before: { memory_size: 128 }, after: { memory_size: 128 } }];
    expect(findingsOf({ ...plan, changes })).toEqual([]);
  });

  test("that is the same on many resources is told once", () => {
    const names = ["a", "b", "c", "d", "e"].map((name) => `aws_sns_topic.${name}`);
    const sketch: PlanSketch = {
      drift: names.map((address) => ({
        address,
        before: { tracing_config: "Active" },
        after: { tracing_config: "PassThrough" },
      })),
      changes: names.map((address) => ({
        address,
        before: { tracing_config: "PassThrough" },
        after: { tracing_config: "PassThrough" },
      })),
    };
    expect(said("drift", sketch)).toEqual(["info *: 5 resources were changed outside Terraform: tracing_config"]);
    expect(findingsOf(sketch)[0]?.detail).toContain("They are aws_sns_topic.a, aws_sns_topic.b");
  });
});

describe("what was deleted outside Terraform", () => {
  const table = { name: "orders", hash_key: "pk" };
  const gone = { address: "aws_dynamodb_table.orders", before: table, actions: ["delete"] };

  test("and held data is created anew empty, though the plan shows a plain create", () => {
    expect(warnings({ drift: [gone], changes: [{ address: gone.address, after: table }] })).toEqual([
      `block recreated-empty ${gone.address}`,
    ]);
  });

  test("and holds nothing is only told", () => {
    const role = { address: "aws_iam_role.orders", before: { name: "orders" }, actions: ["delete"] };
    const findings = findingsOf({ drift: [role], changes: [{ address: role.address, after: { name: "orders" } }] });
    expect(findings.map(({ severity, rule, title }) => `${severity} ${rule}: ${title}`)).toEqual([
      "info drift: IAM role orders was deleted outside Terraform",
    ]);
  });

  test("is no planned destroy", () => {
    const quiet = { address: orders, before: { memory_size: 128 }, after: { memory_size: 128 } };
    expect(warnings({ drift: [gone], changes: [quiet] })).toEqual([]);
  });
});

describe("a plan that only refreshes the state", () => {
  const sketch: PlanSketch = {
    drift: [
      { address: "aws_dynamodb_table.orders", before: { name: "orders" }, actions: ["delete"] },
      { address: orders, before: { memory_size: 128 }, after: { memory_size: 512 } },
    ],
    configuration: { [orders]: { expressions: { memory_size: { constant_value: 128 } } } },
  };

  test("destroys nothing", () => {
    expect(warnings(sketch)).toEqual([]);
  });

  test("tells what it takes over and what the next plan makes of it", () => {
    expect(findingsOf(sketch).map(({ address, detail }) => `${address}: ${detail.split(".")[0]}`)).toEqual([
      "aws_dynamodb_table.orders: The plan takes it over into the state; the next plan creates it anew if the configuration still has it",
      `${orders}: The plan takes it over into the state; the next plan sets it back if the configuration still has it`,
    ]);
  });
});
