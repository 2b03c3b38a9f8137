import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planText, reference } from "./plan-builder";
import { Folder } from "./review-command";

const table = { name: "orders", hash_key: "pk", deletion_protection_enabled: true };

/** A plan whose worst finding is high. */
const unprotected = planText({
  changes: [
    { address: "aws_dynamodb_table.orders", before: table, after: { ...table, deletion_protection_enabled: false } },
  ],
});
const destroyed = planText({ changes: [{ address: "aws_dynamodb_table.orders", before: table }] });
const renamed = planText({
  changes: [
    {
      address: "aws_api_gateway_rest_api.orders",
      before: { name: "orders", description: "Orders" },
      after: { name: "orders", description: "A shop's orders" },
    },
  ],
});

describe("gatehouse review", () => {
  test("fails on what blocks, unless another severity is asked for", async () => {
    const folder = new Folder({ "high.json": unprotected, "block.json": destroyed });
    const code = async (...args: string[]) => (await folder.review(...args)).exitCode;
    expect(await code("block.json")).toBe(1);
    expect(await code("high.json")).toBe(0);
    expect(await code("high.json", "--fail-on", "high")).toBe(1);
    expect(await code("high.json", "--fail-on", "medium")).toBe(1);
    expect(await code("block.json", "--fail-on", "never")).toBe(0);
  });

  test("passes what no reviewer has to look at, whatever it shall fail on", async () => {
    const folder = new Folder({ "plan.json": renamed });
    const { exitCode, out } = await folder.review("plan.json", "--fail-on", "medium");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^## Plan review of plan.json: pass$/m);
  });

  test("names a plan by the stack in whose folder it lies, else by its file", async () => {
    const folder = new Folder({
      "cdktf.out/stacks/dev-data/cdk.tf.json": {},
      "cdktf.out/stacks/dev-data/plan.json": destroyed,
      "elsewhere/dev-network/plan.json": destroyed,
      "pitr_off.json": destroyed,
    });
    const plansOf = async (...args: string[]) => (await folder.report(...args)).plans.map(({ name }) => name);
    expect(await plansOf("cdktf.out/stacks/dev-data/plan.json", "pitr_off.json")).toEqual([
      "dev-data",
      "pitr_off.json",
    ]);
    expect(await plansOf("elsewhere/dev-network/plan.json", "--stacks", "elsewhere")).toEqual(["dev-network"]);
  });

  test("says the same for the same plans in any order", async () => {
    const folder = new Folder({ "a.json": destroyed, "b.json": unprotected, "c.json": renamed });
    for (const format of ["markdown", "json", "sarif", "terminal"]) {
      const { out } = await folder.review("a.json", "b.json", "c.json", "--format", format);
      expect((await folder.review("c.json", "b.json", "a.json", "--format", format)).out).toBe(out);
    }
  });

  test("refuses the same plan twice, and two plans of one name", async () => {
    const folder = new Folder({ "a/plan.json": destroyed, "b/plan.json": destroyed });
    expect(await folder.review("a/plan.json", "a/../a/plan.json")).toMatchObject({
      exitCode: 2,
      error: "a/../a/plan.json: expected each plan once, got it twice",
    });
    expect(await folder.review("a/plan.json", "b/plan.json")).toMatchObject({
      exitCode: 2,
      error: 'b/plan.json: expected plans of different names, got "plan.json" for a/plan.json too',
    });
  });

  test.each([
    ["no file", [], "review: expected plans, got nothing"],
    ["a missing file", ["none.json"], "none.json: expected a readable file, got none"],
    ["a folder", ["."], ".: expected the JSON of a plan, got a folder"],
    ["an empty file", ["empty.json"], "empty.json: expected the output of terraform show -json PLAN"],
    ["a truncated file", ["truncated.json"], "truncated.json: expected the output of terraform show -json PLAN"],
    ["a saved plan", ["saved.json"], "got a saved plan: convert it with terraform show -json"],
    ["a state", ["state.json"], "state.json: expected a plan, got a state or configuration"],
    ["another format version", ["future.json"], 'future.json: expected plan format 1.x, got "2.0"'],
    [
      "an unknown format",
      ["good.json", "--format", "html"],
      '--format: expected markdown, json, sarif, terminal, got "html"',
    ],
    [
      "an unknown severity",
      ["good.json", "--fail-on", "low"],
      '--fail-on: expected block, high, medium, never, got "low"',
    ],
    [
      "stacks that are not there",
      ["good.json", "--stacks", "none"],
      "--stacks: expected something at none, got nothing",
    ],
    [
      "waivers that are not there",
      ["good.json", "--waivers", "none"],
      "--waivers: expected something at none, got nothing",
    ],
    ["a label that would end the marker", ["good.json", "--label", "a --> b"], "--label: expected up to 60 letters"],
  ])("answers %s with exit code 2 and a sentence", async (_, args, sentence) => {
    const folder = new Folder({
      "good.json": renamed,
      "empty.json": "",
      "truncated.json": destroyed.slice(0, 200),
      "saved.json": "PK\u0003\u0004",
      "state.json": { format_version: "1.0", values: {} },
      "future.json": { format_version: "2.0", resource_changes: [] },
    });
    const { exitCode, error, out } = await folder.review(...args);
    expect(exitCode).toBe(2);
    expect(error).toContain(sentence);
    expect(out).toBe("");
  });

  test("reads what PowerShell redirects, and a byte order mark", async () => {
    const folder = new Folder();
    folder.write("bom.json", `\ufeff${destroyed}`);
    const utf16 = Buffer.from(`\ufeff${destroyed}`, "utf16le");
    writeFileSync(join(folder.path, "utf16.json"), utf16);
    expect((await folder.review("bom.json")).exitCode).toBe(1);
    expect((await folder.review("utf16.json")).exitCode).toBe(1);
  });

  test("adds the whole markdown to a file for the summary of a CI step", async () => {
    const folder = new Folder({ "plan.json": destroyed, "summary.md": "before\n" });
    const { out } = await folder.review("plan.json", "--summary", "summary.md");
    expect(readFileSync(join(folder.path, "summary.md"), "utf8")).toBe(`before\n${out}\n`);
  });

  test("says before all else what a plan doesn't hold", async () => {
    const folder = new Folder({
      "errored.json": planText({ changes: [], top: { errored: true, complete: false } }),
      "partial.json": planText({ changes: [], top: { complete: false } }),
      "deferred.json": planText({ changes: [], top: { deferred_changes: [{}, {}], complete: false } }),
      "old.json": planText({ changes: [], top: { terraform_version: "1.3.9" } }),
      "deposed.json": planText({ changes: [{ address: "aws_acm_certificate.old", before: {}, deposed: "a1b2c3d4" }] }),
      "bare.json": planText({
        changes: [{ address: "aws_sqs_queue.q", before: { name: "a" }, after: { name: "b" } }],
        top: { configuration: undefined },
      }),
    });
    const names = ["errored", "partial", "deferred", "old", "deposed", "bare"].map((name) => `${name}.json`);
    const { plans } = await folder.report(...names);
    const limits = Object.fromEntries(plans.map((plan) => [plan.name, plan.limits.join(" ")]));
    expect(limits["errored.json"]).toMatch(/^Planning failed/);
    expect(limits["partial.json"]).toMatch(/^The plan is incomplete/);
    expect(limits["deferred.json"]).toMatch(/^2 changes are deferred/);
    expect(limits["old.json"]).toMatch(/^Planned by Terraform 1.3.9/);
    expect(limits["deposed.json"]).toMatch(/^1 object is left behind/);
    expect(limits["bare.json"]).toMatch(/^The plan comes without its configuration/);
    for (const format of ["markdown", "json", "sarif", "terminal"])
      expect((await folder.review("errored.json", "--format", format)).out).toContain("Planning failed");
  });
});

describe("what needs no reading", () => {
  const lambda = { function_name: "orders", memory_size: 512, source_code_hash: "aaaaaaaa1", last_modified: "a" };
  const plan = planText({
    changes: [
      {
        address: "aws_api_gateway_deployment.d",
        actions: ["create", "delete"],
        before: { id: "a", triggers: { body: "1" } },
        after: { triggers: { body: "2" } },
        unknown: { id: true },
        replacePaths: [["triggers"]],
      },
      {
        address: "aws_api_gateway_stage.s",
        before: { stage_name: "dev", deployment_id: "a" },
        after: { stage_name: "dev" },
        unknown: { deployment_id: true },
      },
      {
        address: "aws_lambda_function.f",
        before: lambda,
        after: { ...lambda, source_code_hash: "bbbbbbbb2" },
        unknown: { last_modified: true },
      },
      {
        address: "aws_lambda_alias.live",
        before: { name: "live", function_version: "3" },
        after: { name: "live" },
        unknown: { function_version: true },
      },
      {
        address: "aws_sqs_queue.q",
        before: { name: "q", tags_all: { A: "1" } },
        after: { name: "q", tags_all: { A: "2" } },
      },
      { address: "data.aws_caller_identity.me", actions: ["read"], after: {} },
    ],
    configuration: {
      "aws_api_gateway_stage.s": { expressions: { deployment_id: reference("aws_api_gateway_deployment.d.id") } },
      "aws_lambda_alias.live": { expressions: { function_version: reference("aws_lambda_function.f.version") } },
    },
  });

  test("is folded into one line for each kind", async () => {
    const { plans } = await new Folder({ "plan.json": plan }).report("plan.json");
    expect(plans[0]!.changes).toEqual([]);
    expect(plans[0]!.routine.map(({ kind, items }) => [kind, ...items])).toEqual([
      ["deployment", "aws_api_gateway_deployment.d", "aws_api_gateway_stage.s"],
      ["code", "aws_lambda_function.f: zip aaaaaaaa -> bbbbbbbb"],
      ["alias", "aws_lambda_alias.live"],
      ["tags", "aws_sqs_queue.q"],
      ["read", "data.aws_caller_identity.me"],
    ]);
  });

  test("is counted all the same", async () => {
    const { plans } = await new Folder({ "plan.json": plan }).report("plan.json");
    expect(plans[0]!.counts).toMatchObject({ replace: 1, update: 4, create: 0, destroy: 0 });
  });

  test("is read when a resource changes in another way too", async () => {
    const both = planText({
      changes: [
        {
          address: "aws_lambda_function.f",
          before: lambda,
          after: { ...lambda, source_code_hash: "bbbbbbbb2", memory_size: 1024 },
        },
      ],
    });
    const { plans } = await new Folder({ "plan.json": both }).report("plan.json");
    expect(plans[0]!.changes[0]!.differences.map(({ attribute }) => attribute)).toEqual([
      "memory_size",
      "source_code_hash",
    ]);
  });
});

describe("drift", () => {
  const group = (days: number) => ({ name: "orders", retention_in_days: days, tags: {} });
  const drifted = planText({
    changes: [{ address: "aws_cloudwatch_log_group.g", before: group(60), after: group(30) }],
    drift: [
      { address: "aws_cloudwatch_log_group.g", before: { ...group(30), tags: null }, after: group(60) },
      { address: "aws_iam_role.r", before: { inline_policy: [] }, after: { inline_policy: [{ name: "p" }] } },
    ],
    configuration: { "aws_iam_role.r": { expressions: { name: { constant_value: "r" } } } },
  });

  test("is told apart from what the change asks for, without echoes of what was computed", async () => {
    const folder = new Folder({ "plan.json": drifted });
    const { plans } = await folder.report("plan.json");
    expect(plans[0]!.drift).toMatchObject([
      { address: "aws_cloudwatch_log_group.g", repaired: true, differences: [{ attribute: "retention_in_days" }] },
    ]);
    expect(plans[0]!.changes).toMatchObject([{ address: "aws_cloudwatch_log_group.g", onlyRepairsDrift: true }]);
    expect((await folder.review("plan.json")).out).toContain(
      "**Drift that these plans undo, so nobody asked for it:**\n- `plan.json`: `aws_cloudwatch_log_group.g` changed in `retention_in_days`",
    );
  });
});
