import type { Release } from "../../environments/release";
import { progress } from "./process";
import type { Diagnostic, Stack } from "./stack";
import { type ApiGatewayChange, StandIn } from "./stand-in";
import { type Change, Workspace } from "./workspace";

// of one version: the other has no release
const contract = "contract/orders/v1.ts";
const environment = "environments/dev/environment.ts";
const moved: Change = [contract, "    getHealth,\n", '    getHealth: { ...getHealth, path: "/status" },\n'];
const movedAgain: Change = [contract, 'path: "/status"', 'path: "/alive"'];

interface StageAnswer {
  deploymentId: string;
  canarySettings?: { deploymentId: string; percentTraffic: number };
}

describe("releases of the regional door, pinned step by step", () => {
  let standIn: StandIn;
  let workspace: Workspace;
  let regional: Stack;
  let api: string;
  const fingerprints: string[] = [];
  let takeBackPin: () => void = () => undefined;

  beforeAll(async () => {
    standIn = await StandIn.start("111111111111");
    workspace = new Workspace(standIn);
    const stacks = await workspace.synthesize();
    regional = stacks.get("dev-regional")!;
    for (const name of ["data", "network", "regional"]) {
      progress(`apply dev-${name}`);
      await stacks.get(`dev-${name}`)!.init();
      await stacks.get(`dev-${name}`)!.apply();
    }
    api = `/restapis/${(await stateOf("aws_api_gateway_rest_api"))[0]!.id as string}`;
    fingerprints.push(await currentFingerprint());
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  test("a canary can't start beside a deployment that no release was pinned for", async () => {
    const takeBack = workspace.edit([moved]);
    fingerprints.push(await currentFingerprint());
    await pin(canary("start", 10));
    takeBack();
    expect(await regional.planErrors()).toEqual([
      refusal(
        `releases: expected ${fingerprints[0]} to be deployed, as it is pinned as stable, got one that no release was pinned for`,
      ),
    ]);
  });

  test("the first pin deploys the same definition once more", async () => {
    const before = await stage();
    await step({ stable: fingerprints[0]! });
    expect((await stage()).deploymentId).not.toBe(before.deploymentId);
    expect(await deployments()).toHaveLength(1);
  });

  test("a change of the definition isn't synthesized until somebody decides", async () => {
    workspace.edit([moved]);
    const { code, stderr } = await workspace.start("npm", "run", "synth").finished;
    expect(code).toBe(1);
    expect(stderr).toContain(`releases.regional.orders-v1.stable: expected ${fingerprints[1]}`);
  });

  test("a canary can't start beside another deployment than it says", async () => {
    await pin({ ...canary("start", 10), stable: "0123456789ab" });
    expect(await regional.planErrors()).toEqual([
      refusal(`releases: expected 0123456789ab to be deployed, as it is pinned as stable, got ${fingerprints[0]}`),
    ]);
  });

  test("start gives the canary its share, and leaves the stage's deployment alone", async () => {
    const before = await stage();
    const said = await reviewed(canary("start", 10));
    const { deploymentId, canarySettings } = await stage();
    expect(deploymentId).toBe(before.deploymentId);
    expect(canarySettings).toMatchObject({ percentTraffic: 10 });
    expect(new Set(await deployments())).toEqual(new Set([deploymentId, canarySettings!.deploymentId]));
    expect(said).toEqual([
      "high route-removed: GET /health: the route is removed",
      "medium canary-changed: A canary starts: it answers 10% of requests",
      "info open-route-added: GET /status: the new route asks nobody for authorization",
    ]);
  });

  test("another share changes the stage only", async () => {
    const before = await stage();
    await standIn.forgetCalls();
    await step(canary("start", 50));
    const { canarySettings } = await stage();
    expect(canarySettings).toEqual({ ...before.canarySettings, percentTraffic: 50 });
    expect((await changes()).map(({ call }) => call)).toEqual([`PATCH ${api}/stages/dev`]);
  });

  test("promote moves the stage to a deployment of the candidate before both others go", async () => {
    const before = await stage();
    await standIn.forgetCalls();
    expect(await reviewed(canary("promote"))).toEqual([
      "medium canary-changed: The canary is promoted: what it served answers all requests",
    ]);
    const after = await stage();
    expect(after.canarySettings).toBeUndefined();
    expect(await deployments()).toEqual([after.deploymentId]);
    const [created, patched, ...deleted] = await changes();
    expect(created!.call).toBe(`POST ${api}/deployments`);
    expect(patched).toEqual({
      call: `PATCH ${api}/stages/dev`,
      status: 200,
      body: {
        patchOperations: [
          { op: "remove", path: "/canarySettings" },
          { op: "replace", path: "/deploymentId", value: after.deploymentId },
        ],
      },
    });
    expect(new Set(deleted.map(({ call }) => call))).toEqual(
      new Set(
        [before.deploymentId, before.canarySettings!.deploymentId].map((id) => `DELETE ${api}/deployments/${id}`),
      ),
    );
  });

  test("the candidate pinned as stable is no change", async () => {
    await pin({ stable: fingerprints[1]! });
    expect(await regional.change()).toBeUndefined();
  });

  test("abort leaves the stage as it was, and ends its canary", async () => {
    const before = await stage();
    workspace.edit([movedAgain]);
    fingerprints.splice(0, 2, fingerprints[1]!, await currentFingerprint());
    await step(canary("start", 5));
    const canaryDeployment = (await stage()).canarySettings!.deploymentId;
    await standIn.forgetCalls();
    expect(await reviewed(canary("abort"))).toEqual([
      "medium canary-changed: The canary is aborted: the stage's deployment answers all requests, as before it",
    ]);
    expect(await stage()).toEqual(before);
    expect(await changes()).toEqual([
      {
        call: `PATCH ${api}/stages/dev`,
        status: 200,
        body: { patchOperations: [{ op: "remove", path: "/canarySettings" }] },
      },
      { call: `DELETE ${api}/deployments/${canaryDeployment}`, status: 202, body: null },
    ]);
  });

  test("after that the definition goes back, without a deployment", async () => {
    const before = await stage();
    workspace.edit([[contract, movedAgain[2], movedAgain[1]]]);
    expect(await reviewed({ stable: fingerprints[0]! })).toEqual([
      "high route-removed: GET /alive: the route is removed",
      `info change-not-deployed: The change is not deployed: the stage stays with release ${fingerprints[0]}`,
      "info open-route-added: GET /status: the new route asks nobody for authorization",
    ]);
    expect(await stage()).toEqual(before);
  });

  const refusal = (detail: string) =>
    expect.objectContaining({ detail: expect.stringContaining(detail) as string }) as Diagnostic;

  const canary = (state: "start" | "promote" | "abort", percentTraffic?: number) =>
    ({
      stable: fingerprints[0]!,
      candidate: fingerprints[1]!,
      canary: state,
      ...(percentTraffic !== undefined && { percentTraffic }),
    }) as Release;

  /** Pins a release and synthesizes. */
  async function pin(release: Release): Promise<void> {
    takeBackPin();
    const pins = JSON.stringify({ regional: { "orders-v1": release } });
    takeBackPin = workspace.edit([[environment, "  state: {", `  releases: ${pins},\n  state: {`]]);
    await workspace.run("npm", "run", "synth");
  }

  /** Pins a release and applies it; the plan after that has to be empty. */
  async function step(release: Release): Promise<void> {
    progress(`apply ${JSON.stringify(release)}`);
    await pin(release);
    await applied();
  }

  async function applied(): Promise<void> {
    await regional.apply();
    expect(await regional.change()).toBeUndefined();
  }

  /** Like `step`. @returns what the review says of the plan, as `severity rule: title` */
  async function reviewed(release: Release): Promise<string[]> {
    progress(`review and apply ${JSON.stringify(release)}`);
    await pin(release);
    const { findings } = await workspace.review([await regional.planToFile()]);
    await applied();
    return findings.map(({ severity, rule, title }) => `${severity} ${rule}: ${title}`);
  }

  /** As synth tells it to somebody who pins a wrong one. */
  async function currentFingerprint(): Promise<string> {
    takeBackPin();
    const wrong = 'releases: { regional: { "orders-v1": { stable: "000000000000" } } }';
    const takeBack = workspace.edit([[environment, "  state: {", `  ${wrong},\n  state: {`]]);
    const { stderr } = await workspace.start("npm", "run", "synth").finished;
    takeBack();
    takeBackPin = () => undefined;
    return /orders-v1\.stable: expected ([0-9a-f]{12})/.exec(stderr)?.[1] ?? `none in ${stderr}`;
  }

  const stage = async () => {
    const { deploymentId, canarySettings } = (await standIn.apiGateway("GET", `${api}/stages/dev`))
      .body as unknown as StageAnswer;
    return { deploymentId, ...(canarySettings && { canarySettings }) };
  };

  const deployments = async () =>
    ((await standIn.apiGateway("GET", `${api}/deployments`)).body.item as { id: string }[]).map(({ id }) => id);

  /** Changes of the stage and of deployments. */
  const changes = async (): Promise<ApiGatewayChange[]> =>
    (await standIn.apiGatewayChanges()).filter(({ call }) => /\/(stages|deployments)\b/.test(call));

  const stateOf = async (type: string) =>
    (await regional.state()).filter((resource) => resource.type === type).map(({ values }) => values);
});
