import { proxy, says, ServedApi } from "./served-api";
import { Clock, methodSettings } from "./stage-settings";

const shows = "$context.isCanaryRequest $stageVariables.color $stageVariables.size $context.deploymentId";

let served: ServedApi | undefined;
/** Where the next request falls between 0 and 1. */
let draw = 0;

const serve = async (canary: object, further: object = {}) =>
  (served = await ServedApi.start(
    {
      paths: {
        "/which": { get: says(shows) },
        "/event": { get: proxy("which") },
      },
      functions: {
        which: `exports.handler = async ({ stageVariables, requestContext }) =>
          ({ body: [requestContext.isCanaryRequest, stageVariables.color].join(" ") })`,
      },
      variables: { color: "blue", size: "large" },
      stage: { canary_settings: { deployment_id: "canary", ...canary }, ...further },
      resource: methodSettings({ "which/GET": { caching_enabled: true } }),
    },
    { random: () => draw, now: new Clock().now },
  ));

afterEach(async () => {
  await served?.close();
  served = undefined;
});

const which = async (at: number, path = "/which") => {
  draw = at;
  return (await served!.call("GET", path)).text;
};

test("takes its percentage of the requests, with its variables over the stage's", async () => {
  await serve({ percent_traffic: 25, stage_variable_overrides: { color: "green" } });
  expect(await which(0)).toBe("true green large canary");
  expect(await which(0.2499)).toBe("true green large canary");
  expect(await which(0.25)).toMatch(/^false blue large (?!canary)\w+$/);
  expect(await which(0.99)).toMatch(/^false blue large /);
});

test("a share of 0 takes none, one of 100 all", async () => {
  await serve({ percent_traffic: 0 });
  expect(await which(0)).toMatch(/^false blue/);
  await served!.close();
  await serve({ percent_traffic: 100 });
  expect(await which(0.999)).toMatch(/^true blue/);
});

test("a function gets the canary's variables", async () => {
  await serve({ percent_traffic: 50, stage_variable_overrides: { color: "green" } });
  expect(await which(0, "/event")).toMatch(/ green$/);
  expect(await which(0.5, "/event")).toMatch(/ blue$/);
});

test("$context.isCanaryRequest is there only where a stage has a canary", async () => {
  served = await ServedApi.start({ paths: { "/which": { get: says('"$context.isCanaryRequest"') } } });
  expect((await served.call("GET", "/which")).text).toBe('""');
});

test("says at start that both deployments serve what the stacks hold", async () => {
  const api = await serve({ percent_traffic: 10 });
  expect(api.warnings).toEqual([
    "stack app: test: stage dev: the canary's deployment is served from the same API as the stage's: the stacks hold no other",
  ]);
});

describe("in a stage with cache", () => {
  const cluster = { cache_cluster_enabled: true, cache_cluster_size: "0.5" };

  test("canary requests don't use it unless told to", async () => {
    await serve({ percent_traffic: 50 }, cluster);
    expect(await which(0.5)).toMatch(/^false/);
    expect(await which(0)).toMatch(/^true/);
    expect(await which(0.5)).toMatch(/^false/);
  });

  test("entries of the two deployments are kept apart", async () => {
    await serve({ percent_traffic: 50, use_stage_cache: true }, cluster);
    expect(await which(0)).toMatch(/^true/);
    expect(await which(0.5)).toMatch(/^false/);
    expect(await which(0)).toMatch(/^true/);
  });
});

test("limits count stage and canary together", async () => {
  served = await ServedApi.start(
    {
      paths: { "/which": { get: says("x") } },
      stage: { canary_settings: { deployment_id: "canary", percent_traffic: 50 } },
      resource: methodSettings({ "*/*": { throttling_rate_limit: 1, throttling_burst_limit: 1 } }),
    },
    { random: () => draw, now: new Clock().now },
  );
  expect(await which(0)).toBe("x");
  expect(await which(0.9)).toBe('{"message":"Too Many Requests"}');
});

test("a share that is no percentage is refused at start", async () => {
  await expect(serve({ percent_traffic: 120 })).rejects.toThrow(
    "canary_settings.percent_traffic: expected 0 to 100, got 120",
  );
});
