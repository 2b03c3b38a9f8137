import { findAll } from "../../tools/review/findings";
import { canaryRules } from "../../tools/review/rules/canary";
import { type Attributes, type ChangeSketch, planOf } from "./plan-builder";

const found = (...changes: ChangeSketch[]): string[] =>
  findAll([planOf({ changes })], canaryRules).map(({ severity, title }) => `${severity} ${title}`);

const base = { id: "ags-api1-v1", rest_api_id: "api1", stage_name: "v1", deployment_id: "one" };
const canary = { deployment_id: "two", percent_traffic: 10, stage_variable_overrides: null, use_stage_cache: false };
const withCanary = (settings: Attributes) => ({ ...base, canary_settings: [{ ...canary, ...settings }] });
const without = { ...base, canary_settings: [] };

const stage = (before: Attributes, after: Attributes, unknown?: Attributes): ChangeSketch => ({
  address: "aws_api_gateway_stage.s",
  before,
  after,
  ...(unknown && { unknown }),
});

const deployment = (name: string, id: string, release: string, next?: string): ChangeSketch => {
  const before = { id, rest_api_id: "api1", triggers: { release } };
  return {
    address: `aws_api_gateway_deployment.${name}`,
    before,
    ...(next && {
      after: { rest_api_id: "api1", triggers: { release: next } },
      actions: ["create", "delete"],
      replacePaths: [["triggers"]],
    }),
  };
};

describe("a canary", () => {
  it("starts", () => {
    const { deployment_id: _, ...settings } = canary;
    const started = stage(
      without,
      { ...base, canary_settings: [settings] },
      { canary_settings: [{ deployment_id: true }] },
    );
    expect(found(started)).toEqual(["medium A canary starts: it answers 10% of requests"]);
  });

  it("gets another share, deployment and variables", () => {
    const changed = stage(
      withCanary({}),
      withCanary({ percent_traffic: 50, deployment_id: "three", stage_variable_overrides: { color: "green" } }),
    );
    expect(found(changed)).toEqual([
      "medium The canary answers 50% of requests instead of 10%",
      "medium The canary gets another deployment",
      "medium The canary's stage variables change",
    ]);
  });

  it("stays as it is, while the stage changes", () => {
    expect(found(stage(withCanary({}), { ...withCanary({}), description: "Orders" }))).toEqual([]);
  });

  it("gets a share that nobody knows yet", () => {
    const { percent_traffic: _, ...settings } = canary;
    const changed = stage(
      withCanary({}),
      { ...base, canary_settings: [settings] },
      { canary_settings: [{ percent_traffic: true }] },
    );
    expect(found(changed)).toEqual([
      expect.stringMatching(/^medium canary_settings\[0\]\.percent_traffic can't be judged/),
    ]);
  });

  it("is aborted", () => {
    expect(found(stage(withCanary({}), without))).toEqual([
      "medium The canary is aborted: the stage's deployment answers all requests, as before it",
    ]);
  });

  it("is promoted by pointing the stage to its deployment", () => {
    expect(found(stage(withCanary({}), { ...without, deployment_id: "two" }))).toEqual([
      "medium The canary is promoted: what it served answers all requests",
    ]);
  });

  const { deployment_id: _, ...unknownDeployment } = without;
  const moved = stage(withCanary({}), unknownDeployment, { deployment_id: true });

  it("is promoted by a new deployment for the same triggers", () => {
    expect(found(moved, deployment("d", "one", "aaa", "bbb"), deployment("canary", "two", "bbb"))).toEqual([
      "medium The canary is promoted: what it served answers all requests",
    ]);
  });

  it.each([
    ["triggers that it didn't have", [deployment("d", "one", "aaa", "ccc"), deployment("canary", "two", "bbb")]],
    ["triggers, its own being unknown", [deployment("d", "one", "aaa", "bbb")]],
  ])("ends with a new deployment of the stage for %s", (_title, deployments) => {
    expect(found(moved, ...deployments)).toEqual([
      "high The canary ends, and the stage gets a deployment that the canary didn't have",
    ]);
  });
});
