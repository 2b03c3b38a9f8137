import { execFile } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { APIGatewayProxyResult } from "aws-lambda";
import type { BuildOptions, Metafile } from "esbuild";
import { unzipSync } from "fflate";
import { lambdaEnvironment, startOrdersTable, trusted } from "./orders-function";
import { type Call, restApiEvent } from "./rest-api-event";

const root = resolve(__dirname, "../..");
const entry = "functions/orders/index.ts";
const metafiles: Metafile[] = [];

// the same build, telling what it is made of
jest.mock("esbuild", () => {
  const { buildSync } = jest.requireActual<typeof import("esbuild")>("esbuild");
  return {
    buildSync(options: BuildOptions & { metafile: true }) {
      const result = buildSync(options);
      metafiles.push(result.metafile);
      return result;
    },
  };
});

let folder: string;
let first: string;
let zip: Buffer;
let code: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bundle-"));
  first = clone("first");
  zip = bundle(first);
  writeFileSync(join(folder, "index.js"), unzipSync(zip)["index.js"]!);
  code = readFileSync(join(folder, "index.js"), "utf8");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A clone as if its files had been saved a while ago. */
function clone(name: string): string {
  const to = join(folder, name);
  for (const part of [
    "bin/build-stamp.cjs",
    "constructs/function-bundle.ts",
    "contract",
    "functions",
    "package.json",
    "tsconfig.json",
  ])
    cpSync(join(root, part), join(to, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(root, "node_modules"), join(to, "node_modules"));
  return to;
}

/** Bundles the sources of a clone as synth does. */
function bundle(sources: string): Buffer {
  jest.resetModules();
  const { bundleFunction } = jest.requireActual<typeof import("../../constructs/function-bundle")>(
    join(sources, "constructs/function-bundle.ts"),
  );
  return readFileSync(bundleFunction(entry).path);
}

test("is a zip of one file", () => {
  expect(Object.keys(unzipSync(zip))).toEqual(["index.js"]);
});

test("is smaller than 360 KB", () => {
  expect(Buffer.byteLength(code)).toBeLessThan(360_000);
});

test("holds the packages that the function uses and no other", () => {
  expect([...new Set(inputs().flatMap((path) => packageOf(path) ?? []))].toSorted()).toEqual([
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/core",
    "@aws-sdk/dynamodb-codec",
    "@aws-sdk/endpoint-cache",
    "@aws-sdk/middleware-endpoint-discovery",
    "@aws/lambda-invoke-store",
    "@smithy/core",
    "@smithy/node-http-handler",
    "@smithy/signature-v4",
    "@smithy/types",
    "mnemonist",
    "obliterator",
    "zod",
  ]);
});

test("holds of our sources what runs in a function: no compiler of the contract, no other service", () => {
  const ours = inputs().filter((path) => packageOf(path) === undefined);
  expect(ours).toContain(entry);
  expect(
    ours.filter(
      (path) =>
        !/^(functions|contract\/orders)\/|^contract\/(route|answer-headers|version-register|error|mapping-template|parameter-mapping|service-answers)\.ts$/.test(
          path,
        ),
    ),
  ).toEqual([]);
});

test("is the same, byte for byte, from a clone in another folder", () => {
  expect(bundle(clone("a clone")).equals(zip)).toBe(true);
});

describe("in a clone where it was made before", () => {
  const builds = () => metafiles.length;

  test("is kept as long as nothing that went into it changes", () => {
    const before = builds();
    expect(bundle(first).equals(zip)).toBe(true);
    expect(builds()).toBe(before);
  });

  test("is made again when it is gone", () => {
    rmSync(join(first, ".build/functions/orders/index.zip"));
    expect(bundle(first).equals(zip)).toBe(true);
  });

  test("is made again when a file that went into it changes", () => {
    appendFileSync(join(first, "functions/orders/cursor.ts"), "console.log('changed');\n");
    expect(bundle(first).equals(zip)).toBe(false);
  });
});

test("names no folder of the machine that made it", () => {
  expect(code.includes(root)).toBe(false);
  expect(code.match(/["'`]\/(home|root|Users|tmp|mnt)\/.{0,50}/)).toBeNull();
});

describe("in a process of its own, with nothing but Lambda's environment", () => {
  test("answers from DynamoDB", async () => {
    const table = await startOrdersTable();
    const { statusCode, body } = await invoke(table.endpoint, { query: { customerId: "nobody" } });
    await table.close();
    expect([statusCode, body]).toEqual([200, '{"orders":[]}']);
  });

  test("answers 503 in the contract's shape where DynamoDB refuses the connection", async () => {
    const table = await startOrdersTable();
    await table.close();
    const { statusCode, headers, body } = await invoke(table.endpoint, { query: { customerId: "nobody" } });
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject({ "Retry-After": "1", "Access-Control-Allow-Origin": "*" });
    expect(JSON.parse(body)).toEqual({
      code: "SERVICE_UNAVAILABLE",
      message: "the service is not available at the moment",
      requestId: expect.any(String),
    });
  });

  async function invoke(endpoint: string, call: Call): Promise<APIGatewayProxyResult> {
    const run = `require(process.argv[1]).handler(JSON.parse(process.argv[2]), { awsRequestId: "1" })
      .then((result) => process.stdout.write(JSON.stringify(result)))`;
    const event = JSON.stringify(restApiEvent("GET /orders", { authorizer: trusted, ...call }));
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", run, join(folder, "index.js"), event], {
      env: lambdaEnvironment(endpoint, "orders"),
    });
    return JSON.parse(stdout.split("\n").at(-1)!) as APIGatewayProxyResult;
  }
});

/** What is in the first bundle, by path from the repository's root. */
function inputs(): string[] {
  const [output] = Object.values(metafiles[0]!.outputs);
  return Object.entries(output!.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

const packageOf = (path: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
