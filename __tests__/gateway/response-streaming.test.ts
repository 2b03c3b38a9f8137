import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Schedule } from "../../tools/gateway/schedule";
import { type ApiUnderTest, functionUri, mock, proxy, ServedApi, stackOf } from "./served-api";

const streamingUri = (name: string) =>
  functionUri(name).replace("2015-03-31", "2021-11-15").replace("/invocations", "/response-streaming-invocations");

const streamed = (name: string, integration: object = {}) =>
  proxy(name, {}, { uri: streamingUri(name), responseTransferMode: "STREAM", ...integration });

/** A handler that waits for files, so that a test says how far it goes. */
const gated = `
const { existsSync } = require("node:fs");
const gate = async (name) => { while (!existsSync(name)) await new Promise((next) => setTimeout(next, 5)); };
const http = (stream, metadata) => awslambda.HttpResponseStream.from(stream, metadata);
`;

const functions = {
  parts: `${gated}
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      const out = http(stream, { statusCode: 200, headers: { "Content-Type": "text/plain" } });
      out.write("first ");
      await gate(event.queryStringParameters.gate);
      out.write("second");
      out.end();
      await new Promise((next) => setTimeout(next, 10));
      console.log("handler is done");
    });`,
  late: `${gated}
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      console.log("handler has begun");
      await gate(event.queryStringParameters.gate);
      const out = http(stream, { statusCode: 200 });
      for (let i = 0; i < 100; i++) if (!out.write("x".repeat(100_000))) await new Promise((next) => out.once("drain", next));
      out.end();
      console.log("handler is done");
    });`,
  metadata: `
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      const out = awslambda.HttpResponseStream.from(stream, JSON.parse(event.body));
      out.write(event.httpMethod);
      out.end();
    });`,
  raw: `
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      for (const part of JSON.parse(event.body)) stream.write(Buffer.from(part, "latin1"));
      stream.end();
    });`,
  source: `
    const { Readable } = require("node:stream");
    const { pipeline } = require("node:stream/promises");
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      const chunks = Array.from({ length: 24 }, (_, index) => Buffer.alloc(1024 * 1024, index));
      const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { "content-type": "image/png" } });
      await pipeline(Readable.from(chunks), out);
      console.log("all is written");
    });`,
  failing: `${gated}
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      const { at, how } = event.queryStringParameters;
      if (at === "payload") {
        stream = http(stream, { statusCode: 200 });
        stream.write("begun");
        await new Promise((next) => setTimeout(next, 30));
      }
      if (how === "throw") throw new Error("broken");
      if (how === "exit") process.exit(3);
      if (how === "hang") await new Promise(() => setInterval(() => {}, 1000));
      if (how === "unfinished") return;
    });`,
  endOnly: `
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      awslambda.HttpResponseStream.from(stream, { statusCode: 200 }).end("all at once");
    });`,
  silent: "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.end(); });",
  synchronous: "exports.handler = awslambda.streamifyResponse((event, stream) => { stream.end(); });",
  buffered: "exports.handler = async () => ({ statusCode: 200, body: 'whole' });",
};

const definition: ApiUnderTest = {
  functions,
  paths: {
    ...Object.fromEntries(
      Object.keys(functions).map((name) => [
        `/${name}`,
        { get: streamed(name), post: streamed(name), head: streamed(name) },
      ]),
    ),
    "/quick": { get: streamed("failing", { timeoutInMillis: 300 }) },
    "/whole/parts": { get: proxy("parts") },
    "/whole/raw": { post: proxy("raw") },
  },
};

let folder: string;
let api: ServedApi;
let gates = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-gates-"));
  const stack = stackOf(definition) as { resource: { aws_lambda_function: Record<string, object> } };
  Object.assign(stack.resource.aws_lambda_function["failing"]!, { timeout: 1 });
  api = await ServedApi.startStacks({ app: stack }, functions);
});

afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const newGate = () => join(folder, String(gates++));

interface Opened {
  response: http.IncomingMessage;
  /** The next chunk; undefined at the end. Rejects when the connection ends before the message does. */
  next: () => Promise<string | undefined>;
  leave: () => void;
}

/** Sends a request and gives its answer when the head is there. */
function open(served: ServedApi, path: string): Promise<Opened> {
  const url = new URL(served.apis[0]!.localUrl);
  return new Promise((resolve, reject) => {
    const request = http.get({ host: url.hostname, port: url.port, path: url.pathname + path, agent: false });
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const next = async () => {
        const { value, done } = await chunks.next();
        return done ? undefined : value.toString();
      };
      resolve({ response, next, leave: () => request.destroy() });
    });
  });
}

const outcomeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

async function until(condition: () => boolean) {
  while (!condition()) await sleep(5);
}

const lastLog = async (count: number) => {
  await until(() => api.logs.length > count);
  return api.logs.at(-1)!;
};

const internalServerError = [502, '{"message": "Internal server error"}'];

describe("a Lambda proxy integration that streams", () => {
  test("answers with what is written while the function goes on", async () => {
    const gate = newGate();
    const { response, next } = await open(api, `/parts?gate=${gate}`);
    expect(await next()).toBe("first ");
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ "content-type": "text/plain", "transfer-encoding": "chunked" });
    expect(response.headers["x-amzn-trace-id"]).toMatch(/^Root=1-/);
    writeFileSync(gate, "");
    expect(await next()).toBe("second");
    expect(await next()).toBeUndefined();
  });

  test("takes status, headers and cookies from the metadata", async () => {
    const metadata = {
      statusCode: 201,
      headers: { "X-One": "1", "x-two": 2 },
      multiValueHeaders: { "X-Many": ["a", "b"] },
      cookies: ["a=1; Secure", "b=2"],
    };
    const answer = await api.call("POST", "/metadata", { body: JSON.stringify(metadata) });
    expect([answer.status, answer.text]).toEqual([201, "POST"]);
    expect(answer.headers).toMatchObject({
      "x-one": "1",
      "x-two": "2",
      "x-many": "a, b",
      "set-cookie": ["a=1; Secure", "b=2"],
      "content-type": "application/json",
    });
  });

  test("takes metadata that a function writes by itself, wherever its parts end", async () => {
    const parts = ['{"statusCode"', ":202}\0\0\0", "\0\0\0\0\0pay", "load"];
    const answer = await api.call("POST", "/raw", { body: JSON.stringify(parts) });
    expect([answer.status, answer.text]).toEqual([202, "payload"]);
  });

  test("passes bytes on as they are, more than a buffered answer may have", async () => {
    const answer = await api.call("GET", "/source");
    const expected = createHash("sha256");
    for (let index = 0; index < 24; index++) expected.update(Buffer.alloc(1024 * 1024, index));
    expect(answer.bytes).toHaveLength(24 * 1024 * 1024);
    expect(createHash("sha256").update(answer.bytes).digest("hex")).toBe(expected.digest("hex"));
  });

  test("makes the function wait for a client that reads slowly", async () => {
    const written = () => api.functionLogs.filter((line) => line === "all is written").length;
    const before = written();
    const { next } = await open(api, "/source");
    // more than the system keeps for a connection
    await sleep(300);
    expect(written()).toBe(before);
    while ((await next()) !== undefined);
    await until(() => written() === before + 1);
  });

  test("lets the function go on when the client has gone before the metadata", async () => {
    const logged = api.logs.length;
    const gate = newGate();
    const url = new URL(`${api.apis[0]!.localUrl}/late?gate=${gate}`);
    const request = http.get(url, { agent: false }).on("error", () => {});
    const done = api.functionLogs.length;
    await until(() => api.functionLogs.length > done);
    request.destroy();
    await sleep(20);
    writeFileSync(gate, "");
    expect((await lastLog(logged)).error).toBe("response stream: the client has closed the connection");
    await until(() => api.functionLogs.at(-1) === "handler is done");
  });

  test("sends no payload for HEAD", async () => {
    const answer = await api.call("HEAD", "/metadata", { body: "{}" });
    expect([answer.status, answer.text]).toEqual([200, ""]);
  });

  test.each([
    ["metadata that aren't JSON", ["oops\0\0\0\0\0\0\0\0body"]],
    ["metadata without delimiter", ['{"statusCode":200}']],
    ["metadata with a key that isn't known", ['{"statusCode":200,"body":"x"}\0\0\0\0\0\0\0\0']],
    ["a status that is none", ['{"statusCode":"many"}\0\0\0\0\0\0\0\0']],
    ["metadata larger than 16 KB", [`{"statusCode":200,"headers":{"a":"${"x".repeat(17_000)}"}}\0\0\0\0\0\0\0\0late`]],
  ])("is 502 for %s", async (_, parts) => {
    const answer = await api.call("POST", "/raw", { body: JSON.stringify(parts) });
    expect([answer.status, answer.text]).toEqual(internalServerError);
  });

  test.each(["/silent", "/endOnly", "/synchronous", "/failing?how=throw", "/failing?how=exit"])(
    "is 502 for %s, which writes no metadata",
    async (path) => {
      const answer = await api.call("GET", path);
      expect([answer.status, answer.text]).toEqual(internalServerError);
    },
  );

  test("is 502 for a function that doesn't stream, and says so at the terminal", async () => {
    const logged = api.logs.length;
    const answer = await api.call("GET", "/buffered");
    expect([answer.status, answer.text]).toEqual(internalServerError);
    expect((await lastLog(logged)).error).toMatch("awslambda.streamifyResponse, got an answer that isn't streamed");
  });

  test.each([
    ["throws", "throw", /function error: .*broken/],
    ["ends its process", "exit", /Runtime.ExitError.* status 3/],
    ["takes longer than its timeout", "hang", /Task timed out after 1.00 seconds/],
    ["doesn't end its stream", "unfinished", /Task timed out after 1.00 seconds/],
  ])("ends the connection when the function %s after the metadata", async (_, how, error) => {
    const logged = api.logs.length;
    const { response, next } = await open(api, `/failing?at=payload&how=${how}`);
    expect([response.statusCode, await next()]).toEqual([200, "begun"]);
    expect(await next().catch(outcomeOf)).toBe("ECONNRESET");
    expect((await lastLog(logged)).error).toMatch(error);
  });

  test("is 504 when no metadata come within the integration's timeout", async () => {
    const answer = await api.call("GET", "/quick?how=hang");
    expect([answer.status, answer.text]).toEqual([504, '{"message": "Endpoint request timed out"}']);
  });

  test("ends the connection when the integration's timeout comes in between", async () => {
    const { response, next } = await open(api, "/quick?at=payload&how=hang");
    expect([response.statusCode, await next()]).toEqual([200, "begun"]);
    expect(await next().catch(outcomeOf)).toBe("ECONNRESET");
  });

  test("lets the function go on when the client has gone", async () => {
    const gate = newGate();
    const logged = api.logs.length;
    const { next, leave } = await open(api, `/parts?gate=${gate}`);
    await next();
    const done = api.functionLogs.length;
    leave();
    expect((await lastLog(logged)).error).toBe("response stream: the client has closed the connection");
    writeFileSync(gate, "");
    await until(() => api.functionLogs.length > done);
    expect(api.functionLogs.at(-1)).toBe("handler is done");
  });
});

describe("a function that streams behind a buffered integration", () => {
  test("is 502 with metadata and delimiter, which are no proxy response", async () => {
    const gate = newGate();
    writeFileSync(gate, "");
    const answer = await api.call("GET", `/whole/parts?gate=${gate}`);
    expect([answer.status, answer.text]).toEqual(internalServerError);
  });

  test("answers when what it writes is a proxy response", async () => {
    const parts = ['{"statusCode":203,', '"body":"whole"}'];
    const answer = await api.call("POST", "/whole/raw", { body: JSON.stringify(parts) });
    expect([answer.status, answer.text]).toEqual([203, "whole"]);
  });
});

describe("a stream without a byte", () => {
  /** Timers that a test lets go off. */
  class Timers {
    readonly waiting = new Set<{ action: () => void; milliseconds: number }>();
    readonly schedule: Schedule = (action, milliseconds) => {
      const timer = { action, milliseconds };
      this.waiting.add(timer);
      return () => this.waiting.delete(timer);
    };

    elapse(milliseconds: number) {
      const due = [...this.waiting].filter((timer) => timer.milliseconds === milliseconds);
      for (const timer of due) timer.action();
    }
  }

  test.each([
    ["REGIONAL", 300_000],
    ["PRIVATE", 300_000],
    ["EDGE", 30_000],
  ] as const)("ends at a %s endpoint after %i ms", async (endpoint, idle) => {
    const timers = new Timers();
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" }],
    });
    const served = await ServedApi.start(
      { ...definition, paths: { "/parts": { get: streamed("parts") } }, endpoint, api: { policy } },
      { schedule: timers.schedule },
    );
    const gate = newGate();
    const { next } = await open(served, `/parts?gate=${gate}`);
    expect(await next()).toBe("first ");
    expect([...timers.waiting].map(({ milliseconds }) => milliseconds)).toEqual([29_000, idle]);
    timers.elapse(idle);
    expect(await next().catch(outcomeOf)).toBe("ECONNRESET");
    await until(() => served.logs.length > 0);
    expect(served.logs[0]!.error).toBe(`response stream: expected a byte within ${idle} ms, got none`);
    writeFileSync(gate, "");
    await served.close();
  });

  test("that ended leaves no timer", async () => {
    const timers = new Timers();
    const served = await ServedApi.start(definition, { schedule: timers.schedule });
    await served.call("POST", "/metadata", { body: "{}" });
    await served.call("GET", "/buffered");
    await until(() => served.logs.length === 2);
    expect(timers.waiting.size).toBe(0);
    await served.close();
  });
});

describe("an HTTP proxy integration that streams", () => {
  let backend: http.Server;
  let answer: http.ServerResponse;
  let served: ServedApi;

  beforeAll(async () => {
    backend = http.createServer((_, response) => {
      answer = response;
      response.writeHead(206, { "X-Own": "1", Server: "s" });
      response.write("first");
    });
    await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
    const { port } = backend.address() as { port: number };
    const integration = (rest: object) => ({
      responses: {},
      "x-amazon-apigateway-integration": {
        type: "http_proxy",
        httpMethod: "GET",
        uri: `http://127.0.0.1:${port}/`,
        responseTransferMode: "STREAM",
        ...rest,
      },
    });
    served = await ServedApi.start({
      paths: {
        "/http": { get: integration({}) },
        "/quick": { get: integration({ timeoutInMillis: 100 }) },
        "/gone": { get: integration({ uri: "http://127.0.0.1:1/" }) },
      },
    });
  });

  afterAll(async () => {
    await served.close();
    backend.closeAllConnections();
    await new Promise((resolve) => backend.close(resolve));
  });

  test("passes head and payload on as they come", async () => {
    const { response, next } = await open(served, "/http");
    expect([response.statusCode, await next()]).toEqual([206, "first"]);
    expect(response.headers).toMatchObject({ "x-own": "1", "x-amzn-remapped-server": "s" });
    answer.write("second");
    expect(await next()).toBe("second");
    answer.end();
    expect(await next()).toBeUndefined();
  });

  test.each([
    ["the backend breaks off", "/http", () => answer.destroy()],
    ["its timeout comes", "/quick", () => {}],
  ])("ends the connection when %s", async (_, path, happen) => {
    const { next } = await open(served, path);
    expect(await next()).toBe("first");
    happen();
    expect(await next().catch(outcomeOf)).toBe("ECONNRESET");
  });

  test("leaves the backend when the client has gone", async () => {
    const { next, leave } = await open(served, "/http");
    await next();
    const closed = new Promise((resolve) => answer.on("close", () => resolve("closed")));
    leave();
    expect(await closed).toBe("closed");
  });

  test("is 504 without a backend", async () => {
    expect((await served.call("GET", "/gone")).status).toBe(504);
  });
});

test("a streamed answer isn't cached", async () => {
  const counting = `
    let calls = 0;
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      out.write(String(++calls));
      out.end();
    });`;
  const served = await ServedApi.start({
    paths: { "/x": { get: streamed("counting") } },
    functions: { counting },
    stage: { cache_cluster_enabled: true, cache_cluster_size: "0.5" },
    resource: {
      aws_api_gateway_method_settings: {
        s: {
          rest_api_id: "${aws_api_gateway_rest_api.api.id}",
          stage_name: "dev",
          method_path: "*/*",
          settings: { caching_enabled: true },
        },
      },
    },
  });
  expect([(await served.call("GET", "/x")).text, (await served.call("GET", "/x")).text]).toEqual(["1", "2"]);
  await served.close();
});

test.each<[string, object, string]>([
  [
    "another type than a proxy",
    mock({ responseTransferMode: "STREAM" }),
    "responseTransferMode: expected BUFFERED for an integration of type MOCK, got STREAM",
  ],
  [
    "the URI of a whole answer",
    proxy("buffered", {}, { responseTransferMode: "STREAM" }),
    "/response-streaming-invocations with STREAM, got",
  ],
  ["the URI of a stream for a whole answer", proxy("buffered", {}, { uri: streamingUri("buffered") }), "with BUFFERED"],
  [
    "a mode that doesn't exist",
    proxy("buffered", {}, { responseTransferMode: "CHUNKED" }),
    "responseTransferMode: expected BUFFERED or STREAM, got CHUNKED",
  ],
  [
    "a timeout above 15 minutes",
    streamed("buffered", { timeoutInMillis: 900_001 }),
    "expected 50 to 900000 with STREAM",
  ],
])("streaming with %s is refused at start", async (_, operation, message) => {
  await expect(ServedApi.start({ paths: { "/x": { get: operation } }, functions })).rejects.toThrow(message);
});
