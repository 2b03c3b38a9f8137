import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Gateway, startGateway } from "../../tools/gateway/gateway";
import { says, stackOf } from "./served-api";
import { writeStack } from "./stack-folder";

const cli = resolve(__dirname, "../../bin/gatehouse.mjs");
let root: string;
let gateway: Gateway;

const scheme = (...pools: string[]) => ({
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authorizer": {
    type: "cognito_user_pools",
    providerARNs: pools.map((pool) => `\${aws_cognito_user_pool.${pool}.arn}`),
  },
});

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-token-"));
  const json = stackOf({
    paths: {
      "/me": { get: says("$context.authorizer.claims.sub", { security: [{ pools: [] }] }) },
      "/orders": { get: says("$context.authorizer.claims.scope", { security: [{ pools: ["orders/read"] }] }) },
    },
    document: { components: { securitySchemes: { pools: scheme("customers", "staff") } } },
    resource: {
      aws_cognito_user_pool: { customers: { name: "customers" }, staff: { name: "staff" } },
      aws_cognito_user_pool_client: {
        web: { name: "web", user_pool_id: "${aws_cognito_user_pool.customers.id}" },
      },
    },
  });
  // references to the pools are Terraform's, not the templates'
  const referring = JSON.stringify(json).replaceAll("$${aws_", "${aws_");
  const stack = writeStack(join(root, "cdktf.out", "stacks", "dev-app"), referring);
  const userPoolDirectory = join(root, ".state", "cognito");
  gateway = await startGateway({ folders: [stack], port: 0, host: "127.0.0.1", userPoolDirectory });
});

afterAll(async () => {
  await gateway.close();
  rmSync(root, { recursive: true });
});

const token = (...args: string[]) =>
  spawnSync(process.execPath, [cli, "token", "dev", ...args], { cwd: root, encoding: "utf8" });

const get = async (path: string, issued: { stdout: string }) => {
  const answer = await fetch(gateway.apis[0]!.localUrl + path, { headers: { Authorization: issued.stdout.trim() } });
  return [answer.status, await answer.text()];
};

test("an ID token of the command is accepted by a gateway that runs already", async () => {
  const issued = token("--pool", "customers", "--sub", "ann");
  expect(issued.stderr).toBe("");
  expect(await get("/me", issued)).toEqual([200, "ann"]);
});

test("so is an access token with the method's scope, of a pool without declared clients too", async () => {
  const issued = token("--pool", "staff", "--scope", "orders/read", "--client", "robot");
  expect(await get("/orders", issued)).toEqual([200, "orders/read"]);
});

test("one that is expired isn't", async () => {
  const issued = token("--pool", "customers", "--expires-in=-1");
  expect(await get("/me", issued)).toEqual([401, '{"message":"The incoming token has expired"}']);
});

test.each<[string, string[], RegExp]>([
  ["no pool of two", [], /^gatehouse: --pool: expected one of customers \(\S+\), staff \(\S+\), got nothing\n$/],
  ["an unknown pool", ["--pool", "x"], /^gatehouse: --pool: expected one of .*, got x\n$/],
  [
    "another pool's client",
    ["--pool", "customers", "--client", "x"],
    /^gatehouse: --client: expected one of user pool \S+'s clients for users: \w+, got x\n$/,
  ],
  [
    "scopes in an ID token",
    ["--pool", "staff", "--use", "id", "--scope", "a"],
    /^gatehouse: --scope: expected an access/,
  ],
  [
    "an unknown use",
    ["--pool", "staff", "--use", "refresh"],
    /^gatehouse: --use: expected id or access, got refresh\n$/,
  ],
  ["a time that is none", ["--pool", "staff", "--expires-in", "1h"], /^gatehouse: --expires-in: expected a number/],
])("%s is refused, and nothing issued", (_, args, message) => {
  const { status, stdout, stderr } = token(...args);
  expect(stderr).toMatch(message);
  expect([status, stdout]).toEqual([2, ""]);
});
