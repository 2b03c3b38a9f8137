import { loadEnvironments } from "../../environments";
import { defineEnvironment, type EnvironmentPins } from "../../environments/environment";

const { file: _file, ...dev } = loadEnvironments().find(({ name }) => name === "dev")!;
const [stable, candidate] = ["0123456789ab", "ba9876543210"];

/** What is wrong with a release of v1 behind the regional door, without the file's name. */
const problem = (release: object, pins: object = {}): string => {
  try {
    defineEnvironment({
      ...dev,
      releases: { regional: { "orders-v1": release } },
      ...pins,
    } as unknown as EnvironmentPins);
  } catch (error) {
    return (error as Error).message.replace("environments/dev/environment.ts: releases.regional.orders-v1", "");
  }
  return "none";
};

test.each([
  ["a stable release", { stable }],
  ["a canary that starts", { stable, candidate, canary: "start", percentTraffic: 0.01 }],
  [
    "a canary with settings",
    { stable, candidate, canary: "start", percentTraffic: 100, variables: { a: "b" }, useStageCache: false },
  ],
  ["a canary that is promoted", { stable, candidate, canary: "promote" }],
  ["a canary that is aborted", { stable, candidate, canary: "abort" }],
])("%s can be pinned", (_, release) => {
  expect(problem(release)).toBe("none");
});

test.each([
  [
    "no fingerprint",
    { stable: "v1.2" },
    ".stable: expected a fingerprint of 12 hexadecimal digits, as synth tells it, got v1.2",
  ],
  [
    "a candidate without a decision",
    { stable, candidate },
    '.candidate: expected none, or a decision beside it: canary: "start", "promote" or "abort", got ba9876543210',
  ],
  [
    "a canary without a candidate",
    { stable, canary: "start", percentTraffic: 10 },
    ".candidate: expected string, got none",
  ],
  ["a start without a share", { stable, candidate, canary: "start" }, ".percentTraffic: expected number, got none"],
  [
    "no share",
    { stable, candidate, canary: "start", percentTraffic: 0 },
    ".percentTraffic: expected a number from 0.01 to 100, got 0",
  ],
  [
    "more than all",
    { stable, candidate, canary: "start", percentTraffic: 101 },
    ".percentTraffic: expected a number from 0.01 to 100, got 101",
  ],
  [
    "a share of an end",
    { stable, candidate, canary: "promote", percentTraffic: 10 },
    ".percentTraffic: expected no such pin, got one",
  ],
  [
    "another state",
    { stable, candidate, canary: "pause" },
    ".canary: expected one of start, promote, abort, or none beside stable alone, got pause",
  ],
  [
    "itself as candidate",
    { stable, candidate: stable, canary: "abort" },
    ".candidate: expected another fingerprint than stable, or {stable} alone, got 0123456789ab",
  ],
  [
    "the use of a cache that isn't there",
    { stable, candidate, canary: "start", percentTraffic: 10, useStageCache: true },
    ".useStageCache: expected false, as no cache is pinned, got true",
  ],
])("%s is refused", (_, release, expected) => {
  expect(problem(release)).toBe(expected);
});

test("a canary may use the cache of an environment that has one", () => {
  const canary = { stable, candidate, canary: "start", percentTraffic: 10, useStageCache: true };
  expect(problem(canary, { cache: { size: "0.5" } })).toBe("none");
});

test("releases of a closed door are refused", () => {
  expect(problem({}, { releases: { edge: { "orders-v1": { stable } } }, doors: ["regional", "private"] })).toContain(
    'releases.edge: expected none, as the edge door is closed, got {"orders-v1":{"stable":"0123456789ab"}}',
  );
});
