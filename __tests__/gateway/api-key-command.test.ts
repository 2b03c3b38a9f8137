import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startGateway } from "../../tools/gateway/gateway";
import { says, stackOf } from "./served-api";
import { writeStack } from "./stack-folder";
import { apiId, keyRequired, keyScheme } from "./stage-settings";

const cli = resolve(__dirname, "../../bin/gatehouse.mjs");
const member = (key: string) => ({
  key_id: `\${aws_api_gateway_api_key.${key}.id}`,
  key_type: "API_KEY",
  usage_plan_id: "${aws_api_gateway_usage_plan.plan.id}",
});

let root: string;
let stack: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-api-key-"));
  const json = stackOf({
    paths: { "/orders": { get: says("list", keyRequired) } },
    document: keyScheme,
    resource: {
      aws_api_gateway_usage_plan: { plan: { name: "plan", api_stages: [{ api_id: apiId, stage: "dev" }] } },
      aws_api_gateway_api_key: { acme: { name: "acme" }, globex: { name: "globex" } },
      aws_api_gateway_usage_plan_key: { acme: member("acme"), globex: member("globex") },
    },
  });
  stack = writeStack(join(root, "cdktf.out", "stacks", "dev-app"), json);
});
afterAll(() => rmSync(root, { recursive: true }));

const apiKey = (...args: string[]) =>
  spawnSync(process.execPath, [cli, "api-key", "dev", ...args], { cwd: root, encoding: "utf8" });

test("tells the value that the gateway takes for a key", async () => {
  const { stdout, stderr } = apiKey("--name", "globex");
  expect(stderr).toBe("");
  const gateway = await startGateway({ folders: [stack], port: 0, host: "127.0.0.1" });
  const answer = await fetch(`${gateway.apis[0]!.localUrl}/orders`, { headers: { "x-api-key": stdout.trim() } });
  expect([answer.status, await answer.text()]).toEqual([200, "list"]);
  await gateway.close();
});

test.each([
  ["no name for two keys", [], "nothing"],
  ["an unknown name", ["--name", "initech"], "initech"],
])("%s is refused, and nothing told", (_, args, got) => {
  const { status, stdout, stderr } = apiKey(...args);
  expect(stderr).toBe(`gatehouse: --name: expected one of acme, globex, got ${got}\n`);
  expect([status, stdout]).toEqual([2, ""]);
});
