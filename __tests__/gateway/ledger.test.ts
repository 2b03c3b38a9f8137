import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ledger } from "../../tools/gateway/services/ledger";

/** What was sent to one queue, stream or other, in memory and on disk. */

const folder = mkdtempSync(join(tmpdir(), "gatehouse-ledger-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const time = "2030-01-01T00:00:00.000Z";
const bodies = (ledger: Ledger) => ledger.entries.map((entry) => entry["body"]);
const fill = (ledger: Ledger, count: number) => {
  for (let n = 1; n <= count; n++) ledger.append(time, { body: n });
};

test("entries are numbered from 1 on", () => {
  const ledger = new Ledger();
  fill(ledger, 2);
  expect(ledger.entries).toEqual([
    { number: 1, time, body: 1 },
    { number: 2, time, body: 2 },
  ]);
});

test("the newest stay, and how many are gone is known", () => {
  const ledger = new Ledger(undefined, { entries: 3 });
  fill(ledger, 5);
  expect([bodies(ledger), ledger.sent, ledger.dropped]).toEqual([[3, 4, 5], 5, 2]);
});

test("big ones make room sooner, but the newest stays whatever its size", () => {
  const ledger = new Ledger(undefined, { characters: 1000 });
  for (const size of [400, 400, 400, 5000]) ledger.append(time, { body: "x".repeat(size) });
  expect(ledger.entries.map(({ number }) => number)).toEqual([4]);
});

test("a file keeps them for the next start, dropped ones counted", () => {
  const file = join(folder, "deep", "kept.jsonl");
  const first = new Ledger(file, { entries: 2 });
  fill(first, 3);
  first.close();
  const second = new Ledger(file, { entries: 2 });
  expect([bodies(second), second.sent, second.dropped]).toEqual([[2, 3], 3, 1]);
  expect(second.append(time, { body: 4 }).number).toBe(4);
  second.close();
});

test("an entry is in the file when it was taken", () => {
  const file = join(folder, "now.jsonl");
  const ledger = new Ledger(file);
  ledger.append(time, { body: "ü\n" });
  expect(readFileSync(file, "utf8")).toBe(`${JSON.stringify({ number: 1, time, body: "ü\n" })}\n`);
  ledger.close();
});

test("the file doesn't grow without end", () => {
  const file = join(folder, "bounded.jsonl");
  const ledger = new Ledger(file, { entries: 10 });
  fill(ledger, 1000);
  ledger.close();
  expect(readFileSync(file, "utf8").split("\n").length).toBeLessThan(25);
  expect(new Ledger(file, { entries: 10 }).entries).toHaveLength(10);
});

test("a line that was cut off by the end of the process is left out", () => {
  const file = join(folder, "torn.jsonl");
  const first = new Ledger(file);
  fill(first, 2);
  first.close();
  appendFileSync(file, '{"number":3,"ti');
  const second = new Ledger(file);
  second.append(time, { body: "after" });
  second.close();
  expect(bodies(new Ledger(file))).toEqual([1, 2, "after"]);
});

test("a file of something else is refused, by line", () => {
  const file = join(folder, "other.jsonl");
  writeFileSync(file, "hello\n");
  expect(() => new Ledger(file)).toThrow(`${file}:1: expected an entry as JSON, got hello`);
});

test("the newest that fits is found, from a time on", () => {
  const ledger = new Ledger();
  for (const [second, id] of [
    ["01", "a"],
    ["02", "b"],
    ["03", "a"],
  ])
    ledger.append(`2030-01-01T00:00:${second}Z`, { id });
  const isB = (entry: { [field: string]: unknown }) => entry["id"] === "b";
  expect(ledger.findLast((entry) => entry["id"] === "a")?.number).toBe(3);
  expect(ledger.findLast(isB, "2030-01-01T00:00:02Z")?.number).toBe(2);
  expect(ledger.findLast(isB, "2030-01-01T00:00:03Z")).toBeUndefined();
});
