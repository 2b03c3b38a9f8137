import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GitHubApi } from "../deployment/github-api";
import { progress } from "./process";
import { StandIn } from "./stand-in";
import { type JobRun, Workflow } from "./workflow";
import { Workspace } from "./workspace";

const pullRequest = 7;

describe("the workflows, on an account that was bootstrapped", () => {
  let standIn: StandIn;
  let workspace: Workspace;
  let github: GitHubApi;

  beforeAll(async () => {
    standIn = await StandIn.start("222222222222");
    workspace = new Workspace(standIn);
    github = await GitHubApi.start();
    progress("npm run bootstrap -- staging");
    await workspace.run("npm", "run", "bootstrap", "--", "staging", "-auto-approve");
  });

  afterAll(async () => {
    await github.stop();
    await standIn.stop();
    workspace.remove();
  });

  test("a pull request is synthesized, and environments that CI can't plan are named", async () => {
    const synth = await job("plan.yml", "synth");
    const found = JSON.parse(synth.outputs["environments"] ?? "") as Record<string, string>[];
    expect(found.map(({ environment }) => environment)).toEqual(["prod", "staging"]);
    expect(found[1]).toEqual({
      environment: "staging",
      region: "eu-west-1",
      plan_role: "arn:aws:iam::222222222222:role/ci-plan-shop-staging",
      deploy_role: "arn:aws:iam::222222222222:role/ci-deploy-shop-staging",
    });
    expect(synth.summary).toBe("- not planned: dev: left out: its state is local, where only its owner can plan\n");
  });

  test("its plans are reviewed, and what can't be planned yet is said", async () => {
    const plan = await job("plan.yml", "plan");
    expect(plan).toMatchObject({ ok: true });
    expect(plan.summary).toMatch(/staging-regional can't be judged until staging-network is applied/);
    const { verdict } = JSON.parse(readFile("review/review.json")) as { verdict: string };
    expect(verdict).toBe("pass");
  });

  test("the review becomes a comment", async () => {
    expect(await job("plan.yml", "comment")).toMatchObject({ ok: true });
    const [comment] = github.comments.get(pullRequest) ?? [];
    expect(comment?.body).toMatch(/Plan review of staging: pass/);
  });

  test("after the merge what was reviewed is applied, and nothing else", async () => {
    merge();
    const deploy = await job("deploy-environment.yml", "deploy");
    expect(deploy.ok).toBe(false);
    expect(deploy.log).toMatch(/staging-data: applied [0-9a-f]{32}/);
    expect(deploy.log).toMatch(/staging-network: applied [0-9a-f]{32}/);
    expect(deploy.log).toMatch(/staging-\w+: expected the reviewed plan \(none\), got [0-9a-f]{32}: review it again/);
    expect(deploy.summary).toMatch(/Plan review of staging/);
    const types = (await standIn.resources()).map(({ type }) => type);
    expect(types).toContain("aws_dynamodb_table");
    expect(types).not.toContain("aws_api_gateway_rest_api");
  });

  test("a second pull request reviews what was left, in the same comment, and deploys it", async () => {
    expect(await job("plan.yml", "plan")).toMatchObject({ ok: true });
    expect(await job("plan.yml", "comment")).toMatchObject({ ok: true });
    expect(github.comments.get(pullRequest)).toHaveLength(1);
    const deploy = await job("deploy-environment.yml", "deploy");
    expect(deploy).toMatchObject({ ok: true });
    expect(deploy.log.match(/: applied [0-9a-f]{32}/g)).toHaveLength(8);
    expect(deploy.log.match(/: nothing to do/g)).toHaveLength(2);
  });

  test("nothing has drifted then", async () => {
    const { ok, summary } = await job("drift.yml", "drift");
    expect(ok ? "no drift" : summary).toBe("no drift");
  });

  test("what somebody changes by hand is found and said", async () => {
    const group = "/aws/lambda/shop-staging-orders-regional";
    const aws = ["logs", "put-retention-policy", "--log-group-name", group, "--retention-in-days", "1"];
    await workspace.run("aws", ...aws);
    const drift = await job("drift.yml", "drift");
    expect(drift.ok).toBe(false);
    expect(drift.summary).toMatch(/aws_cloudwatch_log_group\.orders_logs/);
    await workspace.run("aws", ...aws.slice(0, -1), "30");
  });

  test("a plan that is no longer the reviewed one is not applied", async () => {
    edit("environments/staging/environment.ts", /rateLimit: \d+/, "rateLimit: 777");
    await workspace.run("npm", "run", "synth");
    const deploy = await job("deploy-environment.yml", "deploy");
    expect(deploy.ok).toBe(false);
    expect(deploy.log).not.toMatch(/: applied/);
  });

  test("a door that is closed is reviewed as what it destroys, and destroyed once that was reviewed", async () => {
    edit(
      "environments/staging/environment.ts",
      'doors: ["regional", "edge", "private"]',
      'doors: ["regional", "private"]',
    );
    edit("environments/staging/environment.ts", /\n\s*edge: "[^"]*",/, "");
    edit("environments/staging/environment.ts", /edge: "us-east-1", /, "");
    await workspace.run("npm", "run", "synth");
    const plan = await job("plan.yml", "plan");
    expect(plan.ok).toBe(false);
    const { verdict, findings } = JSON.parse(readFile("review/review.json")) as {
      verdict: string;
      findings: { plan: string; severity: string; address: string }[];
    };
    expect(verdict).toBe("block");
    expect(findings).toContainEqual(
      expect.objectContaining({
        plan: "staging-edge",
        severity: "block",
        address: "aws_api_gateway_domain_name.domain",
      }),
    );
    expect(await job("plan.yml", "comment")).toMatchObject({ ok: true });
    const deploy = await job("deploy-environment.yml", "deploy");
    expect(deploy).toMatchObject({ ok: true });
    const hosts = (await standIn.resources()).filter(({ type }) => type === "aws_api_gateway_domain_name");
    expect(hosts).toHaveLength(2);
  });

  function job(file: string, name: string): Promise<JobRun> {
    progress(`${file}: ${name}`);
    // what a job on a runner of its own would not find
    if (name !== "comment") rmSync(join(workspace.root, "review"), { recursive: true, force: true });
    const values: Record<string, string> = {
      "matrix.environment": "staging",
      "inputs.environment": "staging",
      "inputs.reviewed": "",
      "github.token": "token",
      "github.sha": "merge",
      "github.event.pull_request.number": String(pullRequest),
      "github.event.pull_request.head.sha": "head",
    };
    const { repository, apiUrl } = github.access;
    return new Workflow(workspace, file, values, { GITHUB_REPOSITORY: repository, GITHUB_API_URL: apiUrl }).run(name);
  }

  function merge(): void {
    github.pulls.set("merge", [{ number: pullRequest, head: { sha: "head" }, merged_at: "2026-01-01T00:00:00Z" }]);
  }

  const readFile = (name: string) => readFileSync(join(workspace.root, name), "utf8");

  function edit(file: string, from: string | RegExp, to: string): void {
    const text = readFile(file);
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${file}: expected ${String(from)}, got none`);
    writeFileSync(join(workspace.root, file), edited);
  }
});
