import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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

// the same build, also telling what it is made of
jest.mock("esbuild", () => {
  const { buildSync } = jest.requireActual<typeof import("esbuild")>("esbuild");
  return {
    buildSync(options: BuildOptions) {
      const result = buildSync({ ...options, metafile: true });
      metafiles.push(result.metafile);
      return result;
    },
  };
});

let folder: string;
let zip: Buffer;
let code: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bundle-"));
  zip = bundle(root);
  writeFileSync(join(folder, "index.js"), unzipSync(zip)["index.js"]!);
  code = readFileSync(join(folder, "index.js"), "utf8");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles the sources of a folder as synth does. */
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
        !/^(functions|contract\/orders)\/|^contract\/(route|answer-headers|version-register|error|mapping-template|service-answers)\.ts$/.test(
          path,
        ),
    ),
  ).toEqual([]);
});

test("is the same, byte for byte, when it is made again", () => {
  expect(bundle(root).equals(zip)).toBe(true);
});

test("is the same, byte for byte, from a clone in another folder", () => {
  const clone = join(folder, "a clone");
  for (const part of ["contract", "functions", "package.json", "tsconfig.json"])
    cpSync(join(root, part), join(clone, part), { recursive: true });
  mkdirSync(join(clone, "constructs"));
  cpSync(join(root, "constructs/function-bundle.ts"), join(clone, "constructs/function-bundle.ts"));
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"));
  expect(bundle(clone).equals(zip)).toBe(true);
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
