import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { planText } from "../review/plan-builder";

const root = resolve(__dirname, "../..");

describe("the output of a command in a pipe", () => {
  let folder: string;
  let plan: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "output-"));
    plan = join(folder, "plan.json");
    const changes = Array.from({ length: 2000 }, (_, index) => ({
      address: `aws_dynamodb_table.t${index}`,
      before: { name: `t${index}` },
    }));
    writeFileSync(plan, planText({ changes }));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const review = () =>
    spawn(process.execPath, ["bin/gatehouse.mjs", "review", plan, "--format", "json", "--fail-on", "never"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });

  test("is whole, however slowly somebody reads it", async () => {
    const command = review();
    await setTimeout(1500);
    const { findings } = JSON.parse(await text(command.stdout)) as { findings: unknown[] };
    expect(findings.length).toBeGreaterThanOrEqual(2000);
  });

  test("may be left unread", async () => {
    const command = review();
    command.stdout.destroy();
    const [[code], errors] = await Promise.all([once(command, "exit"), text(command.stderr)]);
    expect([code, errors]).toEqual([0, ""]);
  });
});
