import { TemplateError, compileMappingTemplate, type TemplateScope } from "../../semantics/mapping-template";

const scope = (given: Partial<TemplateScope> = {}): TemplateScope => ({
  body: "",
  params: { path: {}, querystring: {}, header: {} },
  context: {},
  stageVariables: {},
  ...given,
});
const rendered = (source: string, given?: Partial<TemplateScope>) =>
  compileMappingTemplate(source).render(scope(given)).text;
const json = (value: unknown) => ({ body: JSON.stringify(value) });

describe("$input", () => {
  const order = json({ id: 7, price: 9.5, lines: [{ sku: "a/1", note: null }], customer: { name: 'Jo "J"' } });

  test("body is the payload as it came", () => {
    expect(rendered("$input.body", { body: "a=1&b=2" })).toBe("a=1&b=2");
  });

  test("body of an empty request is an empty object", () => {
    expect(rendered("$input.body|$input.json('$')")).toBe("{}|{}");
  });

  test("json() gives JSON of what the path leads to", () => {
    expect(rendered("$input.json('$.customer')", order)).toBe('{"name":"Jo \\"J\\""}');
    expect(rendered("$input.json('$.lines[0].sku')", order)).toBe('"a/1"');
    expect(rendered("$input.json('$.price')", order)).toBe("9.5");
  });

  test("json() of a path that leads nowhere is an empty text", () => {
    expect(rendered("$input.json('$.missing')", order)).toBe('""');
  });

  test("path() gives values that know Java's methods", () => {
    expect(rendered("$input.path('$.lines').size() $input.path('$.customer.name').toUpperCase()", order)).toBe(
      '1 JO "J"',
    );
  });

  test("maps print like Java's, lists inside them as JSON", () => {
    expect(rendered("$input.path('$')", order)).toBe(
      '{id=7, price=9.5, lines=[{"sku":"a\\/1","note":null}], customer={name=Jo "J"}}',
    );
  });

  test("params(name) looks into path, query string and headers, in that order", () => {
    const params = {
      path: { a: "path" },
      querystring: { a: "query", b: "query" },
      header: { b: "header", C: "header" },
    };
    expect(rendered("$input.params('a') $input.params('b') $input.params('C')|$input.params('c')|", { params })).toBe(
      "path query header||",
    );
  });

  test("params() lists all of them", () => {
    const params = { path: { id: "4" }, querystring: { q: "x y" }, header: {} };
    const source = "#foreach($kind in $input.params().keySet())$kind:$input.params().get($kind);#end";
    expect(rendered(source, { params })).toBe("path:{id=4};querystring:{q=x y};header:{};");
  });

  test("what a template changes in the body shows in json()", () => {
    expect(rendered("#set($body = $input.path('$'))#set($body.id = 8)$input.json('$.id')", order)).toBe("8");
  });

  test("a body that is not even lenient JSON fails where a path is asked for", () => {
    expect(() => rendered("\n $input.json('$.a')", { body: '{"a":' })).toThrow(
      "template line 2, column 9: expected JSON, got the end at character 6",
    );
  });
});

describe("$util", () => {
  test.each([
    ["escapeJavaScript", `it's "a"/b\\n`, `it\\'s \\"a\\"\\/b\\\\n`],
    ["urlEncode", "a b&c=é~*", "a+b%26c%3D%C3%A9%7E*"],
    ["urlDecode", "a+b%26c%3D%C3%A9", "a b&c=é"],
    ["base64Encode", "é!", "w6kh"],
    ["base64Decode", "w6kh", "é!"],
    ["parseJson", '{"a":[1,"x"]}', '{a=[1,"x"]}'],
  ])("%s", (name, text, expected) => {
    expect(rendered(`$util.${name}($input.body)`, { body: text })).toBe(expected);
  });

  test("of nothing is nothing", () => {
    expect(rendered("$util.escapeJavaScript($input.params('x'))|$util.urlEncode($nothing)")).toBe("|");
  });

  test("parseJson keeps the order of keys and tells whole numbers from others", () => {
    expect(rendered(`$util.parseJson('{"b":1,"a":2.0,"c":12345678901234567890}')`)).toBe(
      "{b=1, a=2.0, c=12345678901234567890}",
    );
  });

  test("urlDecode refuses a broken escape", () => {
    expect(() => rendered("$util.urlDecode('%zz')")).toThrow(TemplateError);
  });
});

describe("$context and $stageVariables", () => {
  test("show what the gateway knows", () => {
    const given = {
      context: { stage: "dev", identity: { sourceIp: "192.0.2.1" } },
      stageVariables: { table: "orders" },
    };
    expect(rendered("$context.stage $context.identity.sourceIp $stageVariables.table", given)).toBe(
      "dev 192.0.2.1 orders",
    );
  });

  test("a missing stage variable is empty", () => {
    expect(rendered("[$stageVariables.version]")).toBe("[]");
  });

  test("a template overrides the request and the response", () => {
    const source = `#set($context.requestOverride.header.Accept = "text/csv")
#set($context.requestOverride.path.id = 7)
#set($context.responseOverride.status = 404)
#set($context.mine = {"a": [1, 2.5, true]})`;
    const { context } = compileMappingTemplate(source).render(scope({ context: { stage: "dev" } }));
    expect(context).toEqual({
      stage: "dev",
      requestOverride: { header: { Accept: "text/csv" }, path: { id: 7 }, querystring: {} },
      responseOverride: { header: {}, status: 404 },
      mine: { a: [1, 2.5, true] },
    });
  });

  test("what one template left is there for the next", () => {
    const first = compileMappingTemplate('#set($context.requestOverride.path.body = "kept")').render(scope());
    expect(rendered("$context.requestOverride.path.body", { context: first.context })).toBe("kept");
  });

  test("rendering changes nothing of the scope it is given", () => {
    const given = scope({ context: { list: [1], requestOverride: { header: { a: "b" } } } });
    const before = structuredClone(given);
    compileMappingTemplate(
      "#set($context.requestOverride.header.a = 'c')#set($context.list[0] = 2)#set($stageVariables.x = 'y')$context.list.add(3)",
    ).render(given);
    expect(given).toEqual(before);
  });

  test("a compiled template renders again and again, each time anew", () => {
    const template = compileMappingTemplate("#set($n = $input.path('$.n') + 1)$n$!seen#set($seen = 'x')");
    expect([1, 2].map((n) => template.render(scope(json({ n }))).text)).toEqual(["2", "3"]);
  });
});

describe("an order for a service behind the gateway", () => {
  test("lists become JSON with commas between elements only", () => {
    const source = `{
  "Records": [
#foreach($event in $input.path('$.events'))
    {"Data": "$util.base64Encode($event.name)", "PartitionKey": "$foreach.index"}#if($foreach.hasNext),#end

#end
  ]
}`;
    expect(JSON.parse(rendered(source, json({ events: [{ name: "a" }, { name: "b" }] })))).toEqual({
      Records: [
        { Data: "YQ==", PartitionKey: "0" },
        { Data: "Yg==", PartitionKey: "1" },
      ],
    });
  });

  test("a form for SQS survives any body", () => {
    const text = rendered("Action=SendMessage&MessageBody=$util.urlEncode($input.body)", { body: '{"a":"b & c+d"}' });
    expect(new URLSearchParams(text).get("MessageBody")).toBe('{"a":"b & c+d"}');
  });
});

describe("hostile templates and inputs", () => {
  const loop = (body: string) => `#foreach($i in [1..1000])${body}#end`;

  test.each([
    ["loops in loops", loop(loop(loop("x"))), "expected at most 2000000 steps"],
    ["doubling a text", `#set($s = "0123456789")${loop('#set($s = "$s$s")')}`, "expected at most 10485760 characters"],
    ["doubling a list", `#set($l = [1])${loop("#set($x = $l.addAll($l))")}`, "characters of intermediate text"],
    [
      "a list that holds itself twice over",
      `#set($l = ["a"])${loop("#if($foreach.count < 99)#set($l = [$l, $l])#end")}$l`,
      "intermediate text",
    ],
    ["growing numbers", `#set($n = 9)${loop("#set($n = $n * $n)")}`, "a number of at most 10000 digits"],
    ["a range of a billion", "#set($r = [1..1000000000])", "steps"],
    [
      "a context that contains itself",
      "#set($m = {})#set($m.m = $m)#set($context.m = $m)",
      "context: expected at most",
    ],
    ["an expression that backtracks", "$input.body.matches('(a+)+b')", "expected an answer within"],
    ["nesting of thousands", "#if(true)".repeat(5000) + "#end".repeat(5000), "at most 200 levels of nesting"],
    ["JSON of thousands of levels", "$input.path('$.a')", "at most 400 levels of JSON"],
  ])("%s ends with an error", (name, source, message) => {
    const body = name.startsWith("JSON") ? '{"a":'.repeat(5000) : "a".repeat(50);
    expect(() => rendered(source, { body })).toThrow(message);
  });

  test("nothing of JavaScript is reachable", () => {
    const names = ["constructor", "prototype", "toString.constructor", "entries", "items", "call", "valueOf()"];
    const owners = ["$input", "$util", "$context", "$input.params()", "$text", "$list", "$map", "$number"];
    const source = owners.flatMap((owner) => names.map((name) => `[${owner}.${name}]`)).join("");
    const set = "#set($text = 'a')#set($list = [1])#set($map = {'a': 1})#set($number = 1)";
    expect(rendered(set + source)).toBe("[]".repeat(owners.length * names.length));
  });

  test("keys of JavaScript's objects are keys like others", () => {
    const { text, context } = compileMappingTemplate(
      "#set($context['__proto__'] = {'polluted': true})$input.path('$.__proto__.x') $input.json('$')",
    ).render(scope({ body: '{"__proto__":{"x":1}}' }));
    expect(text).toBe('1 {"__proto__":{"x":1}}');
    expect(Object.keys(context)).toContain("__proto__");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a template that can't be", () => {
  test.each([
    ["#if($a)\nx", 2, 2, "expected #end, got the end of the template"],
    ["a\n#end", 2, 1, "got '#end'"],
    ["#set($x = )", 1, 11, "expected a value, got ')'"],
    ["#set($x = 3 -1)", 1, 13, "expected ')', got '-1'"],
    ["cost: $", 1, 8, "got the end of the template"],
    ['\n\n#set($x = "#if(true)")', 3, 11, "in the string"],
    ["#foreach($i of)a", 1, 17, "expected #end"],
  ])("%j is refused with its place", (source, line, column, message) => {
    const compile = () => compileMappingTemplate(source);
    expect(compile).toThrow(TemplateError);
    expect(compile).toThrow(message);
    expect(compile).toThrow(expect.objectContaining({ line, column }) as TemplateError);
  });

  test.each([
    ["a\n $input.path('$.l').get(5)", 2, 21],
    ["#set($s = 'abc')\n#set($t = $s.substring(9))", 2, 14],
  ])("%j fails with its place when it is rendered", (source, line, column) => {
    const render = () => rendered(source, json({ l: [] }));
    expect(render).toThrow(expect.objectContaining({ name: "TemplateError", line, column }) as TemplateError);
  });
});
