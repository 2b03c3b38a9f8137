import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** Runs the app in a process of its own and returns what it wrote, by stack. */
function synthesize(...nodeOptions: string[]): Record<string, unknown> {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-cdktn-"));
  execFileSync(process.execPath, [...nodeOptions, join(root, "bin/launch.mjs"), "main.ts"], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stacks = join(outdir, "stacks");
  return Object.fromEntries(
    readdirSync(stacks).map((name) => {
      const { "//": comment, ...stack } = JSON.parse(readFileSync(join(stacks, name, "cdk.tf.json"), "utf8"));
      expect(comment.metadata.version).toMatch(/^\d+\.\d+\.\d+$/);
      return [name, { ...stack, metadata: { ...comment.metadata, version: "any" } }];
    }),
  );
}

const versionOf = (name: string) =>
  (JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as { version: string }).version;

test("the unchanged source synthesizes the same Terraform with CDK Terrain, but for the version it was made with", () => {
  expect(versionOf("cdktn")).not.toBe(versionOf("cdktf"));
  expect(synthesize("--require", join(__dirname, "alias.cjs"))).toEqual(synthesize());
});
