import { planText } from "./plan-builder";
import { Folder } from "./review-command";

const table = { name: "orders", hash_key: "pk" };
const destroyed = planText({
  changes: [
    { address: "aws_dynamodb_table.orders", before: table },
    { address: 'aws_dynamodb_table.by_region["eu"]', before: { ...table, name: "eu" } },
    ...["a", "b", "c"].map((name) => ({ address: `aws_sqs_queue.${name}`, before: { name }, after: { name } })),
  ],
});

const waiver = {
  rule: "data-destroyed",
  plan: "plan.json",
  address: "*",
  reason: "moved to another account",
  expires: "2026-06-30",
};

const folderWith = (...waivers: unknown[]) => new Folder({ "plan.json": destroyed, "waivers.json": waivers });

const { SOURCE_DATE_EPOCH } = process.env;
const setToday = (day: string) => (process.env["SOURCE_DATE_EPOCH"] = String(Date.parse(day) / 1000));

beforeEach(() => setToday("2026-06-30"));
afterAll(() => {
  delete process.env["SOURCE_DATE_EPOCH"];
  Object.assign(process.env, SOURCE_DATE_EPOCH === undefined ? {} : { SOURCE_DATE_EPOCH });
});

describe("a waiver", () => {
  test("lets a plan pass until its last day, and is shown in every format", async () => {
    const folder = folderWith(waiver);
    const { exitCode, out } = await folder.review("plan.json");
    expect(exitCode).toBe(0);
    expect(out).toContain("moved to another account");
    expect((await folder.report("plan.json")).waived).toMatchObject([
      { finding: { severity: "block" }, waiver: { expires: "2026-06-30", origin: "waivers.json, entry 1" } },
      { finding: { severity: "block" } },
    ]);
    for (const format of ["terminal", "sarif"])
      expect((await folder.review("plan.json", "--format", format)).out).toContain("moved to another account");
  });

  test("that expired fails: what it accepted counts again, and a finding says why", async () => {
    setToday("2026-07-01");
    const folder = folderWith(waiver);
    expect((await folder.review("plan.json")).exitCode).toBe(1);
    const { findings, waived } = await folder.report("plan.json");
    expect(waived).toEqual([]);
    const blocking = findings.filter(({ severity }) => severity === "block").map(({ rule }) => rule);
    expect(blocking.toSorted()).toEqual(["data-destroyed", "data-destroyed", "waiver-expired"]);
    expect(findings.find(({ rule }) => rule === "waiver-expired")!.title).toBe(
      "The waiver of data-destroyed expired on 2026-06-30",
    );
  });

  test("that expired on something that only informs fails too", async () => {
    setToday("2026-07-01");
    const folder = new Folder({
      "plan.json": planText({ changes: [{ address: "aws_dynamodb_table.t", actions: ["forget"], before: table }] }),
    });
    const [finding] = (await folder.report("plan.json")).findings;
    folder.write("waivers.json", [{ ...waiver, rule: finding!.rule }]);
    expect((await folder.report("plan.json")).findings.map(({ rule }) => rule)).toContain("waiver-expired");
  });

  test("holds for the rule, plan and address that it names, and for no other", async () => {
    const standing = async (...waivers: object[]) =>
      (await folderWith(...waivers).report("plan.json")).findings
        .filter(({ rule }) => rule === "data-destroyed")
        .map(({ address }) => address);
    const both = ['aws_dynamodb_table.by_region["eu"]', "aws_dynamodb_table.orders"];
    expect(await standing({ ...waiver, address: "aws_dynamodb_table.orders" })).toEqual([both[0]]);
    expect(await standing({ ...waiver, address: 'aws_dynamodb_table.by_region["*"]' })).toEqual([both[1]]);
    expect(await standing({ ...waiver, address: "aws_dynamodb_table.order" })).toEqual(both);
    expect(await standing({ ...waiver, address: "*.orders*" })).toEqual([both[0]]);
    expect(await standing({ ...waiver, plan: "dev-*" })).toEqual(both);
    expect(await standing({ ...waiver, plan: "plan*", rule: "name-clash" })).toEqual(both);
  });

  test("that nothing needs is noted", async () => {
    const { notes } = await folderWith({ ...waiver, address: "aws_sqs_queue.q" }).report("plan.json");
    expect(notes).toContainEqual(
      "Nothing to waive for data-destroyed (waivers.json, entry 1): remove it unless another plan needs it.",
    );
  });

  test("comes from the file that is named", async () => {
    const folder = new Folder({ "plan.json": destroyed, "ops/accepted.json": [waiver] });
    expect((await folder.review("plan.json")).exitCode).toBe(1);
    expect((await folder.review("plan.json", "--waivers", "ops/accepted.json")).exitCode).toBe(0);
  });

  test.each([
    ["no JSON", "rule: x", "waivers.json: expected a JSON list of waivers, got text that is no JSON"],
    ["no list", {}, "waivers.json: expected a JSON list of waivers, got {}"],
    ["an entry that is no object", [waiver, 3], "waivers.json, entry 2: expected an object, got 3"],
    ["no reason", [{ ...waiver, reason: " " }], 'waivers.json, entry 1: reason: expected a text, got " "'],
    [
      "no last day",
      [{ ...waiver, expires: undefined }],
      "waivers.json, entry 1: expires: expected a text, got nothing",
    ],
    [
      "a day that there is not",
      [{ ...waiver, expires: "2026-02-30" }],
      'waivers.json, entry 1: expires: expected a day such as 2026-12-31, got "2026-02-30"',
    ],
    [
      "a rule that there is not",
      [{ ...waiver, rule: "table-gone" }],
      'waivers.json, entry 1: rule: expected the id of a rule (docs/review.md), got "table-gone"',
    ],
    [
      "a misspelt key",
      [{ ...waiver, expiry: "2026-12-31" }],
      'waivers.json, entry 1: expected rule, plan, address, reason, expires, got "expiry"',
    ],
  ])("file with %s is refused by a sentence that names it", async (_, content, sentence) => {
    const folder = new Folder({ "plan.json": destroyed, "waivers.json": content });
    expect(await folder.review("plan.json")).toMatchObject({ exitCode: 2, error: sentence });
  });
});

describe("a waiver of a rule of synth", () => {
  const atSynth = { ...waiver, rule: "edge-certificate-region", plan: "dev-*", address: "aws_acm_certificate.c" };
  const folder = new Folder({
    "cdktf.out/stacks/dev-data/cdk.tf.json": {},
    "cdktf.out/stacks/dev-data/plan.json": planText({ changes: [] }),
    "cdktf.out/waivers.json": [atSynth],
  });
  const plan = "cdktf.out/stacks/dev-data/plan.json";

  test("is shown beside the findings", async () => {
    const { exitCode, out } = await folder.review(plan);
    expect(exitCode).toBe(0);
    expect(out).toContain("`edge-certificate-region` at synth");
  });

  test("fails once it expired, though no plan has the finding", async () => {
    setToday("2026-07-01");
    const { exitCode, out } = await folder.review(plan);
    expect(exitCode).toBe(1);
    expect(out).toContain("The waiver of edge-certificate-region expired on 2026-06-30");
  });
});
