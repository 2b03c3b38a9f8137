import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cases, files, locals, refused, variable } from "../gateway/terraform/expression-cases";
import { mustSucceed, run } from "./process";

/** Writes a configuration without providers, with one output for each string. */
function write(name: string, sources: string[]): string {
  const folder = join(mkdtempSync(join(tmpdir(), "expressions-")), name);
  mkdirSync(folder);
  const output = Object.fromEntries(sources.map((value, index) => [`o${index}`, { value, sensitive: true }]));
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ locals, variable, output }));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

const terraform = (folder: string, ...args: string[]) =>
  run(["terraform", ...args], { cwd: folder, env: { ...process.env, TF_IN_AUTOMATION: "1" } });

test("Terraform gives expressions the values that the local gateway's tests expect", async () => {
  const folder = write(
    "values",
    cases.map(([source]) => source),
  );
  mustSucceed(["terraform", "apply"], await terraform(folder, "apply", "-auto-approve", "-no-color"));
  const { stdout } = mustSucceed(["terraform", "output"], await terraform(folder, "output", "-json"));
  const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
  // an output that is null is left out
  expect(cases.map(([source], index) => [source, outputs[`o${index}`]?.value ?? null])).toEqual(cases);
});

test("Terraform refuses what the local gateway's tests expect to be refused", async () => {
  const accepted: string[] = [];
  for (const source of refused) {
    const { code } = await terraform(write("refused", [source]), "plan", "-no-color", "-input=false");
    if (code === 0) accepted.push(source);
  }
  expect(accepted).toEqual([]);
});
