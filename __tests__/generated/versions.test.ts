import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { service } from "../../contract";
import { type PublishedVersions, publishedVersions, takenBack } from "../../contract/published-versions";

const root = resolve(__dirname, "../..");
const committed = readFileSync(join(root, "generated/versions.json"), "utf8");

test("what is committed is what npm run generate writes", () => {
  expect(generate(committed)).toEqual({ status: 0, errors: "", written: committed });
});

test("the register lacks nothing that clients were told", () => {
  expect(takenBack(JSON.parse(committed) as PublishedVersions, service.versions)).toEqual([]);
});

test("an entry that the register lacks is a refusal, and the file stays as it is", () => {
  const published = publishedVersions({ ...service.versions, orders: { ...service.versions.orders, v9: {} } });
  const before = JSON.stringify(published);
  expect(generate(before)).toEqual({
    status: 1,
    errors:
      "versions of orders: v9: expected its entry, got none: an entry is never deleted, a version that ended has removed\n",
    written: before,
  });
});

describe("of a date that clients were told,", () => {
  const told: PublishedVersions = { orders: [{ version: "v1", deprecated: "2026-11-01", sunset: "2028-11-01" }] };
  const now = (life: object) => takenBack(told, { orders: { v1: life } });

  test.each(["deprecated", "sunset"] as const)("an earlier %s is a refusal", (step) => {
    const { version: _version, ...life } = told.orders![0]!;
    expect(now({ ...life, [step]: "2026-10-31" })).toEqual([
      `versions of orders: v1: ${step}: expected ${life[step]} or later, as clients were told, got 2026-10-31`,
    ]);
  });

  test("a later one, or none any more, takes nothing from them", () => {
    expect(now({ deprecated: "2026-11-01", sunset: "2029-11-01" })).toEqual([]);
    expect(now({})).toEqual([]);
  });
});

/** Runs the command where something was generated before. */
function generate(before: string) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-generated-"));
  const file = join(folder, "versions.json");
  writeFileSync(file, before);
  const { status, stderr } = spawnSync(process.execPath, ["bin/launch.mjs", "generate.ts", folder], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, errors: stderr, written: readFileSync(file, "utf8") };
}
