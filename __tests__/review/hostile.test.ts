import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { formats } from "../../tools/review/formats";
import type { Json } from "../../tools/review/json";
import { PlanError, readPlan } from "../../tools/review/plan";
import { redactReport } from "../../tools/review/redact-report";
import { Redaction } from "../../tools/review/redaction";
import { review } from "../../tools/review/report";
import { rules } from "../../tools/review/rules";
import { Sources } from "../../tools/review/sources";
import { planText } from "./plan-builder";

const recorded = resolve(__dirname, "../../../shared/plans");

/** Reviews a text in every format; gives the sentence of a refusal, or the verdict. */
function judge(text: string): string {
  try {
    const plan = readPlan(text, { name: "plan.json", file: "plan.json" });
    const report = review({
      plans: [plan],
      rules,
      label: "test",
      waivers: [],
      synthWaivers: [],
      sources: Sources.read(undefined),
      today: "2026-01-01",
    });
    const safe = redactReport(report, new Redaction([plan]));
    for (const print of Object.values(formats)) print(safe, rules, false);
    return report.verdict;
  } catch (error) {
    if (error instanceof PlanError) return error.message;
    throw error;
  }
}

const table = { name: "orders", hash_key: "pk", global_secondary_index: [{ name: "a" }], ttl: [{ enabled: true }] };
const policy = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*", Principal: "*" }] });
const body = JSON.stringify({
  openapi: "3.0.1",
  paths: { "/a": { get: { parameters: [{ in: "query", name: "q", schema: { type: "string" } }], responses: {} } } },
});
const own = planText({
  changes: [
    { address: "aws_dynamodb_table.t", before: table, after: { ...table, ttl: [] }, sensitive: { name: true } },
    { address: "aws_iam_role_policy.p", before: { policy }, after: { policy: policy.replace("s3", "sqs") } },
    { address: "aws_api_gateway_rest_api.a", before: { name: "a", body }, after: { name: "a", body: "{}" } },
    {
      address: "module.m.aws_acm_certificate.c[0]",
      actions: ["delete", "create"],
      before: { domain_name: "a.example.com" },
      after: { domain_name: "b.example.com" },
      replacePaths: [["domain_name"]],
    },
    { address: "aws_lambda_function.f", before: { runtime: "nodejs18.x" }, after: {}, unknown: { runtime: true } },
  ],
  drift: [{ address: "aws_dynamodb_table.t", before: table, after: { ...table, hash_key: "x" } }],
  outputs: { o: { before: "a", after: "b", sensitive: [true, false] } },
  variables: { v: { value: "secret-value", sensitive: true } },
});

/** Mulberry32: the same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const strange: Json[] = [
  null,
  true,
  -0,
  1e308,
  "",
  "{",
  '{"a":',
  "__proto__",
  "constructor",
  "\u0000\u202e\ud800",
  "x".repeat(20_000),
  [],
  {},
  [[[[]]]],
  [null, 1, "a", {}],
  JSON.parse('{"__proto__":{"toString":1},"constructor":{"prototype":[]},"hasOwnProperty":0,"length":-1}') as Json,
];

/** A copy with some of its values replaced by strange ones, keys renamed, and items doubled or dropped. */
function mutate(json: Json, next: () => number, rate: number): Json {
  if (next() < rate) return strange[Math.floor(next() * strange.length)]!;
  if (Array.isArray(json))
    return json.flatMap((item) =>
      next() < rate ? [] : next() < rate ? [item, mutate(item, next, rate)] : [mutate(item, next, rate)],
    );
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) =>
      next() < rate ? [] : [[next() < rate ? "__proto__" : key, mutate(value, next, rate)]],
    ),
  );
}

const nested = (levels: number, leaf: string) => "[".repeat(levels) + leaf + "]".repeat(levels);

const seeds = existsSync(recorded)
  ? readdirSync(recorded)
      .filter((name) => name !== "expected.json")
      .map((name) => readFileSync(join(recorded, name), "utf8"))
  : [];

describe("hostile input", () => {
  test.each([["own plan", [own], 100] as const, ["recorded plans", seeds, 2] as const])(
    "of any shape is reviewed or refused: %s",
    (_, texts, rounds) => {
      const ends = texts.flatMap((text, seed) => {
        const json = JSON.parse(text) as Json;
        const next = random(seed + 1);
        return Array.from({ length: rounds }, (__, round) =>
          judge(JSON.stringify(mutate(json, next, [0.003, 0.01, 0.05][round % 3]!))),
        );
      });
      expect(ends).toHaveLength(texts.length * rounds);
      expect(ends.filter((end) => !/^(?:block|high|medium|pass|plan\.json: expected .*)$/s.test(end))).toEqual([]);
    },
    10_000,
  );

  test("that is cut anywhere is refused", () => {
    const next = random(7);
    const ends = Array.from({ length: 200 }, () => judge(own.slice(0, Math.floor(next() * own.length))));
    expect(
      ends.filter((end) => !end.startsWith("plan.json: expected the output of terraform show -json PLAN")),
    ).toEqual([]);
  });

  test("nested deeper than any plan is refused, however deep", () => {
    const deep = (levels: number) =>
      `{"format_version":"1.2","resource_changes":[{"address":"a.b","change":{"before":${'{"a":'.repeat(levels)}1${"}".repeat(levels)}}}]}`;
    expect(judge(deep(1_000))).toMatch(/^plan.json: expected at most \d+ levels of JSON, got more$/);
    expect(judge(deep(200_000))).toMatch(/^plan.json: expected/);
    const inText = planText({
      changes: ["aws_iam_role_policy", "aws_api_gateway_rest_api", "aws_sqs_queue_policy", "aws_sfn_state_machine"].map(
        (type) => {
          const text = (leaf: string) => ({
            policy: nested(100_000, leaf),
            body: nested(100_000, leaf),
            definition: nested(100_000, leaf),
          });
          return { address: `${type}.r`, before: text("1"), after: text("2") };
        },
      ),
    });
    expect(judge(inText)).toMatch(/^(?:block|high|medium|pass)$/);
  });

  test("cannot pollute prototypes", () => {
    judge(own.replaceAll('"name"', '"__proto__"').replaceAll('"hash_key"', '"constructor"'));
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)["hash_key"]).toBeUndefined();
  });

  test("with keys that repeat is read as Terraform's own parser reads it: the last one counts", () => {
    expect(judge('{"format_version":"2.0","format_version":"1.2","resource_changes":[]}')).toBe("pass");
  });
});
