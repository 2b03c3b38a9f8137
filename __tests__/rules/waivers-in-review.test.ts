import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeForReview } from "../../stacks/sources";
import { planText } from "../review/plan-builder";
import { Folder } from "../review/review-command";
import { appWith } from "./judged-stack";

const waiver = {
  rule: "deployment-replacement",
  stack: "dev-*",
  address: "*",
  reason: "replaced by hand in March",
  expires: "2027-03-31",
};

const address = "aws_api_gateway_deployment.orders";

/** Synthesizes a stack with a waived violation as main.ts does, and lays a plan of it beside. */
function synthesized() {
  const { outdir, synth, validation } = appWith(
    {
      "dev-regional": {
        resource: {
          aws_api_gateway_deployment: {
            orders: { rest_api_id: "a1b2c3d4e5", triggers: { body: "1" } },
          },
        },
      },
    },
    [waiver],
  );
  synth();
  writeForReview(outdir, {}, [], validation.waived);
  const waivers = readFileSync(join(outdir, "waivers.json"), "utf8");
  const stack = readFileSync(join(outdir, "stacks/dev-regional/cdk.tf.json"), "utf8");
  return { waivers, stack };
}

const plan = "cdktf.out/stacks/dev-regional/plan.json";
const { waivers, stack } = synthesized();
const folder = new Folder({
  "cdktf.out/waivers.json": waivers,
  "cdktf.out/stacks/dev-regional/cdk.tf.json": stack,
  [plan]: planText({ changes: [] }),
});

const { SOURCE_DATE_EPOCH } = process.env;
const setToday = (day: string) => (process.env["SOURCE_DATE_EPOCH"] = String(Date.parse(day) / 1000));
afterAll(() => {
  delete process.env["SOURCE_DATE_EPOCH"];
  Object.assign(process.env, SOURCE_DATE_EPOCH === undefined ? {} : { SOURCE_DATE_EPOCH });
});

describe("a violation that is waived at synth", () => {
  test("is written for the plan review with its stack and address", () => {
    expect(JSON.parse(waivers)).toEqual([
      { rule: waiver.rule, plan: "dev-regional", address, reason: waiver.reason, expires: waiver.expires },
    ]);
  });

  test("is shown by the plan review until its last day", async () => {
    setToday("2027-03-31");
    const { exitCode, out } = await folder.review(plan);
    expect(exitCode).toBe(0);
    expect(out).toContain("`deployment-replacement` at synth");
    expect(out).toContain(waiver.reason);
  });

  test("fails the plan review from the next day on", async () => {
    setToday("2027-04-01");
    const { exitCode, out } = await folder.review(plan);
    expect(exitCode).toBe(1);
    expect(out).toContain("The waiver of deployment-replacement expired on 2027-03-31");
  });
});
