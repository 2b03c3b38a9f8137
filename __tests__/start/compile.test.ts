import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const project = resolve(__dirname, "../..");
let root: string;

/** Runs a project of two files as ours is run, and returns what it prints. */
const run = (): string =>
  execFileSync(process.execPath, ["bin/launch.mjs", "entry.ts"], { cwd: root, encoding: "utf8", stdio: "pipe" });

/** Saves a file some time ago, as people do. */
function save(file: string, text: string, secondsAgo: number): void {
  mkdirSync(resolve(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
  const time = Date.now() / 1000 - secondsAgo;
  utimesSync(join(root, file), time, time);
}

const tools = ["bin/compile.mjs", "bin/build-stamp.cjs", "tsconfig.json"];
const compiledAt = () => statSync(join(root, ".build/entry.cjs")).mtimeMs;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "compile-"));
  for (const file of ["bin/launch.mjs", ...tools]) cpSync(join(project, file), join(root, file));
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  save("entry.ts", 'import { text } from "./parts";\nconsole.log(text);\n', 100);
  save("parts/index.ts", 'export const text = "first";\n', 100);
  for (const file of tools) utimesSync(join(root, file), 1, 1);
  run();
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

test("what nobody changed is not compiled again", () => {
  const before = compiledAt();
  run();
  expect(compiledAt()).toBe(before);
});

test("a change takes effect", () => {
  save("parts/index.ts", 'export const text = "other";\n', 50);
  expect(run()).toBe("other\n");
});

test("a new file that an import means from now on takes effect", () => {
  save("parts.ts", 'export const text = "nearer";\n', 50);
  expect(run()).toBe("nearer\n");
});

test("a file that is gone is missed", () => {
  rmSync(join(root, "parts/index.ts"));
  expect(run).toThrow(/Could not resolve "\.\/parts"/);
});

test("what was compiled and is gone is compiled again", () => {
  rmSync(join(root, ".build/entry.cjs"));
  expect(run()).toBe("first\n");
});
