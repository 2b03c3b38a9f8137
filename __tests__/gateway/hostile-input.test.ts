import { connect } from "node:net";
import { hostileRequest, seededRandom } from "./hostile-requests";
import { converse } from "./raw-client";
import { functionUri, mock, proxy, says, ServedApi } from "./served-api";

/** HOSTILE_ROUNDS=100000 npx jest hostile-input goes on for longer; HOSTILE_SEED repeats what failed. */
const rounds = Number(process.env["HOSTILE_ROUNDS"] ?? 1500);
const seed = Number(process.env["HOSTILE_SEED"] ?? 1);

const loop = (body: string) => `#foreach($i in [1..1000])${body}#end`;

/** Templates that a stranger's own API would have: each runs for ever, or builds what no memory holds. */
const endless: Record<string, string> = {
  "loops in loops": loop(loop(loop(loop("x")))),
  "a definition of itself": "#define($a)$a$a$a#end$a",
  "definitions of each other": "#define($a)$b$b#end#define($b)$a$a#end$a",
  "a text that doubles": `#set($s = "0123456789")${loop('#set($s = "$s$s")')}`,
  "a list that doubles": `#set($l = [1])${loop("#set($x = $l.addAll($l))")}`,
  "a list of itself": "#set($l = [1])#set($x = $l.add($l))$l",
  "a map of itself": '#set($m = {})#set($x = $m.put("m", $m))$m',
  "a text repeated": "$input.body.repeat(2000000000)",
  "a number that grows": `#set($n = 9)${loop("#set($n = $n * $n)")}`,
  "a range without end": "#foreach($i in [1..2000000000])#end#set($x = [1..2000000000])$x.size()",
  "an expression that backtracks": "$input.body.matches('(a+)+b')",
  "expressions that nearly backtrack, in a loop": loop(loop("#if($input.body.matches('(a?){22}a{22}c'))x#end")),
  "a path that filters within filters": "$input.path('$..[?(@..[?(@..a)])]')",
  "escapes of escapes": loop('#set($s = "$!s\\")#set($s = $util.escapeJavaScript("$s$s\\"))'),
};

const names = Object.keys(endless);
const templatePath = (name: string) => `/template/${names.indexOf(name)}`;

let api: ServedApi;
let host: string;

beforeAll(async () => {
  const node = {
    type: "object",
    properties: { name: { type: "string", pattern: "^(a+)+$" }, next: { $ref: "#/components/schemas/Node" } },
  };
  const validated = (model: string) =>
    says("passed", {
      requestBody: {
        required: true,
        content: { "application/json": { schema: { $ref: `#/components/schemas/${model}` } } },
      },
      "x-amazon-apigateway-request-validator": "body",
    });
  const schemas = {
    Node: node,
    Names: { type: "array", items: { type: "string", pattern: "^[a-z]*$" } },
    Set: { type: "array", uniqueItems: true },
  };
  api = await ServedApi.start({
    document: {
      components: { schemas },
      "x-amazon-apigateway-request-validators": {
        body: { validateRequestBody: true, validateRequestParameters: false },
      },
    },
    paths: {
      "/health": { get: says("ok") },
      "/echo": { "x-amazon-apigateway-any-method": proxy("echo") },
      "/echo/{proxy+}": { "x-amazon-apigateway-any-method": proxy("echo") },
      "/slow": { get: proxy("slow") },
      "/large": { get: proxy("large") },
      "/node": { post: validated("Node") },
      "/names": { post: validated("Names") },
      "/set": { post: validated("Set") },
      "/mapped": {
        post: {
          responses: { 200: { description: "ok" } },
          "x-amazon-apigateway-integration": {
            type: "aws",
            httpMethod: "POST",
            uri: functionUri("same"),
            requestTemplates: {
              "application/json":
                `#set($all = $input.path('$'))#set($context.requestOverride.header["__proto__"] = "polluted")` +
                `#set($all.constructor.prototype.more = "polluted")$context.constructor$util.class` +
                `{"json": $input.json('$'), "own": "$all.get("__proto__")", "param": "$input.params('__proto__')"}`,
            },
            responses: { default: { statusCode: "200" } },
          },
        },
      },
      "/failing": {
        post: {
          responses: { 200: { description: "ok" }, 400: { description: "bad" } },
          "x-amazon-apigateway-integration": {
            type: "aws",
            httpMethod: "POST",
            uri: functionUri("failing"),
            responses: { "(a+)+b": { statusCode: "400" }, default: { statusCode: "200" } },
          },
        },
      },
      ...Object.fromEntries(names.map((name) => [templatePath(name), { post: mock({ request: endless[name]! }) }])),
    },
    functions: {
      echo: "exports.handler = async (event) => ({ body: JSON.stringify(event) });",
      slow: "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 100, { body: 'slow' }));",
      same: "exports.handler = async (event) => event;",
      large: "exports.handler = async () => ({ body: 'x'.repeat(5_000_000) });",
      failing: "exports.handler = async () => { throw new Error('a'.repeat(40)); };",
    },
  });
  host = new URL(api.apis[0]!.url).host;
});

afterAll(() => api.close());

/** After whatever was sent: /health answers, at once. */
afterEach(async () => {
  const started = performance.now();
  const { status } = await api.call("GET", "/health");
  const milliseconds = performance.now() - started;
  if (status !== 200 || milliseconds > 10_000)
    throw new Error(`/health: expected 200 within 10 s, got ${status} after ${milliseconds} ms`);
});

/** For what a function has to answer first, which may have to be started. */
const patient = { linger: 3000 };

const close = "Connection: close\r\n";
const get = (path: string, headers = close, version = "HTTP/1.1") =>
  `GET /dev${path} ${version}\r\nHost: ${host}\r\n${headers}\r\n`;
const post = (path: string, headers: string, body: string) =>
  `POST /dev${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n${body}`;

/** HOST is filled in when the API is there. */
const chunked = (body: string, headers = "") =>
  `POST /dev/echo HTTP/1.1\r\nHost: HOST\r\n${headers}Transfer-Encoding: chunked\r\n\r\n${body}`;

describe("what is not HTTP/1.1 is refused with 400 and closed", () => {
  test.each([
    ["words", "hello\r\n\r\n"],
    ["NULs", "\0\0\0\0\0\0"],
    ["the beginning of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a request that ends in the middle", "GET /dev/health HTTP/1.1\r\nHost: x"],
    ["a method that nobody knows", "FOO /dev/health HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["no Host", "GET /dev/health HTTP/1.1\r\n\r\n"],
    ["two Hosts", "GET /dev/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
    ["a header without colon", "GET /dev/health HTTP/1.1\r\nHost: x\r\nheader\r\n\r\n"],
    ["a header with a space in its name", "GET /dev/health HTTP/1.1\r\nHost: x\r\nCon tent: 1\r\n\r\n"],
    ["a header with NUL", "GET /dev/health HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"],
    ["a length below 0", "POST /dev/echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"],
    ["two lengths", "POST /dev/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    ["a length and chunks", chunked("0\r\n\r\n", "Content-Length: 5\r\n")],
    ["a chunk whose size is no number", chunked("zz\r\n")],
    ["a chunk beyond all sizes", chunked(`${"f".repeat(20)}\r\n`)],
    ["a chunk longer than its size", chunked("1\r\nabc\r\n0\r\n\r\n")],
    ["chunks encoded again", chunked("0\r\n\r\n").replace("chunked", "chunked, identity")],
  ])("%s", async (_, bytes) => {
    const { statuses } = await converse(api.port, Buffer.from(bytes.replace("HOST", host), "latin1"));
    expect(statuses).toEqual([400]);
  });
});

test.each([
  ["a URL of 1 MB", () => get(`/${"a".repeat(1_000_000)}`)],
  ["a header of 1 MB", () => get("/health", `A: ${"a".repeat(1_000_000)}\r\n`)],
  ["10,000 headers", () => get("/health", "A: b\r\n".repeat(10_000))],
])("%s is refused with 431", async (_, request) => {
  const { statuses } = await converse(api.port, request());
  expect(statuses).toEqual([431]);
});

describe("what HTTP allows and nobody expects is answered", () => {
  test.each<[string, () => string, number[]]>([
    ["an absolute target, by the Host header", () => get("/health").replace("/dev", "http://other.example/dev"), [200]],
    ["a target of several slashes", () => get("/health").replace("/dev", "//dev"), [200]],
    ["an asterisk", () => `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n${close}\r\n`, [403]],
    ["a Host that is no name", () => `GET / HTTP/1.1\r\nHost: ../../etc\r\n${close}\r\n`, [403]],
    ["an empty Host", () => `GET / HTTP/1.1\r\nHost:\r\n${close}\r\n`, [403]],
    ["TRACE", () => get("/health").replace("GET", "TRACE"), [403]],
    [
      "an upgrade that nobody offers",
      () => get("/health", "Connection: Upgrade, close\r\nUpgrade: websocket\r\n"),
      [200],
    ],
    ["HTTP/1.0", () => get("/health", "", "HTTP/1.0"), [200]],
    [
      "an expectation of 100",
      () => post("/echo", `Expect: 100-continue\r\nContent-Length: 1\r\n${close}`, "x"),
      [100, 200],
    ],
    ["an expectation of anything else", () => post("/echo", `Expect: x\r\nContent-Length: 1\r\n${close}`, "x"), [417]],
    ["three requests at once", () => get("/health", "") + get("/slow", "") + get("/health"), [200, 200, 200]],
  ])("%s", async (_, request, expected) => {
    expect((await converse(api.port, request(), patient)).statuses).toEqual(expected);
  });

  test("CONNECT is closed", async () => {
    expect((await converse(api.port, `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).statuses).toEqual([]);
  });
});

test("garbage behind a request ends the connection after its answer", async () => {
  const { statuses } = await converse(api.port, `${get("/slow", "")}garbage\r\n\r\n`, patient);
  expect(statuses).toEqual([200, 400]);
});

describe("a path that leads out of its folder leads nowhere", () => {
  const climbing = [
    "/../../../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..\\..\\etc\\passwd",
    "/%c0%ae%c0%ae/etc/passwd",
    "/etc/passwd%00",
    "//etc/passwd",
    "/file:///etc/passwd",
  ];

  test.each(climbing)("%s", async (path) => {
    const local = new URL(api.apis[0]!.localUrl).pathname;
    const targets = [
      path,
      `/dev${path}`,
      `${local}${path}`,
      `/_aws${path}`,
      `/_aws/s3${path}`,
      `/_aws/execute-api${path}`,
    ];
    for (const target of targets) {
      for (const name of [host, "localhost"]) {
        const { text, statuses } = await converse(
          api.port,
          `GET ${target} HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`,
        );
        expect(text).not.toContain("root:");
        expect(statuses[0]).toBeGreaterThanOrEqual(400);
      }
    }
  });
});

describe("names of JavaScript's own are names like others", () => {
  const ofAll = () => Object.getOwnPropertyNames(Object.prototype);
  const before = ofAll();

  test("in headers, query and path", async () => {
    const headers = "__proto__: in-header\r\nconstructor: in-header\r\nConnection: close\r\n";
    const { text } = await converse(
      api.port,
      get("/echo/__proto__?__proto__=in-query&constructor=in-query", headers),
      patient,
    );
    const event = JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4)) as Record<string, object>;
    for (const part of ["headers", "queryStringParameters"]) {
      expect(Object.entries(event[part]!)).toContainEqual(["__proto__", part === "headers" ? "in-header" : "in-query"]);
      expect(Object.entries(event[part]!)).toContainEqual([
        "constructor",
        part === "headers" ? "in-header" : "in-query",
      ]);
    }
    for (const part of ["multiValueHeaders", "multiValueQueryStringParameters"])
      expect(Object.keys(event[part]!)).toEqual(expect.arrayContaining(["__proto__", "constructor"]));
    expect(ofAll()).toEqual(before);
  });

  test("in bodies and templates", async () => {
    const body = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const answer = await api.call("POST", "/mapped", {
      body,
      headers: { "Content-Type": "application/json" },
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"__proto__":{"polluted":true}');
    expect(await api.call("POST", "/node", { body })).toMatchObject({ status: 200 });
    expect(ofAll()).toEqual(before);
  });
});

describe("a template ends", () => {
  test.each(names)("with %s", async (name) => {
    const answer = await api.call("POST", templatePath(name), { body: JSON.stringify({ a: "a".repeat(40) }) });
    expect([200, 500]).toContain(answer.status);
    expect(answer.text.length).toBeLessThan(1000);
  });
});

describe("a body is validated in bounded time", () => {
  test.each<[string, string, () => string, number]>([
    ["whose text makes a pattern backtrack", "/node", () => JSON.stringify({ name: `${"a".repeat(50)}!` }), 400],
    ["100,000 objects deep", "/node", () => `${'{"next":'.repeat(100_000)}{}${"}".repeat(100_000)}`, 400],
    ["100,000 lists deep", "/set", () => "[".repeat(100_000) + "]".repeat(100_000), 200],
    ["with 1,000,000 texts for a pattern", "/names", () => JSON.stringify(Array(1_000_000).fill("abc")), 200],
    [
      "with 20,000 objects that must be unlike each other",
      "/set",
      () => JSON.stringify(Array.from({ length: 20_000 }, (_, at) => ({ a: { b: { at } } }))),
      400,
    ],
    ["that is not UTF-8", "/node", () => "\ud800", 400],
  ])("%s", async (_, path, body, status) => {
    const started = performance.now();
    const answer = await api.call("POST", path, { body: body() });
    expect(answer.status).toBe(status);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

test("an error that makes a selection pattern backtrack is answered", async () => {
  const answer = await api.call("POST", "/failing", { body: "{}" });
  expect(answer.status).toBe(500);
});

describe("a client", () => {
  test("that goes away in the middle of an upload costs nothing", async () => {
    const uploads = Array.from(
      { length: 100 },
      () =>
        new Promise((resolve) => {
          const socket = connect(api.port, "127.0.0.1", () => {
            socket.write(post("/echo", "Content-Length: 5000000\r\n", "x".repeat(50_000)), () =>
              socket.resetAndDestroy(),
            );
          });
          socket.on("close", resolve);
        }),
    );
    await Promise.all(uploads);
    expect(api.logs.at(-1)?.path).not.toBe("/dev/echo");
  });

  test("that doesn't wait for its answer leaves nothing behind", async () => {
    const impatient = Array.from({ length: 100 }, () => {
      const socket = connect(api.port, "127.0.0.1", () => socket.write(get("/slow"), () => socket.destroy()));
      return new Promise((resolve) => socket.on("close", resolve));
    });
    await Promise.all(impatient);
    expect((await converse(api.port, get("/health"))).statuses).toEqual([200]);
  });

  test("that never reads its answers doesn't keep others from theirs", async () => {
    const deaf = await Promise.all(
      Array.from(
        { length: 20 },
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const socket = connect(api.port, "127.0.0.1", () => {
              socket.pause();
              socket.write(get("/large", "").repeat(10), () => {
                resolve(socket);
              });
            });
          }),
      ),
    );
    const { statuses } = await converse(api.port, get("/echo"), patient);
    for (const socket of deaf) socket.destroy();
    expect(statuses).toEqual([200]);
  });
});

describe("a slow client is closed", () => {
  let strict: ServedApi;
  beforeAll(async () => {
    strict = await ServedApi.start(
      { paths: { "/health": { get: says("ok"), post: says("ok") } } },
      { clientTimeouts: { headers: 300, request: 600, silence: 2000 } },
    );
  });
  afterAll(() => strict.close());

  const begin = () => `POST /dev/health HTTP/1.1\r\nHost: ${new URL(strict.apis[0]!.url).host}\r\n`;

  test("that sends its headers letter by letter, with 408", async () => {
    const letters = Array.from(`${begin()}X: ${"x".repeat(200)}`);
    const { statuses } = await converse(strict.port, letters, { pause: 20, linger: 3000 });
    expect(statuses).toEqual([408]);
  });

  test("that sends its body letter by letter, with 408", async () => {
    const letters = [`${begin()}Content-Length: 1000\r\n\r\n`, ...Array.from({ length: 200 }, () => "x")];
    const { statuses } = await converse(strict.port, letters, { pause: 20, linger: 3000 });
    expect(statuses).toEqual([408]);
  });

  test("that sends nothing, as are 300 of its kind", async () => {
    const all = await Promise.all(Array.from({ length: 300 }, () => converse(strict.port, "", { linger: 10_000 })));
    expect(Math.max(...all.map(({ milliseconds }) => milliseconds))).toBeLessThan(9000);
    expect((await strict.call("GET", "/health")).status).toBe(200);
  }, 20_000);
});

test(
  `${rounds} mutated requests with seed ${seed} are answered or closed`,
  async () => {
    const random = seededRandom(seed);
    const paths = [
      "/dev/health",
      "/dev/echo",
      "/dev/echo/a/b",
      "/dev/node",
      "/dev/names",
      "/dev/set",
      "/dev/mapped",
      "/dev",
      "/",
      "*",
    ];
    const batch = 50;
    for (let round = 0; round < rounds; round += batch) {
      const requests = Array.from({ length: batch }, () => hostileRequest(random, host, paths));
      const conversations = await Promise.all(requests.map((request) => converse(api.port, request)));
      const wrong = conversations.flatMap(({ text, statuses }, at) =>
        statuses.some((status) => status > 599 || status === 502) || text.includes("root:x:")
          ? [`round ${round + at}: ${JSON.stringify(requests[at]!.toString("latin1").slice(0, 2000))} got ${text}`]
          : [],
      );
      expect(wrong).toEqual([]);
    }
  },
  60_000 + rounds * 20,
);
