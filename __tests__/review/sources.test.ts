import { planText, type PlanSketch } from "./plan-builder";
import { Folder } from "./review-command";

const sources = {
  "dev-data": { file: "environments/dev/environment.ts", line: 3, pins: { logs: 19, deletionProtection: 20 } },
  "dev-data/orders/Resource": { file: "stacks/data-stack.ts", line: 12 },
  "dev-data/api/Resource": {
    file: "stacks/door-stack.ts",
    line: 134,
    contract: {
      file: "contract/orders/v1.ts",
      line: 9,
      routes: { "GET /orders": { file: "contract/orders/order-routes.ts", line: 37 } },
    },
  },
};

const stack = {
  resource: {
    aws_dynamodb_table: { orders: { "//": { metadata: { path: "dev-data/orders/Resource" } } } },
    aws_api_gateway_rest_api: { api: { "//": { metadata: { path: "dev-data/api/Resource" } } } },
  },
};

const plan = "cdktf.out/stacks/dev-data/plan.json";

const findingsOf = async (changes: PlanSketch["changes"], files: Record<string, unknown> = {}) => {
  const folder = new Folder({
    "cdktf.out/sources.json": sources,
    "cdktf.out/stacks/dev-data/cdk.tf.json": stack,
    [plan]: planText({ changes: changes ?? [] }),
    ...files,
  });
  const { findings, notes } = await folder.report(plan);
  return { findings: findings.filter(({ severity }) => severity !== "info"), notes, folder };
};

const table = { name: "orders", hash_key: "pk", deletion_protection_enabled: true };
const body = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "a", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, { get: { responses: { 200: { description: "ok" } } } }])),
  });

describe("a finding points at", () => {
  test("the line of the stack that made the resource", async () => {
    const { findings } = await findingsOf([
      {
        address: "aws_dynamodb_table.orders",
        actions: ["delete", "create"],
        before: table,
        after: { ...table, hash_key: "id" },
        replacePaths: [["hash_key"]],
      },
    ]);
    expect(findings[0]!.source).toEqual({ file: "stacks/data-stack.ts", line: 12 });
  });

  test("the line of the pin that decides the attribute", async () => {
    const { findings } = await findingsOf([
      {
        address: "aws_dynamodb_table.orders",
        before: table,
        after: { ...table, deletion_protection_enabled: false },
      },
    ]);
    expect(findings[0]!.source).toEqual({ file: "environments/dev/environment.ts", line: 20 });
  });

  test("the API's contract, where the finding is about one of its routes", async () => {
    const { findings } = await findingsOf([
      {
        address: "aws_api_gateway_rest_api.api",
        before: { name: "a", body: body("/orders", "/old") },
        after: { name: "a", body: body("/orders") },
      },
    ]);
    const removed = findings.find(({ title }) => title.includes("GET /old"));
    expect(removed!.source).toEqual({ file: "contract/orders/v1.ts", line: 9 });
  });

  test("the environment, where the resource is no longer in the stack", async () => {
    const { findings } = await findingsOf([{ address: "aws_dynamodb_table.gone", before: table }]);
    expect(findings[0]!.source).toEqual({ file: "environments/dev/environment.ts", line: 3 });
  });

  test("nothing but the plan, where synth left no sources, and the report says so", async () => {
    const { findings, notes, folder } = await findingsOf([{ address: "aws_dynamodb_table.orders", before: table }], {
      "cdktf.out/sources.json": {},
    });
    expect(findings[0]!).not.toHaveProperty("source");
    expect(notes).toContainEqual(
      expect.stringMatching(/^\d+ of \d+ findings point at the plan instead of a source file/),
    );
    const sarif = JSON.parse((await folder.review(plan, "--format", "sarif")).out);
    expect(sarif.runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: plan },
      region: { startLine: 1 },
    });
    expect(JSON.stringify(sarif.runs[0].invocations)).toContain("findings point at the plan");
  });

  test("the named line in SARIF", async () => {
    const { folder } = await findingsOf([{ address: "aws_dynamodb_table.orders", before: table }]);
    const sarif = JSON.parse((await folder.review(plan, "--format", "sarif")).out);
    expect(sarif.runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "stacks/data-stack.ts" },
      region: { startLine: 12 },
    });
  });
});

test("a sources.json that is no JSON is refused by name", async () => {
  const folder = new Folder({
    "cdktf.out/sources.json": "{",
    "cdktf.out/stacks/x": "",
    "p.json": planText({ changes: [] }),
  });
  expect(await folder.review("p.json")).toMatchObject({
    exitCode: 2,
    error: "cdktf.out/sources.json: expected JSON as synth writes it, got something else: synthesize again",
  });
});
