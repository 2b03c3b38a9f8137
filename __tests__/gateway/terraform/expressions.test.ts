import { evaluate } from "../../../tools/gateway/terraform/json";

const names: Record<string, unknown> = {
  local: { name: "orders", port: 8080, list: ["a", "b"], map: { b: 2, a: 1 }, nothing: null, on: true },
  each: { key: "k", value: { size: 3 } },
};

const scope = {
  folder: __dirname,
  variable: (name: string) => {
    if (name in names) return names[name];
    throw new Error(`expected a name declared in the stack, got "${name}"`);
  },
};

const value = (source: unknown) => evaluate(source, scope);

describe("a string of Terraform's JSON syntax", () => {
  test.each<[string, unknown]>([
    ["plain text", "plain text"],
    ["${local.name}", "orders"],
    ["${local.port}", 8080],
    ["http://${local.name}:${local.port}/", "http://orders:8080/"],
    ["$${stageVariables.host} %%{ if }", "${stageVariables.host} %{ if }"],
    ["$$${local.name}", "$${local.name}"],
    ["costs $5 and 5%", "costs $5 and 5%"],
    ['${"in ${local.name} quotes \\"and\\" \\u0041"}', 'in orders quotes "and" A'],
    ['${"$${kept}"}', "${kept}"],
    ["%{ if local.on }yes%{ else }no%{ endif }", "yes"],
    ["%{ for item in local.list }<${item}>%{ endfor }", "<a><b>"],
    ["%{ for i, item in local.list ~}\n  ${i}=${item}\n%{ endfor ~}\n", "  0=a\n  1=b\n"],
  ])("%j has the value %j", (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  test("stands for templates at any depth, in names too", () => {
    expect(value({ "${local.name}": ["${local.list[1]}", { deep: "${local.map.a}" }] })).toEqual({
      orders: ["b", { deep: 1 }],
    });
  });
});

describe("an expression", () => {
  test.each<[string, unknown]>([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * -3", -9],
    ["10 % 4 == 2 && !false", true],
    ["1 < 2 || fail()", true],
    ['local.port > 80 ? "high" : "low"', "high"],
    ["local.list[*]", ["a", "b"]],
    ['[for s in local.list : upper(s) if s != "a"]', ["B"]],
    ["{for k, v in local.map : v => k}", { 1: "a", 2: "b" }],
    ["{for s in local.list : length(s) => s...}", { 1: ["a", "b"] }],
    ['{ a = 1, "b" : 2, (local.name) = 3 }', { a: 1, b: 2, orders: 3 }],
    ["{\n a = 1\n b = 2\n}", { a: 1, b: 2 }],
    ["each.value.size", 3],
    ["[{ id = 1 }, { id = 2 }].*.id", [1, 2]],
    ["null == local.nothing", true],
    ["max([1, 3, 2]...)", 3],
  ])("%s is %j", (source, expected) => {
    expect(value(`\${${source}}`)).toEqual(expected);
  });

  test.each([
    ["${local.nope}", 'expected an attribute "nope", got name, port, list, map, nothing, on'],
    ["${aws_thing.x.id}", 'got "aws_thing"'],
    ["${local.list[5]}", "expected an element 5, got a list of 2"],
    ["${1 +}", "expected a value"],
    ["${local.name", 'expected "}", got the end'],
    ["${timestamp()}", 'function timestamp(): expected one that the local gateway knows, got "timestamp"'],
    ["${max(local.list...)}", 'function max(): expected a number, got "a"'],
    ["x${local.list}", "expected a string, got a list"],
  ])("%j is refused by name", (source, message) => {
    expect(() => value(source)).toThrow(message);
  });
});

describe("functions", () => {
  test.each<[string, unknown]>([
    ['jsonencode({ b = [1, true, null], a = "<&>" })', '{"a":"\\u003c\\u0026\\u003e","b":[1,true,null]}'],
    ['jsondecode("{\\"a\\":[1]}")', { a: [1] }],
    ['sha1("abc")', "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ['base64sha256("")', "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
    ['base64decode(base64encode("é"))', "é"],
    ['urlencode("a b&c")', "a+b%26c"],
    ['replace("a.b.c", ".", "-")', "a-b-c"],
    ['replace("order-17", "/(\\\\d+)/", "<$1>")', "order-<17>"],
    ['join("/", ["a", "b"], ["c"])', "a/b/c"],
    ['split(",", "a,b")', ["a", "b"]],
    ['format("%s-%03d %5.1f%% %q", "x", 7, 1.26, "y")', 'x-007   1.3% "y"'],
    ['formatlist("%s!", local.list)', ["a!", "b!"]],
    ['substr("orders", 1, 3)', "rde"],
    ['trimprefix("v1.2", "v")', "1.2"],
    ['title("hello world")', "Hello World"],
    ['regex("v(\\\\d+)", "v12")', ["12"]],
    ['regex("(?P<major>\\\\d+)", "v12")', { major: "12" }],
    ["one([])", null],
    ['one(["x"])', "x"],
    ["element(local.list, 3)", "b"],
    ['lookup(local.map, "c", 9)', 9],
    ['toset(["b", "a", "b"])', ["a", "b"]],
    ["merge({ a = 1 }, { a = 2, b = 3 })", { a: 2, b: 3 }],
    ["flatten([[1, [2]], 3])", [1, 2, 3]],
    ["keys(local.map)", ["a", "b"]],
    ["values(local.map)", [1, 2]],
    ["concat(local.list, [1])", ["a", "b", 1]],
    ['contains(local.list, "a")', true],
    ['compact(["", "a", null])', ["a"]],
    ['coalesce(null, "", "x")', "x"],
    ["try(local.nope, local.name)", "orders"],
    ["can(local.nope)", false],
    ["range(1, 7, 2)", [1, 3, 5]],
    ['zipmap(["a"], [1])', { a: 1 }],
    ["tostring(5)", "5"],
    ['tonumber("5")', 5],
    ['length("né")', 2],
  ])("%s is %j", (source, expected) => {
    expect(value(`\${${source}}`)).toEqual(expected);
  });

  test("read files next to the stack", () => {
    expect(value('${filesha256("expressions.test.ts")}')).toMatch(/^[0-9a-f]{64}$/);
    expect(() => value('${file("missing.txt")}')).toThrow("function file(): ENOENT");
  });
});
