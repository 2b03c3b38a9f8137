import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { versions } from "../../tools/versions/versions";

const v1 = { version: "v1", deprecated: "2026-11-01", sunset: "2028-11-01" };
const v2 = { version: "v2" };

/** Runs the command where this was generated. */
async function run(generated: unknown, date?: string) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-versions-"));
  if (generated !== undefined) {
    mkdirSync(join(folder, "generated"));
    writeFileSync(
      join(folder, "generated/versions.json"),
      typeof generated === "string" ? generated : JSON.stringify(generated),
    );
  }
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (line: string) => out.push(line),
    err: (line: string) => err.push(line),
    colors: false,
    signal: new AbortController().signal,
  };
  const before = process.cwd();
  process.chdir(folder);
  try {
    return { exitCode: await versions.run(terminal, { date }, []), out, err };
  } finally {
    process.chdir(before);
  }
}

test.each([
  [
    "before anybody is told to leave",
    "2026-10-31",
    "current, deprecated from 2026-11-01, sunset 2028-11-01 (in 732 days)",
  ],
  ["from the day of its deprecation", "2026-11-01", "deprecated since 2026-11-01, sunset 2028-11-01 (in 731 days)"],
  ["to the last day", "2028-10-31", "deprecated since 2026-11-01, sunset 2028-11-01 (in 1 day)"],
])("tells where a version stands %s, and succeeds", async (_, date, standing) => {
  expect(await run({ orders: [v1, v2] }, date)).toEqual({
    exitCode: 0,
    out: [`orders v1  ${standing}`, "orders v2  current"],
    err: [],
  });
});

test("fails from the sunset on, and says what to do", async () => {
  expect(await run({ orders: [v1, v2] }, "2028-11-01")).toEqual({
    exitCode: 1,
    out: ["orders v1  past its sunset 2028-11-01", "orders v2  current"],
    err: [
      "orders v1: expected to be removed, as its sunset was 2028-11-01: take it from the service and register removed, or give clients more time by a later sunset",
    ],
  });
});

test("is content with a version that was removed, and with one that has no sunset yet", async () => {
  const ended = { ...v1, removed: "2028-12-01" };
  expect(await run({ orders: [ended, { version: "v2", deprecated: "2028-01-01" }] }, "2029-01-01")).toEqual({
    exitCode: 0,
    out: ["orders v1  removed 2028-12-01", "orders v2  deprecated since 2028-01-01, no sunset"],
    err: [],
  });
});

test("looks at today where no date is given", async () => {
  expect(await run({ orders: [{ ...v1, deprecated: "2000-01-01", sunset: "2000-01-01" }] })).toMatchObject({
    exitCode: 1,
  });
});

describe("can't work", () => {
  test.each([
    ["without what is generated", undefined, undefined, "expected what npm run generate writes, got none: run it"],
    ["with a file that is no JSON", "{", undefined, "expected what npm run generate writes, got something else"],
    ["with another JSON", [v1], undefined, "got something else"],
    ["with a date that is none", { orders: [{ ...v1, sunset: "soon" }] }, undefined, "got something else"],
    [
      "on a day that no calendar has",
      { orders: [v1] },
      "2028-02-30",
      "--date: expected a day such as 2028-11-01, got 2028-02-30",
    ],
  ])("%s", async (_, generated, date, message) => {
    await expect(run(generated, date)).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringContaining(message),
    });
  });
});
