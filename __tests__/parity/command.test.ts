import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../tools/command";
import { parity } from "../../tools/parity/parity";

const explained = { pin: "throttle.rateLimit", values: { dev: 50, prod: 1000 }, reason: "dev sees little traffic" };
const unexplained = { pin: "lambda.timeout", values: { dev: 10, prod: 20 } };
const onlyOne = { pin: "prefix", values: { prod: "p" }, reason: "older than the rule" };

/** Runs the command where synth found these differences. */
async function run(differences: object[] | undefined, format = "markdown") {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-parity-"));
  if (differences) {
    mkdirSync(join(folder, "cdktf.out"));
    const content = JSON.stringify({ environments: ["dev", "prod"], differences });
    writeFileSync(join(folder, "cdktf.out/parity.json"), content);
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
    return { exitCode: await parity.run(terminal, { format }, []), out: out.join("\n"), err };
  } finally {
    process.chdir(before);
  }
}

test("shows each difference with its values and its reason, and succeeds", async () => {
  const { exitCode, out, err } = await run([explained, onlyOne]);
  expect(out).toContain("2 pins differ between dev, prod; 0 without a reason");
  expect(out).toContain("| `throttle.rateLimit` | `50` | `1000` | dev sees little traffic |");
  expect(out).toContain('| `prefix` | - | `"p"` | older than the rule |');
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: [] });
});

test("puts a difference without a reason first, says what to do, and fails", async () => {
  const { exitCode, out, err } = await run([explained, unexplained]);
  expect(out.split("\n").find((line) => line.startsWith("| `"))).toBe(
    "| `lambda.timeout` | `10` | `20` | **no reason** |",
  );
  expect(err).toEqual([
    "lambda.timeout: expected the same in every environment, or a reason in environments/parity.ts, got neither",
  ]);
  expect(exitCode).toBe(1);
});

test("prints JSON with what is undeclared", async () => {
  const { out } = await run([explained, unexplained], "json");
  expect(JSON.parse(out)).toEqual({
    undeclared: ["lambda.timeout"],
    environments: ["dev", "prod"],
    differences: [explained, unexplained],
  });
});

test("asks for a synth where there was none", async () => {
  await expect(run(undefined)).rejects.toThrow("cdktf.out/parity.json: expected what synth writes, got none");
});

test("refuses a format that it doesn't know", async () => {
  await expect(run([], "html")).rejects.toThrow(new UsageError("--format: expected markdown or json, got html"));
});
