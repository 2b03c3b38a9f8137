import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { strToU8, zipSync } from "fflate";
import { Caller } from "../../tools/gateway/lambda/function-pool";
import { type FunctionDefinition, LambdaRuntime, type LambdaLogEntry } from "../../tools/gateway/lambda/runtime";

let directory: string;
let runtime: LambdaRuntime;
let logs: LambdaLogEntry[];
let requests = 0;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gatehouse-zips-"));
  logs = [];
  runtime = new LambdaRuntime({ onLog: (entry) => logs.push(entry) });
});

afterEach(async () => {
  await runtime.close();
  await rm(directory, { recursive: true });
});

/** Zips files and registers a function of them; a string alone is `index.js`. */
async function register(files: string | Record<string, string>, rest: Partial<FunctionDefinition> = {}) {
  const name = rest.name ?? "orders";
  const zip = join(directory, `${name}-${requests++}.zip`);
  const sources = typeof files === "string" ? { "index.js": files } : files;
  await writeFile(
    zip,
    zipSync(Object.fromEntries(Object.entries(sources).map(([path, text]) => [path, strToU8(text)]))),
  );
  runtime.register({
    name,
    handler: "index.handler",
    runtime: "nodejs22.x",
    timeout: 3,
    memorySize: 256,
    environment: {},
    zip,
    arn: `arn:aws:lambda:eu-central-1:111122223333:function:${name}:live`,
    version: "7",
    ...rest,
  });
}

async function invoke(event: unknown = {}, options: { name?: string; requestId?: string; traceId?: string } = {}) {
  const { name = "orders", requestId = `request-${requests++}`, ...rest } = options;
  const answer = await runtime.invoke(name, JSON.stringify(event), { requestId, ...rest });
  const { payload, initMilliseconds: _, ...result } = answer;
  return { payload: JSON.parse(payload) as unknown, ...result };
}

const failure = (errorType: string, errorMessage: unknown) => ({
  functionError: "Unhandled",
  payload: expect.objectContaining({ errorType, errorMessage }) as unknown,
});

describe("a handler", () => {
  test.each<[string, Record<string, string>, string]>([
    ["CommonJS", { "index.js": "exports.handler = async (e) => e.n + 1" }, "index.handler"],
    ["CommonJS as .cjs", { "index.cjs": "exports.handler = async (e) => e.n + 1" }, "index.handler"],
    ["an ES module", { "index.mjs": "export const handler = async (e) => e.n + 1" }, "index.handler"],
    [
      "an ES module by package.json",
      { "index.js": "export const handler = async (e) => e.n + 1", "package.json": '{"type":"module"}' },
      "index.handler",
    ],
    [
      "an ES module that waits at its top level and imports a package of the zip",
      {
        "index.mjs":
          "import { add } from 'add'; const one = await Promise.resolve(1); export const handler = async (e) => add(e.n, one)",
        "node_modules/add/package.json": '{"name":"add","type":"module","exports":"./add.js"}',
        "node_modules/add/add.js": "export const add = (a, b) => a + b",
      },
      "index.handler",
    ],
    [
      "in a folder, of a nested object",
      {
        "src/orders/create.js": "exports.routes = { post: async (e) => require('./inc')(e.n) }",
        "src/orders/inc.js": "module.exports = (n) => n + 1",
      },
      "src/orders/create.routes.post",
    ],
  ])("can be %s", async (_name, files, handler) => {
    await register(files, { handler });
    expect(await invoke({ n: 1 })).toEqual({ payload: 2 });
  });

  test.each([
    ["a promise", "exports.handler = async () => ({ ok: true })", { ok: true }],
    ["its callback", "exports.handler = (e, c, callback) => setTimeout(() => callback(null, 'later'), 5)", "later"],
    ["context.succeed", "exports.handler = (e, context) => context.succeed('done')", "done"],
    ["context.done", "exports.handler = (e, context) => setImmediate(() => context.done(null, 1))", 1],
    ["nothing", "exports.handler = async () => {}", null],
    ["a value without a promise, which nodejs22.x ignores", "exports.handler = () => 'lost'", null],
    ["a value that JSON has not", "exports.handler = async () => () => {}", null],
    ["its callback, for good, the first time", "exports.handler = (e, c, cb) => { cb(null, 1); cb(null, 2) }", 1],
  ])("answers by %s", async (_name, source, answer) => {
    await register(source);
    expect(await invoke()).toEqual({ payload: answer });
  });

  test("answers by a value without a promise on nodejs24.x", async () => {
    await register("exports.handler = () => 'kept'", { runtime: "nodejs24.x" });
    expect(await invoke()).toEqual({ payload: "kept" });
  });

  test("with a callback is refused on nodejs24.x", async () => {
    await register("exports.handler = (event, context, callback) => callback()", { runtime: "nodejs24.x" });
    expect(await invoke()).toEqual(failure("Runtime.CallbackHandlerDeprecated", expect.any(String)));
  });

  test("that calls back is waited for until its loop is empty, unless it says not to", async () => {
    const source = (waits: string) => `exports.handler = (event, context, callback) => {
      ${waits}
      let late = false;
      setTimeout(() => { late = true }, 150);
      callback(null, { get late() { return late } });
    }`;
    await register(source(""), { name: "waits" });
    await register(source("context.callbackWaitsForEmptyEventLoop = false;"), { name: "leaves" });
    expect(await invoke({}, { name: "waits" })).toEqual({ payload: { late: true } });
    expect(await invoke({}, { name: "leaves" })).toEqual({ payload: { late: false } });
  });

  test("gets the environment of Lambda and nothing of this process", async () => {
    process.env["GATEHOUSE_SECRET"] = "of the parent";
    await register("exports.handler = async () => process.env", { environment: { TABLE: "orders", AWS_REGION: "x" } });
    const { payload } = await invoke({}, { traceId: "Root=1-5759e988-bd862e3fe1be46a994272793" });
    delete process.env["GATEHOUSE_SECRET"];
    expect(payload).toMatchObject({
      TABLE: "orders",
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      AWS_LAMBDA_FUNCTION_NAME: "orders",
      AWS_LAMBDA_FUNCTION_VERSION: "7",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/orders",
      AWS_ACCESS_KEY_ID: expect.any(String),
      LAMBDA_TASK_ROOT: expect.stringContaining("gatehouse-lambda-"),
      _HANDLER: "index.handler",
      _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793",
    });
    expect(payload).not.toHaveProperty("GATEHOUSE_SECRET");
    expect(payload).not.toHaveProperty("HOME");
    expect((await invoke()).payload).not.toHaveProperty("_X_AMZN_TRACE_ID");
  });

  test("gets a complete context", async () => {
    await register(`exports.handler = async (event, context) => ({
      ...context, remaining: context.getRemainingTimeInMillis(), functions: [context.done, context.fail, context.succeed].map((f) => typeof f)
    })`);
    const { payload } = await invoke({}, { requestId: "abc" });
    expect(payload).toEqual({
      awsRequestId: "abc",
      functionName: "orders",
      functionVersion: "7",
      invokedFunctionArn: "arn:aws:lambda:eu-central-1:111122223333:function:orders:live",
      memoryLimitInMB: "256",
      logGroupName: "/aws/lambda/orders",
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[7\][0-9a-f]{32}$/),
      callbackWaitsForEmptyEventLoop: true,
      remaining: expect.any(Number),
      functions: ["function", "function", "function"],
    });
    const { remaining } = payload as { remaining: number };
    expect(remaining).toBeGreaterThan(2000);
    expect(remaining).toBeLessThanOrEqual(3000);
  });
});

describe("a handler that fails", () => {
  test.each<[string, string, string, unknown]>([
    ["throws", "exports.handler = async () => { throw new TypeError('boom') }", "TypeError", "boom"],
    ["throws at once", "exports.handler = () => { throw new RangeError('boom') }", "RangeError", "boom"],
    ["calls back with an error", "exports.handler = (e, c, cb) => cb(new Error('boom'))", "Error", "boom"],
    ["fails its context", "exports.handler = (e, c) => c.fail(new Error('boom'))", "Error", "boom"],
    ["throws a string", "exports.handler = async () => { throw 'boom' }", "string", "boom"],
    ["throws an object", "exports.handler = async () => { throw { code: 7 } }", "object", "[object Object]"],
    ["rejects with nothing", "exports.handler = () => Promise.reject()", "string", "handled"],
    [
      "answers what JSON can't say",
      "exports.handler = async () => { const a = {}; a.a = a; return a }",
      "Error",
      "Unable to stringify response body",
    ],
    ["answers a BigInt", "exports.handler = async () => 1n", "Error", "Unable to stringify response body"],
    [
      "answers more than 6 MB",
      "exports.handler = async () => 'x'.repeat(6291556)",
      "Function.ResponseSizeTooLarge",
      "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ],
    [
      "leaves a rejection unhandled",
      "exports.handler = async () => { Promise.reject(new Error('boom')); await new Promise((r) => setTimeout(r, 500)) }",
      "Runtime.UnhandledPromiseRejection",
      "Error: boom",
    ],
    [
      "throws where nobody catches",
      "exports.handler = () => setImmediate(() => { throw new SyntaxError('boom') })",
      "SyntaxError",
      "boom",
    ],
    [
      "exits",
      "exports.handler = async () => process.exit(0)",
      "Runtime.ExitError",
      "RequestId: r1 Error: Runtime exited without providing a reason",
    ],
    [
      "exits with a status",
      "exports.handler = async () => process.exit(3)",
      "Runtime.ExitError",
      "RequestId: r1 Error: Runtime exited with error: exit status 3",
    ],
    [
      "kills its process",
      "exports.handler = async () => process.kill(process.pid, 'SIGKILL')",
      "Runtime.ExitError",
      "RequestId: r1 Error: Runtime exited with error: signal: killed",
    ],
  ])("because it %s is answered as by Lambda, and the next event is served", async (_name, source, type, message) => {
    await register(`${source.replace("exports.handler =", "const fails =")}
      exports.handler = (event, context, callback) => event.fine ? Promise.resolve('fine') : fails(event, context, callback)`);
    expect(await invoke({}, { requestId: "r1" })).toEqual(failure(type, message));
    expect(await invoke({ fine: true })).toEqual({ payload: "fine" });
  });

  test("by never settling while nothing is left to wait for is answered so, and the next event is served", async () => {
    await register("exports.handler = async (event) => event.fine ? 'fine' : new Promise(() => {})");
    const message: unknown = expect.stringContaining("a Promise that was never settled");
    expect(await invoke()).toEqual(failure("Runtime.NodeJsExit", message));
    expect(await invoke({ fine: true })).toEqual({ payload: "fine" });
  });

  test("answers the stack as its trace, in files of the task", async () => {
    await register("exports.handler = async () => { throw new Error('boom') }");
    const { payload } = (await invoke()) as { payload: { trace: string[] } };
    expect(payload.trace[0]).toBe("Error: boom");
    expect(payload.trace[1]).toMatch(/at .*index\.js:1:/);
    expect(payload.trace.join()).toContain("file:///var/runtime/");
    expect(payload.trace.join()).not.toContain("tools/gateway");
  });

  test("leaves its error in the log", async () => {
    await register("exports.handler = async () => { throw new Error('boom') }");
    await invoke({}, { requestId: "r1" });
    expect(logs).toEqual([
      { functionName: "orders", requestId: "r1", line: expect.stringMatching(/^Invoke Error\t\{"errorType":"Error"/) },
    ]);
  });

  test("by using up its memory is answered and replaced", async () => {
    await register(
      "exports.handler = async (e) => { if (e.fine) return 1; const all = []; for (;;) all.push(new Array(1e5).fill(all.length)) }",
      { memorySize: 32 },
    );
    expect(await invoke({}, { requestId: "r1" })).toEqual(
      failure("Runtime.ExitError", "RequestId: r1 Error: Runtime exited with error: signal: killed"),
    );
    expect(await invoke({ fine: true })).toEqual({ payload: 1 });
  });
});

describe("a handler that can't be loaded", () => {
  test.each<[string, Record<string, string>, string, string, unknown]>([
    [
      "has no module",
      { "other.js": "" },
      "index.handler",
      "Runtime.ImportModuleError",
      expect.stringMatching(/^Error: Cannot find module 'index'/),
    ],
    [
      "lacks a package",
      { "index.js": "require('nowhere')" },
      "index.handler",
      "Runtime.ImportModuleError",
      expect.stringMatching(/^Error: Cannot find module 'nowhere'/),
    ],
    [
      "is not exported",
      { "index.js": "exports.other = 1" },
      "index.handler",
      "Runtime.HandlerNotFound",
      "index.handler is undefined or not exported",
    ],
    [
      "is no function",
      { "index.js": "exports.handler = 1" },
      "index.handler",
      "Runtime.HandlerNotFound",
      "index.handler is not a function",
    ],
    ["has no function in its name", { "index.js": "" }, "index", "Runtime.MalformedHandlerName", "Bad handler"],
    [
      "leads out of the task",
      { "index.js": "" },
      "../index.handler",
      "Runtime.MalformedHandlerName",
      expect.stringMatching(/not a valid handler/),
    ],
    [
      "does not parse",
      { "index.js": "exports.handler = (" },
      "index.handler",
      "Runtime.UserCodeSyntaxError",
      expect.stringMatching(/^SyntaxError: /),
    ],
    ["throws", { "index.js": "throw new TypeError('no table')" }, "index.handler", "TypeError", "no table"],
    [
      "exits",
      { "index.js": "process.exit(2)" },
      "index.handler",
      "Runtime.ExitError",
      "RequestId: r1 Error: Runtime exited with error: exit status 2",
    ],
  ])("because it %s answers each event so", async (_name, files, handler, type, message) => {
    await register(files, { handler });
    const expected = failure(type, message);
    expect(await invoke({}, { requestId: "r1" })).toEqual(expected);
    expect(await invoke({}, { requestId: "r1" })).toEqual(expected);
  });
});

describe("a handler that takes too long", () => {
  test.each([
    ["waits", "setTimeout(() => {}, 60_000); await new Promise(() => {})"],
    ["loops for ever", "for (;;);"],
  ])("because it %s is ended at its timeout, and the next event served", async (_name, body) => {
    await register(`exports.handler = async (event) => { if (event.fine) return 'fine'; ${body} }`, { timeout: 0.3 });
    await invoke({ fine: true });
    const started = performance.now();
    expect(await invoke({}, { requestId: "r1" })).toEqual({
      ...failure("Sandbox.Timedout", "RequestId: r1 Error: Task timed out after 0.30 seconds"),
      timedOut: true,
    });
    expect(performance.now() - started).toBeLessThan(1500);
    expect(logs.at(-1)).toMatchObject({
      requestId: "r1",
      line: expect.stringMatching(/Z r1 Task timed out after 0.30 seconds$/),
    });
    expect(await invoke({ fine: true })).toEqual({ payload: "fine" });
  });

  test("to load is not held against its first event", async () => {
    await register(
      "const until = Date.now() + 400; while (Date.now() < until); exports.handler = async (e, c) => c.getRemainingTimeInMillis()",
      { timeout: 0.3 },
    );
    const { payload } = await invoke();
    expect(payload).toBeGreaterThan(100);
  });
});

describe("what a function prints", () => {
  test("becomes log lines with its request id, before its answer", async () => {
    await register(`
      const fs = require('node:fs');
      exports.handler = async () => {
        console.log('%s is', 'one', { a: 1 });
        console.error('{"level":"info","n":1}');
        process.stdout.write('split ');
        process.stdout.write('line\\nrest');
        fs.writeSync(1, 'by descriptor\\n');
        fs.write(2, Buffer.from('xxby bufferxx\\n'), 2, 9, null, () => {});
      }`);
    await invoke({}, { requestId: "r1" });
    expect(logs.map(({ line }) => line)).toEqual([
      "one is { a: 1 }",
      '{"level":"info","n":1}',
      "split line",
      "restby descriptor",
      "by buffer",
    ]);
    expect(new Set(logs.map(({ requestId }) => requestId))).toEqual(new Set(["r1"]));
  });

  test("while it is loaded has no request id", async () => {
    await register("console.log('cold'); exports.handler = async () => {}");
    await invoke({}, { requestId: "r1" });
    expect(logs).toEqual([{ functionName: "orders", requestId: "", line: "cold" }]);
  });

  test("before an endless loop is there", async () => {
    await register("exports.handler = async () => { console.log('start'); for (;;); }", { timeout: 0.2 });
    await invoke({}, { requestId: "r1" });
    expect(logs[0]).toEqual({ functionName: "orders", requestId: "r1", line: "start" });
  });
});

describe("execution environments", () => {
  const counter =
    "let n = 0; exports.handler = async (e) => { n++; await new Promise((r) => setTimeout(r, e.wait)); return n }";

  test("keep their state from event to event", async () => {
    await register(counter);
    expect((await invoke({ wait: 0 })).payload).toBe(1);
    expect((await invoke({ wait: 0 })).payload).toBe(2);
  });

  test("run one event at a time, and more are started for events that wait", async () => {
    await register(`let busy = 0;
      exports.handler = async () => {
        if (++busy > 1) throw new Error('two at once');
        await new Promise((r) => setTimeout(r, 300));
        busy--;
        return require('node:worker_threads').threadId;
      }`);
    const answers = await Promise.all(Array.from({ length: 6 }, () => invoke()));
    expect(answers.filter(({ payload }) => typeof payload !== "number")).toEqual([]);
    expect(new Set(answers.map(({ payload }) => payload)).size).toBeGreaterThan(1);
  });

  const threadsOf = async (wait: string, events: number) => {
    await register(`exports.handler = async () => { ${wait}; return require('node:worker_threads').threadId }`);
    const answers = await Promise.all(Array.from({ length: events }, () => invoke()));
    return new Set(answers.map(({ payload }) => payload as number));
  };

  test("are more than the cores while handlers wait, up to a bound, and all events are answered", async () => {
    const threads = await threadsOf("await new Promise((r) => setTimeout(r, 50))", 150);
    expect(threads.size).toBeGreaterThan(availableParallelism());
    expect(threads.size).toBeLessThanOrEqual(64);
    expect([...threads].every((thread) => typeof thread === "number")).toBe(true);
  });

  test("are not more than the cores while handlers compute", async () => {
    const threads = await threadsOf("const until = Date.now() + 10; while (Date.now() < until)", 40);
    expect(threads.size).toBeLessThanOrEqual(availableParallelism());
  });

  test("that break are replaced while others wait, and no event is lost", async () => {
    await register("exports.handler = async (e) => { if (e.i % 5 === 0) process.exit(1); return e.i }");
    const answers = await Promise.all(Array.from({ length: 25 }, (_, i) => invoke({ i }, { requestId: `r${i}` })));
    answers.forEach((answer, i) => {
      const exit = failure("Runtime.ExitError", `RequestId: r${i} Error: Runtime exited with error: exit status 1`);
      expect(answer).toEqual(i % 5 === 0 ? exit : { payload: i });
    });
  });

  test("of functions with the same name and another zip take over", async () => {
    await register("exports.handler = async () => { await new Promise((r) => setTimeout(r, 100)); return 'old' }");
    await invoke();
    const old = invoke();
    await register("exports.handler = async () => 'new'");
    expect((await invoke()).payload).toBe("new");
    expect((await old).payload).toBe("old");
  });
});

test("the first event of an execution environment says how long it took to start", async () => {
  await register("exports.handler = async () => {}");
  const ask = () => runtime.invoke("orders", "{}", { requestId: "r" });
  expect(await ask()).toEqual({ payload: "null", initMilliseconds: expect.any(Number) as number });
  expect(await ask()).toEqual({ payload: "null" });
});

describe("an invocation whose caller leaves", () => {
  test("rejects, runs on, and leaves the environment to the next event", async () => {
    await register(
      "let n = 0; exports.handler = async () => { await new Promise((r) => setTimeout(r, 200)); return ++n }",
    );
    await invoke();
    const caller = new Caller();
    const left = runtime.invoke("orders", "{}", { requestId: "r1", caller });
    setTimeout(() => caller.leave(new Error("client left")), 20);
    await expect(left).rejects.toThrow("client left");
    await sleep(250);
    expect((await invoke()).payload).toBe(3);
  });

  test("before it runs never runs", async () => {
    await register(
      "exports.handler = async (e) => { console.log(e.name); await new Promise((r) => setTimeout(r, 50)) }",
    );
    const caller = new Caller();
    const first = invoke({ name: "first" });
    const second = runtime.invoke("orders", '{"name":"second"}', { requestId: "r2", caller });
    caller.leave(new Error("client left"));
    await expect(second).rejects.toThrow("client left");
    await first;
    await invoke({ name: "third" });
    expect(logs.map(({ line }) => line)).toEqual(["first", "third"]);
  });
});

describe("the runtime", () => {
  test("refuses what it can't run, by name", async () => {
    await expect(register("", { runtime: "python3.12" })).rejects.toThrow(
      "lambda function 'orders': expected a nodejs runtime, got 'python3.12'",
    );
    await expect(register("", { zip: "/nowhere/orders.zip" })).rejects.toThrow(
      "lambda function 'orders': expected its zip at '/nowhere/orders.zip'",
    );
    await expect(invoke({}, { name: "unknown" })).rejects.toThrow("lambda function 'unknown'");
  });

  test("rejects an event of a function whose zip is none", async () => {
    const zip = join(directory, "broken.zip");
    await writeFile(zip, "not a zip");
    await register("", { zip });
    await expect(invoke()).rejects.toThrow(`zip '${zip}'`);
  });

  test.each(["../escaped.js", "a/../../escaped.js"])("does not unpack %s", async (path) => {
    await register({ [path]: "escaped", "index.js": "exports.handler = async () => 1" });
    await expect(invoke()).rejects.toThrow(`expected paths inside the package, got "${path}"`);
    expect(existsSync(join(tmpdir(), "escaped.js"))).toBe(false);
  });

  test("removes what it unpacked and rejects what still runs when it is closed", async () => {
    await register("exports.handler = (e) => new Promise((r) => setTimeout(() => r(__dirname), e.milliseconds))");
    const { payload: folder } = await invoke({ milliseconds: 0 });
    expect(existsSync(folder as string)).toBe(true);
    const running = invoke({ milliseconds: 60_000 });
    const closed = runtime.close();
    await expect(running).rejects.toThrow("lambda runtime: closed");
    await closed;
    expect(existsSync(folder as string)).toBe(false);
  });
});
