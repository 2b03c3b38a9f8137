import Ajv from "ajv-draft-04";
import { at, type Json } from "../../tools/review/json";
import { list } from "../../tools/review/resource-change";
import { planText } from "./plan-builder";
import { Folder } from "./review-command";
// SARIF 2.1.0 of the OASIS committee as SchemaStore (Apache-2.0) publishes it, taken from @microsoft/jest-sarif (MIT)
import schema from "./sarif-2.1.0-rtm.5.json";

const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

const table = { name: "orders", hash_key: "pk", deletion_protection_enabled: true };
const plan = planText({
  changes: [
    { address: "aws_dynamodb_table.orders", before: table },
    { address: "aws_dynamodb_table.audit", before: table, after: { ...table, deletion_protection_enabled: false } },
    { address: "aws_dynamodb_table.kept", before: table, after: table },
  ],
  top: { complete: false },
});

const waiver = {
  rule: "data-destroyed",
  plan: "*",
  address: "aws_dynamodb_table.orders",
  reason: "moved",
  expires: "2999-12-31",
};

async function sarifOf(files: Record<string, unknown>): Promise<Json> {
  const folder = new Folder(files);
  const plans = Object.keys(files).filter((file) => file.endsWith("plan.json"));
  return JSON.parse((await folder.review(...plans, "--format", "sarif")).out) as Json;
}

const resultsOf = (sarif: Json) => list(at(sarif, ["runs", 0, "results"]));

describe("SARIF", () => {
  test("is valid by the schema of its version", async () => {
    for (const files of [
      { "plan.json": plan },
      { "plan.json": planText({}) },
      { "plan.json": plan, "waivers.json": [waiver] },
    ]) {
      const sarif = await sarifOf(files);
      expect(validate(sarif) ? [] : validate.errors).toEqual([]);
    }
    expect(validate({ version: "2.1.0", runs: [{ results: [{}] }] })).toBe(false);
  });

  test("describes each rule and refers to it by position", async () => {
    const sarif = await sarifOf({ "plan.json": plan });
    const rules = list(at(sarif, ["runs", 0, "tool", "driver", "rules"]));
    expect(rules.length).toBeGreaterThan(50);
    for (const result of resultsOf(sarif))
      expect(at(rules[at(result, ["ruleIndex"]) as number], ["id"])).toBe(at(result, ["ruleId"]));
  });

  test("makes what blocks an error and what needs eyes a warning", async () => {
    const levels = resultsOf(await sarifOf({ "plan.json": plan })).map((result) => [
      at(result, ["ruleId"]),
      at(result, ["level"]),
    ]);
    expect(levels).toContainEqual(["data-destroyed", "error"]);
    expect(levels).toContainEqual(["deletion-protection-off", "warning"]);
  });

  test("shows what is waived as suppressed, with the reason", async () => {
    const results = resultsOf(await sarifOf({ "plan.json": plan, "waivers.json": [waiver] }));
    const suppressed = results.filter((result) => at(result, ["suppressions"]) !== undefined);
    expect(
      suppressed.map((result) => [at(result, ["ruleId"]), at(result, ["suppressions", 0, "justification"])]),
    ).toEqual([["data-destroyed", "moved (until 2999-12-31)"]]);
  });

  test("keeps a finding's fingerprint from one plan to the next, and gives each finding its own", async () => {
    const prints = (results: Json[]) => results.map((result) => at(result, ["partialFingerprints", "gatehouse/v1"]));
    const first = prints(resultsOf(await sarifOf({ "plan.json": plan })));
    expect(new Set(first).size).toBe(first.length);
    expect(prints(resultsOf(await sarifOf({ "plan.json": plan.replace("2026-01-01", "2026-02-02") })))).toEqual(first);
  });

  test("tells what the plan doesn't hold", async () => {
    const notes = list(
      at(await sarifOf({ "plan.json": plan }), ["runs", 0, "invocations", 0, "toolExecutionNotifications"]),
    );
    expect(at(notes[0], ["message", "text"])).toMatch(/^plan.json: The plan is incomplete/);
  });

  test("points at files by URIs that are valid whatever their names", async () => {
    const results = resultsOf(await sarifOf({ "a b/ü%/plan.json": plan }));
    expect(at(results[0], ["locations", 0, "physicalLocation", "artifactLocation", "uri"])).toBe(
      "a%20b/%C3%BC%25/plan.json",
    );
  });

  test("turns no name into a link", async () => {
    const address = 'aws_dynamodb_table.t["[click](https://evil.example.com)"]';
    const linking = planText({
      changes: [{ address: "aws_dynamodb_table.t", before: { name: "[click](https://evil.example.com)" } }],
    }).replaceAll("aws_dynamodb_table.t", address.replaceAll('"', '\\"'));
    const messages = JSON.stringify(
      resultsOf(await sarifOf({ "plan.json": linking })).map((result) => at(result, ["message"]) ?? null),
    );
    expect(messages).toContain("[click] (https://evil.example.com)");
    expect(messages).not.toContain("](");
  });
});

describe("JSON", () => {
  test("has the shape that programs rely on", async () => {
    const report = await new Folder({ "plan.json": plan }).report("plan.json");
    expect(report.verdict).toBe("block");
    expect(report.findings[0]).toMatchObject({
      severity: "block",
      rule: "data-destroyed",
      plan: "plan.json",
      address: "aws_dynamodb_table.orders",
      title: expect.any(String),
      detail: expect.any(String),
      remedy: expect.any(String),
    });
  });

  test("has the address * for what is about the plan as a whole", async () => {
    const { findings } = await new Folder({ "plan.json": plan }).report("plan.json");
    expect(findings.filter(({ rule }) => rule === "plan-incomplete").map(({ address }) => address)).toEqual(["*"]);
  });

  test("passes with the verdict pass where there is nothing or only information", async () => {
    const report = await new Folder({ "plan.json": planText({ changes: [] }) }).report("plan.json");
    expect(report).toMatchObject({ verdict: "pass", findings: [] });
  });
});
