import { formats } from "../../tools/review/formats";
import { PlanError, readPlan } from "../../tools/review/plan";
import { redactReport } from "../../tools/review/redact-report";
import { Redaction } from "../../tools/review/redaction";
import { review } from "../../tools/review/report";
import { rules } from "../../tools/review/rules";
import { Sources } from "../../tools/review/sources";
import { type ChangeSketch, planOf, type PlanSketch, type Value } from "./plan-builder";

/** One for each place, told apart by its number. */
const secretOf = (place: number) => `zq${place}-Pl4nted"s&cret<${place}>`;
/** What stays of it in every escaped form that a format may write. */
const traceOf = (place: number) => `zq${place}-Pl4nted`;

const masked: ChangeSketch = {
  address: "aws_api_gateway_api_key.k",
  before: { value: "old-old-old" },
  after: { value: secretOf(0) },
  sensitiveAfter: { value: true },
};
const state = (place: number, extra: Record<string, Value> = {}): Record<string, Value> => ({
  root_module: {
    resources: [
      { mode: "data", type: "t", name: "n", values: { value: secretOf(place) }, sensitive_values: { value: true } },
    ],
    ...extra,
  },
});

/** Where Terraform writes secrets in clear text. */
const places: Record<string, (place: number) => PlanSketch> = {
  "a variable": (place) => ({ variables: { key: { value: secretOf(place), sensitive: true } } }),
  "a variable's default": (place) => ({ variables: { key: { default: secretOf(place), sensitive: true } } }),
  "a planned value": (place) => ({ top: { planned_values: state(place) } }),
  "a planned output": (place) => ({
    top: { planned_values: { outputs: { o: { sensitive: true, value: secretOf(place) } }, root_module: {} } },
  }),
  "a change, before": (place) => ({
    changes: [
      { ...masked, before: { value: secretOf(place) }, after: { value: "new-new-new" }, sensitive: { value: true } },
    ],
  }),
  "a change, after": (place) => ({ changes: [{ ...masked, after: { value: secretOf(place) } }] }),
  "a created resource": (place) => ({
    changes: [{ address: "aws_db_instance.d", after: { password: secretOf(place) }, sensitive: { password: true } }],
  }),
  "a destroyed resource": (place) => ({
    changes: [{ address: "aws_db_instance.d", before: { password: secretOf(place) }, sensitive: { password: true } }],
  }),
  drift: (place) => ({
    drift: [
      {
        address: "aws_db_instance.d",
        before: { password: "a" },
        after: { password: secretOf(place) },
        sensitive: { password: true },
      },
    ],
  }),
  "an output": (place) => ({ outputs: { o: { before: "x", after: secretOf(place), sensitive: [true, true] } } }),
  "the state": (place) => ({ top: { prior_state: { values: state(place) } } }),
  "an output of the state": (place) => ({
    top: { prior_state: { values: { outputs: { o: { sensitive: true, value: secretOf(place) } } } } },
  }),
  "an environment variable that nobody marked": (place) => ({
    changes: [
      {
        address: "aws_lambda_function.f",
        before: { environment: [] },
        after: { environment: [{ variables: { API_TOKEN: secretOf(place) } }] },
      },
    ],
  }),
  "a container's environment": (place) => ({
    changes: [
      {
        address: "aws_ecs_task_definition.t",
        before: { container_definitions: "[]" },
        after: {
          container_definitions: JSON.stringify([{ environment: [{ name: "DB_PASSWORD", value: secretOf(place) }] }]),
        },
      },
    ],
  }),
  "JSON in a sensitive text": (place) => ({
    changes: [
      {
        address: "aws_secretsmanager_secret_version.v",
        after: { secret_string: JSON.stringify({ key: secretOf(place) }) },
        sensitive: { secret_string: true },
      },
    ],
  }),
};

/** Where a value may come to light again without Terraform's mark: names, keys, policies, bodies, messages. */
function reappearing(secret: string): PlanSketch {
  const statement = (action: string) => ({ Effect: "Allow", Action: action, Resource: `arn:aws:s3:::${secret}` });
  const body = (...paths: string[]) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: secret, version: "1" },
      paths: Object.fromEntries(
        paths.map((path) => [path, { get: { description: secret, responses: { 200: { description: secret } } } }]),
      ),
    });
  return {
    changes: [
      {
        address: `aws_dynamodb_table.t[${JSON.stringify(secret)}]`,
        before: { name: secret, hash_key: "a" },
        after: { name: secret, hash_key: secret },
        actions: ["create", "delete"],
        replacePaths: [["hash_key"]],
      },
      {
        address: "aws_dynamodb_table.i",
        before: { global_secondary_index: [{ name: secret }] },
        after: { global_secondary_index: [] },
      },
      {
        address: "aws_iam_role_policy.p",
        before: { policy: JSON.stringify({ Statement: [statement("s3:GetObject")] }) },
        after: { policy: JSON.stringify({ Statement: [statement("s3:*")] }) },
      },
      {
        address: "aws_api_gateway_rest_api.a",
        before: { body: body("/a", `/${secret}`) },
        after: { body: body("/a") },
      },
      {
        address: "aws_lambda_function.g",
        before: { description: "a", environment: [{ variables: { [secret]: "a" } }] },
        after: { description: `is ${secret}`, environment: [{ variables: { [secret]: "b" } }] },
      },
      {
        address: "aws_sns_topic.m",
        previousAddress: `aws_sns_topic.n[${JSON.stringify(secret)}]`,
        before: { name: "m" },
        after: { name: "m" },
      },
      { address: "aws_sqs_queue.j", before: { policy: "{}" }, after: { policy: secret } },
    ],
    drift: [
      {
        address: "aws_sqs_queue.e",
        before: { name: "a", delay_seconds: 3 },
        after: { name: secret, delay_seconds: 4 },
      },
    ],
    outputs: { [secret]: { before: secret, after: `${secret}!`, sensitive: [false, false] } },
    top: {
      checks: [
        {
          address: { kind: "check", name: "c", to_display: `check.${secret}` },
          status: "fail",
          instances: [{ problems: [{ message: `wrong: ${secret}` }] }],
        },
      ],
      errored: true,
    },
  };
}

function merged(one: PlanSketch, other: PlanSketch): PlanSketch {
  return {
    ...one,
    changes: [...(one.changes ?? []), ...(other.changes ?? [])],
    drift: [...(one.drift ?? []), ...(other.drift ?? [])],
    outputs: { ...one.outputs, ...other.outputs },
    top: { ...one.top, ...other.top },
  };
}

function printed(sketch: PlanSketch): Record<string, string> {
  const plans = [planOf(sketch)];
  const report = redactReport(
    review({
      plans,
      rules,
      label: "dev",
      waivers: [],
      synthWaivers: [],
      sources: Sources.read(undefined),
      today: "2026-01-01",
    }),
    new Redaction(plans),
  );
  return Object.fromEntries(Object.entries(formats).map(([name, format]) => [name, format(report, rules, true)]));
}

describe.each(Object.keys(formats))("no secret leaves as %s", (format) => {
  test.each(Object.keys(places).map((name, index) => [name, index] as const))("from %s", (name, index) => {
    const text = printed(merged(places[name]!(index), reappearing(secretOf(index))))[format]!;
    expect(text).not.toContain(traceOf(index));
    expect(text).not.toContain(Buffer.from(secretOf(index)).toString("base64").slice(0, 12));
    expect(text).toContain("(sensitive");
  });
});

test("without the secret's place the same plan is printed, so the plants are real", () => {
  const texts = printed(reappearing(secretOf(99)));
  for (const text of Object.values(texts)) expect(text).toContain(traceOf(99));
});

test.each([
  '{"a": hunter22}',
  "hunter22",
  '["hunter22"',
  JSON.stringify({ format_version: "1.2", resource_changes: [{ secret: "hunter22" }] }),
])("a file that is no plan is not quoted: %s", (text) => {
  const read = () => readPlan(text, { name: "p", file: "p.json" });
  expect(read).toThrow(PlanError);
  expect(read).not.toThrow(/hunter/);
});
