import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Configuration } from "../../../tools/gateway/terraform/configuration";
import { writeStack } from "../stack-folder";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-variables-"));
});

afterEach(() => {
  rmSync(root, { recursive: true });
  for (const name of Object.keys(process.env)) if (name.startsWith("TF_VAR_")) delete process.env[name];
});

/** The value of the variable `v`, declared so. */
function read(declared: object, files: Record<string, string> = {}): unknown {
  const json = { variable: { v: declared }, output: { o: { value: "${var.v}" } } };
  return new Configuration([writeStack(join(root, "app"), json, files)]).stacks[0]!.output("o");
}

describe("an input variable", () => {
  test("has its default, as it is written", () => {
    expect(read({ default: { a: "$${x}" } })).toEqual({ a: "$${x}" });
  });

  test("has the value of TF_VAR_<name>, an expression where its type has parts", () => {
    process.env["TF_VAR_v"] = '["a", 2]';
    expect(read({ type: "string" })).toBe('["a", 2]');
    expect(read({})).toBe('["a", 2]');
    expect(read({ type: "list(string)" })).toEqual(["a", "2"]);
  });

  test.each([
    ["terraform.tfvars", 'v = "tfvars" # text\nother = [1, 2]\n'],
    ["terraform.tfvars.json", '{"v": "tfvars"}'],
    ["x.auto.tfvars", 'v = "tfvars"'],
    ["x.auto.tfvars.json", '{"v": "tfvars"}'],
  ])("has the value of %s before that of the environment", (file, content) => {
    process.env["TF_VAR_v"] = "environment";
    expect(read({ default: "default" }, { [file]: content })).toBe("tfvars");
  });

  test("has the value of the last file in Terraform's order", () => {
    const files = { "terraform.tfvars": "v = 1", "terraform.tfvars.json": '{"v":2}' };
    expect(read({}, files)).toBe(2);
    expect(read({}, { ...files, "b.auto.tfvars": "v = 4", "a.auto.tfvars.json": '{"v":3}' })).toBe(4);
  });

  test.each<[string, unknown, unknown]>([
    ["string", 5, "5"],
    ["number", "5.5", 5.5],
    ["bool", "true", true],
    ["any", [1], [1]],
    ["list(number)", ["1"], [1]],
    ["list", [1], [1]],
    ["set(string)", ["b", "a", "b"], ["a", "b"]],
    ["map(bool)", { a: "false" }, { a: false }],
    ["tuple([string, number])", [1, "2"], ["1", 2]],
    [
      "object({ a = string, b = optional(number, 7), c = optional(list(string)) })",
      { a: 1, d: 1 },
      { a: "1", b: 7, c: null },
    ],
    ["object({\n  a = object({ b = bool })\n})", { a: { b: "true" } }, { a: { b: true } }],
    ["string", null, null],
  ])("of type %s takes %j as %j", (type, given, value) => {
    expect(read({ type, default: given })).toEqual(value);
  });

  test.each([
    [{ type: "number", default: "many" }, 'var.v: expected a number, got "many"'],
    [{ type: "list(string)", default: "a" }, "var.v: expected a list, got"],
    [{ type: "object({ a = string })", default: {} }, 'var.v: expected an attribute "a", got none'],
    [{ type: "text", default: "a" }, "expected a type such as string"],
    [{ default: null, nullable: false }, "var.v: expected a value other than null"],
    [{}, "var.v: expected a default, a value in terraform.tfvars.json or TF_VAR_v, got none"],
  ])("declared as %j is refused", (declared, message) => {
    expect(() => read(declared)).toThrow(message);
  });
});
