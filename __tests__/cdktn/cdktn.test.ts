import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** Runs the app in a process of its own: the library's version as the files tell it, and all else that they say. */
function synthesize(...nodeOptions: string[]) {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-cdktn-"));
  execFileSync(process.execPath, [...nodeOptions, join(root, "bin/launch.mjs"), "main.ts"], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const versions = new Set<string>();
  const folder = join(outdir, "stacks");
  const stacks = readdirSync(folder).map((name) => {
    const stack = JSON.parse(readFileSync(join(folder, name, "cdk.tf.json"), "utf8"));
    versions.add(stack["//"].metadata.version);
    delete stack["//"].metadata.version;
    return [name, stack] as const;
  });
  return { versions: [...versions], stacks: Object.fromEntries(stacks) };
}

const versionOf = (name: string) =>
  (JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as { version: string }).version;

test("the unchanged source synthesizes the same Terraform with CDK Terrain, but for the version it was made with", () => {
  const cdktf = synthesize();
  const cdktn = synthesize("--require", join(__dirname, "alias.cjs"));
  expect(cdktf.versions).toEqual([versionOf("cdktf")]);
  expect(cdktn.versions).toEqual([versionOf("cdktn")]);
  expect(cdktn.stacks).toEqual(cdktf.stacks);
});
