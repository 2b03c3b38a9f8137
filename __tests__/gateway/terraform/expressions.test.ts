import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Configuration } from "../../../tools/gateway/terraform/configuration";
import type { Stack } from "../../../tools/gateway/terraform/stack";
import { writeStack } from "../stack-folder";
import { cases, files, locals, refused, variable } from "./expression-cases";

let root: string;
let stack: Stack;

/** A stack with one output for each string. */
function stackOf(sources: string[]): Stack {
  const output = Object.fromEntries(sources.map((value, index) => [`o${index}`, { value }]));
  const folder = writeStack(join(root, String(sources.length)), { locals, variable, output }, files);
  return new Configuration([folder]).stacks[0]!;
}

/** As JSON has it: Terraform's sets are lists there. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as unknown;

const evaluate = (source: string) => plain(stackOf([source]).output("o0"));

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-expressions-"));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

describe("a string of Terraform's JSON syntax", () => {
  beforeAll(() => {
    stack = stackOf(cases.map(([source]) => source));
  });

  test.each(cases.map(([source, value], index) => ({ source, value, index })))(
    "$source has Terraform's value",
    ({ value, index }) => {
      expect(plain(stack.output(`o${index}`))).toEqual(value);
    },
  );
});

describe("what Terraform doesn't take", () => {
  beforeAll(() => {
    stack = stackOf(refused);
  });

  test.each(refused.map((source, index) => ({ source, index })))("such as $source is refused", ({ index }) => {
    expect(() => stack.output(`o${index}`)).toThrow(/expected|ENOENT|JSON|YAML|regular|flow/i);
  });
});

describe("what is refused says what and why", () => {
  test.each([
    ["${local.nope}", 'local.nope: expected a local "nope", got none of that name'],
    ["${aws_thing.x.id}", 'got "aws_thing"'],
    ["${local.list[5]}", "expected an element 5, got a list of 2"],
    ["${1 +}", "expected a value"],
    ["${local.name", 'expected "}", got the end'],
    ["x${local.list}", "expected a string, got a list"],
    ["${max(local.list...)}", 'function max(): expected a number, got "a"'],
    ["${upper()}", "function upper(): expected 1 arguments, got 0"],
    ["${self.name}", "self: expected a name that means something here, got one of provisioners and conditions"],
    ["${each.key}", "each: expected a block with for_each, got one without"],
    ["${count.index}", "count: expected a block with count, got one without"],
    ["${var.nope}", 'var.nope: expected a variable "nope", got none of that name'],
    ['${templatefile("greeting.tftpl", {})}', 'greeting.tftpl: expected a variable "name", got none'],
  ])("%s: %s", (source, message) => {
    expect(() => evaluate(source)).toThrow(message);
  });

  test.each([
    [
      "${timestamp()}",
      'function timestamp(): expected one that the local gateway knows, got "timestamp" (its result is',
    ],
    ["${uuid()}", 'got "uuid"'],
    ["${toString()}", 'got "toString"'],
    ['${provider::other::f("x")}', 'got "provider::other::f"'],
    ["${module.network.vpc_id}", "got a module's output: modules are not read"],
    ["${123456789012345678}", "number 123456789012345678: expected one of at most 15 digits"],
    ['${regex("(?i:a)b", "Ab")}', "expected flags at its start, got some later"],
    ['${textencodebase64("a", "Shift_JIS")}', "got Shift_JIS"],
  ])("%s, which Terraform would take, is no error that try() and can() pass over", (source, message) => {
    const expression = source.slice(2, -1);
    expect(() => evaluate(source)).toThrow(message);
    expect(() => evaluate(`\${try(${expression}, "fallback")}`)).toThrow(message);
    expect(() => evaluate(`\${can(${expression})}`)).toThrow(message);
  });
});

describe("functions of the provider", () => {
  test.each<[string, unknown]>([
    [
      '${provider::aws::arn_parse("arn:aws:iam::444455556666:role/example")}',
      { partition: "aws", service: "iam", region: "", account_id: "444455556666", resource: "role/example" },
    ],
    [
      '${provider::aws::arn_build("aws", "lambda", "eu-west-1", "1", "function:f")}',
      "arn:aws:lambda:eu-west-1:1:function:f",
    ],
    [
      '${provider::aws::trim_iam_role_path("arn:aws:iam::444455556666:role/with/path/example")}',
      "arn:aws:iam::444455556666:role/example",
    ],
  ])("%s", (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

test("strings at any depth are evaluated, names too", () => {
  const folder = writeStack(join(root, "deep"), {
    locals: { name: "orders", deep: { "${local.name}": ["${local.name}", { x: "${local.name}-x" }] } },
    output: { o: { value: "${local.deep}" } },
  });
  expect(new Configuration([folder]).stacks[0]!.output("o")).toEqual({ orders: ["orders", { x: "orders-x" }] });
});

test("locals that refer to each other in a circle are refused by name", () => {
  const folder = writeStack(join(root, "circle"), {
    locals: { a: "${local.b}", b: "${local.a}" },
    output: { o: { value: "${local.a}" } },
  });
  expect(() => new Configuration([folder]).stacks[0]!.output("o")).toThrow(
    "local.a: local.b: local.a: expected a value, got a reference to itself",
  );
});
